import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import cookie from "@fastify/cookie";
import Fastify, { type FastifyInstance } from "fastify";
import { instant } from "#common/db/columns.ts";
import { createSeal } from "#common/seal/seal.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { saveSecurity } from "../preferences/preferences.ts";
import { addUser } from "../users/users.ts";
import {
	accessTokenOf,
	endedAmong,
	endSession,
	endSessionById,
	endSessionsAtProvider,
	endSessionsOf,
	idTokenOf,
	listSessions,
	type NewSession,
	onSessionsEnded,
	removeExpiredSessions,
	type Session,
	type SessionNeeds,
	sessionOf,
	startSession,
	whyEnded,
} from "./sessions.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ISSUER = "https://id.example";
const inFuture = instant(new Date(Date.now() + DAY));

for (const engine of engines) {
	describe(`sessions on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let needs: SessionNeeds;
		let app: FastifyInstance;
		let userId: string;
		let begin: Omit<NewSession, "userId">;
		const told: string[] = [];
		let stopListening: () => void;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
			const { db } = database;
			needs = {
				db,
				seal: createSeal("only for tests only for tests only for tests", "platform"),
				url: "https://platform.example",
			};
			const ada = { name: "Ada", email: "ada@example.com", authType: "openid-connect" } as const;
			userId = (await db.transaction().execute((tx) => addUser(tx, ada))).id;
			app = Fastify();
			await app.register(cookie);
			app.post("/in", (_request, reply) => startSession(needs, reply, { userId, ...begin }));
			app.post("/out", async (_request, reply) => {
				await endSession(needs, reply);
				return {};
			});
			app.get("/who", async (request) => {
				const session = await sessionOf(needs, request);
				const tokens = session && { idToken: await idTokenOf(needs, session), accessToken: await accessTokenOf(needs, session) };
				return { session, ...tokens, why: (await whyEnded(needs, request)) ?? null };
			});
			stopListening = onSessionsEnded((digests) => told.push(...digests));
		});
		after(async () => {
			stopListening();
			await app.close();
			await database.close();
		});
		beforeEach(async () => {
			begin = { method: "openid-connect", issuer: ISSUER, subject: "sub", sid: "sid", idToken: "an.id.token" };
			await database.db.deleteFrom("sessions").execute();
			await database.db.deleteFrom("preferences").execute();
			await saveSecurity(database.db, { sessions: { builtIn: { idleMinutes: null } } }, "Ada");
			told.length = 0;
		});

		const open = async (change: Partial<NewSession> = {}, cookies: Record<string, string> = {}) => {
			begin = { ...begin, ...change };
			const answer = await app.inject({ method: "POST", url: "/in", cookies });
			const [set] = answer.cookies;
			assert.ok(set);
			return { ...set, session: answer.json<Session>() };
		};
		type Cookie = { readonly name: string; readonly value: string };
		const look = async ({ name, value }: Cookie, headers: Record<string, string> = {}) =>
			(await app.inject({ url: "/who", cookies: { [name]: value }, headers })).json<{
				session?: Session;
				idToken?: string;
				accessToken?: { value: string };
				why: string | null;
			}>();
		const rows = () => database.db.selectFrom("sessions").selectAll().execute();
		/** Moves moments of the only session back by so many milliseconds. */
		const age = async (by: number, ...columns: ("created" | "expires" | "last_used" | "ended" | "refresh_expires")[]) => {
			for (const row of await rows()) {
				const moved = columns.map((name) => [name, instant(new Date(Date.parse(row[name] ?? row.created) - by))]);
				const set = Object.fromEntries(moved) as never;
				await database.db.updateTable("sessions").set(set).where("digest", "=", row.digest).execute();
			}
		};

		it("come with a cookie of this host alone, over https alone", async () => {
			const { name, path, httpOnly, secure, sameSite, domain } = await open();
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
				const { maxAge, session } = await open({ method });
				assert.equal(maxAge, (days * DAY) / 1000);
				assert.ok(Math.abs(Date.parse(session.expires) - Date.now() - days * DAY) < MINUTE);
			}
		});

		it("last as long as the administrator says, those under way too where it is shorter", async () => {
			const before = await open();
			await age(2 * 60 * MINUTE, "created");
			assert.equal((await look(before)).session?.userId, userId);
			await saveSecurity(database.db, { sessions: { openidConnect: { absoluteMinutes: 60 } } }, "Ada");
			assert.deepEqual(await look(before), { why: "expired" });
			assert.equal((await open()).maxAge, 3600);
		});

		it("keep tokens where the database's reader cannot use them, and none once they have ended", async () => {
			const tokens = {
				accessToken: { value: "an-access-token", expires: inFuture },
				refreshToken: { value: "a-refresh-token", expires: null },
			};
			const one = await open(tokens);
			const seen = await look(one);
			assert.equal(seen.idToken, "an.id.token");
			assert.equal(seen.accessToken?.value, "an-access-token");
			const stored = JSON.stringify(await rows());
			for (const secret of ["an.id.token", "an-access-token", "a-refresh-token", one.value])
				assert.equal(stored.includes(secret), false);
			await endSessionsOf(database.db, userId, "password-changed");
			const [row] = await rows();
			assert.deepEqual([row?.id_token, row?.access_token, row?.refresh_token], [null, null, null]);
		});

		it("end when nobody uses them, where the administrator wants that, and not while somebody does", async () => {
			await saveSecurity(database.db, { sessions: { openidConnect: { idleMinutes: 30 } } }, "Ada");
			const one = await open();
			await age(20 * MINUTE, "created");
			assert.equal((await look(one)).session?.userId, userId);
			await age(15 * MINUTE, "created", "last_used");
			assert.equal((await look(one)).session?.userId, userId, "used 15 minutes ago, begun 35 minutes ago");
			await age(31 * MINUTE, "created", "last_used");
			assert.deepEqual(await look(one), { why: "idle" });
		});

		it("do not count as used by what a page asks by itself", async () => {
			await saveSecurity(database.db, { sessions: { openidConnect: { idleMinutes: 30 } } }, "Ada");
			const one = await open();
			const background = { "signet-background": "1" };
			for (let asked = 0; asked < 3; asked++) {
				await age(9 * MINUTE, "created");
				assert.equal((await look(one, background)).session?.userId, userId);
			}
			assert.equal((await rows())[0]?.last_used, null);
			await age(4 * MINUTE, "created");
			assert.deepEqual(await look(one, background), { why: "idle" });
		});

		it("note their use at most once a minute", async () => {
			const one = await open();
			await look(one);
			assert.equal((await rows())[0]?.last_used, null);
			await age(2 * MINUTE, "created");
			await look(one);
			const [first] = await rows();
			assert.ok(first?.last_used);
			await look(one);
			assert.equal((await rows())[0]?.last_used, first.last_used);
		});

		it("end with the refresh token where the provider says how long that lasts, unless it says never", async () => {
			const one = await open({ refreshToken: { value: "r", expires: instant(new Date(Date.now() + 30 * MINUTE)) } });
			assert.equal((await look(one)).session?.refreshes, true);
			await age(DAY, "refresh_expires");
			assert.deepEqual(await look(one), { why: "tokens-expired" });
			const offline = await open({ refreshToken: { value: "r", expires: instant(new Date()) } });
			assert.equal((await look(offline)).session?.refreshes, true);
		});

		it("open nothing once they have ended, tell why for a week, and are then swept away", async () => {
			const one = await open();
			await age(2 * DAY, "expires");
			assert.deepEqual(await look(one), { why: "expired" });
			await removeExpiredSessions(database.db);
			assert.deepEqual(await look(one), { why: "expired" });
			await age(8 * DAY, "ended");
			await removeExpiredSessions(database.db);
			assert.deepEqual(await rows(), []);
			assert.deepEqual(await look(one), { why: null });
		});

		it("are ended by the sweep when they have run out, with their tokens, before anybody looks", async () => {
			await saveSecurity(database.db, { sessions: { openidConnect: { idleMinutes: 30 } } }, "Ada");
			const one = await open();
			await removeExpiredSessions(database.db);
			assert.equal((await rows())[0]?.ended, null);
			await age(31 * MINUTE, "created");
			await removeExpiredSessions(database.db);
			const [row] = await rows();
			assert.deepEqual([row?.end_reason, row?.id_token], ["idle", null]);
			assert.deepEqual(told, [one.session.digest]);
		});

		it("take no cookie that was planted before the sign-in", async () => {
			const planted = await open();
			const mine = await open({}, { [planted.name]: planted.value });
			assert.notEqual(mine.value, planted.value);
			assert.deepEqual(await look(planted), { why: "signed-out" });
			assert.equal((await look(mine)).session?.userId, userId);
			assert.deepEqual(await look({ name: planted.name, value: "made-up" }), { why: null });
		});

		it("end at sign-out for good: the cookie opens nothing to who kept it", async () => {
			const one = await open();
			await app.inject({ method: "POST", url: "/out", cookies: { [one.name]: one.value } });
			assert.deepEqual(await look(one), { why: "signed-out" });
			await endSessionsOf(database.db, userId, "password-changed");
			assert.equal((await look(one)).why, "signed-out", "the first reason stays");
		});

		it("are listed with what their person knows them by, and end by that id, not by another's", async () => {
			const [one, other] = [await open(), await open({ method: "built-in" })];
			const items = await listSessions(database.db, userId, other.session);
			assert.deepEqual(
				items.map(({ id, current }) => [id, current]).sort(),
				[
					[one.session.id, false],
					[other.session.id, true],
				].sort(),
			);
			assert.equal(JSON.stringify(items).includes(one.session.digest), false);
			assert.equal(await endSessionById(database.db, "somebody else", one.session.id, "ended-by-person"), false);
			assert.equal(await endSessionById(database.db, userId, one.session.digest, "ended-by-person"), false);
			assert.equal(await endSessionById(database.db, userId, one.session.id, "ended-by-person"), true);
			assert.equal(await endSessionById(database.db, userId, one.session.id, "ended-by-person"), false);
			assert.deepEqual(await look(one), { why: "ended-by-person" });
			assert.equal((await listSessions(database.db, userId, undefined)).length, 1);
		});

		it("end all at once, but for the one that asks", async () => {
			const [one, other] = [await open(), await open()];
			assert.equal((await endSessionsOf(database.db, userId, "ended-by-person", other.session)).length, 1);
			assert.deepEqual(await look(one), { why: "ended-by-person" });
			assert.equal((await look(other)).session?.userId, userId);
		});

		it("end where a provider means them: by session, by person, or by both, and never another issuer's", async () => {
			const first = await open({ sid: "first" });
			const second = await open({ sid: "second" });
			const elsewhere = await open({ issuer: "https://other.example", sid: "first" });
			const end = async (meant: { issuer?: string; sid?: string; subject?: string }) =>
				(await endSessionsAtProvider(database.db, { issuer: ISSUER, ...meant }, "provider-signed-out")).map(({ id }) => id);
			assert.deepEqual(await end({}), []);
			assert.deepEqual(await end({ sid: "first", subject: "another" }), []);
			assert.deepEqual(await end({ issuer: `${ISSUER}/`, subject: "sub" }), []);
			assert.deepEqual(await end({ sid: "first" }), [first.session.id]);
			assert.deepEqual(await end({ subject: "sub" }), [second.session.id]);
			assert.deepEqual(await look(first), { why: "provider-signed-out" });
			assert.equal((await look(elsewhere)).session?.userId, userId);
		});

		it("tell whoever holds something open for them that they have ended, and which ended elsewhere", async () => {
			const [one, other, third] = [await open(), await open(), await open()];
			const all = [one, other, third].map(({ session }) => session.digest);
			assert.deepEqual(await endedAmong(database.db, all), []);
			await endSessionById(database.db, userId, one.session.id, "ended-by-person");
			assert.deepEqual(told, [one.session.digest]);
			await database.db.deleteFrom("sessions").where("digest", "=", other.session.digest).execute();
			assert.deepEqual(await endedAmong(database.db, all), [one.session.digest, other.session.digest]);
			assert.deepEqual(await endedAmong(database.db, []), []);
		});
	});
}
