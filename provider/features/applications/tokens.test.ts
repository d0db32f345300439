import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import type { Db } from "../../database.ts";
import { upsertRecord } from "../../oidc/records.store.ts";
import { open, PROVIDER, person, serve, webApp } from "./applications.harness.ts";

const APPS = "/api/v1/apps";

/** As the protocol engine leaves it: a refresh token, and an access token of the same grant. */
const issue = async (db: Db, name: string, client_id: string, account_id: string, more: Record<string, unknown> = {}) => {
	const expires = Math.floor(Date.now() / 1000) + 1000;
	const payload = JSON.stringify({ iat: 1_700_000_000, scope: "openid offline_access" });
	const row = { payload, grant_id: `grant-${name}`, account_id, client_id, consumed: null, expires, ...more };
	await upsertRecord(db, { ...row, model: "RefreshToken", digest: name });
	await upsertRecord(db, { ...row, model: "AccessToken", digest: name });
};

for (const engine of engines) {
	describe(`refresh tokens in the API on ${engine.name}`, () => {
		const start = async (t: Parameters<typeof open>[1]) => {
			const db = await open(engine, t);
			const { call } = await serve(db, t);
			const { id } = (await call("POST", APPS, webApp("Wiki"))).json();
			const other = (await call("POST", APPS, webApp("Git"))).json().id;
			const [ada, bob] = [await person(db, "00uAda", "Ada"), await person(db, "00uBob", "Bob")];
			await issue(db, "a1", id, ada);
			await issue(db, "a2", id, ada);
			await issue(db, "b1", id, bob);
			await issue(db, "o1", other, ada);
			await issue(db, "old", id, ada, { expires: 1 });
			await upsertRecord(db, {
				model: "Session",
				digest: "a1",
				payload: "{}",
				grant_id: null,
				account_id: ada,
				client_id: id,
				consumed: null,
				expires: 9e9,
			});
			const left = async () =>
				(await db.selectFrom("engine_records").select(["model", "digest"]).where("model", "=", "AccessToken").execute())
					.map(({ digest }) => digest)
					.toSorted();
			return { db, call, id, other, ada, bob, left };
		};
		const users = (answer: { json(): { userId: string }[] }) => answer.json().map(({ userId }) => userId);

		it("of an application are listed, shown and revoked with all that was issued with them", async (t) => {
			const { call, id, ada, bob, left } = await start(t);
			const path = `${APPS}/${id}/tokens`;
			const list = await call("GET", path);
			assert.deepEqual(users(list), [ada, ada, bob]);
			const [token] = list.json();
			assert.deepEqual(
				[token.status, token.clientId, token.issuer, token.scopes, token.created],
				["ACTIVE", id, PROVIDER, ["openid", "offline_access"], "2023-11-14T22:13:20.000Z"],
			);
			assert.deepEqual((await call("GET", `${path}/${token.id}`)).json(), token);
			const next = [(await call("GET", `${path}?limit=2`)).headers.link]
				.flat()
				.map((link) => /<http:\/\/[^/]+(.+)>; rel="next"/.exec(String(link))?.[1])
				.find(Boolean);
			assert.equal((await call("DELETE", `${path}/${token.id}`)).statusCode, 204);
			assert.deepEqual(users(await call("GET", next ?? "")), [bob], "a token that went meanwhile loses nobody's place");
			assert.deepEqual(await left(), ["a2", "b1", "o1", "old"]);
			for (const gone of [token.id, "oarNone", "nothing", "x".repeat(90)])
				assert.equal((await call("GET", `${path}/${gone}`)).statusCode, 404, gone);
			assert.equal((await call("GET", `${path}?after=zzz`)).statusCode, 400);
			assert.equal((await call("DELETE", path)).statusCode, 204);
			assert.deepEqual((await call("GET", path)).json(), []);
			assert.ok(!(await left()).includes("b1") && (await left()).includes("o1"));
		});

		it("of a person are found by client, and one application's are not another's", async (t) => {
			const { call, id, other, ada, bob, left } = await start(t);
			const clients = `/api/v1/users/${ada}/clients`;
			assert.deepEqual(
				(await call("GET", clients))
					.json()
					.map(({ client_name: name }: Record<string, string>) => name)
					.toSorted(),
				["Git", "Wiki"],
			);
			const [token] = (await call("GET", `${clients}/${other}/tokens`)).json();
			assert.equal((await call("GET", `${clients}/${other}/tokens/${token.id}`)).json().id, token.id);
			for (const path of [`${clients}/${id}/tokens/${token.id}`, `/api/v1/users/${bob}/clients/${other}/tokens/${token.id}`]) {
				assert.equal((await call("GET", path)).statusCode, 404);
				assert.equal((await call("DELETE", path)).statusCode, 404);
			}
			assert.equal((await call("GET", `${clients}/0oaNone/tokens`)).statusCode, 404);
			assert.equal((await call("GET", "/api/v1/users/00uNone/clients")).statusCode, 404);
			assert.equal((await call("DELETE", `${clients}/${id}/tokens`)).statusCode, 204);
			assert.deepEqual(await left(), ["b1", "o1"]);
			assert.equal((await call("DELETE", `${clients}/${other}/tokens/${token.id}`)).statusCode, 204);
			assert.deepEqual((await call("GET", clients)).json(), []);
			for (const path of [`/api/v1/users/${ada}/grants`, `${clients}/${id}/grants`]) {
				assert.deepEqual((await call("GET", path)).json(), []);
				assert.equal((await call("DELETE", path)).statusCode, 204);
			}
			assert.equal((await call("GET", `/api/v1/users/${ada}/grants/oagNone`)).statusCode, 404);
		});

		it("of an administrator are left alone by whoever may not manage administrators", async (t) => {
			const { db, call, id, ada, left } = await start(t);
			await db
				.insertInto("admin_roles")
				.values({ user_id: ada, role: "SUPER_ADMIN" } as never)
				.execute();
			const before = await left();
			assert.equal((await call("DELETE", `/api/v1/users/${ada}/clients/${id}/tokens`, undefined, "USER_ADMIN")).statusCode, 403);
			assert.deepEqual(await left(), before);
		});
	});
}
