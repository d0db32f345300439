import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { toJson } from "#common/db/columns.ts";
import { engines } from "#tests/harness/databases.ts";
import { makePerson, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { createGroup, everyoneId } from "../groups/groups.ts";
import { ensureOrganization } from "../org/org.ts";
import { createZone, setZoneStatus } from "../zones/zones.ts";
import type { Document } from "./policies.table.ts";
import {
	CONSOLE,
	createPolicy,
	createRule,
	enrolmentFor,
	ensurePolicies,
	evaluateSignOn,
	listPolicies,
	type PolicyType,
	removePolicy,
	replaceRule,
	rulesOf,
	type SignInContext,
	setConsolePolicy,
	setPolicyStatus,
} from "./policies.ts";

const ALLOWED = async () => {};
const TWO = {
	appSignOn: { access: "ALLOW", verificationMethod: { type: "ASSURANCE", factorMode: "2FA", reauthenticateIn: "PT1H" } },
};

for (const engine of engines) {
	describe(`sign-on policies on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let ada: string;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensureOrganization(db);
			await ensurePolicies(db, await everyoneId(db));
			ada = (await makePerson(db, "Ada", "a long enough password")).id;
		});
		afterEach(() => close());

		const signOn = (more: Partial<SignInContext> = {}) =>
			evaluateSignOn(db, { userId: ada, address: "192.0.2.1", knownDevice: false, ...more });
		const policy = async (type: PolicyType, name: string, ...rules: readonly Document[]) => {
			const { id } = await createPolicy(db, { type, name, document: {} }, "ACTIVE");
			for (const [index, document] of rules.entries()) await createRule(db, id, { name: `${name} ${index}`, document }, "ACTIVE");
			return id;
		};
		const application = async (id: string, accessPolicy?: string) => {
			const moment = new Date().toISOString();
			await db
				.insertInto("applications")
				.values({
					id,
					client_id: id,
					label: id,
					label_key: id,
					status: "ACTIVE",
					kind: "web",
					sign_on_mode: "OPENID_CONNECT",
					name: "oidc_client",
					name_key: id,
					settings: toJson({}),
					presentation: toJson(accessPolicy === undefined ? {} : { accessPolicy }),
					created: moment,
					last_updated: moment,
				} as never)
				.execute();
			return id;
		};

		it("as built in let everybody in with a password, for a day, and ask for no other sign-in in it", async () => {
			const own = await signOn();
			assert.deepEqual(
				[own.access, own.demand.second, own.sessionMinutes, own.reauthenticateMinutes],
				["ALLOW", "none", 1_440, undefined],
			);
			assert.deepEqual(
				own.decidedBy.map(({ type }) => type),
				["OKTA_SIGN_ON"],
			);
			const at = await signOn({ applicationId: await application("0oaplain") });
			assert.deepEqual([at.access, at.demand.second], ["ALLOW", "none"]);
			assert.ok((at.reauthenticateMinutes ?? 0) > at.sessionMinutes * 365);
			assert.deepEqual(
				at.decidedBy.map(({ type }) => type),
				["OKTA_SIGN_ON", "ACCESS_POLICY"],
			);
		});

		it("an application goes by its own policy; whom no rule of it fits, and while it is off, by the built-in one", async () => {
			const { id: group } = await createGroup(db, { name: "Staff", description: "" } as never);
			const own = await policy("ACCESS_POLICY", "Strict", {
				conditions: { people: { groups: { include: [group] } } },
				actions: TWO,
			});
			const [applicationId, other] = [await application("0oastrict", own), await application("0oaother")];
			const second = async (id: string) => (await signOn({ applicationId: id })).demand.second;
			assert.equal(await second(applicationId), "none");
			await db
				.insertInto("group_members")
				.values({ group_id: group, user_id: ada } as never)
				.execute();
			assert.deepEqual([await second(applicationId), await second(other)], ["factor", "none"]);
			assert.equal((await signOn({ applicationId })).reauthenticateMinutes, 60);
			await setPolicyStatus(db, own, "INACTIVE");
			assert.equal(await second(applicationId), "none");
			await setPolicyStatus(db, own, "ACTIVE");
			const [builtIn] = await listPolicies(db, "ACCESS_POLICY").then((all) => all.filter(({ system }) => system));
			const [rule] = await rulesOf(db, [builtIn?.id ?? ""]);
			await replaceRule(db, builtIn?.id ?? "", rule?.id ?? "", {
				name: "x",
				document: { actions: { appSignOn: { access: "DENY" } } },
			});
			assert.equal((await signOn({ applicationId: other })).access, "DENY");
			assert.equal((await signOn({ applicationId })).access, "ALLOW");
			assert.equal((await signOn()).access, "ALLOW", "it is no application's page");
			await removePolicy(db, own);
			assert.equal((await signOn({ applicationId })).access, "DENY");
		});

		it("go by networks, and by the device", async () => {
			const gateways = [{ type: "CIDR", value: "192.0.2.0/24" }] as const;
			const { id: office } = await createZone(db, { name: "Office", gateways, proxies: [] });
			const deny = { signon: { access: "DENY" } };
			await policy(
				"OKTA_SIGN_ON",
				"Places",
				{ conditions: { network: { connection: "ZONE", exclude: [office] }, device: { known: false } }, actions: deny },
				{ conditions: { network: { connection: "ZONE", include: [office] } }, actions: { signon: { requireFactor: true } } },
			);
			const told = async (address: string, knownDevice: boolean) => {
				const { access, demand } = await signOn({ address, knownDevice });
				return access === "DENY" ? "denied" : demand.second;
			};
			assert.equal(await told("192.0.2.77", false), "step");
			assert.equal(await told("::ffff:192.0.2.77", false), "step");
			assert.equal(await told("198.51.100.1", false), "denied");
			assert.equal(await told("2001:db8::1", false), "denied");
			assert.equal(await told("198.51.100.1", true), "none");
			assert.equal(await told("", true), "none", "no address is in no network");
			await setZoneStatus(db, office, "INACTIVE", ALLOWED);
			assert.equal(await told("192.0.2.77", false), "denied", "a zone that is off holds nobody");
		});

		it("the console asks for a second factor of whoever has one, until another policy is chosen for it", async () => {
			const second = async (hasSecondFactor: boolean) =>
				(await signOn({ applicationId: CONSOLE, hasSecondFactor })).demand.second;
			assert.deepEqual([await second(false), await second(true)], ["none", "factor"]);
			assert.deepEqual((await signOn({ applicationId: CONSOLE })).decidedBy.at(-1)?.policyId, CONSOLE);
			const none = { appSignOn: { access: "ALLOW", verificationMethod: { type: "ASSURANCE", factorMode: "1FA" } } };
			const eased = await policy("ACCESS_POLICY", "Console", { conditions: { device: { known: true } }, actions: none });
			await setConsolePolicy(db, eased, ALLOWED);
			assert.equal(await second(true), "factor", "no rule of it fits");
			assert.equal((await signOn({ applicationId: CONSOLE, hasSecondFactor: true, knownDevice: true })).demand.second, "none");
			await removePolicy(db, eased);
			assert.equal((await signOn({ applicationId: CONSOLE, hasSecondFactor: true, knownDevice: true })).demand.second, "factor");
		});

		it("are asked in two queries", async () => {
			const applicationId = await application("0oacounted", await policy("ACCESS_POLICY", "Counted", { actions: TWO }));
			let queries = 0;
			const counted = db.withPlugin({
				transformQuery: ({ node }) => node,
				transformResult: async ({ result }) => {
					queries++;
					return result;
				},
			});
			const { demand } = await evaluateSignOn(counted, { userId: ada, applicationId, address: "192.0.2.1", knownDevice: true });
			assert.deepEqual([demand.second, queries], ["factor", 2]);
		});

		it("of enrolment: the first policy that is for the person, by the names of factors and of authenticators", async () => {
			assert.deepEqual(await enrolmentFor(db, ada), {
				totp: "OPTIONAL",
				question: "OPTIONAL",
				email: "OPTIONAL",
				webauthn: "OPTIONAL",
			});
			const { id: group } = await createGroup(db, { name: "Staff", description: "" } as never);
			const conditions = { people: { groups: { include: [group] } } };
			const self = (value: string) => ({ enroll: { self: value } });
			const factors = {
				type: "FACTORS",
				factors: {
					okta_otp: self("NOT_ALLOWED"),
					google_otp: self("OPTIONAL"),
					okta_question: self("NOT_ALLOWED"),
					fido_webauthn: self("REQUIRED"),
				},
			};
			await createPolicy(db, { type: "MFA_ENROLL", name: "Staff", document: { conditions, settings: factors } }, "ACTIVE");
			assert.equal((await enrolmentFor(db, ada)).webauthn, "OPTIONAL");
			await db
				.insertInto("group_members")
				.values({ group_id: group, user_id: ada } as never)
				.execute();
			assert.deepEqual(await enrolmentFor(db, ada), {
				totp: "OPTIONAL",
				question: "NOT_ALLOWED",
				email: "OPTIONAL",
				webauthn: "REQUIRED",
			});
			const authenticators = ["google_otp", "security_question", "okta_email", "webauthn", "okta_password", "phone_number"].map(
				(key, index) => ({
					key,
					...self(["REQUIRED", "NOT_ALLOWED", "REQUIRED", "NOT_ALLOWED", "REQUIRED", "OPTIONAL"][index] ?? ""),
				}),
			);
			const settings = { type: "AUTHENTICATORS", authenticators };
			await createPolicy(db, { type: "MFA_ENROLL", name: "All", priority: 1, document: { settings } }, "ACTIVE");
			assert.deepEqual(await enrolmentFor(db, ada), {
				totp: "REQUIRED",
				question: "NOT_ALLOWED",
				email: "REQUIRED",
				webauthn: "NOT_ALLOWED",
			});
			for (const wrong of [
				{ type: "OTHER" },
				{ type: "FACTORS", factors: [] },
				{ type: "FACTORS", factors: { okta_otp: self("MAYBE") } },
				{ type: "FACTORS", factors: { okta_sms: self("REQUIRED") } },
				{ type: "AUTHENTICATORS", authenticators: {} },
				{ type: "AUTHENTICATORS", authenticators: [{ key: "okta_verify", ...self("REQUIRED") }] },
			])
				assert.throws(
					() => createPolicy(db, { type: "MFA_ENROLL", name: "Wrong", document: { settings: wrong } }, "ACTIVE"),
					JSON.stringify(wrong),
				);
		});
	});
}
