import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { operators } from "#common/expression/expression.ts";
import { engines } from "#tests/harness/databases.ts";
import { type Management, makeAdministrator, openManagement, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { changeAttributes } from "../schemas/schemas.ts";
import { peopleNeeds } from "./users.harness.ts";
import { mountUsers } from "./users.routes.ts";
import { baseNames, createUser, deactivate, forgetAttribute, type userObject } from "./users.ts";

type Shown = ReturnType<typeof userObject>;

const TEXT = ["eq", "sw", "gt", "ge", "lt", "le", "pr"];
const ORDERED = ["eq", "gt", "ge", "lt", "le", "pr"];
/** What `search` takes of each property. */
const SEARCHABLE: Record<string, { operators: readonly string[]; value: string }> = {
	id: { operators: TEXT, value: '"00u"' },
	status: { operators: TEXT, value: '"ACTIVE"' },
	created: { operators: ORDERED, value: '"2026-01-01T00:00:00.000Z"' },
	activated: { operators: ORDERED, value: '"2026-01-01T00:00:00Z"' },
	statusChanged: { operators: ORDERED, value: '"2026-01-01"' },
	lastUpdated: { operators: ORDERED, value: '"2026-01-01T00:00:00.000Z"' },
	"type.id": { operators: ["eq", "pr"], value: '"otysignetdefault0001"' },
	"profile.badge": { operators: TEXT, value: '"b"' },
	"profile.level": { operators: ORDERED, value: "3" },
	"profile.score": { operators: ORDERED, value: "-2.5" },
	"profile.remote": { operators: ["eq", "pr"], value: "true" },
	"profile.tags": { operators: TEXT, value: '"blue"' },
	...Object.fromEntries(
		baseNames.map((name) => [
			`profile.${name}`,
			{ operators: ["firstName", "lastName", "email", "login"].includes(name) ? [...TEXT, "co"] : TEXT, value: '"a"' },
		]),
	),
};

for (const engine of engines) {
	describe(`searching people on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const admin = await makeAdministrator(db, "Root");
			api = await openManagement(db, admin.id, (routes) => mountUsers(routes, peopleNeeds(db)));
			const definitions = {
				badge: { type: "string" },
				level: { type: "integer" },
				score: { type: "number" },
				remote: { type: "boolean" },
				tags: { type: "array", items: { type: "string" } },
			} as const;
			await changeAttributes(db, definitions, { base: [], forget: forgetAttribute });
			const add = (firstName: string, more: object) => {
				const login = `${firstName.toLowerCase()}@example.com`;
				return createUser(db, { profile: { firstName, lastName: "Smith", email: login, login, ...more }, activate: false });
			};
			await add("Ada", { city: "London", level: 3, score: 10, remote: true, tags: ["red", "Blue"], badge: "B-17" });
			await add("Bob", { city: "LONDON Town", level: 12, score: -2.5, remote: false, tags: ["green"], badge: "b-2" });
			await add("Cid", { lastName: "O'Hara", city: "50% _off", level: -1, score: 0.001 });
			const { id } = await add("Dan", { lastName: "Zed" });
			await deactivate(db, id);
		});
		after(async () => {
			await api.close();
			await close();
		});

		const list = (query: Record<string, string>) => api.call<Shown[]>("GET", `/api/v1/users?${new URLSearchParams(query)}`);
		const names = async (query: Record<string, string>) => {
			const { status, body } = await list(query);
			assert.equal(status, 200, JSON.stringify(body));
			return body.map(({ profile }) => profile.firstName);
		};
		const found = async (search: string) => (await names({ search, sortBy: "profile.firstName" })).join(" ");

		for (const [path, { operators: allowed, value }] of Object.entries(SEARCHABLE)) {
			it(`${path} takes ${allowed.join(", ")} and nothing else`, async () => {
				for (const operator of [...operators, "pr"]) {
					const search = operator === "pr" ? `${path} pr` : `${path} ${operator} ${value}`;
					for (const asked of [search, `not (${search})`]) {
						const { status, body } = await list({ search: asked });
						const code = (body as unknown as { errorCode?: string }).errorCode;
						const expected = allowed.includes(operator) ? "200 undefined" : "400 E0000031";
						assert.equal(`${status} ${code}`, expected, `${asked}: ${JSON.stringify(body)}`);
					}
				}
			});
		}

		const cases: [search: string, found: string][] = [
			['profile.city eq "london"', "Ada"],
			['profile.city sw "lon"', "Ada Bob"],
			['profile.city sw "50%"', "Cid"],
			['profile.city sw "_"', ""],
			["profile.city pr", "Ada Bob Cid"],
			['profile.city gt "london"', "Bob"],
			['profile.city ge "london" and profile.city le "london"', "Ada"],
			['profile.lastName co "HAR"', "Cid"],
			['profile.lastName co "%"', ""],
			['profile.lastName eq "o\'hara"', "Cid"],
			['profile.login co "D@exam"', "Cid"],
			["profile.level gt 2", "Ada Bob"],
			["profile.level ge -1 and profile.level lt 12", "Ada Cid"],
			["profile.score lt 0", "Bob"],
			["profile.score gt 0 and profile.score lt 1", "Cid"],
			["profile.score eq 10.0", "Ada"],
			["profile.remote eq true", "Ada"],
			["profile.remote eq false", "Bob"],
			['profile.tags eq "BLUE"', "Ada"],
			['profile.tags eq "blue" or profile.tags eq "green"', "Ada Bob"],
			['status eq "STAGED" and not (profile.remote eq true)', "Bob Cid"],
			['status eq "deprovisioned"', "Dan"],
			['(profile.firstName eq "ada" or profile.firstName eq "bob") and profile.level gt 5', "Bob"],
			['profile.firstName eq "ada" or profile.firstName eq "bob" and profile.level lt 5', "Ada"],
			['lastUpdated gt "2999-01-01T00:00:00.000Z"', ""],
			['created le "2999-01-01"', "Ada Bob Cid Dan Root"],
			["activated pr", "Root"],
			['type.id eq "otysignetdefault0001"', "Ada Bob Cid Dan Root"],
			['type.id eq "another"', ""],
			['profile.email sw "ADA@"', "Ada"],
		];
		it("finds what the expression says, whatever the letter case, deactivated people too", async () => {
			for (const [search, expected] of cases) assert.equal(await found(search), expected, search);
		});

		it("filter takes few properties by eq, and finds deactivated people too", async () => {
			assert.deepEqual(await names({ filter: 'status eq "DEPROVISIONED"' }), ["Dan"]);
			assert.deepEqual(await names({ filter: 'profile.login eq "ADA@example.com"' }), ["Ada"]);
			assert.deepEqual(await names({ filter: 'profile.lastName eq "smith" and status eq "STAGED"', sortBy: "created" }), [
				"Ada",
				"Bob",
			]);
			assert.equal((await names({ filter: 'lastUpdated gt "2020-01-01T00:00:00.000Z"' })).length, 5);
			for (const filter of [
				'profile.login sw "a"',
				'created gt "2020-01-01"',
				"status pr",
				'status ne "ACTIVE"',
				"status eq 3",
			]) {
				const { status, body } = await list({ filter });
				assert.equal(`${status} ${(body as unknown as { errorCode: string }).errorCode}`, "400 E0000031", filter);
			}
		});

		it("no parameter and q leave deactivated people out, and q has one page of ten", async () => {
			assert.deepEqual(await names({}), ["Ada", "Bob", "Cid", "Root"]);
			assert.deepEqual(await names({ q: "d" }), []);
			assert.deepEqual((await names({ q: "SMI" })).sort(), ["Ada", "Bob"]);
			const { headers } = await list({ q: "smi", limit: "1" });
			assert.equal([headers["link"]].flat().length, 1);
		});

		it("sorts by any property, those without it last, through pages", async () => {
			for (const [query, expected, known = 3] of [
				[{ sortBy: "profile.city" }, ["Cid", "Ada", "Bob", "Dan", "Root"]],
				[{ sortBy: "profile.city", sortOrder: "desc" }, ["Bob", "Ada", "Cid", "Dan", "Root"]],
				[{ sortBy: "profile.level", sortOrder: "ASC" }, ["Cid", "Ada", "Bob", "Dan", "Root"]],
				[{ sortBy: "activated" }, ["Root", "Ada", "Bob", "Cid", "Dan"], 1],
				[{ sortBy: "profile.firstName", sortOrder: "0" }, ["Ada", "Bob", "Cid", "Dan", "Root"]],
			] as [Record<string, string>, string[], number?][]) {
				const seen: string[] = [];
				let path: string | undefined = `/api/v1/users?${new URLSearchParams({ ...query, search: "id pr", limit: "2" })}`;
				while (path !== undefined) {
					const answer: Awaited<ReturnType<typeof list>> = await api.call<Shown[]>("GET", path);
					assert.equal(answer.status, 200, JSON.stringify(answer.body));
					seen.push(...answer.body.map(({ profile }) => profile.firstName));
					const next = [answer.headers["link"]]
						.flat()
						.map(String)
						.find((link) => link.includes('rel="next"'));
					path = next && /<http:\/\/localhost:7081([^>]+)>/.exec(next)?.[1];
				}
				assert.deepEqual(seen.slice(0, known), expected.slice(0, known), JSON.stringify(query));
				assert.deepEqual([...seen].sort(), [...expected].sort(), JSON.stringify(query));
			}
			for (const sortBy of ["profile.tags", "profile.nothing", "password", "constructor", "firstName"])
				assert.equal((await list({ search: "id pr", sortBy })).status, 400, sortBy);
		});

		it("a cursor goes on with its own list only", async () => {
			const { headers } = await list({ search: "id pr", limit: "1" });
			const next = String([headers["link"]].flat()[1]);
			const after = new URL(/<([^>]+)>/.exec(next)?.[1] ?? "").searchParams.get("after") ?? "";
			assert.equal((await list({ search: "id pr", limit: "1", after })).status, 200);
			for (const other of [
				{ search: "status pr" },
				{},
				{ search: "id pr", sortBy: "created" },
				{ filter: 'status eq "ACTIVE"' },
			] as Record<string, string>[])
				assert.equal((await list({ ...other, after })).status, 400, JSON.stringify(other));
		});

		it("refuses what is no expression, is too long or too deep, and never fails", async () => {
			const wrong = [
				"profile",
				'profile.nothing eq "x"',
				'password eq "x"',
				'profile.city ew "x"',
				'profile.__proto__ eq "x"',
				'constructor eq "x"',
				'profile.city eq "x',
				"profile.level eq true",
				"profile.remote eq 1",
				'created gt "yesterday"',
				`profile.city sw "${"x".repeat(300)}"`,
				`${"(".repeat(50)}id pr${")".repeat(50)}`,
				Array.from({ length: 120 }, () => "id pr").join(" and "),
			];
			for (const search of wrong) {
				const { status, body } = await list({ search });
				assert.equal(`${status} ${(body as unknown as { errorCode: string }).errorCode}`, "400 E0000031", search.slice(0, 60));
			}
		});

		it("looks for eight parts at once, and refuses more, for which it would read through everybody too often", async () => {
			const parts = (count: number) => Array.from({ length: count }, (_, at) => `profile.email co "${at}da"`).join(" or ");
			assert.deepEqual(await names({ search: parts(8) }), []);
			const { status, body } = await list({ search: `profile.city pr or (${parts(9)})` });
			const refusal = body as unknown as { errorCode: string; errorCauses: { errorSummary: string }[] };
			assert.deepEqual([status, refusal.errorCode], [400, "E0000031"]);
			assert.match(refusal.errorCauses[0]?.errorSummary ?? "", /More than 8 comparisons with co/);
		});

		it("tells texts apart that are longer than its index", async () => {
			const long = "x".repeat(900);
			const add = (login: string, streetAddress: string) =>
				createUser(db, {
					profile: { firstName: login, lastName: "Long", email: `${login}@example.com`, login, streetAddress },
					activate: false,
				});
			await add("one", `${long}1`);
			await add("two", `${long}2`);
			assert.equal(await found(`profile.streetAddress eq "${long.toUpperCase()}2"`), "two");
			assert.equal(await found(`profile.streetAddress sw "${long.slice(0, 170)}"`), "one two");
		});
	});
}
