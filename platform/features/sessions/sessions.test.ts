import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import cookie from "@fastify/cookie";
import Fastify, { type FastifyInstance } from "fastify";
import { instant } from "#common/db/columns.ts";
import { createSeal } from "#common/seal/seal.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { addUser } from "../users/users.ts";
import { idTokenOf, removeExpiredSessions, type SessionNeeds, sessionOf, startSession } from "./sessions.ts";

const DAY = 86_400_000;

for (const engine of engines) {
	describe(`sessions on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let needs: SessionNeeds;
		let app: FastifyInstance;
		let userId: string;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
			const { db } = database;
			needs = { db, seal: createSeal("only for tests only for tests only", "platform"), url: "https://platform.example" };
			const ada = { name: "Ada", email: "ada@example.com", authType: "openid-connect" } as const;
			userId = (await db.transaction().execute((tx) => addUser(tx, ada))).id;
			app = Fastify();
			await app.register(cookie);
			app.post<{ Querystring: { method: "built-in" | "openid-connect" } }>("/in", ({ query: { method } }, reply) =>
				startSession(needs, reply, { userId, method, issuer: "https://id.example", idToken: "an.id.token" }),
			);
			app.get("/who", async (request) => {
				const session = await sessionOf(needs, request);
				return session ? { ...session, idToken: await idTokenOf(needs, session) } : {};
			});
		});
		after(async () => {
			await app.close();
			await database.close();
		});

		const begin = async (method = "openid-connect") => {
			const [set] = (await app.inject({ method: "POST", url: `/in?method=${method}` })).cookies;
			assert.ok(set);
			return set;
		};
		const who = async (name: string, value: string) =>
			(await app.inject({ url: "/who", cookies: { [name]: value } })).json<{ userId?: string; idToken?: string }>();

		it("come with a cookie of this host alone, over https alone", async () => {
			const { name, path, httpOnly, secure, sameSite, domain } = await begin();
			assert.equal(name, "__Host-signet_platform_session");
			assert.deepEqual(
				{ path, httpOnly, secure, sameSite, domain },
				{ path: "/", httpOnly: true, secure: true, sameSite: "Lax", domain: undefined },
			);
		});

		it("last a week after a password, and a day after a sign-in at the provider", async () => {
			for (const [method, days] of [
				["built-in", 7],
				["openid-connect", 1],
			] as const) {
				assert.equal((await begin(method)).maxAge, (days * DAY) / 1000);
			}
		});

		it("keep the ID token where the database's reader cannot use it", async () => {
			const { name, value } = await begin();
			assert.equal((await who(name, value)).idToken, "an.id.token");
			const rows = JSON.stringify(await database.db.selectFrom("sessions").selectAll().execute());
			assert.equal(rows.includes("an.id.token") || rows.includes(value), false);
		});

		it("open nothing once they have expired, and are swept away", async () => {
			const { name, value } = await begin();
			assert.equal((await who(name, value)).userId, userId);
			const past = { expires: instant(new Date(Date.now() - 1)) } as never;
			await database.db.updateTable("sessions").set(past).execute();
			assert.equal((await who(name, value)).userId, undefined);
			await removeExpiredSessions(database.db);
			assert.equal((await database.db.selectFrom("sessions").selectAll().execute()).length, 0);
		});
	});
}
