import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import { type Management, makeAdministrator, openManagement, openProviderDatabase, rowsOf } from "#tests/harness/management.ts";
import type { Db, Tx } from "../../database.ts";
import { mountGroups } from "../groups/groups.routes.ts";
import { addMember, createGroup, groupNamesOf, queueEvaluation } from "../groups/groups.ts";
import { createUser, type User, updateProfile } from "../users/users.ts";
import { decide } from "./decision.ts";
import { selectSituation } from "./evaluation.store.ts";
import { evaluateSome } from "./evaluation.ts";
import { mountGroupRules } from "./group-rules.routes.ts";
import { type ruleObject, startGroupRules } from "./group-rules.ts";

type Shown = ReturnType<typeof ruleObject>;

const RULES = "/api/v1/groups/rules";

for (const engine of engines) {
	describe(`group rules on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let admin: User;
		let navy: string;
		let army: string;

		const open = async () => {
			({ db, close } = await openProviderDatabase(engine));
			admin = await makeAdministrator(db, "Root");
			api = await openManagement(db, admin.id, (routes) => {
				mountGroups(routes, {
					db,
					url: "http://localhost:7081",
					keepConsoleOpen: (_change, work) => db.transaction().execute(work),
				});
				mountGroupRules(routes, { db, url: "http://localhost:7081" });
			});
			navy = (await createGroup(db, { name: "Navy" })).id;
			army = (await createGroup(db, { name: "Army" })).id;
		};
		const shut = async () => {
			await api.close();
			await close();
		};

		const person = (name: string, department: string): Promise<User> => {
			const email = `${name.toLowerCase()}@example.com`;
			const profile = { firstName: name, lastName: "Tester", email, login: email, department };
			return createUser(db, { profile, activate: true });
		};
		const settle = async (): Promise<void> => {
			while (await evaluateSome(db));
		};
		const move = async (user: User, department: string): Promise<void> => {
			await updateProfile(db, user.id, { department }, { partial: true });
			await db.transaction().execute((tx) => queueEvaluation(tx, [user.id]));
		};
		const body = (name: string, value: string, groupIds: readonly string[], people?: unknown) => ({
			type: "group_rule",
			name,
			conditions: { expression: { value, type: "urn:okta:expression:1.0" }, ...(people ? { people } : {}) },
			actions: { assignUserToGroups: { groupIds } },
		});
		const makeRule = async (name: string, value: string, groupIds: readonly string[], people?: unknown): Promise<string> => {
			const { status, body: made } = await api.call<Shown>("POST", RULES, { body: body(name, value, groupIds, people) });
			assert.equal(status, 200, JSON.stringify(made));
			return made.id;
		};
		const lifecycle = async (id: string, step: "activate" | "deactivate"): Promise<void> => {
			const { status, body: refusal } = await api.call("POST", `${RULES}/${id}/lifecycle/${step}`);
			assert.equal(status, 204, JSON.stringify(refusal));
		};
		const activeRule = async (name: string, value: string, groupIds: readonly string[], people?: unknown): Promise<string> => {
			const id = await makeRule(name, value, groupIds, people);
			await lifecycle(id, "activate");
			await settle();
			return id;
		};
		const groupsOf = async (user: User) => (await groupNamesOf(db, user.id)).filter((name) => name !== "Everyone");
		const IN_NAVY = 'user.department == "Navy"';

		describe("what they do", () => {
			beforeEach(open);
			afterEach(shut);

			it("put people in while they hold, and take them out when they do not", async () => {
				const ada = await person("Ada", "Navy");
				await activeRule("Sailors", IN_NAVY, [navy, army]);
				assert.deepEqual(await groupsOf(ada), ["Army", "Navy"]);
				const bob = await person("Bob", "Navy");
				await settle();
				assert.deepEqual(await groupsOf(bob), ["Army", "Navy"]);
				await move(ada, "Air");
				await settle();
				assert.deepEqual([await groupsOf(ada), await groupsOf(bob)], [[], ["Army", "Navy"]]);
			});

			it("do nothing before they are active, and take back all they gave when they are not any more", async () => {
				const ada = await person("Ada", "Navy");
				const id = await makeRule("Sailors", IN_NAVY, [navy]);
				await settle();
				assert.deepEqual(await groupsOf(ada), []);
				await lifecycle(id, "activate");
				await settle();
				assert.deepEqual(await groupsOf(ada), ["Navy"]);
				await lifecycle(id, "deactivate");
				await settle();
				assert.deepEqual(await groupsOf(ada), []);
				assert.deepEqual(await rowsOf(db, "group_rule_members", "group_rule_queue", "group_rule_sweeps"), [[], [], []]);
			});

			it("never take what somebody gave by hand, before or after", async () => {
				const [ada, bob] = [await person("Ada", "Navy"), await person("Bob", "Navy")];
				await addMember(db, navy, ada.id);
				const id = await activeRule("Sailors", IN_NAVY, [navy]);
				await addMember(db, navy, bob.id);
				await lifecycle(id, "deactivate");
				await settle();
				assert.deepEqual([await groupsOf(ada), await groupsOf(bob)], [["Navy"], ["Navy"]]);
			});

			it("keep a group that another rule gives too", async () => {
				const ada = await person("Ada", "Navy");
				const first = await activeRule("Sailors", IN_NAVY, [navy]);
				await activeRule("All of them", 'String.startsWith(user.firstName, "A")', [navy]);
				await lifecycle(first, "deactivate");
				await settle();
				assert.deepEqual(await groupsOf(ada), ["Navy"]);
				await move(ada, "Air");
				await settle();
				assert.deepEqual(await groupsOf(ada), ["Navy"]);
			});

			for (const [query, left] of [
				["", []],
				["?removeUsers=true", []],
				["?removeUsers=false", ["Navy"]],
			] as const) {
				it(`are deleted${query}, and leave ${left.length === 0 ? "nothing" : "what they gave"} behind`, async () => {
					const ada = await person("Ada", "Navy");
					const id = await activeRule("Sailors", IN_NAVY, [navy]);
					const gone = await api.call("DELETE", `${RULES}/${id}${query}`);
					assert.deepEqual([gone.status, gone.body], [202, {}]);
					await settle();
					assert.deepEqual(await groupsOf(ada), left);
					assert.deepEqual(await rowsOf(db, "group_rules", "group_rule_members", "group_rule_queue"), [[], [], []]);
					assert.equal((await api.call("GET", `${RULES}/${id}`)).status, 404);
				});
			}

			it("follow a change of themselves", async () => {
				const [ada, bob] = [await person("Ada", "Navy"), await person("Bob", "Air")];
				const id = await activeRule("Sailors", IN_NAVY, [navy]);
				await lifecycle(id, "deactivate");
				const changed = body("Flyers", 'user.department == "Air"', [army]);
				const { body: shown } = await api.call<Shown>("PUT", `${RULES}/${id}`, { body: changed });
				assert.deepEqual([shown.name, shown.status, shown.actions.assignUserToGroups.groupIds], ["Flyers", "INACTIVE", [army]]);
				await lifecycle(id, "activate");
				await settle();
				assert.deepEqual([await groupsOf(ada), await groupsOf(bob)], [[], ["Army"]]);
			});

			it("leave alone whom they are told to", async () => {
				const [ada, bob, cid] = [await person("Ada", "Navy"), await person("Bob", "Navy"), await person("Cid", "Navy")];
				await addMember(db, army, bob.id);
				const people = { users: { exclude: [ada.id] }, groups: { exclude: [army] } };
				const id = await activeRule("Sailors", IN_NAVY, [navy], people);
				assert.deepEqual([await groupsOf(ada), await groupsOf(bob), await groupsOf(cid)], [[], ["Army"], ["Navy"]]);
				const { body: shown } = await api.call<Shown>("GET", `${RULES}/${id}`);
				assert.deepEqual(shown.conditions.people, people);
			});

			it("leave alone whom somebody took out by hand", async () => {
				const [ada, bob] = [await person("Ada", "Navy"), await person("Bob", "Navy")];
				const id = await activeRule("Sailors", IN_NAVY, [navy]);
				assert.equal((await api.call("DELETE", `/api/v1/groups/${navy}/users/${ada.id}`)).status, 204);
				await settle();
				assert.deepEqual([await groupsOf(ada), await groupsOf(bob)], [[], ["Navy"]]);
				const { body: shown } = await api.call<Shown>("GET", `${RULES}/${id}`);
				assert.deepEqual(shown.conditions.people.users.exclude, [ada.id]);
			});

			it("may go by groups, those that rules give among them, but never by what they give themselves", async () => {
				const [ada, bob] = [await person("Ada", "Navy"), await person("Bob", "Air")];
				const reserve = (await createGroup(db, { name: "Reserve" })).id;
				await activeRule("Sailors", IN_NAVY, [navy]);
				await activeRule("Chain", `isMemberOfAnyGroup("${navy}")`, [army]);
				await activeRule("Itself", 'isMemberOfGroupName("Reserve")', [reserve]);
				assert.deepEqual([await groupsOf(ada), await groupsOf(bob)], [["Army", "Navy"], []]);
				await addMember(db, reserve, bob.id);
				await addMember(db, navy, bob.id);
				await settle();
				assert.deepEqual(await groupsOf(bob), ["Army", "Navy", "Reserve"]);
				await api.call("DELETE", `/api/v1/groups/${reserve}/users/${bob.id}`);
				await move(ada, "Air");
				await settle();
				assert.deepEqual([await groupsOf(ada), await groupsOf(bob)], [[], ["Army", "Navy"]]);
			});

			it("come to rest where they contradict each other", async () => {
				const ada = await person("Ada", "Navy");
				await activeRule("If not", `!isMemberOfGroup("${army}")`, [army]);
				assert.ok((await groupsOf(ada)).length <= 1);
				assert.deepEqual(await rowsOf(db, "group_rule_queue"), [[]]);
			});

			it("are invalid once a group of theirs is gone, and give back what they gave", async () => {
				const ada = await person("Ada", "Navy");
				const target = await activeRule("Sailors", IN_NAVY, [navy, army]);
				const asking = await activeRule("Asking", `isMemberOfGroup("${army}")`, [navy]);
				assert.equal((await api.call("DELETE", `/api/v1/groups/${army}`)).status, 204);
				await settle();
				for (const id of [target, asking]) {
					const { body: shown } = await api.call<Shown>("GET", `${RULES}/${id}`);
					assert.equal(shown.status, "INVALID", shown.name);
					assert.equal((await api.call("POST", `${RULES}/${id}/lifecycle/activate`)).status, 400);
				}
				assert.equal((await api.call<Shown>("GET", `${RULES}/${target}`)).body.allGroupsValid, false);
				assert.deepEqual(await groupsOf(ada), []);
				await lifecycle(target, "deactivate");
				await api.call("PUT", `${RULES}/${target}`, { body: body("Sailors", IN_NAVY, [navy]) });
				await lifecycle(target, "activate");
				await settle();
				assert.deepEqual(await groupsOf(ada), ["Navy"]);
			});

			it("follow a group's new name", async () => {
				const ada = await person("Ada", "Navy");
				await addMember(db, army, ada.id);
				await activeRule("By name", 'isMemberOfGroupName("Cavalry")', [navy]);
				assert.deepEqual(await groupsOf(ada), ["Army"]);
				await api.call("PUT", `/api/v1/groups/${army}`, { body: { profile: { name: "Cavalry" } } });
				await settle();
				assert.deepEqual(await groupsOf(ada), ["Cavalry", "Navy"]);
			});

			it("leave an event for every membership they give or take, with the rule in it", async () => {
				const ada = await person("Ada", "Navy");
				const id = await activeRule("Sailors", IN_NAVY, [navy]);
				await move(ada, "Air");
				await settle();
				const events = await db.selectFrom("system_log").select(["event_type", "actor_id", "targets"]).orderBy("id").execute();
				const told = events.filter(({ event_type }) => event_type.startsWith("group.user_membership"));
				assert.deepEqual(
					told.map(({ event_type, actor_id }) => [event_type, actor_id]),
					[
						["group.user_membership.add", id],
						["group.user_membership.remove", id],
					],
				);
				for (const { targets } of told)
					assert.deepEqual(
						(JSON.parse(targets) as { id: string }[]).map((target) => target.id),
						[ada.id, navy, id],
					);
			});
		});

		describe("the job", () => {
			beforeEach(open);
			afterEach(shut);

			it("does the work once where several do it at once", async () => {
				const people = await Promise.all(Array.from({ length: 60 }, (_, at) => person(`P${at}`, at % 2 === 0 ? "Navy" : "Air")));
				await makeRule("Sailors", IN_NAVY, [navy]).then((id) => lifecycle(id, "activate"));
				await Promise.all([settle(), settle(), settle()]);
				const members = await db.selectFrom("group_members").select("user_id").where("group_id", "=", navy).execute();
				assert.deepEqual(
					members.map(({ user_id }) => user_id).sort(),
					people
						.filter((_, at) => at % 2 === 0)
						.map(({ id }) => id)
						.sort(),
				);
				const events = await db
					.selectFrom("system_log")
					.select("id")
					.where("event_type", "=", "group.user_membership.add")
					.execute();
				assert.equal(events.length, 30);
			});

			it("ends right when people change under its hands", async () => {
				const people = await Promise.all(Array.from({ length: 20 }, (_, at) => person(`P${at}`, "Navy")));
				await makeRule("Sailors", IN_NAVY, [navy]).then((id) => lifecycle(id, "activate"));
				const changes = async () => {
					for (const [at, user] of people.entries()) await move(user, at % 3 === 0 ? "Navy" : "Air");
				};
				await Promise.all([settle(), changes(), settle()]);
				await settle();
				const members = await db.selectFrom("group_members").select("user_id").where("group_id", "=", navy).execute();
				assert.equal(members.length, 7);
			});

			it("that is killed in the middle has done nothing, and the next one does it", async () => {
				const ada = await person("Ada", "Navy");
				await makeRule("Sailors", IN_NAVY, [navy]).then((id) => lifecycle(id, "activate"));
				await evaluateSome(db);
				const unchanged = await rowsOf(db, "group_members", "group_rule_members", "group_rule_queue", "system_log");
				await assert.rejects(evaluateSome(dyingAt(db, "group_rule_members")), /killed/);
				assert.deepEqual(await rowsOf(db, "group_members", "group_rule_members", "group_rule_queue", "system_log"), unchanged);
				await settle();
				assert.deepEqual(await groupsOf(ada), ["Navy"]);
			});

			it("goes on with a sweep where the last one stopped", async () => {
				await Promise.all(Array.from({ length: 30 }, (_, at) => person(`P${at}`, "Navy")));
				await makeRule("Sailors", IN_NAVY, [navy]).then((id) => lifecycle(id, "activate"));
				for (let step = 0; step < 2; step++) await evaluateSome(db);
				await settle();
				const members = await db.selectFrom("group_members").select("user_id").where("group_id", "=", navy).execute();
				assert.equal(members.length, 30);
				assert.deepEqual(await rowsOf(db, "group_rule_sweeps"), [[]]);
			});

			it("looks at some people now and at others later, where there is no time for all", async () => {
				const [ann, bob] = [await person("Ann", "Navy"), await person("Bob", "Navy")];
				const situation = await db.transaction().execute((tx) => selectSituation(tx, [ann.id, bob.id]));
				assert.deepEqual(decide([], situation, new Map(), () => false).people.toSorted(), [ann.id, bob.id].toSorted());
				assert.equal(decide([], situation, new Map(), () => true).people.length, 1);
			});

			it("does not hold for anybody for whom it would take too much work", async () => {
				const ann = await person("Ann", "a");
				const long = (text: string) => `String.replace(${text}, "a", "${"a".repeat(40)}")`;
				const costly = `String.len(${long(long(long("user.department")))}) > 0`;
				await activeRule("Short", costly, [navy]);
				await activeRule("Long", Array.from({ length: 12 }, () => costly).join(" && "), [army]);
				assert.deepEqual(await groupsOf(ann), ["Navy"]);
			});

			it("works by itself, sees changes that nobody queued, and stops", async () => {
				const ada = await person("Ada", "Air");
				await activeRule("Sailors", IN_NAVY, [navy]);
				await updateProfile(db, ada.id, { department: "Navy" }, { partial: true });
				await db.deleteFrom("group_rule_queue").execute();
				const job = startGroupRules(db, (thrown) => {
					throw thrown;
				});
				for (let tries = 0; tries < 100 && (await groupsOf(ada)).length === 0; tries++)
					await new Promise((resolve) => setTimeout(resolve, 50));
				await job.stop();
				assert.deepEqual(await groupsOf(ada), ["Navy"]);
			});
		});

		describe("as a list", () => {
			before(open);
			after(shut);

			it("are made inactive, found by a part of the name, and shown page by page with the names of groups", async () => {
				for (const name of ["Sailors", "Soldiers", "Flyers"]) await makeRule(name, IN_NAVY, [navy]);
				const page = await api.call<Shown[]>("GET", `${RULES}?limit=2&expand=groupIdToGroupNameMap`);
				assert.deepEqual(
					page.body.map(({ name, status, type, allGroupsValid, _embedded }) => [name, status, type, allGroupsValid, _embedded]),
					["Flyers", "Sailors"].map((name) => [
						name,
						"INACTIVE",
						"group_rule",
						true,
						{ groupIdToGroupNameMap: { [navy]: "Navy" } },
					]),
				);
				const links = [page.headers["link"]].flat().map(String);
				const next = links.map((link) => /^<[^/]+\/\/[^/]+([^>]+)>; rel="next"$/.exec(link)?.[1]).find(Boolean) ?? "";
				assert.deepEqual(
					(await api.call<Shown[]>("GET", next)).body.map(({ name }) => name),
					["Soldiers"],
				);
				assert.deepEqual(
					(await api.call<Shown[]>("GET", `${RULES}?search=AIL`)).body.map(({ name }) => name),
					["Sailors"],
				);
				assert.deepEqual(api.events[0]?.type, "group.user_membership.rule.add");
			});

			it("take back what they showed", async () => {
				const id = await makeRule("Marines", IN_NAVY, [navy]);
				const { body: shown } = await api.call<Shown>("GET", `${RULES}/${id}?expand=groupIdToGroupNameMap`);
				const again = await api.call<Shown>("PUT", `${RULES}/${id}`, { body: shown });
				assert.equal(again.status, 200, JSON.stringify(again.body));
				const { _embedded, ...rest } = shown;
				assert.deepEqual(_embedded, { groupIdToGroupNameMap: { [navy]: "Navy" } });
				assert.deepEqual({ ...again.body, lastUpdated: "" }, { ...rest, lastUpdated: "" });
			});
		});

		describe("against bad input", () => {
			let everyone: string;
			let active: string;
			before(async () => {
				await open();
				active = await activeRule("Active", IN_NAVY, [navy]);
				const found = await api.call<{ id: string }[]>("GET", "/api/v1/groups?q=Everyone");
				everyone = found.body[0]?.id ?? "";
			});
			after(shut);

			const sent = (change: Record<string, unknown>) => () => ({ body: { ...body("New", IN_NAVY, [navy]), ...change } });
			const condition = (value: unknown, more = {}) => sent({ conditions: { expression: { value }, ...more } });
			const target = (groupIds: unknown) => sent({ actions: { assignUserToGroups: { groupIds } } });
			type Options = Parameters<Management["call"]>[2];
			const cases: readonly [
				promise: string,
				method: string,
				path: string,
				options: () => Options,
				status: number,
				code: string,
			][] = [
				["no body", "POST", "", () => ({}), 400, "E0000001"],
				["what is not JSON", "POST", "", () => ({ body: "x" }), 400, "E0000003"],
				["no name", "POST", "", sent({ name: " " }), 400, "E0000001"],
				["an over-long name", "POST", "", sent({ name: "x".repeat(51) }), 400, "E0000001"],
				["a taken name", "POST", "", sent({ name: "ACTIVE" }), 400, "E0000001"],
				["an unknown property", "POST", "", sent({ owner: 1 }), 400, "E0000001"],
				["another type", "POST", "", sent({ type: "user_rule" }), 400, "E0000001"],
				["no expression", "POST", "", condition(undefined), 400, "E0000001"],
				["an expression that is none", "POST", "", condition('user.department = "x"'), 400, "E0000001"],
				["an expression that is a text", "POST", "", condition('"a" + "b"'), 400, "E0000001"],
				["an over-long expression", "POST", "", condition("x".repeat(1_000_000)), 400, "E0000001"],
				["an expression about no group", "POST", "", condition('isMemberOfGroup("00gnone")'), 400, "E0000001"],
				["a pattern made to stall", "POST", "", condition('isMemberOfGroupNameRegex("((((a*)*)*)*)*b")'), 400, "E0000001"],
				[
					"an excluded nobody",
					"POST",
					"",
					condition(IN_NAVY, { people: { users: { exclude: ["00unobody"] } } }),
					400,
					"E0000001",
				],
				[
					"an excluded no group",
					"POST",
					"",
					condition(IN_NAVY, { people: { groups: { exclude: ["00gnone"] } } }),
					400,
					"E0000001",
				],
				["no groups", "POST", "", target([]), 400, "E0000001"],
				["a group that is not there", "POST", "", target(["00gnone"]), 400, "E0000001"],
				["a person as a group", "POST", "", () => target([admin.id])(), 400, "E0000001"],
				["Everyone as a group", "POST", "", () => target([everyone])(), 400, "E0000001"],
				["numbers as groups", "POST", "", target([1]), 400, "E0000001"],
				["101 groups", "POST", "", target(Array.from({ length: 101 }, (_, at) => `00g${at}`)), 400, "E0000001"],
				["a change while it is active", "PUT", "/:active", sent({}), 400, "E0000001"],
				["a change of what is not there", "PUT", "/0prnone", sent({}), 404, "E0000007"],
				["a group's id", "GET", "/:navy", () => ({}), 404, "E0000007"],
				["deletion of what is not there", "DELETE", "/0prnone", () => ({}), 404, "E0000007"],
				["deletion in doubt", "DELETE", "/:active?removeUsers=perhaps", () => ({}), 400, "E0000001"],
				["activation of what is not there", "POST", "/0prnone/lifecycle/activate", () => ({}), 404, "E0000007"],
				["a step that there is not", "POST", "/:active/lifecycle/suspend", () => ({}), 404, "E0000008"],
				["a list too long", "GET", "?limit=201", () => ({}), 400, "E0000001"],
				["a cursor of another list", "GET", "?after=WyJncm91cHMiLCJhIl0", () => ({}), 400, "E0000001"],
				["nobody", "POST", "", () => ({ ...sent({})(), caller: null }), 403, "E0000005"],
			];
			for (const [promise, method, path, options, status, code] of cases) {
				it(`refuses ${promise}`, async () => {
					const tables = ["group_rules", "group_rule_exclusions", "group_rule_sweeps", "group_members"] as const;
					const unchanged = await rowsOf(db, ...tables);
					const at = `${RULES}${path.replace(":active", active).replace(":navy", navy)}`;
					const answer = await api.call(method, at, options());
					assert.deepEqual([answer.status, answer.body.errorCode], [status, code], JSON.stringify(answer.body));
					assert.deepEqual(await rowsOf(db, ...tables), unchanged);
				});
			}
		});
	});
}

/** The database as seen by a process that dies when it writes into `table`. */
const dyingAt = (db: Db, table: string): Db => {
	const dying = (tx: Tx): Tx =>
		new Proxy(tx, {
			get(target, name) {
				const found = Reflect.get(target, name, target) as unknown;
				if (typeof found !== "function") return found;
				return (...args: unknown[]) => {
					if (name === "insertInto" && args[0] === table) throw new Error("killed");
					return (found as (...all: unknown[]) => unknown).apply(target, args);
				};
			},
		});
	return new Proxy(db, {
		get(target, name) {
			if (name !== "transaction") return Reflect.get(target, name, target) as unknown;
			return () => ({ execute: (act: (tx: Tx) => Promise<unknown>) => target.transaction().execute((tx) => act(dying(tx))) });
		},
	});
};
