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
import { grantRole } from "../administrators/administrators.ts";
import { guardConsole, keepConsoleOpen, someoneCanPassConsole } from "../factors/factors.ts";
import { evaluateSome } from "../group-rules/evaluation.ts";
import { mountGroupRules } from "../group-rules/group-rules.routes.ts";
import { mountGroups } from "../groups/groups.routes.ts";
import { addMember, createGroup, everyoneId, groupNamesOf } from "../groups/groups.ts";
import { ensureOrganization } from "../org/org.ts";
import { mountZones } from "../zones/zones.routes.ts";
import { mountPolicies } from "./policies.routes.ts";
import { ensurePolicies, listPolicies, rulesOf } from "./policies.ts";

const AT = "/api/v1/policies";
const CONSOLE_POLICY = "/api/v1/internal/console/policy";
const DENY = { signon: { access: "DENY" } };
const two = (access = "ALLOW", constraints: readonly object[] = []) => ({
	appSignOn: { access, verificationMethod: { type: "ASSURANCE", factorMode: "2FA", constraints } },
});
const HERE = { type: "CIDR", value: "127.0.0.0/8" };
const THERE = { type: "CIDR", value: "192.0.2.0/24" };

for (const engine of engines) {
	describe(`policies never lock every Super Administrator out of the console, on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let root: string;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensureOrganization(db);
			await ensurePolicies(db, await everyoneId(db));
			root = (await makeAdministrator(db, "Root")).id;
			const needs = { db, url: "http://localhost:7081", guardConsole };
			api = await openManagement(db, root, (routes) => {
				mountPolicies(routes, needs);
				mountZones(routes, needs);
				mountGroups(routes, { ...needs, keepConsoleOpen: (change, work) => keepConsoleOpen(db, change, work) });
				mountGroupRules(routes, needs);
			});
		});
		afterEach(async () => {
			await api.close();
			await close();
		});

		const made = async (path: string, body: object) => {
			const answer = await api.call<{ id: string }>("POST", path, { body });
			assert.equal(answer.status, 200, JSON.stringify(answer.body));
			return answer.body.id;
		};
		const signOnPolicy = (name: string, more: object = {}) => made(AT, { type: "OKTA_SIGN_ON", name, ...more });
		const accessPolicy = (name: string) => made(AT, { type: "ACCESS_POLICY", name });
		const zone = (name: string, ...gateways: readonly object[]) => made("/api/v1/zones", { type: "IP", name, gateways });
		const ruleBody = (actions: object, conditions: object = {}) => ({ name: "R", conditions, actions });
		const network = (lists: object) => ({ network: { connection: "ZONE", ...lists } });

		/** Holds that a call is refused with that word, and leaves nothing behind. */
		const refused = async (method: string, path: string, body?: object) => {
			const tables = ["policies", "policy_rules", "network_zones", "organization"] as const;
			const before = await rowsOf(db, ...tables);
			const answer = await api.call<{ errorSummary: string }>(method, path, { body });
			assert.equal(answer.status, 400, `${method} ${path} ${JSON.stringify(answer.body)}`);
			assert.match(answer.body.errorSummary, /console/, `${method} ${path}`);
			assert.deepEqual(await rowsOf(db, ...tables), before, `${method} ${path}`);
		};

		it("a rule that denies everybody is not saved, not switched on, and not moved to where it counts", async () => {
			const id = await signOnPolicy("Nobody");
			await refused("POST", `${AT}/${id}/rules`, ruleBody(DENY));
			const waiting = await made(`${AT}/${id}/rules?activate=false`, ruleBody(DENY));
			await refused("POST", `${AT}/${id}/rules/${waiting}/lifecycle/activate`);
			const [builtIn] = (await listPolicies(db, "OKTA_SIGN_ON")).filter(({ system }) => system);
			const [rule] = await rulesOf(db, [builtIn?.id ?? ""]);
			await refused("PUT", `${AT}/${builtIn?.id}/rules/${rule?.id}`, ruleBody(DENY));
			await made(`${AT}/${id}/rules`, { ...ruleBody({ signon: { access: "ALLOW" } }), name: "First", priority: 1 });
			assert.equal((await api.call("POST", `${AT}/${id}/rules/${waiting}/lifecycle/activate`)).status, 204);
			await refused("PUT", `${AT}/${id}/rules/${waiting}`, { ...ruleBody(DENY), priority: 1 });
			const first = (await rulesOf(db, [id]))[0]?.id;
			await refused("DELETE", `${AT}/${id}/rules/${first}`);
			await refused("POST", `${AT}/${id}/rules/${first}/lifecycle/deactivate`);
			await refused("PUT", `${AT}/${id}/rules/${first}`, {
				...ruleBody({ signon: { access: "ALLOW" } }, { people: { users: { exclude: [root] } } }),
				name: "First",
			});
		});

		it("a policy that waits with such a rule is not switched on, and one that spares them is not deleted or narrowed", async () => {
			const strict = await signOnPolicy("Strict");
			await api.call("POST", `${AT}/${strict}/lifecycle/deactivate`);
			await made(`${AT}/${strict}/rules`, ruleBody(DENY));
			await refused("POST", `${AT}/${strict}/lifecycle/activate`);
			const sparing = await signOnPolicy("Administrators", { priority: 1 });
			await made(`${AT}/${sparing}/rules`, ruleBody({ signon: { access: "ALLOW" } }));
			assert.equal((await api.call("POST", `${AT}/${strict}/lifecycle/activate`)).status, 204);
			await refused("DELETE", `${AT}/${sparing}`);
			await refused("POST", `${AT}/${sparing}/lifecycle/deactivate`);
			await refused("PUT", `${AT}/${sparing}`, { type: "OKTA_SIGN_ON", name: "Administrators", priority: 9 });
			const conditions = { people: { groups: { include: ["00gnobody"] } } };
			await refused("PUT", `${AT}/${sparing}`, { type: "OKTA_SIGN_ON", name: "Administrators", conditions });
		});

		it("a zone that leaves the administrator outside is not named, not changed and not switched", async () => {
			const [here, there] = [await zone("Here", HERE), await zone("There", THERE)];
			const id = await signOnPolicy("Office");
			await refused("POST", `${AT}/${id}/rules`, ruleBody(DENY, network({ exclude: [there] })));
			await refused("POST", `${AT}/${id}/rules`, ruleBody(DENY, network({ include: [here] })));
			await made(`${AT}/${id}/rules`, ruleBody(DENY, network({ exclude: [here] })));
			const narrowed = { type: "IP", name: "Here", gateways: [THERE] };
			await refused("PUT", `/api/v1/zones/${here}`, narrowed);
			await refused("PUT", `/api/v1/zones/${here}`, { ...narrowed, gateways: [HERE], status: "INACTIVE" });
			await refused("POST", `/api/v1/zones/${here}/lifecycle/deactivate`);
		});

		it("a factor that none of them has is not asked for at the console", async () => {
			const id = await accessPolicy("Keys");
			await made(`${AT}/${id}/rules`, ruleBody(two("ALLOW", [{ possession: { phishingResistant: "REQUIRED" } }])));
			await refused("PUT", CONSOLE_POLICY, { policyId: id });
			const eased = await accessPolicy("Password");
			const rule = await made(`${AT}/${eased}/rules`, ruleBody({ appSignOn: { access: "ALLOW" } }));
			assert.deepEqual((await api.call("PUT", CONSOLE_POLICY, { body: { policyId: eased } })).body, { policyId: eased });
			await refused("PUT", `${AT}/${eased}/rules/${rule}`, ruleBody(two()));
			await refused("PUT", `${AT}/${eased}/rules/${rule}`, ruleBody(two("DENY")));
			const signOn = await signOnPolicy("A factor for all");
			await refused("POST", `${AT}/${signOn}/rules`, ruleBody({ signon: { access: "ALLOW", requireFactor: true } }));
			assert.deepEqual((await api.call("PUT", CONSOLE_POLICY, { body: { policyId: null } })).body, { policyId: null });
		});

		it("of two changes at once that together would, one is refused", async () => {
			const second = (await makeAdministrator(db, "Second")).id;
			const id = await signOnPolicy("Each other");
			const without = (userId: string, name: string) =>
				api.call("POST", `${AT}/${id}/rules`, {
					body: { ...ruleBody(DENY, { people: { users: { include: [userId] } } }), name },
				});
			const statuses = (await Promise.all([without(root, "A"), without(second, "B")])).map(({ status }) => status).sort();
			assert.deepEqual(statuses, [200, 400]);
		});

		it("a group that a rule shuts out takes in no last administrator, and one that a rule spares lets none go: by hand, with the group, by rules", async () => {
			const { id: out } = await createGroup(db, { name: "Out" });
			const { id: spared } = await createGroup(db, { name: "Spared" });
			const id = await signOnPolicy("By group");
			await made(`${AT}/${id}/rules`, ruleBody(DENY, { people: { groups: { include: [out] } } }));
			await addMember(db, spared, root);
			const others = { people: { groups: { exclude: [spared] } } };
			await made(`${AT}/${id}/rules`, { ...ruleBody(DENY, others), name: "Others" });
			const groupsOf = async () => (await groupNamesOf(db, root)).filter((name) => name !== "Everyone");
			const manager = await makePerson(db, "Manager", "a long enough password");
			await grantRole(db, manager.id, "USER_ADMIN");
			for (const [method, path] of [
				["PUT", `/api/v1/groups/${out}/users/${root}`],
				["DELETE", `/api/v1/groups/${spared}/users/${root}`],
				["DELETE", `/api/v1/groups/${spared}`],
			] as const) {
				const answer = await api.call<{ errorSummary: string }>(method, path, { caller: manager.id });
				assert.equal(answer.status, 400, path);
				assert.match(answer.body.errorSummary, /console/, path);
				assert.deepEqual(await groupsOf(), ["Spared"], path);
			}
			const conditions = { expression: { value: 'user.lastName == "Tester"', type: "urn:okta:expression:1.0" } };
			const rule = await made("/api/v1/groups/rules", {
				type: "group_rule",
				name: "Testers",
				conditions,
				actions: { assignUserToGroups: { groupIds: [out] } },
			});
			assert.equal((await api.call("POST", `/api/v1/groups/rules/${rule}/lifecycle/activate`)).status, 204);
			while (await evaluateSome(db, (tx) => someoneCanPassConsole(tx, "")));
			assert.deepEqual(await groupsOf(), ["Spared"]);
			assert.ok((await groupNamesOf(db, manager.id)).includes("Out"), "everybody else is moved");
			const events = db.selectFrom("system_log").select("reason").where("event_type", "=", "group.user_membership.rule.error");
			assert.match((await events.executeTakeFirstOrThrow()).reason ?? "", /console/);

			const second = (await makeAdministrator(db, "Second")).id;
			await addMember(db, spared, second);
			assert.equal((await api.call("PUT", `/api/v1/groups/${out}/users/${root}`)).status, 204, "another one gets in");
		});

		it("nobody below a Super Administrator takes the console's second factor away: not by its policy, nor by its rules", async () => {
			const below = (await makePerson(db, "Below", "a long enough password")).id;
			await grantRole(db, below, "ORG_ADMIN");
			const [ours, other] = [await accessPolicy("Console"), await accessPolicy("Other")];
			const rule = await made(`${AT}/${ours}/rules`, ruleBody({ appSignOn: { access: "ALLOW" } }));
			const as = async (method: string, path: string, body?: object) =>
				(await api.call(method, path, { caller: below, ...(body && { body }) })).status;
			assert.equal(await as("PUT", CONSOLE_POLICY, { policyId: other }), 403);
			assert.equal((await api.call("PUT", CONSOLE_POLICY, { body: { policyId: ours } })).status, 200);
			const before = await rowsOf(db, "policies", "policy_rules", "organization");
			const named = { type: "ACCESS_POLICY", name: "Console" };
			for (const [method, path, body] of [
				["PUT", CONSOLE_POLICY, { policyId: null }],
				["PUT", `${AT}/${ours}`, named],
				["DELETE", `${AT}/${ours}`],
				["POST", `${AT}/${ours}/lifecycle/deactivate`],
				["POST", `${AT}/${ours}/rules`, { ...ruleBody({ appSignOn: { access: "ALLOW" } }), name: "Another" }],
				["PUT", `${AT}/${ours}/rules/${rule}`, ruleBody({ appSignOn: { access: "ALLOW" } })],
				["POST", `${AT}/${ours}/rules/${rule}/lifecycle/deactivate`],
				["DELETE", `${AT}/${ours}/rules/${rule}`],
			] as const)
				assert.equal(await as(method, path, body), 403, `${method} ${path}`);
			assert.deepEqual(await rowsOf(db, "policies", "policy_rules", "organization"), before);
			assert.equal(await as("PUT", `${AT}/${other}`, { ...named, name: "Other" }), 200, "other policies are theirs");
			assert.equal((await api.call("PUT", `${AT}/${ours}`, { body: named })).status, 200);
		});

		it("the console's policy is one of signing on to applications, and everybody who may read policies sees which", async () => {
			const signOn = await signOnPolicy("Not for applications");
			for (const [policyId, status] of [
				[signOn, 400],
				["rstnothing", 404],
				[7, 400],
				["x".repeat(200), 400],
			] as const)
				assert.equal((await api.call("PUT", CONSOLE_POLICY, { body: { policyId } })).status, status, String(policyId));
			assert.equal((await api.call("GET", CONSOLE_POLICY, { caller: null })).status, 403);
			assert.deepEqual((await api.call("GET", CONSOLE_POLICY)).body, { policyId: null });
		});
	});
}
