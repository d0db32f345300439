import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
	rowsOf,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { everyoneId } from "../groups/groups.ts";
import { ensureOrganization } from "../org/org.ts";
import {
	CONSOLE,
	createPolicy,
	createRule,
	ensurePolicies,
	listPolicies,
	rulesOf,
	setPolicyStatus,
} from "../policies/policies.ts";
import { createZone } from "../zones/zones.ts";
import { mountTryIt } from "./try-it.routes.ts";

const AT = "/api/v1/internal/policies/try";
const DENY = { signon: { access: "DENY" } };

interface Verdict {
	readonly access: string;
	readonly outcome: string;
	readonly decidedBy: readonly { ruleName: string; ruleId: string; policyName: string }[];
	readonly asked: readonly { ruleName: string; failed?: string }[];
	readonly ways: readonly { method: string; has: boolean }[];
	readonly sessionMinutes: number;
}

for (const engine of engines) {
	describe(`Try it on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let ada: string;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensureOrganization(db);
			await ensurePolicies(db, await everyoneId(db));
			ada = (await makePerson(db, "Ada", "a long enough password")).id;
			const root = await makeAdministrator(db, "Root");
			api = await openManagement(db, root.id, (routes) =>
				mountTryIt(routes, { db, mailer: { delivers: true, send: async () => {} } }),
			);
		});
		afterEach(async () => {
			await api.close();
			await close();
		});

		const body = (more: object = {}) => ({ userId: ada, address: "192.0.2.1", knownDevice: false, ...more });
		const tried = async (more: object = {}) => {
			const answer = await api.call<Verdict>("POST", AT, { body: body(more) });
			assert.equal(answer.status, 200, JSON.stringify(answer.body));
			return answer.body;
		};
		const policy = async (name: string, ...rules: readonly (readonly [string, object])[]) => {
			const { id } = await createPolicy(db, { type: "OKTA_SIGN_ON", name, document: {} }, "ACTIVE");
			const made = [];
			for (const [rule, document] of rules)
				made.push(await createRule(db, id, { name: rule, document: document as never }, "ACTIVE"));
			return { id, rules: made };
		};

		it("tells nothing of people to an application that may read policies alone", async () => {
			const asService = (scopes: string, userId: string) =>
				api.call("POST", AT, { body: body({ userId }), caller: null, headers: { "test-scopes": scopes } });
			assert.equal((await asService("okta.policies.read", ada)).status, 403);
			assert.equal((await asService("okta.policies.read", "00unobody")).status, 403, "nor whether they are there");
			assert.equal((await asService("okta.policies.read okta.users.read", ada)).status, 200);
		});

		it("names the rule that decides, and of each before it the first thing that did not fit", async () => {
			const { id: office } = await createZone(db, {
				name: "Office",
				gateways: [{ type: "CIDR", value: "198.51.100.0/24" }],
				proxies: [],
			});
			await policy(
				"Staff",
				["Others", { conditions: { people: { users: { include: ["00unobody"] } } }, actions: DENY }],
				["Office", { conditions: { network: { connection: "ZONE", include: [office] } }, actions: DENY }],
				["Known", { conditions: { device: { known: true } }, actions: DENY }],
				[
					"Strangers",
					{ actions: { signon: { access: "ALLOW", requireFactor: true, session: { maxSessionLifetimeMinutes: 60 } } } },
				],
			);
			const { access, outcome, asked, decidedBy, ways, sessionMinutes } = await tried();
			assert.deepEqual(
				asked.map(({ ruleName, failed }) => [ruleName, failed]),
				[
					["Others", "people"],
					["Office", "network"],
					["Known", "device"],
					["Strangers", undefined],
				],
			);
			assert.deepEqual(
				decidedBy.map(({ policyName, ruleName }) => [policyName, ruleName]),
				[["Staff", "Strangers"]],
			);
			assert.deepEqual([access, outcome, sessionMinutes], ["ALLOW", "enrolment", 60]);
			assert.ok(ways.length > 1 && ways.every(({ has }) => !has));
			assert.equal((await tried({ address: "198.51.100.9" })).outcome, "denied");
			assert.equal((await tried({ address: "::ffff:198.51.100.9" })).outcome, "denied");
			assert.equal((await tried({ knownDevice: true })).access, "DENY");
		});

		it("shows what a rule would do before it is saved, where it will stand, and writes nothing", async () => {
			const { id, rules } = await policy(
				"Staff",
				["First", { actions: { signon: { requireFactor: true } } }],
				["Second", { actions: DENY }],
			);
			const before = await rowsOf(db, "policies", "policy_rules", "system_log");
			const rule = (more: object) => ({ draft: { policyId: id, rule: { name: "Draft", actions: DENY, ...more } } });
			assert.equal((await tried()).decidedBy[0]?.ruleName, "First");
			assert.equal((await tried(rule({}))).decidedBy[0]?.ruleName, "First", "a new rule comes last");
			assert.equal((await tried(rule({ priority: 1 }))).decidedBy[0]?.ruleName, "Draft");
			assert.equal((await tried(rule({ priority: 2 }))).decidedBy[0]?.ruleName, "First");
			assert.equal((await tried(rule({ id: rules[0]?.id }))).outcome, "denied", "it replaces the one that is there");
			assert.deepEqual(
				(await tried(rule({ id: rules[0]?.id, priority: 2 }))).asked.map(({ ruleName }) => ruleName),
				["Second"],
				"it has moved behind the other",
			);
			assert.deepEqual(await rowsOf(db, "policies", "policy_rules", "system_log"), before);
		});

		it("takes a policy that is not switched on as though it were, and an access policy as though it were chosen", async () => {
			const { id } = await policy("Off", ["Nobody", { actions: DENY }]);
			await setPolicyStatus(db, id, "INACTIVE");
			assert.equal((await tried()).access, "ALLOW");
			assert.equal((await tried({ draft: { policyId: id } })).access, "DENY");
			const keys = await createPolicy(db, { type: "ACCESS_POLICY", name: "Keys", document: {} }, "INACTIVE");
			const actions = {
				appSignOn: { verificationMethod: { type: "ASSURANCE", constraints: [{ possession: { methods: ["webauthn"] } }] } },
			};
			await createRule(db, keys.id, { name: "Keys only", document: { actions } }, "ACTIVE");
			const chosen = { applicationId: CONSOLE, accessPolicyId: keys.id, draft: { policyId: keys.id } };
			const { outcome, ways } = await tried(chosen);
			assert.deepEqual([outcome, ways.map(({ method }) => method)], ["enrolment", ["security_key", "passkey"]]);
			assert.equal((await tried({ applicationId: CONSOLE, draft: { policyId: keys.id } })).outcome, "nothing", "nobody chose it");
		});

		it("keeps a built-in rule for everybody, whatever the draft says", async () => {
			const [builtIn] = await listPolicies(db, "OKTA_SIGN_ON");
			const [rule] = await rulesOf(db, [builtIn?.id ?? ""]);
			const conditions = { people: { users: { include: ["00unobody"] } } };
			const draft = { policyId: builtIn?.id, rule: { id: rule?.id, name: "Default Rule", conditions, actions: DENY } };
			assert.equal((await tried({ draft })).access, "DENY");
		});

		it("refuses what it cannot try, and whoever may not read policies", async () => {
			const passwords = (await listPolicies(db, "PASSWORD"))[0]?.id;
			const { id } = await policy("Staff");
			const cases: readonly (readonly [object, number])[] = [
				[body({ address: "nowhere" }), 400],
				[body({ address: "192.0.2.0/24" }), 400],
				[body({ address: "" }), 400],
				[body({ userId: "00unobody" }), 404],
				[body({ applicationId: "0oanothing" }), 404],
				[body({ accessPolicyId: "rstnothing" }), 404],
				[body({ accessPolicyId: passwords }), 400],
				[body({ draft: { policyId: passwords } }), 400],
				[body({ draft: { policyId: "00pnothing" } }), 404],
				[body({ draft: { policyId: id, rule: { id: "0prnothing", name: "x" } } }), 404],
				[body({ draft: { policyId: id, rule: { name: "x", conditions: { riskScore: { level: "HIGH" } } } } }), 400],
				[body({ draft: { policyId: id, rule: { name: "x", actions: [] } } }), 400],
				[body({ knownDevice: "yes" }), 400],
				[body({ more: 1 }), 400],
				[{}, 400],
			];
			for (const [given, status] of cases)
				assert.equal((await api.call("POST", AT, { body: given })).status, status, JSON.stringify(given));
			assert.equal((await api.call("POST", AT, { body: body(), caller: ada })).status, 403);
			assert.equal((await api.call("POST", AT, { body: body(), caller: null })).status, 403);
		});
	});
}
