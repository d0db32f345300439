import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import cookie from "@fastify/cookie";
import Fastify, { type FastifyInstance } from "fastify";
import { createSeal } from "#common/seal/seal.ts";
import { configure } from "#tests/harness/configurations.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import { type AnsweringServer, startAnswering } from "#tests/misbehaving/answering.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { createAsk, createProviders, type Providers } from "../authentication/authentication.ts";
import { sessionOf, startSession } from "../sessions/sessions.ts";
import { addUser } from "../users/users.ts";
import { endSessionAddress } from "./sign-out.ts";

for (const engine of engines) {
	describe(`the way to sign out at the provider on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let provider: AnsweringServer;
		let providers: Providers;
		let app: FastifyInstance;

		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
			const { db } = database;
			provider = await startAnswering((issuer) => ({
				"/.well-known/openid-configuration": {
					json: {
						issuer,
						authorization_endpoint: `${issuer}/authorize`,
						token_endpoint: `${issuer}/token`,
						jwks_uri: `${issuer}/keys`,
						end_session_endpoint: `${issuer}/logout`,
					},
				},
			}));
			const { id: configurationId } = await configure(db, { issuer: provider.url, clientId: "first", clientSecret: "a secret" });
			const { id: userId } = await db
				.transaction()
				.execute((tx) => addUser(tx, { name: "Ada", email: "ada@example.com", authType: "openid-connect" }));
			// As `configure` seals.
			const seal = createSeal("x".repeat(40), "platform");
			providers = createProviders({ db, seal, ask: createAsk() });
			const needs = { db, seal, url: "https://platform.example", providers };
			app = Fastify();
			await app.register(cookie);
			app.post("/in", (_request, reply) =>
				startSession(needs, reply, {
					...{
						userId,
						method: "openid-connect",
						issuer: provider.url,
						subject: "sub-1",
						configurationId,
						idToken: "the.id.token",
					},
				}),
			);
			app.get("/out", async (request) => {
				const session = await sessionOf(needs, request);
				return { address: (session && (await endSessionAddress(needs, session))) ?? null };
			});
		});
		after(async () => {
			await app.close();
			providers.close();
			await provider.stop();
			await database.close();
		});

		it("has the ID token as hint while the client is the same, and none that the provider gave to an earlier client", async () => {
			const [set] = (await app.inject({ method: "POST", url: "/in" })).cookies;
			assert.ok(set);
			const way = async () => {
				const answer = await app.inject({ url: "/out", cookies: { [set.name]: set.value } });
				return Object.fromEntries(new URL(answer.json<{ address: string }>().address).searchParams);
			};
			const back = { post_logout_redirect_uri: "https://platform.example/login" };
			assert.deepEqual(await way(), { ...back, id_token_hint: "the.id.token", client_id: "first" });
			await configure(database.db, { issuer: provider.url, clientId: "registered-anew", clientSecret: "another" });
			assert.deepEqual(await way(), { ...back, client_id: "registered-anew" });
		});
	});
}
