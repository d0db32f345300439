import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { asFault } from "#common/faults/fault.ts";
import { hashPassword } from "#common/seal/passwords.ts";
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
import { createGroup, everyoneId } from "../groups/groups.ts";
import { mountPolicies } from "./policies.routes.ts";
import { checkNewPassword, ensurePolicies, evaluateSignOn, passwordRulesFor, policyTypes, rememberPassword } from "./policies.ts";

const URL_OF_PROVIDER = "http://localhost:7081";
const AT = "/api/v1/policies";

interface Shown {
	readonly id: string;
	readonly type: string;
	readonly name: string;
	readonly status: string;
	readonly priority: number;
	readonly system: boolean;
	readonly conditions?: { people?: { groups?: { include: string[]; exclude: string[] } } };
	readonly settings?: Record<string, unknown>;
	readonly actions?: Record<string, unknown>;
	readonly _embedded?: { rules: Shown[] };
}

for (const engine of engines) {
	describe(`policies on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensurePolicies(db, await everyoneId(db));
			const root = await makeAdministrator(db, "Root");
			api = await openManagement(db, root.id, (routes) =>
				mountPolicies(routes, { db, url: URL_OF_PROVIDER, guardConsole: async () => {} }),
			);
		});
		afterEach(async () => {
			await api.close();
			await close();
		});

		const list = async (type: string, query = "") => (await api.call<Shown[]>("GET", `${AT}?type=${type}${query}`)).body;
		const make = async (body: object) => (await api.call<Shown>("POST", AT, { body })).body;
		const signOn = (name: string, more: object = {}) => ({ type: "OKTA_SIGN_ON", name, ...more });
		const names = (policies: readonly Shown[]) => policies.map(({ name, priority }) => `${priority} ${name}`);
		const group = async (name: string, ...members: string[]) => {
			const { id } = await createGroup(db, { name, description: "" } as never);
			for (const user_id of members)
				await db
					.insertInto("group_members")
					.values({ group_id: id, user_id } as never)
					.execute();
			return id;
		};

		it("there is one built-in policy of each seeded type, however many processes start at once", async () => {
			const everyone = await everyoneId(db);
			await Promise.all([ensurePolicies(db, everyone), ensurePolicies(db, everyone)]);
			for (const type of policyTypes.slice(0, 6)) {
				const found = await list(type, "&expand=rules");
				assert.deepEqual(
					found.map(({ system, status, name }) => [system, status, name]),
					[[true, "ACTIVE", "Default Policy"]],
					type,
				);
				assert.equal(found[0]?._embedded?.rules.length, 1);
				assert.equal(found[0]?._embedded?.rules[0]?.system, true);
			}
			assert.deepEqual(await list("ENTITY_RISK"), []);
		});

		it("a new one moves those after it down, and the built-in one stays last", async () => {
			await make(signOn("A"));
			await make(signOn("B"));
			const first = await make(signOn("First", { priority: 1 }));
			assert.equal(first.system, false);
			assert.deepEqual(names(await list("OKTA_SIGN_ON")), ["1 First", "2 A", "3 B", "4 Default Policy"]);
			await api.call("PUT", `${AT}/${first.id}`, { body: { ...first, priority: 3 } });
			assert.deepEqual(names(await list("OKTA_SIGN_ON")), ["1 A", "2 B", "3 First", "4 Default Policy"]);
			await api.call("DELETE", `${AT}/${first.id}`);
			assert.deepEqual(names(await list("OKTA_SIGN_ON")), ["1 A", "2 B", "3 Default Policy"]);
			await Promise.all(["C", "D", "E"].map((name) => make(signOn(name, { priority: 1 }))));
			assert.deepEqual(
				(await list("OKTA_SIGN_ON")).map(({ priority }) => priority),
				[1, 2, 3, 4, 5, 6],
			);
		});

		it("what was read can be sent back, and comes back the same", async () => {
			const everyone = (await everyoneId(db)) ?? "";
			const made = await make(signOn("A", { description: "x", conditions: { people: { groups: { include: [everyone] } } } }));
			assert.deepEqual(made.conditions?.people?.groups, { include: [everyone], exclude: [] });
			const again = await api.call<Shown & { lastUpdated?: string }>("PUT", `${AT}/${made.id}`, { body: made });
			assert.deepEqual({ ...again.body, lastUpdated: "" }, { ...made, lastUpdated: "" });
			const rules = `${AT}/${made.id}/rules`;
			const rule = { name: "R", type: "SIGN_ON", conditions: {}, actions: { signon: { access: "DENY" } } };
			const ruled = await api.call<Shown>("POST", rules, { body: rule });
			assert.match(ruled.body.id, /^0pr/);
			assert.equal((await api.call("PUT", `${rules}/${ruled.body.id}`, { body: ruled.body })).status, 200);
			assert.equal((await api.call("POST", `${rules}/${ruled.body.id}/lifecycle/deactivate`)).status, 204);
			assert.equal((await api.call<Shown>("GET", `${rules}/${ruled.body.id}`)).body.status, "INACTIVE");
			assert.equal((await api.call("DELETE", `${rules}/${ruled.body.id}`)).status, 204);
			assert.equal((await api.call<Shown[]>("GET", rules)).body.length, 0);
		});

		it("refuse what is wrong, and leave everything as it was", async () => {
			const [builtIn] = await list("OKTA_SIGN_ON", "&expand=rules");
			const system = `${AT}/${builtIn?.id}`;
			const systemRule = `${system}/rules/${builtIn?._embedded?.rules[0]?.id}`;
			const a = await make(signOn("A"));
			const ada = await makePerson(db, "Ada", "a long enough password");
			const before = await rowsOf(db, "policies", "policy_rules");
			const rule = (more: object) => ({ body: { name: "R", type: "SIGN_ON", ...more } });
			const password = (settings: object) => ({ body: { type: "PASSWORD", name: "P", settings: { password: settings } } });
			const cases: [string, string, object, number, string][] = [
				["GET", AT, {}, 400, "E0000001"],
				["GET", `${AT}?type=NONSENSE`, {}, 400, "E0000001"],
				["GET", `${AT}?type=PASSWORD&after=nonsense`, {}, 400, "E0000001"],
				["GET", `${AT}/00pnothing`, {}, 404, "E0000007"],
				["POST", AT, { body: {} }, 400, "E0000001"],
				["POST", AT, { body: signOn("a") }, 400, "E0000001"],
				["POST", AT, { body: signOn("B", { priority: -1 }) }, 400, "E0000001"],
				["POST", AT, { body: signOn("B", { more: 1 }) }, 400, "E0000001"],
				["POST", AT, { body: signOn("B", { conditions: { people: { groups: { include: "x" } } } }) }, 400, "E0000001"],
				["POST", AT, { body: signOn("B", { description: "x".repeat(2000) }) }, 400, "E0000001"],
				["POST", AT, { body: signOn("B", { settings: { x: "x".repeat(70_000) } }) }, 413, "E0000001"],
				["POST", AT, { body: signOn("B"), caller: ada.id }, 403, "E0000006"],
				["POST", AT, { body: signOn("B"), caller: null }, 403, "E0000005"],
				["POST", AT, password({ complexity: { minLength: 1 } }), 400, "E0000001"],
				["POST", AT, password({ complexity: { minLength: "8" } }), 400, "E0000001"],
				["POST", AT, password({ complexity: { excludeAttributes: "firstName" } }), 400, "E0000001"],
				["POST", AT, password({ lockout: { maxAttempts: 1.5 } }), 400, "E0000001"],
				["PUT", `${AT}/${a.id}`, { body: { type: "PASSWORD", name: "A" } }, 400, "E0000001"],
				["DELETE", system, {}, 501, "E0000060"],
				["POST", `${system}/lifecycle/deactivate`, {}, 501, "E0000060"],
				["DELETE", systemRule, {}, 501, "E0000060"],
				["POST", `${systemRule}/lifecycle/deactivate`, {}, 501, "E0000060"],
				["POST", `${AT}/${a.id}/rules`, rule({ type: "PASSWORD" }), 400, "E0000001"],
				["POST", `${AT}/${a.id}/rules`, rule({ conditions: { network: { connection: "ZONE" } } }), 400, "E0000001"],
				["POST", `${AT}/${a.id}/rules`, rule({ actions: { signon: { access: "MAYBE" } } }), 400, "E0000001"],
				["POST", `${AT}/${a.id}/rules`, rule({ actions: { signon: { requireFactor: "yes" } } }), 400, "E0000001"],
				[
					"POST",
					`${AT}/${a.id}/rules`,
					rule({ actions: { signon: { session: { maxSessionIdleMinutes: -1 } } } }),
					400,
					"E0000001",
				],
				["POST", `${AT}/00pnothing/rules`, rule({}), 404, "E0000007"],
				["GET", systemRule.replace(String(builtIn?.id), a.id), {}, 404, "E0000007"],
				["DELETE", systemRule.replace(String(builtIn?.id), a.id), {}, 404, "E0000007"],
				["POST", `${AT}/${a.id}/clone`, {}, 401, "E0000015"],
				["GET", `${AT}/${a.id}/mappings`, {}, 401, "E0000015"],
			];
			for (const [method, path, options, status, code] of cases) {
				const answer = await api.call(method, path, options);
				assert.deepEqual(
					[answer.status, answer.body.errorCode],
					[status, code],
					`${method} ${path} ${JSON.stringify(options).slice(0, 200)}`,
				);
			}
			assert.deepEqual(await rowsOf(db, "policies", "policy_rules"), before);
		});

		it("sign-on goes by the first rule that is for the person; a built-in policy can say more, but for everybody", async () => {
			const signOnOf = (userId: string) => evaluateSignOn(db, { userId, address: "192.0.2.1", knownDevice: false });
			const [ada, eve] = [await makePerson(db, "Ada"), await makePerson(db, "Eve")];
			const guests = await group("Guests", eve.id);
			const policy = await make(signOn("Guests", { conditions: { people: { groups: { include: [guests] } } } }));
			const rule = { name: "No", type: "SIGN_ON", actions: { signon: { access: "DENY", requireFactor: true } } };
			const { body: no } = await api.call<Shown>("POST", `${AT}/${policy.id}/rules`, { body: rule });
			assert.deepEqual([(await signOnOf(ada.id)).access, (await signOnOf(eve.id)).access], ["ALLOW", "DENY"]);
			const spared = { ...rule, conditions: { people: { users: { exclude: [eve.id] } } } };
			await api.call("PUT", `${AT}/${policy.id}/rules/${no.id}`, { body: spared });
			assert.equal((await signOnOf(eve.id)).access, "ALLOW", "the next policy decides");
			const [builtIn] = await list("OKTA_SIGN_ON", "&expand=rules").then((all) => all.filter(({ system }) => system));
			const builtInRule = builtIn?._embedded?.rules[0];
			const stricter = {
				name: builtInRule?.name,
				conditions: { people: { users: { include: [ada.id] } } },
				actions: { signon: { access: "ALLOW", requireFactor: true, session: { maxSessionLifetimeMinutes: 30 } } },
			};
			await api.call("PUT", `${AT}/${builtIn?.id}/rules/${builtInRule?.id}`, { body: stricter });
			for (const { id } of [ada, eve]) {
				const { demand, sessionMinutes } = await signOnOf(id);
				assert.deepEqual([demand.second, sessionMinutes], ["step", 30]);
			}
		});

		it("passwords are refused for every rule of the person's policy, and former ones too", async () => {
			const ada = await makePerson(db, "Adalbert");
			const staff = await group("Staff", ada.id);
			const complexity = {
				minLength: 10,
				minLowerCase: 1,
				minUpperCase: 1,
				minNumber: 1,
				minSymbol: 1,
				excludeUsername: true,
				excludeAttributes: ["firstName"],
				dictionary: { common: { exclude: true } },
			};
			await make({
				type: "PASSWORD",
				name: "Staff",
				conditions: { people: { groups: { include: [staff] } } },
				settings: { password: { complexity, age: { historyCount: 2 } } },
			});
			assert.equal((await passwordRulesFor(db, { userId: ada.id })).minLength, 10);
			assert.equal((await passwordRulesFor(db, { groupIds: [] })).minLength, 8);
			const tried = (password: string) =>
				checkNewPassword(db, { userId: ada.id, password, profile: ada.profile }).then(
					() => "taken",
					(thrown) =>
						`${asFault(thrown).code}: ${asFault(thrown)
							.fields.map(({ message }) => message)
							.join(" ")}`,
				);
			const good = "Plum-Tree-7-Blue";
			assert.equal(await tried(good), "taken");
			const cases: [string, RegExp][] = [
				["Aa1-short", /10 characters/],
				["PLUM-TREE-7-BLUE", /lower-case/],
				["plum-tree-7-blue", /upper-case/],
				["Plum-Tree-x-Blue", /digits/],
				["PlumTree7BlueSky", /symbols/],
				["Plum-7-adalbert@example.com", /username/],
				["Plum-7-ADALBERT-x", /name out/],
			];
			for (const [password, message] of cases) assert.match(await tried(password), message, password);
			const former = ["Plum-Tree-1-Blue", "Plum-Tree-2-Blue", "Plum-Tree-3-Blue"];
			for (const password of former) {
				const hash = await hashPassword(password);
				await db.transaction().execute((tx) => rememberPassword(tx, ada.id, hash));
			}
			assert.equal(await tried("Plum-Tree-1-Blue"), "taken");
			assert.match(await tried("Plum-Tree-3-Blue"), /used before/);
			const common = checkNewPassword(db, { password: "Password123", profile: {} });
			await assert.rejects(common, (thrown) => asFault(thrown).code === "password_refused");
		});
	});
}
