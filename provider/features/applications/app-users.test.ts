import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { now } from "#common/db/columns.ts";
import { engines } from "#tests/harness/databases.ts";
import { group, open, PROVIDER, person, serve, webApp } from "./applications.harness.ts";

const APPS = "/api/v1/apps";
type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof serve>>["call"]>>;

const nextOf = (answer: Answer): string | undefined =>
	[answer.headers.link]
		.flat()
		.map((link) => /<http:\/\/[^/]+(.+)>; rel="next"/.exec(String(link))?.[1])
		.find(Boolean);

for (const engine of engines) {
	describe(`who has an application, on ${engine.name}`, () => {
		const start = async (t: Parameters<typeof open>[1]) => {
			const db = await open(engine, t);
			const server = await serve(db, t);
			const { id } = (await server.call("POST", APPS, webApp())).json();
			return { db, ...server, users: `${APPS}/${id}/users`, groups: `${APPS}/${id}/groups`, id };
		};

		it("is listed once, whether by themselves or through groups, page by page", async (t) => {
			const { db, call, users, groups } = await start(t);
			for (const name of ["Ada", "Bob", "Cay", "Dan", "Eve"]) await person(db, `00u${name}`, name);
			await group(db, "00gA", "A", "00uBob", "00uCay", "00uDan");
			await group(db, "00gB", "B", "00uAda", "00uCay");
			for (const id of ["00gA", "00gB"]) await call("PUT", `${groups}/${id}`);
			for (const id of ["00uAda", "00uCay"]) assert.equal((await call("POST", users, { id })).statusCode, 200);
			const seen: string[] = [];
			let path: string | undefined = `${users}?limit=2`;
			while (path !== undefined) {
				const answer: Answer = await call("GET", path);
				seen.push(...answer.json().map(({ id, scope }: Record<string, string>) => `${id} ${scope}`));
				path = nextOf(answer);
			}
			assert.deepEqual(seen, ["00uAda USER", "00uBob GROUP", "00uCay USER", "00uDan GROUP"]);
			assert.equal((await call("GET", `${users}/00uBob`)).json().scope, "GROUP");
			assert.equal((await call("GET", `${users}/00uEve`)).json().errorSummary, "Not found: Resource not found: 00uEve (AppUser)");
			assert.equal((await call("DELETE", `${users}/00uBob`)).statusCode, 400, "there is no assignment of their own to take away");
			assert.equal((await call("GET", `${users}?limit=500`)).statusCode, 200);
			assert.equal((await call("GET", `${users}?limit=501`)).statusCode, 400);
		});

		it("is listed once through more groups than are walked one by one", async (t) => {
			const { db, call, users, id } = await start(t);
			const ada = await person(db, "00uAda", "Ada");
			for (let at = 0; at < 105; at += 1) {
				await group(db, `00g${at}`, `Group ${at}`, ada);
				await db
					.insertInto("application_groups")
					.values({ application_id: id, group_id: `00g${at}`, priority: at, created: now(), profile: null, last_updated: null })
					.execute();
			}
			assert.deepEqual(
				(await call("GET", users)).json().map(({ id }: { id: string }) => id),
				[ada],
			);
		});

		it("may be called otherwise there, and have a profile there", async (t) => {
			const { db, call, users } = await start(t);
			const ada = await person(db, "00uAda", "Ada Byron");
			const body = { id: ada, scope: "USER", credentials: { userName: "countess" }, profile: { nickname: "Ada", salary: 7 } };
			const made = (await call("POST", users, body)).json();
			assert.deepEqual([made.credentials.userName, made.profile.nickname, made.profile.given_name], ["countess", "Ada", "Ada"]);
			assert.deepEqual([made.status, made.syncState, made.externalId], ["ACTIVE", "DISABLED", null]);
			assert.equal(made._links.user.href, `${PROVIDER}/api/v1/users/${ada}`);
			const again = await call("POST", users, { id: ada });
			assert.deepEqual([again.statusCode, again.json().errorCode], [409, "E0000062"]);
			const changed = await call("POST", `${users}/${ada}`, { ...made, profile: { nickname: "A" } });
			assert.equal(changed.statusCode, 200, changed.body);
			assert.deepEqual([changed.json().credentials.userName, changed.json().profile.nickname], ["countess", "A"]);
			assert.ok(!("salary" in changed.json().profile), "the profile is replaced");
			for (const [path, wrong, status] of [
				[users, { id: ada, credentials: { userName: 7 } }, 400],
				[users, { id: ada, profile: [] }, 400],
				[`${users}/${ada}`, { id: "00uOther" }, 400],
				[`${users}/${ada}`, { profile: { x: "x".repeat(20_000) } }, 400],
				[`${users}/${ada}`, { colour: "red" }, 400],
				[`${users}/00uNone`, { profile: {} }, 404],
			] as const) {
				assert.equal((await call("POST", path, wrong)).statusCode, status, JSON.stringify(wrong).slice(0, 80));
			}
			assert.equal((await call("DELETE", `${users}/${ada}?sendEmail=false`)).statusCode, 204);
		});

		it("has it through groups that stand in an order, which a patch changes", async (t) => {
			const { db, call, groups } = await start(t);
			await group(db, "00gA", "A");
			const one = `${groups}/00gA`;
			assert.deepEqual((await call("PUT", one, { id: "00gA", priority: 7, profile: { level: 1 } })).json().priority, 7);
			assert.equal((await call("PUT", one)).json().priority, 7, "what is left out stays");
			const patched = await call("PATCH", one, [
				{ op: "replace", path: "/priority", value: 3 },
				{ op: "add", path: "/profile/a~1b", value: { c: 1 } },
				{ op: "remove", path: "/profile/level" },
			]);
			assert.equal(patched.statusCode, 200, patched.body);
			assert.deepEqual([patched.json().priority, patched.json().profile], [3, { "a/b": { c: 1 } }]);
			for (const patch of [
				[],
				{},
				[{ op: "move", path: "/priority" }],
				[{ op: "replace", path: "priority", value: 1 }],
				[{ op: "replace", path: "/priority", value: "1" }],
				[{ op: "replace", path: "/priority", value: -1 }],
				[{ op: "remove", path: "/priority" }],
				[{ op: "replace", path: "/profile", value: [] }],
				[{ op: "add", path: "/profile/none/deeper", value: 1 }],
				[{ op: "add", path: "/profile/x", value: "x".repeat(20_000) }],
			]) {
				assert.equal((await call("PATCH", one, patch)).statusCode, 400, JSON.stringify(patch).slice(0, 80));
			}
			const answer = (await call("PATCH", one, [{ op: "add", path: "/profile/__proto__", value: { polluted: true } }])).json();
			assert.equal(({} as Record<string, unknown>)["polluted"], undefined, JSON.stringify(answer));
			assert.equal((await call("GET", one)).json()._links.self.href, `${PROVIDER}${one}`);
			assert.equal((await call("PATCH", `${groups}/00gNone`, [{ op: "replace", path: "/priority", value: 1 }])).statusCode, 404);
			assert.equal((await call("PUT", one, { id: "00gOther" })).statusCode, 400);
		});
	});
}
