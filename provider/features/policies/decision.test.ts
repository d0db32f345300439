import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { canMeet, isMet, type Method, methods } from "../assurance/assurance.ts";
import { type ActivePolicy, decide, type Situation } from "./decision.ts";
import type { Document } from "./policies.table.ts";

const ADA = {
	userId: "00uada",
	groupIds: new Set(["00gall", "00gstaff"]),
	knownDevice: false,
	isInZone: (id: string) => id === "nzohere",
};

const rulesOf = (documents: readonly Document[]) =>
	documents.map((document, index) => ({ id: `r${index}`, name: `Rule ${index}`, document }));
const organization = (...documents: readonly Document[]): ActivePolicy => ({
	id: "00p1",
	type: "OKTA_SIGN_ON",
	name: "Organisation",
	system: true,
	document: {},
	rules: rulesOf(documents),
});
const access = (...documents: readonly Document[]): ActivePolicy => ({
	...organization(...documents),
	id: "rst1",
	type: "ACCESS_POLICY",
	name: "Application",
});
const situation = (more: Partial<Situation> = {}): Situation => ({
	circumstances: ADA,
	organization: [organization({})],
	application: undefined,
	...more,
});
const signOn = (signon: object, conditions?: object): Document => ({ conditions, actions: { signon } });
const appSignOn = (verificationMethod: object, more: object = {}, conditions?: object): Document => ({
	conditions,
	actions: { appSignOn: { access: "ALLOW", verificationMethod: { type: "ASSURANCE", ...verificationMethod }, ...more } },
});

describe("what the policies decide", () => {
	it("each outcome for each factor beside the password: let in, asked, stuck or refused", () => {
		const lets = { factorMode: "1FA" };
		type Outcomes = Readonly<Partial<Record<Method, string>>>;
		const all = (outcome: string, but: Outcomes = {}): Outcomes => ({
			...Object.fromEntries(methods.map((method) => [method, outcome])),
			password: outcome === "asked" ? "stuck" : outcome,
			...but,
		});
		const possession = (...methodList: string[]) => ({ constraints: [{ possession: { methods: methodList } }] });
		const table: readonly (readonly [string, Situation, Outcomes])[] = [
			["nothing", situation(), all("in")],
			["deny", situation({ organization: [organization(signOn({ access: "DENY", requireFactor: true }))] }), all("refused")],
			["a step", situation({ organization: [organization(signOn({ requireFactor: true }))] }), all("asked")],
			["one factor", situation({ application: [access(appSignOn(lets))] }), all("in")],
			[
				"two factors",
				situation({ application: [access(appSignOn({ factorMode: "2FA" }))] }),
				all("asked", { question: "stuck" }),
			],
			["denied application", situation({ application: [access(appSignOn(lets, { access: "DENY" }))] }), all("refused")],
			[
				"phishing-resistant",
				situation({ application: [access(appSignOn({ constraints: [{ possession: { phishingResistant: "REQUIRED" } }] }))] }),
				all("stuck", { security_key: "asked", passkey: "asked" }),
			],
			["an app's code", situation({ application: [access(appSignOn(possession("otp")))] }), all("stuck", { totp: "asked" })],
			[
				"a mailed code or a passkey",
				situation({ application: [access(appSignOn(possession("email", "webauthn")))] }),
				all("stuck", { email: "asked", security_key: "asked", passkey: "asked" }),
			],
			[
				"a verified passkey",
				situation({ application: [access(appSignOn({ constraints: [{ possession: { userVerification: "REQUIRED" } }] }))] }),
				all("stuck", { passkey: "asked" }),
			],
			[
				"the password",
				situation({ application: [access(appSignOn({ constraints: [{ knowledge: { types: ["password"] } }] }))] }),
				all("in"),
			],
			[
				"both policies",
				situation({
					organization: [organization(signOn({ requireFactor: true }))],
					application: [access(appSignOn(possession("email")))],
				}),
				all("stuck", { email: "asked" }),
			],
		];
		for (const [name, given, outcomes] of table) {
			const { access: allowed, demand } = decide(given);
			for (const method of methods) {
				const enough = isMet(["password"], demand) ? "in" : canMeet(["password"], demand, [method]) ? "asked" : "stuck";
				assert.equal(allowed === "DENY" ? "refused" : enough, outcomes[method], `${name} × ${method}`);
			}
		}
	});

	it("the first rule whose conditions are all met, and says of those before it which was not", () => {
		const cases: readonly (readonly [object, string | undefined])[] = [
			[{}, undefined],
			[{ people: { users: { include: ["00uada"] } } }, undefined],
			[{ people: { users: { include: ["00ueve"] } } }, "people"],
			[{ people: { groups: { include: ["00gstaff"] }, users: { exclude: ["00uada"] } } }, "people"],
			[{ people: { groups: { include: ["00gall"], exclude: ["00gstaff"] } } }, "people"],
			[{ people: { groups: { include: ["00gguests", "00gstaff"] } } }, undefined],
			[{ network: { connection: "ANYWHERE" } }, undefined],
			[{ network: { connection: "ZONE", include: ["nzohere", "nzothere"] } }, undefined],
			[{ network: { connection: "ZONE", include: ["nzothere"] } }, "network"],
			[{ network: { connection: "ZONE", exclude: ["nzothere"] } }, undefined],
			[{ network: { connection: "ZONE", exclude: ["nzohere"] } }, "network"],
			[{ network: { connection: "ZONE", include: ["nzohere"], exclude: ["nzohere"] } }, "network"],
			[{ network: { connection: "ZONE" } }, "network"],
			[{ device: { known: false } }, undefined],
			[{ device: { known: true } }, "device"],
			[{ authContext: { authType: "ANY" } }, undefined],
			[{ authContext: { authType: "RADIUS" } }, "kind"],
			[{ riskScore: { level: "HIGH" } }, "other"],
			[{ elCondition: { condition: "true" } }, "other"],
		];
		for (const [conditions, failed] of cases) {
			const rules = [signOn({ access: "DENY" }, conditions), signOn({ access: "ALLOW" })];
			const decision = decide(situation({ organization: [organization(...rules)] }));
			const said = JSON.stringify(conditions);
			assert.equal(decision.asked[0]?.failed, failed, said);
			assert.equal(decision.access, failed === undefined ? "DENY" : "ALLOW", said);
			assert.deepEqual(
				decision.decidedBy.map(({ ruleId }) => ruleId),
				[failed === undefined ? "r0" : "r1"],
				said,
			);
		}
	});

	it("a policy that is for others is passed over with all its rules; a built-in one is for everybody", () => {
		const others = { conditions: { people: { groups: { include: ["00gguests"] } } } };
		const first = { ...organization(signOn({ access: "DENY" })), id: "00p0", system: false, document: others };
		const {
			access: allowed,
			asked,
			decidedBy,
		} = decide(situation({ organization: [first, { ...organization({}), document: others }] }));
		assert.equal(allowed, "ALLOW");
		assert.deepEqual(
			asked.map(({ policyId, failed }) => [policyId, failed]),
			[
				["00p0", "policy"],
				["00p1", undefined],
			],
		);
		assert.deepEqual(
			decidedBy.map(({ policyId }) => policyId),
			["00p1"],
		);
	});

	it("how long a second factor counts: a device never takes the place of what an application asks for", () => {
		const promptOf = (signon: object, ...own: readonly Document[]) =>
			decide(
				situation({ organization: [organization(signOn(signon))], application: own.length > 0 ? [access(...own)] : undefined }),
			).prompt;
		const two = appSignOn({ factorMode: "2FA" });
		const device = { requireFactor: true, factorPromptMode: "DEVICE", factorLifetime: 60 };
		assert.deepEqual(promptOf({}), { mode: "ALWAYS", minutes: 0 });
		assert.deepEqual(promptOf({ requireFactor: true }), { mode: "ALWAYS", minutes: 0 });
		assert.deepEqual(promptOf(device), { mode: "DEVICE", minutes: 60 });
		assert.deepEqual(promptOf({ ...device, factorLifetime: undefined }), { mode: "DEVICE", minutes: 15 });
		assert.deepEqual(promptOf({ ...device, factorPromptMode: "SESSION" }), { mode: "SESSION", minutes: 0 });
		assert.deepEqual(promptOf(device, appSignOn({})), { mode: "DEVICE", minutes: 60 });
		assert.deepEqual(promptOf(device, two), { mode: "SESSION", minutes: 0 });
		assert.deepEqual(promptOf({}, two), { mode: "SESSION", minutes: 0 });
		assert.deepEqual(promptOf({ requireFactor: true }, two), { mode: "ALWAYS", minutes: 0 });
	});

	it("bounds of the session by the organisation, another sign-in by the application", () => {
		const session = { maxSessionIdleMinutes: 10, maxSessionLifetimeMinutes: 600 };
		const bounded = decide(
			situation({
				organization: [organization(signOn({ session }))],
				application: [access(appSignOn({ reauthenticateIn: "PT2H" }))],
			}),
		);
		assert.deepEqual([bounded.sessionMinutes, bounded.idleMinutes, bounded.reauthenticateMinutes], [600, 10, 120]);
		const free = decide(situation({ organization: [] }));
		assert.deepEqual(
			[free.sessionMinutes, free.idleMinutes, free.reauthenticateMinutes, free.decidedBy],
			[1_440, 0, undefined, []],
		);
	});
});
