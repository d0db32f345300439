import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { SignJWT } from "jose";
import { createAgent, type Page } from "../harness/agent.ts";
import { registerApplication, startProvider, type TestProvider } from "../harness/provider.ts";
import { makeKey, registerService, type TestService, tokenHash } from "../harness/service-application.ts";

const now = () => Math.floor(Date.now() / 1000);
const json = ({ text }: Page) => JSON.parse(text) as Record<string, string>;

describe("service applications", () => {
	let provider: TestProvider;
	let reader: TestService;
	let bound: TestService;
	before(async () => {
		provider = await startProvider();
		reader = await registerService(provider, "Reader", { scopes: ["okta.users.read"] });
		bound = await registerService(provider, "Bound", { scopes: ["okta.users.read"], dpop: true });
	});
	after(() => provider.stop());

	const users = (headers: Record<string, string>, path = "/api/v1/users") =>
		createAgent().open(`${provider.url}${path}`, { headers: { accept: "application/json", ...headers } });
	const tokenOf = async (service: TestService) => json(await service.token())["access_token"] ?? "";

	describe("prove themselves with assertions (RFC 7523)", () => {
		test("of any common algorithm, with and without kid, for each of our names", async () => {
			for (const alg of ["RS256", "ES256", "PS256", "ES384"]) {
				const service = await registerService(provider, `Signs ${alg}`, { scopes: ["okta.users.read"], alg });
				assert.equal((await service.token()).status, 200, alg);
			}
			for (const aud of [provider.url, `${provider.url}/oauth2/v1/token`, [provider.url, "https://elsewhere.example"]]) {
				assert.equal((await reader.token({ client_assertion: await reader.assertion({ aud }) })).status, 200, String(aud));
			}
		});

		test("that were not forged, for others, expired, endless, or used before", async () => {
			const other = await makeKey();
			const claims = { iss: reader.clientId, sub: reader.clientId, aud: provider.url, exp: now() + 60, jti: randomUUID() };
			const used = await reader.assertion();
			assert.equal((await reader.token({ client_assertion: used })).status, 200);
			const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.`;
			const bad: Record<string, string> = {
				"signed with another key": await other.sign(claims),
				"not signed": none,
				"by a key that it does not have": await reader.key.sign(claims, { alg: "RS256", kid: "no such key" }),
				"signed with the public key as a secret": await new SignJWT(claims)
					.setProtectedHeader({ alg: "HS256" })
					.sign(Buffer.from(JSON.stringify(reader.key.publicJwk))),
				"for another server": await reader.assertion({ aud: "https://elsewhere.example/oauth2/v1/token" }),
				"for an address that only begins as ours": await reader.assertion({ aud: `${provider.url}.evil.example` }),
				"of another application": await bound.key.sign(claims),
				"by another issuer": await reader.assertion({ iss: bound.clientId }),
				expired: await reader.assertion({ exp: now() - 60 }),
				"good for more than an hour": await reader.assertion({ exp: now() + 2 * 60 * 60 }),
				"used before": used,
				"without an id": await reader.key.sign({ ...claims, jti: undefined }),
			};
			for (const [what, assertion] of Object.entries(bad)) {
				const answer = await reader.token({ client_assertion: assertion });
				assert.deepEqual([answer.status, json(answer)["error"]], [401, "invalid_client"], what);
				assert.ok(json(answer)["error_description"], what);
			}
		});

		test("and rubbish in place of one is refused, and breaks nothing", async () => {
			const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
			const rubbish = [
				"x",
				"a.b.c",
				"..",
				`${part({ alg: "RS256" })}.${part("text")}.x`,
				`${part({ alg: "RS256" })}.${part({ sub: 7, iss: {}, exp: "soon", jti: [] })}.x`,
				`${part({ alg: ["RS256"], crit: ["b64"], b64: false })}.${part({ sub: reader.clientId, iss: reader.clientId })}.x`,
				`${part({ alg: "RS256" })}.${part({ sub: "\u0000" })}.x`,
				`${part({ alg: "RS256" })}.${part({ sub: reader.clientId, padding: "x".repeat(20_000) })}.x`,
				await reader.key.sign({ iss: reader.clientId, sub: reader.clientId, aud: provider.url, exp: 1e300, jti: "x" }),
				await reader.key.sign({ iss: reader.clientId, sub: reader.clientId, aud: provider.url, exp: now() + 60, jti: 7 }),
				await reader.assertion({ jti: "x".repeat(5_000) }),
			];
			for (const assertion of rubbish) {
				const { status, text } = await reader.token({ client_assertion: assertion });
				assert.ok(status === 400 || status === 401, `${status} for ${assertion.slice(0, 80)}`);
				assert.ok((JSON.parse(text) as Record<string, string>)["error_description"]);
			}
		});

		test("once, even when many come at the same moment", async () => {
			const assertion = await reader.assertion();
			const answers = await Promise.all(Array.from({ length: 6 }, () => reader.token({ client_assertion: assertion })));
			assert.equal(answers.filter(({ status }) => status === 200).length, 1);
		});

		test("with a shared secret too (client_secret_jwt), but for no scope of the management API", async () => {
			const { clientId, clientSecret } = await registerApplication(provider, "Shares a secret", {
				kind: "web",
				redirectUris: ["http://localhost:9/cb"],
				grantTypes: ["authorization_code", "client_credentials"],
				authMethod: "client_secret_jwt",
			});
			const ask = async (secret: string, scope: string) =>
				reader.token({
					scope,
					client_assertion: await new SignJWT({ jti: randomUUID() })
						.setProtectedHeader({ alg: "HS256" })
						.setIssuer(clientId)
						.setSubject(clientId)
						.setAudience(provider.url)
						.setExpirationTime("1m")
						.sign(Buffer.from(secret)),
				});
			assert.equal((await ask(clientSecret, "")).status, 200);
			assert.equal((await ask(`${clientSecret}x`, "")).status, 401);
			await provider
				.api("POST", `/api/v1/apps/${clientId}/grants`, { issuer: provider.url, scopeId: "okta.users.read" })
				.catch(() => {});
			assert.equal(json(await ask(clientSecret, "okta.users.read"))["error"], "consent_required");
		});
	});

	describe("may keep their keys at an address of their own (jwks_uri)", () => {
		let answer: (response: ServerResponse) => void;
		const keys = createServer((_request, response) => answer(response));
		let jwksUri: string;
		before(async () => {
			await new Promise<void>((resolve) => keys.listen(0, "localhost", () => resolve()));
			jwksUri = `http://localhost:${(keys.address() as AddressInfo).port}/keys`;
		});
		after(() => {
			keys.close();
			keys.closeAllConnections();
		});
		const serve = (...jwks: readonly object[]) => {
			answer = (response) => response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: jwks }));
		};

		test("which is asked at need, and believed", async () => {
			const service = await registerService(provider, "Keeps its keys", { scopes: ["okta.users.read"], jwksUri });
			serve(service.key.publicJwk);
			assert.equal((await service.token()).status, 200);
		});

		test("and whatever else it answers proves nothing, and harms nobody", async () => {
			const elsewhere: ((response: ServerResponse) => void)[] = [
				(response) => response.writeHead(500).end(),
				(response) => response.end("not JSON"),
				(response) => response.end(JSON.stringify({ keys: "none" })),
				(response) => response.end(JSON.stringify({ keys: [], padding: "x".repeat(1_000_000) })),
				(response) => response.writeHead(302, { location: `${provider.url}/oauth2/v1/keys` }).end(),
				(response) => response.destroy(),
			];
			for (const [at, misdeed] of elsewhere.entries()) {
				const service = await registerService(provider, `Misbehaves ${at}`, { scopes: ["okta.users.read"], jwksUri });
				answer = misdeed;
				const refused = await service.token();
				assert.equal(refused.status, 401, `${at}: ${refused.text}`);
				assert.equal(json(refused)["error"], "invalid_client");
			}
		});
	});

	describe("get the scopes that were granted to them", () => {
		test("and no others: the rest is left out, and nothing at all is refused", async () => {
			const some = json(await reader.token({ scope: "okta.users.read okta.apps.manage okta.users.manage" }));
			assert.equal(some["scope"], "okta.users.read");
			assert.equal(some["token_type"], "Bearer");
			const none = await reader.token({ scope: "okta.apps.manage okta.unheard.of" });
			assert.equal(none.status, 400);
			assert.deepEqual(json(none), {
				error: "consent_required",
				error_description: "You are not allowed any of the requested scopes.",
			});
		});

		test("and a call beyond them says which was missing", async () => {
			const refused = await users({ authorization: `Bearer ${await tokenOf(reader)}` }, "/api/v1/groups");
			assert.equal(refused.status, 403);
			assert.match(
				refused.headers.get("www-authenticate") ?? "",
				/^Bearer .*scope="okta\.groups\.read", error="insufficient_scope"/,
			);
		});

		test("while they are active", async () => {
			const passing = await registerService(provider, "Passing", { scopes: ["okta.users.read"] });
			const authorization = `Bearer ${await tokenOf(passing)}`;
			assert.equal((await users({ authorization })).status, 200);
			await provider.api("POST", `/api/v1/apps/${passing.clientId}/lifecycle/deactivate`);
			assert.equal((await users({ authorization })).status, 401);
			assert.equal((await passing.token()).status, 401);
		});

		test("and a token for something else opens nothing", async () => {
			for (const token of [json(await reader.token({ scope: "" }))["access_token"] ?? "", "made.up.token", "x".repeat(43)]) {
				const refused = await users({ authorization: `Bearer ${token}` });
				assert.equal(refused.status, 401);
				assert.match(refused.headers.get("www-authenticate") ?? "", /^Bearer error="invalid_token"/);
				assert.equal(json(refused)["errorCode"], "E0000011");
			}
		});
	});

	describe("bind their tokens to a key where they are told to (RFC 9449)", () => {
		const tokenUrl = () => `${provider.url}/oauth2/v1/token`;
		const nonceFor = async (service: TestService) => {
			const proof = await service.key.proof({ htm: "POST", htu: tokenUrl() });
			const answer = await service.token({}, { dpop: proof });
			assert.equal(answer.status, 400);
			return { answer, nonce: answer.headers.get("dpop-nonce") ?? "" };
		};
		const boundToken = async () => {
			const { nonce } = await nonceFor(bound);
			const answer = await bound.token({}, { dpop: await bound.key.proof({ htm: "POST", htu: tokenUrl(), nonce }) });
			assert.equal(json(answer)["token_type"], "DPoP", answer.text);
			return json(answer)["access_token"] ?? "";
		};

		test("step by step: a proof is missing, then its nonce, then the token comes", async () => {
			const missing = await bound.token();
			assert.equal(missing.status, 400);
			assert.deepEqual(json(missing), {
				error: "invalid_dpop_proof",
				error_description: "The DPoP proof JWT header is missing.",
			});
			const { answer, nonce } = await nonceFor(bound);
			assert.deepEqual(json(answer), {
				error: "use_dpop_nonce",
				error_description: "Authorization server requires nonce in DPoP proof.",
			});
			assert.ok(nonce);
			assert.ok(await boundToken());
		});

		test("and nobody else's: a proof of an unbound application is as none", async () => {
			for (const dpop of [await reader.key.proof({ htm: "POST", htu: tokenUrl() }), "not a proof"]) {
				assert.equal(json(await reader.token({}, { dpop }))["token_type"], "Bearer");
			}
		});

		test("with a nonce of ours, once for each proof", async () => {
			const { nonce } = await nonceFor(bound);
			const invented = await bound.key.proof({ htm: "POST", htu: tokenUrl(), nonce: "invented" });
			assert.equal(json(await bound.token({}, { dpop: invented }))["error"], "use_dpop_nonce");
			const proof = await bound.key.proof({ htm: "POST", htu: tokenUrl(), nonce });
			const answers = await Promise.all([1, 2, 3, 4].map(() => bound.token({}, { dpop: proof })));
			assert.equal(answers.filter(({ status }) => status === 200).length, 1);
		});

		test("so that a token is worth nothing without a fresh proof by its key for the very call", async () => {
			const token = await boundToken();
			const authorization = `DPoP ${token}`;
			const here = { htm: "GET", htu: `${provider.url}/api/v1/users`, ath: tokenHash(token) };
			const good = await bound.key.proof(here);
			assert.equal((await users({ authorization, dpop: good })).status, 200);
			assert.equal((await users({ authorization, dpop: await bound.key.proof(here) }, "/api/v1/users?limit=1")).status, 200);
			const thief = await makeKey();
			const { privateJwk, publicJwk } = bound.key;
			const bad: Record<string, string> = {
				replayed: good,
				missing: "",
				"no JWT": "rubbish",
				"of a key that the token is not bound to": await thief.proof(here),
				"signed by another than the key in it": await thief.proof(here, { jwk: publicJwk }),
				"with its private key in it": await bound.key.proof(here, { jwk: privateJwk }),
				"of another type": await bound.key.proof(here, { typ: "JWT" }),
				"for another method": await bound.key.proof({ ...here, htm: "POST" }),
				"for another address": await bound.key.proof({ ...here, htu: `${provider.url}/api/v1/groups` }),
				"for another host": await bound.key.proof({ ...here, htu: "https://elsewhere.example/api/v1/users" }),
				"without the token's hash": await bound.key.proof({ ...here, ath: undefined }),
				"for another token": await bound.key.proof({ ...here, ath: tokenHash(await boundToken()) }),
				"an hour old": await bound.key.proof({ ...here, iat: now() - 3600 }),
				"from the future": await bound.key.proof({ ...here, iat: now() + 3600 }),
				"without a time": await bound.key.proof({ ...here, iat: undefined }),
				"without an id": await bound.key.proof({ ...here, jti: undefined }),
				"two at once": `${await bound.key.proof(here)}, ${await bound.key.proof(here)}`,
			};
			for (const [what, dpop] of Object.entries(bad)) {
				const refused = await users({ authorization, ...(dpop === "" ? {} : { dpop }) });
				assert.equal(refused.status, 401, what);
				assert.match(refused.headers.get("www-authenticate") ?? "", /^DPoP algs=".*ES256.*", error="invalid_dpop_proof"/, what);
			}
			assert.equal((await users({ authorization: `Bearer ${token}` })).status, 401, "as a Bearer token");
			const free = await tokenOf(reader);
			const proof = await reader.key.proof({ ...here, ath: tokenHash(free) });
			assert.equal((await users({ authorization: `DPoP ${free}`, dpop: proof })).status, 401, "an unbound one with a proof");
		});
	});

	test("leave what they asked for in the System Log, by name, and no assertion, proof or token anywhere", async () => {
		const assertion = await reader.assertion();
		const token = json(await reader.token({ client_assertion: assertion }))["access_token"] ?? "";
		await reader.token({ client_assertion: assertion });
		const events = await provider.api<{ eventType: string; actor: { id: string } }[]>("GET", "/api/v1/logs?limit=1000");
		const mine = events.filter(({ actor }) => actor.id === reader.clientId).map(({ eventType }) => eventType);
		assert.ok(mine.includes("app.oauth2.token.grant.access_token"));
		assert.ok(mine.includes("app.oauth2.invalid_client_credentials"));
		for (const secret of [assertion, token]) assert.equal(provider.storedText().includes(secret), false);
	});
});
