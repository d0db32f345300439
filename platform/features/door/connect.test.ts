import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { exportJWK, generateKeyPair } from "jose";
import { createSeal } from "#common/seal/seal.ts";
import { configure } from "#tests/harness/configurations.ts";
import { engines } from "#tests/harness/databases.ts";
import { type Answer, type AnsweringServer, startAnswering } from "#tests/misbehaving/answering.ts";
import type { Db, Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { clientSecretOf, createAsk, DEFAULTS, liveConfiguration, pastConfigurations } from "../authentication/authentication.ts";
import { connectTo } from "./door.ts";

const seal = createSeal("x".repeat(40), "platform");
const URL_HERE = "http://localhost:7080";
const { publicKey } = await generateKeyPair("RS256");
const KEYS = { keys: [{ ...(await exportJWK(publicKey)), use: "sig", alg: "RS256", kid: "1" }] };

/** A provider that registers whoever comes, and says `token` to the client that it made. */
const provider = (
	token: Answer,
	more: (url: string) => Readonly<Record<string, Answer>> = () => ({}),
): Promise<AnsweringServer> =>
	startAnswering((url) => ({
		"/.well-known/openid-configuration": {
			json: {
				issuer: url,
				authorization_endpoint: `${url}/authorize`,
				token_endpoint: `${url}/token`,
				registration_endpoint: `${url}/register`,
				jwks_uri: `${url}/keys`,
				response_types_supported: ["code"],
				id_token_signing_alg_values_supported: ["RS256"],
				code_challenge_methods_supported: ["S256"],
				scopes_supported: ["openid", "profile", "email"],
			},
		},
		"/keys": { json: KEYS },
		"/register": { status: 201, json: { client_id: "made", client_secret: "just made for this platform" } },
		"/token": token,
		"/authorize": { status: 303, headers: { location: `${URL_HERE}/oidc/callback?error=login_required` } },
		...more(url),
	}));

const REFUSED: Answer = { status: 401, json: { error: "invalid_client" } };
/** Looks at the secret first. */
const ACCEPTED: Answer = (request, _body, response) => {
	const right = Buffer.from((request.headers.authorization ?? "").replace("Basic ", ""), "base64")
		.toString()
		.endsWith("platform");
	response
		.writeHead(400, { "content-type": "application/json" })
		.end(JSON.stringify({ error: right ? "invalid_grant" : "invalid_client" }));
};

for (const engine of engines) {
	describe(`connecting with a registration token on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let server: AnsweringServer | undefined;
		beforeEach(async () => {
			({ db, close } = await engine.open<Tables>("platform", migrations));
		});
		afterEach(async () => {
			await server?.stop();
			await close();
		});
		const connect = (issuer: string) =>
			connectTo({ db, seal, url: URL_HERE, ask: createAsk() }, { issuer, registrationToken: "token" }, "Ada");

		it("takes what the provider gave into force", async () => {
			server = await provider(ACCEPTED);
			const { saved } = await connect(server.url);
			assert.deepEqual([saved?.clientId, saved?.issuer], ["made", server.url]);
			assert.equal((await liveConfiguration(db)).clientId, "made");
		});

		it("spends no token where what can be looked at before does not hold", async () => {
			let registrations = 0;
			const counting: Answer = (_request, _body, response) => {
				registrations++;
				response.writeHead(201).end("{}");
			};
			server = await provider(ACCEPTED, () => ({ "/keys": { status: 503, text: "" }, "/register": counting }));
			await assert.rejects(connect(server.url), { code: "invalid_request" });
			assert.equal(registrations, 0);
		});

		it("keeps among the earlier configurations what was given once and did not hold, and never lets it into force", async () => {
			server = await provider(REFUSED);
			const before = await configure(db);
			const { saved, validation } = await connect(server.url);
			assert.deepEqual([saved, validation.refused], [undefined, true]);
			assert.equal((await liveConfiguration(db)).id, before.id);
			const [kept] = await pastConfigurations(db);
			assert.deepEqual([kept?.neverInForce, kept?.rolledBack, kept?.configuration.clientId], [true, false, "made"]);
			assert.equal(await clientSecretOf(db, seal, kept?.configuration.id ?? ""), "just made for this platform");
		});

		it("leaves the built-in way in open, and takes no other provider's trust and groups along", async () => {
			server = await provider(ACCEPTED);
			const groupRoles = {
				...DEFAULTS.groupRoles,
				enabled: true,
				table: [{ group: "Everyone", role: "site-manager" as const }],
			};
			await configure(db, { disableBuiltIn: true, unsaidEmail: "verified", groupRoles, followRenames: false });
			const { saved } = await connect(server.url);
			assert.deepEqual(
				[saved?.disableBuiltIn, saved?.unsaidEmail, saved?.groupRoles, saved?.followRenames],
				[false, "not-verified", DEFAULTS.groupRoles, false],
			);
		});
	});
}
