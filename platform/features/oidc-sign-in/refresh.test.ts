import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import cookie from "@fastify/cookie";
import Fastify, { type FastifyInstance } from "fastify";
import { instant } from "#common/db/columns.ts";
import { createSeal } from "#common/seal/seal.ts";
import { configure } from "#tests/harness/configurations.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import { type RotatingProvider, startRotatingProvider } from "#tests/harness/rotating-provider.ts";
import { imitations } from "#tests/imitations/imitations.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { createAsk, createProviders } from "../authentication/authentication.ts";
import { accessTokenOf, endSessionsOf, type SessionNeeds, sessionOf, startSession, whyEnded } from "../sessions/sessions.ts";
import { addUser, findUser, linkIdentity } from "../users/users.ts";
import { createRefresher } from "./refresh.ts";

const MINUTE = 60_000;
const ago = (milliseconds: number) => instant(new Date(Date.now() - milliseconds));

for (const engine of engines) {
	describe(`refreshing a session's tokens on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let provider: RotatingProvider;
		let replicas: readonly FastifyInstance[];
		let userId: string;
		let close: () => void;

		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		after(() => database.close());

		beforeEach(async () => {
			const { db } = database;
			for (const table of ["sessions", "audit", "configurations", "users"] as const) await db.deleteFrom(table).execute();
			provider = await startRotatingProvider();
			const { issuer, clientId, clientSecret } = provider;
			const { id: configurationId } = await configure(db, { issuer, clientId, clientSecret, enableAccessTokens: true });
			userId = await db.transaction().execute(async (tx) => {
				const { id } = await addUser(tx, { name: "Ada", email: "ada@example.com", authType: "openid-connect" });
				await linkIdentity(tx, id, issuer, "sub-1");
				return id;
			});
			// As `configure` seals.
			const seal = createSeal("x".repeat(40), "platform");
			const needs: SessionNeeds = { db, seal, url: "https://platform.example" };
			const closing: (() => void)[] = [];
			/** As little of a platform as has sessions that refresh; each with a memory of its own. */
			const replica = async (): Promise<FastifyInstance> => {
				const providers = createProviders({ db, seal, ask: createAsk({ time: 1_000 }) });
				closing.push(() => providers.close());
				const refresher = createRefresher({ ...needs, providers });
				const app = Fastify();
				await app.register(cookie);
				app.post<{ Querystring: { refreshes?: string } }>("/in", ({ query }, reply) =>
					startSession(needs, reply, {
						...{ userId, method: "openid-connect", issuer, subject: "sub-1", configurationId, idToken: "the.first.one" },
						accessToken: { value: "the first one", expires: ago(1) },
						refreshToken: query.refreshes === "no" ? undefined : { value: provider.grant("sub-1"), expires: null },
					}),
				);
				app.get("/who", async (request) => {
					const known = await sessionOf(needs, request);
					const session = known && (await refresher.keepFresh(known, request));
					return {
						user: session?.userId ?? null,
						token: session ? ((await accessTokenOf(needs, session))?.value ?? null) : null,
						why: (await whyEnded(needs, request)) ?? null,
					};
				});
				app.addHook("onClose", () => refresher.settled());
				return app;
			};
			replicas = [await replica(), await replica()];
			close = () => {
				for (const one of closing) one();
			};
		});
		afterEach(async () => {
			for (const replica of replicas) await replica.close();
			close();
			await provider.stop();
		});

		const begin = async (query = "") => {
			const [set] = (await (replicas[0] as FastifyInstance).inject({ method: "POST", url: `/in${query}` })).cookies;
			assert.ok(set);
			return { [set.name]: set.value };
		};
		const who = async (cookies: Record<string, string>, replica = 0) =>
			(await (replicas[replica] as FastifyInstance).inject({ url: "/who", cookies })).json<{
				user: string | null;
				token: string | null;
				why: string | null;
			}>();
		const row = () => database.db.selectFrom("sessions").selectAll().orderBy("created", "desc").executeTakeFirstOrThrow();
		const change = (values: object) =>
			database.db
				.updateTable("sessions")
				.set(values as never)
				.execute();
		const events = () => database.db.selectFrom("audit").selectAll().where("action", "=", "session.refresh").execute();
		/** The access token has run out, and nothing keeps the provider from being asked. */
		const runOut = () => change({ access_token_expires: ago(1), refresh_after: null });

		it("asks the provider once for 50 requests at once on two replicas, and gives all of them the new token", async () => {
			provider.set({ delay: 300 });
			const cookies = await begin();
			const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => who(cookies, n % 2)));
			assert.deepEqual([provider.asked, provider.refreshed, provider.reused], [1, 1, 0]);
			assert.equal(new Set(answers.map(({ token }) => token)).size, 1);
			assert.ok(answers.every(({ user, token }) => user === userId && token !== null));
		});

		it("goes on with each refresh token that takes the place of the one before", async () => {
			const cookies = await begin();
			const tokens = new Set<string | null>();
			for (let n = 0; n < 4; n++) {
				tokens.add((await who(cookies, n % 2)).token);
				await runOut();
			}
			assert.equal(tokens.size, 4);
			assert.deepEqual([provider.refreshed, provider.reused], [4, 0]);
			const stored = JSON.stringify(await row());
			for (const token of tokens) assert.equal(stored.includes(String(token)), false, "sealed where it is kept");
		});

		it("goes on where refresh tokens do not rotate, and where no ID token comes", async () => {
			provider.set({ rotates: false, idToken: false });
			const cookies = await begin();
			for (let n = 0; n < 3; n++) {
				assert.ok((await who(cookies)).token);
				await runOut();
			}
			assert.equal(provider.refreshed, 3);
		});

		it("does not ask again at once, however short the provider's tokens live", async () => {
			provider.set({ lifetime: 0 });
			const cookies = await begin();
			for (let n = 0; n < 5; n++) assert.equal((await who(cookies)).user, userId);
			assert.equal(provider.asked, 1);
		});

		it("takes over what the provider says of the person by now", async () => {
			provider.set({ claims: { name: "Ada King" } });
			await who(await begin());
			assert.equal((await database.db.selectFrom("users").select("name").executeTakeFirstOrThrow()).name, "Ada King");
		});

		describe("where groups give roles", () => {
			const TABLE = [
				{ group: "Operators", role: "site-manager" },
				{ group: "Revision", role: "auditor" },
			] as const;
			/** Groups give roles from now on, and the person, who is an auditor by them, has a session. */
			const enter = async (rules: { strict?: boolean } = {}) => {
				const { issuer, clientId, clientSecret } = provider;
				const groupRoles = { enabled: true, table: TABLE, defaultRole: "member", strict: false, ...rules } as const;
				await configure(database.db, { issuer, clientId, clientSecret, enableAccessTokens: true, groupRoles });
				await database.db.insertInto("user_roles").values({ user_id: userId, role: "auditor" }).execute();
				return begin();
			};
			const roles = async () => [...((await findUser(database.db, userId))?.roles ?? [])].sort();
			const roleEvents = () => database.db.selectFrom("audit").selectAll().where("action", "=", "user.roles").execute();

			it("gives the roles of the groups that the provider names by now, and leaves an event of it", async () => {
				const cookies = await enter();
				provider.set({ claims: { groups: ["Operators", "Somebody else's"] } });
				assert.ok((await who(cookies)).token);
				assert.deepEqual(await roles(), ["member", "site-manager"]);
				const [event, ...more] = await roleEvents();
				assert.deepEqual([event?.target_id, event?.actor_id, event?.result, more.length], [userId, userId, "success", 0]);
				const { changes } = JSON.parse(event?.detail ?? "{}") as { changes: { roles: { from: string[]; to: string[] } } };
				assert.deepEqual(
					[changes.roles.from.sort(), changes.roles.to.sort()],
					[
						["auditor", "member"],
						["member", "site-manager"],
					],
				);
				await runOut();
				await who(cookies);
				assert.equal((await roleEvents()).length, 1, "the same groups again are no news");
			});

			it("takes roles away whose group is gone", async () => {
				const cookies = await enter();
				provider.set({ claims: { groups: [] } });
				assert.equal((await who(cookies)).user, userId);
				assert.deepEqual(await roles(), ["member"]);
			});

			for (const groups of [[], ["Somebody else's"], ["revision"]]) {
				it(`ends the session in strict mode, where the groups are ${JSON.stringify(groups)} by now`, async () => {
					const cookies = await enter({ strict: true });
					provider.set({ claims: { groups } });
					assert.deepEqual(await who(cookies), { user: null, token: null, why: "account-changed" });
					const [event, ...more] = await events();
					assert.deepEqual([event?.reason, event?.result, more.length], ["account_refused", "failure", 0]);
					const { refresh_token, access_token, id_token } = await row();
					assert.deepEqual([refresh_token, access_token, id_token], [null, null, null]);
					assert.deepEqual(await roles(), ["auditor", "member"]);
				});
			}

			for (const [what, claims] of [
				["names no groups", {}],
				["leaves the groups out because there are too many", { _claim_names: { groups: "src1" } }],
			] as const) {
				it(`keeps session and roles in strict mode too, where the provider ${what}`, async () => {
					const cookies = await enter({ strict: true });
					provider.set({ claims });
					assert.ok((await who(cookies)).token);
					assert.deepEqual(await roles(), ["auditor", "member"]);
					assert.deepEqual([...(await roleEvents()), ...(await events())], []);
				});
			}

			it("keeps the session of who has a group of the table in strict mode", async () => {
				const cookies = await enter({ strict: true });
				provider.set({ claims: { groups: ["Revision"] } });
				assert.ok((await who(cookies)).token);
				assert.deepEqual(await roles(), ["auditor", "member"]);
			});
		});

		describe("where only some email domains are allowed", () => {
			const enter = async () => {
				const { issuer, clientId, clientSecret } = provider;
				const rules = { userinfo: false, allowedEmailDomains: ["example.com"], enableAccessTokens: true };
				await configure(database.db, { issuer, clientId, clientSecret, ...rules });
				return begin();
			};
			const ada = () => database.db.selectFrom("users").select(["name", "email"]).executeTakeFirstOrThrow();

			for (const [what, claims] of [
				["no email", { email: undefined, email_verified: undefined }],
				["no email but a username like one", { email: undefined, preferred_username: "ada@elsewhere.example" }],
			] as const) {
				it(`keeps the session where a refreshed ID token says ${what}`, async () => {
					const cookies = await enter();
					provider.set({ claims });
					assert.ok((await who(cookies)).token);
					const { name, email } = await ada();
					assert.deepEqual([name, email], ["Ada Lovelace", "ada@example.com"]);
				});
			}

			it("ends it where the email is in another domain by now", async () => {
				const cookies = await enter();
				provider.set({ claims: { email: "ada@elsewhere.example" } });
				assert.equal((await who(cookies)).why, "account-changed");
			});
		});

		it("ends the session where the provider refuses, and leaves the provider's code in the audit log, never a token", async () => {
			provider.set({ mishap: { status: 400, body: { error: "invalid_grant", error_description: "gone" } } });
			const cookies = await begin();
			const answers = await Promise.all([who(cookies), who(cookies, 1), who(cookies)]);
			for (const answer of answers) assert.deepEqual(answer, { user: null, token: null, why: "refresh-refused" });
			const [event, ...more] = await events();
			assert.deepEqual([event?.reason, event?.result, event?.actor_id, more.length], ["invalid_grant", "failure", userId, 0]);
			const { refresh_token, access_token, id_token } = await row();
			assert.deepEqual([refresh_token, access_token, id_token], [null, null, null]);
		});

		for (const [name, claims] of [
			["oidcc-client-test-refresh-token-invalid-issuer", { iss: "https://elsewhere.example" }],
			["oidcc-client-test-refresh-token-invalid-sub", { sub: "somebody-else" }],
			["a refreshed ID token for another client", { aud: "another" }],
		] as const) {
			it(`${name}: ends the session and keeps nothing of the answer`, async () => {
				provider.set({ claims });
				assert.deepEqual(await who(await begin()), { user: null, token: null, why: "refresh-refused" });
				assert.equal((await events())[0]?.reason, "provider_misbehaved");
				assert.equal((await database.db.selectFrom("users").select("name").executeTakeFirstOrThrow()).name, "Ada");
			});
		}

		for (const error of ["interaction_required", "login_required", "consent_required", "access_denied"]) {
			it(`ends the session where the provider answers ${error}`, async () => {
				provider.set({ mishap: { status: 400, body: { error } } });
				assert.deepEqual(await who(await begin()), { user: null, token: null, why: "refresh-refused" });
				assert.equal((await events())[0]?.reason, error);
			});
		}

		it("keeps everybody's session where the client secret was changed at the provider, whichever that is", async () => {
			const cookies = await begin();
			for (const { name, wrongSecret, unknownClient } of imitations) {
				for (const { status, error, description, text } of unknownClient ? [wrongSecret, unknownClient] : [wrongSecret]) {
					const body = { error, error_description: description };
					provider.set({ mishap: { status, body, ...(text === undefined ? {} : { text }) } });
					await change({ refresh_after: null });
					const asked = provider.asked;
					assert.deepEqual(await who(cookies), { user: userId, token: null, why: null }, name);
					assert.equal(provider.asked, asked + 1);
				}
			}
			provider.set({ mishap: undefined });
			await change({ refresh_after: null });
			assert.ok((await who(cookies)).token, "back by itself");
			assert.deepEqual(await events(), []);
		});

		for (const [status, error] of [
			[400, "unsupported_grant_type"],
			[400, "invalid_scope"],
			[400, "invalid_request"],
			[400, "unauthorized_client"],
			[403, "forbidden"],
			[401, "invalid_grant"],
		] as const) {
			it(`keeps the session where the token endpoint answers ${status} ${error}, which says nothing about the person`, async () => {
				provider.set({ mishap: { status, body: { error } } });
				assert.deepEqual(await who(await begin()), { user: userId, token: null, why: null });
				assert.deepEqual(await events(), []);
			});
		}

		for (const [what, manners] of [
			["a key that the provider's key set does not have yet", { keysLag: true }],
			["a time that has passed", { claims: { exp: Math.floor(Date.now() / 1000) - 600 } }],
			["a time yet to come", { claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
			["no time", { claims: { iat: undefined } }],
			["the hash of another access token", { claims: { at_hash: "another" } }],
		] as const) {
			it(`after a refreshed ID token with ${what} goes on, takes over nothing of it and holds the new refresh token`, async () => {
				provider.set({ keysLag: false, claims: {}, ...manners });
				const cookies = await begin();
				assert.deepEqual(await who(cookies), { user: userId, token: null, why: null });
				assert.equal((await database.db.selectFrom("users").select("name").executeTakeFirstOrThrow()).name, "Ada");
				provider.set({ keysLag: false, claims: {} });
				await change({ refresh_after: null });
				assert.ok((await who(cookies)).token);
				assert.deepEqual([provider.refreshed, provider.reused], [2, 0]);
				assert.deepEqual(await events(), []);
			});
		}

		it("keeps the session while the provider is away, offers no token, and asks again later and later", async () => {
			const cookies = await begin();
			for (const mishap of [
				{ status: 503 },
				{ status: 429, body: { error: "slow_down" } },
				{ status: 401, body: { error: "invalid_client" } },
				"lost-connection",
			] as const) {
				provider.set({ mishap: mishap === "lost-connection" ? "silent" : mishap });
				await change({ refresh_after: null, refresh_failing: ago(MINUTE) });
				const asked = provider.asked;
				assert.deepEqual(await who(cookies), { user: userId, token: null, why: null });
				await who(cookies, 1);
				assert.equal(provider.asked, asked + 1, "not asked again within the pause");
			}
			const pause = async (failingFor: number | null) => {
				provider.set({ mishap: { status: 503 } });
				await change({ refresh_after: null, refresh_failing: failingFor === null ? null : ago(failingFor) });
				await who(cookies);
				return Math.round((Date.parse((await row()).refresh_after ?? "") - Date.now()) / 1000);
			};
			for (const [failingFor, seconds] of [
				[null, 2],
				[2_000, 30],
				[MINUTE, 60],
				[2 * MINUTE, 120],
				[60 * MINUTE, 600],
			] as const) {
				const waits = await pause(failingFor);
				assert.ok(Math.abs(waits - seconds) <= 2, `${waits} seconds after ${failingFor} ms`);
			}
			provider.set({ mishap: undefined });
			await change({ refresh_after: null });
			assert.ok((await who(cookies)).token, "back by itself");
			const { refresh_failing, refresh_after } = await row();
			assert.deepEqual([refresh_failing, refresh_after], [null, null]);
			assert.deepEqual(await events(), []);
		});

		it("keeps the session where nobody listens at the provider", async () => {
			const cookies = await begin();
			await provider.stop();
			assert.deepEqual(await who(cookies), { user: userId, token: null, why: null });
			provider = await startRotatingProvider();
		});

		it("takes over from a process that died at it, once its time is up and not before", async () => {
			const cookies = await begin();
			await change({ refreshing_until: ago(-MINUTE) });
			const waiting = who(cookies);
			await new Promise((resolve) => setTimeout(resolve, 400));
			assert.equal(provider.asked, 0);
			await change({ refreshing_until: ago(1) });
			assert.equal((await waiting).user, userId);
			assert.ok((await who(cookies)).token);
			assert.deepEqual([provider.refreshed, provider.reused], [1, 0]);
		});

		it("after an answer that was lost, asks once more, and if that is refused says that an attempt was left unanswered", async () => {
			provider.set({ mishap: "lost" });
			const cookies = await begin();
			assert.deepEqual(await who(cookies), { user: userId, token: null, why: null });
			provider.set({ mishap: undefined });
			await change({ refresh_after: null });
			assert.deepEqual(await who(cookies), { user: null, token: null, why: "refresh-refused" });
			assert.equal(provider.reused, 1);
			const { advice, ...detail } = JSON.parse((await events())[0]?.detail ?? "") as Record<string, unknown>;
			assert.deepEqual(detail, {
				issuer: provider.issuer,
				earlierAttemptUnanswered: true,
				rule: "refresh.invalid_grant",
				side: "provider",
			});
			assert.match(String(advice), /look at the person's account/);
		});

		it("a second holder's refusal ends nothing once the first holder's answer has come", async () => {
			provider.set({ delay: 600 });
			const cookies = await begin();
			const first = who(cookies);
			await new Promise((resolve) => setTimeout(resolve, 300));
			await change({ refreshing_until: ago(1) });
			const second = who(cookies, 1);
			const answers = [await first, await second];
			assert.deepEqual([provider.asked, provider.reused], [2, 1]);
			for (const { user, token } of answers) assert.deepEqual([user, token !== null], [userId, true]);
			assert.deepEqual(await events(), []);
		});

		it("keeps the new refresh token even where the rest of the answer cannot be checked yet", async () => {
			provider.set({ keysAway: true });
			const cookies = await begin();
			assert.deepEqual(await who(cookies), { user: userId, token: null, why: null });
			provider.set({ keysAway: false });
			await change({ refresh_after: null });
			assert.ok((await who(cookies)).token);
			assert.deepEqual([provider.refreshed, provider.reused], [2, 0]);
		});

		it("keeps no access token where people may not read it, and still refreshes", async () => {
			const { issuer, clientId, clientSecret } = provider;
			await configure(database.db, { issuer, clientId, clientSecret, enableAccessTokens: false });
			const cookies = await begin();
			assert.deepEqual(await who(cookies), { user: userId, token: null, why: null });
			await who(cookies);
			assert.equal(provider.refreshed, 1);
			assert.equal((await row()).access_token, null);
		});

		it("does not bring back a session that ended while the provider was asked", async () => {
			provider.set({ delay: 300 });
			const cookies = await begin();
			const waiting = who(cookies);
			await new Promise((resolve) => setTimeout(resolve, 150));
			await endSessionsOf(database.db, userId, "ended-by-administrator");
			assert.deepEqual(await waiting, { user: null, token: null, why: "ended-by-administrator" });
			const { refresh_token, access_token } = await row();
			assert.deepEqual([refresh_token, access_token], [null, null]);
			assert.deepEqual(await events(), []);
		});

		it("ends with the time that the provider gives its refresh tokens, which each refresh renews", async () => {
			provider.set({ refreshLifetime: 1800 });
			const cookies = await begin();
			await who(cookies);
			const first = (await row()).refresh_expires;
			assert.ok(first !== null && Math.abs(Date.parse(first) - Date.now() - 30 * MINUTE) < MINUTE);
			await change({ refresh_expires: ago(1) });
			assert.equal((await who(cookies)).why, "tokens-expired");
		});

		it("asks nothing once the platform has another client, or another provider", async () => {
			const cookies = await begin();
			const { issuer, clientSecret } = provider;
			await configure(database.db, { issuer, clientSecret, clientId: "another" });
			assert.deepEqual(await who(cookies), { user: userId, token: null, why: null });
			await configure(database.db, { issuer: "https://other.example", clientId: provider.clientId });
			assert.deepEqual(await who(cookies), { user: userId, token: null, why: null });
			assert.equal(provider.asked, 0);
		});

		it("without a refresh token goes on, unless sessions are to end with their tokens", async () => {
			const cookies = await begin("?refreshes=no");
			assert.deepEqual(await who(cookies), { user: userId, token: null, why: null });
			const { issuer, clientId, clientSecret } = provider;
			await configure(database.db, { issuer, clientId, clientSecret, endSessionsWithTokens: true });
			assert.deepEqual(await who(cookies), { user: null, token: null, why: "tokens-expired" });
			assert.equal(provider.asked, 0);
		});
	});
}
