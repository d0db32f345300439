import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errors } from "jose";
import { AuthorizationResponseError, ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from "openid-client";
import { Fault } from "#common/faults/fault.ts";
import { type Configuration, DEFAULTS, Unanswered } from "../authentication/authentication.ts";
import { asProviderFault } from "./provider-faults.ts";
import { explainRefusal } from "./refusals.ts";

const SECRET = "a secret + that %needs: encoding";
const configuration: Configuration = {
	...DEFAULTS,
	additionalScopes: ["groups"],
	id: "cfg1",
	method: "openid-connect",
	clientId: "client-1",
	clientSecretSet: true,
	issuer: "https://idp.example",
	savedBy: null,
	savedAt: null,
	purpose: "saved",
	fingerprint: "",
	trialEnds: null,
	replaces: null,
};
const circumstances = {
	configuration,
	redirectUri: "https://platform.example/oidc/callback",
	secrets: [SECRET, "code-verifier-1"],
};

const authorizationError = (parameters: Record<string, string>) =>
	new AuthorizationResponseError("refused", { cause: new URLSearchParams(parameters) });
const tokenError = (body: { error: string; error_description?: string }) =>
	new ResponseBodyError("refused", { cause: body, response: new Response(null, { status: 400 }) });
const challenge = (scheme: string) =>
	new WWWAuthenticateChallengeError("challenge", {
		cause: [{ scheme: scheme as Lowercase<string>, parameters: {} }],
		response: new Response(null, { status: 401 }),
	});
const failed = (cause: object, message = "unexpected JWT claim value encountered") =>
	new ClientError(message, { cause: Object.assign(new Error("inner"), { cause }) });

const adviceOf = (thrown: unknown) => {
	const { advice } = asProviderFault(thrown, circumstances);
	assert.ok(advice, "there is advice");
	return advice;
};

describe("a refused sign-in", () => {
	const cases: readonly (readonly [what: string, thrown: unknown, rule: string, side: string, says: RegExp])[] = [
		["access_denied", authorizationError({ error: "access_denied" }), "authorization.access_denied", "provider", /client-1/],
		[
			"invalid_scope",
			authorizationError({ error: "invalid_scope" }),
			"authorization.invalid_scope",
			"platform",
			/openid profile email groups/,
		],
		[
			"invalid_request",
			authorizationError({ error: "invalid_request" }),
			"authorization.invalid_request",
			"platform",
			/https:\/\/platform\.example\/oidc\/callback/,
		],
		["an error nobody knows", authorizationError({ error: "constructor" }), "authorization.other", "provider", /constructor/],
		["invalid_client", tokenError({ error: "invalid_client" }), "token.invalid_client", "platform", /Client Secret/],
		["invalid_grant", tokenError({ error: "invalid_grant" }), "token.invalid_grant", "provider", /codes live/],
		["a challenge at the token endpoint", challenge("basic"), "token.invalid_client", "platform", /client_secret_basic/],
		["a challenge at the userinfo endpoint", challenge("bearer"), "userinfo.token", "provider", /userinfo/],
		[
			"another issuer in the ID token",
			failed({ claim: "iss", claims: { iss: "https://idp.example/" }, expected: "https://idp.example" }),
			"id-token.issuer",
			"provider",
			/Expected was https:\/\/idp\.example\..*What came was https:\/\/idp\.example\/\./,
		],
		[
			"another audience",
			failed({ claim: "aud", claims: { aud: ["other"] }, expected: "client-1" }),
			"id-token.audience",
			"provider",
			/\["other"\]/,
		],
		["another nonce", failed({ claim: "nonce", claims: { nonce: "x" }, expected: "y" }), "id-token.nonce", "provider", /nonce/],
		[
			"an expired ID token",
			failed({ claim: "exp", claims: { exp: 1_000, iat: 700 }, now: 1_300 }),
			"id-token.clock",
			"provider",
			/made 600 seconds before/,
		],
		[
			"a missing claim",
			new errors.JWTClaimValidationFailed("missing", {}, "iat", "missing"),
			"id-token.claim",
			"provider",
			/\(iat\)/,
		],
		["a wrong signature", new errors.JWSSignatureVerificationFailed(), "id-token.signature", "provider", /jwks_uri/],
		["an unknown key", new errors.JWKSNoMatchingKey(), "id-token.signature", "provider", /kid/],
		["an algorithm", failed({ header: { alg: "none" }, expected: ["RS256"] }), "id-token.algorithm", "provider", /none/],
		[
			"another person at userinfo",
			failed({ attribute: "sub", expected: "sub-1", body: { sub: "sub-2" } }),
			"userinfo.subject",
			"provider",
			/sub-2/,
		],
		[
			"another issuer in the response",
			failed({ expected: "https://idp.example", parameters: new URLSearchParams({ iss: "https://evil.example" }) }),
			"response.issuer",
			"provider",
			/evil/,
		],
		[
			"a status",
			new ClientError("unexpected HTTP response status code", { cause: new Response(null, { status: 503 }) }),
			"answer.status",
			"provider",
			/503/,
		],
		[
			"no ID token",
			new Fault("provider_misbehaved", { detail: "no ID token" }),
			"token-answer.id-token",
			"provider",
			/openid was asked for/,
		],
		[
			"another at_hash",
			new Fault("provider_misbehaved", { detail: "at_hash does not fit the access token" }),
			"id-token.access-token-hash",
			"provider",
			/at_hash/,
		],
		[
			"a provider that is down",
			new ClientError("x", { cause: new Unanswered("refused", "idp.example refused the connection.") }),
			"reach.refused",
			"provider",
			/refused the connection/,
		],
		["an unknown certificate", new Unanswered("tls", "its certificate is self-signed."), "reach.tls", "platform", /self-signed/],
	];
	for (const [what, thrown, rule, side, says] of cases) {
		it(`for ${what} names the rule, the side and what to change`, () => {
			const advice = adviceOf(thrown);
			assert.deepEqual([advice.rule, advice.side], [rule, side]);
			assert.match(advice.sentence, says);
			assert.doesNotMatch(advice.sentence, /undefined|\s{2}|null/);
		});
	}

	it("with prompt=none is the platform's own to change", () => {
		const asking = { ...circumstances, configuration: { ...configuration, authorizationParameters: { prompt: "none" } } };
		const { advice } = asProviderFault(authorizationError({ error: "login_required" }), asking);
		assert.match(advice?.sentence ?? "", /prompt=none/);
	});

	it("keeps better advice that somebody else gave", () => {
		const advice = { rule: "account.domain", side: "platform", sentence: "Allow example.org." } as const;
		assert.equal(asProviderFault(new Fault("account_refused", { advice }), circumstances).advice, advice);
	});

	it("says in the audit log what was sent, what came back, and nothing that is secret", () => {
		const response = new URLSearchParams({ code: "code-1", state: "state-1", iss: "https://idp.example" });
		const fault = asProviderFault(failed({ claim: "aud", claims: { aud: "other" }, expected: "client-1" }), circumstances);
		const claims = { iss: "https://idp.example", aud: "other", email: "ada@example.com", name: "Ada", email_verified: true };
		const found = explainRefusal(fault, { ...circumstances, response, claims });
		assert.deepEqual(found["sent"], {
			issuer: "https://idp.example",
			clientId: "client-1",
			redirectUri: "https://platform.example/oidc/callback",
			scope: "openid profile email groups",
			responseType: "code",
			pkce: "S256",
			clientAuthentication: "client_secret_basic",
		});
		assert.deepEqual(found["received"], {
			iss: "https://idp.example",
			withCode: true,
			claimNames: ["iss", "aud", "email", "name", "email_verified"],
			claims: { iss: "https://idp.example", aud: "other", email_verified: "true" },
		});
		assert.deepEqual(
			[found["rule"], found["side"], found["expected"], found["found"]],
			["id-token.audience", "provider", "client-1", "other"],
		);
		assert.doesNotMatch(JSON.stringify(found), /code-1|state-1|ada@|"Ada"|verifier/);
	});

	it("is not garbled by a browser that brings one letter as code or state", () => {
		const response = new URLSearchParams({ code: "e", state: "t", error: "access_denied", error_description: "not the one" });
		const fault = asProviderFault(authorizationError({ error: "access_denied" }), circumstances);
		assert.doesNotMatch(JSON.stringify(explainRefusal(fault, { ...circumstances, response })), /\*/);
	});

	it("hides a short client secret where it stands as a word, and no word that holds it", () => {
		const said = "the secret s3.et? is wrong (s3.et), not s3.ets or s3xet";
		const thrown = tokenError({ error: "invalid_client", error_description: said });
		const { description } = asProviderFault(thrown, { ...circumstances, secrets: ["s3.et", "t"] });
		assert.match(description, /the secret \*{6}\? is wrong \(\*{6}\), not s3\.ets or s3xet/);
	});

	const form = new URLSearchParams({ "": SECRET }).toString().slice(1);
	for (const [how, spelling] of [
		["as it is", SECRET],
		["with a line break", SECRET.replace(" ", "\n")],
		["encoded for an address", encodeURIComponent(SECRET)],
		["encoded for a form", form],
		["as credentials", Buffer.from(`client-1:${form}`).toString("base64")],
		["behind much else", `${"x".repeat(195)}${SECRET}`],
	] as const) {
		it(`shows a client secret that the provider repeats ${how} neither to the person nor in the audit log`, () => {
			const said = `wrong: ${spelling}`;
			const thrown = tokenError({ error: "invalid_client", error_description: said });
			const fault = asProviderFault(thrown, circumstances);
			const response = new URLSearchParams({ code: "code-1", state: "s", error: "odd", error_description: said });
			const everything = JSON.stringify([
				fault.description,
				fault.detail,
				fault.advice,
				explainRefusal(fault, { ...circumstances, response }),
			]);
			for (const part of [spelling, SECRET, "a secret", "needs", form.slice(0, 8)]) {
				assert.ok(!everything.includes(JSON.stringify(part).slice(1, -1)), everything);
			}
			assert.ok(how === "behind much else" || everything.includes("******"), everything);
			assert.equal(fault.cause, undefined, "what hangs on the error is not logged");
		});
	}
});
