import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readTokenAnswer, type TokenAnswer } from "./token-answers.ts";

const entra = (code: number, error: string) => ({ error, error_description: `AADSTS${code}: Something.`, error_codes: [code] });

/** Answers of real providers to a made-up code, as their documents, sources and issues have them. */
const ANSWERS: readonly [provider: string, status: number, body: unknown, meaning: TokenAnswer["meaning"]][] = [
	[
		"Okta, wrong secret",
		401,
		{ error: "invalid_client", error_description: "The client secret supplied for a confidential client is invalid." },
		"client-refused",
	],
	[
		"Okta, unknown client",
		401,
		{ error: "invalid_client", error_description: "Invalid value for 'client_id' parameter." },
		"id-unknown",
	],
	[
		"Okta, made-up code",
		400,
		{ error: "invalid_grant", error_description: "The authorization code is invalid or has expired." },
		"client-accepted",
	],
	["Entra ID, wrong secret", 401, entra(7000215, "invalid_client"), "client-refused"],
	["Entra ID, expired secret", 401, entra(7000222, "invalid_client"), "client-refused"],
	["Entra ID, unknown application", 400, entra(700016, "unauthorized_client"), "id-unknown"],
	["Entra ID, reply address not registered", 400, entra(50011, "invalid_client"), "redirect-refused"],
	["Entra ID, made-up code", 400, entra(9002313, "invalid_grant"), "client-accepted"],
	["Google, wrong secret", 401, { error: "invalid_client", error_description: "Unauthorized" }, "client-refused"],
	["Google, made-up code", 400, { error: "invalid_grant", error_description: "Malformed auth code." }, "client-accepted"],
	[
		"Google, redirect URI not registered",
		400,
		{ error: "redirect_uri_mismatch", error_description: "Bad Request" },
		"redirect-refused",
	],
	[
		"Keycloak, wrong secret",
		401,
		{ error: "unauthorized_client", error_description: "Invalid client or Invalid client credentials" },
		"client-refused",
	],
	["Keycloak, made-up code", 400, { error: "invalid_grant", error_description: "Code not valid" }, "client-accepted"],
	["Dex, wrong secret", 401, { error: "invalid_client", error_description: "Invalid client credentials." }, "client-refused"],
	[
		"Dex, made-up code",
		400,
		{ error: "invalid_grant", error_description: "Invalid or expired code parameter." },
		"client-accepted",
	],
	[
		"Dex of old, made-up code",
		400,
		{ error: "invalid_request", error_description: "Invalid or expired code parameter." },
		"unclear",
	],
	["Auth0, wrong id or secret", 401, { error: "access_denied", error_description: "Unauthorized" }, "client-refused"],
	["Auth0, made-up code", 403, { error: "invalid_grant", error_description: "Invalid authorization code" }, "client-accepted"],
	["GitLab, wrong secret", 401, { error: "invalid_client" }, "client-refused"],
	[
		"authentik, wrong secret",
		400,
		{ error: "invalid_client", error_description: "Client authentication failed" },
		"client-refused",
	],
	["authentik, made-up code", 400, { error: "invalid_grant" }, "client-accepted"],
	[
		"ADFS, wrong secret",
		400,
		{ error: "invalid_client", error_description: "MSIS9622: Client authentication failed." },
		"client-refused",
	],
	[
		"ADFS, made-up code",
		400,
		{ error: "invalid_grant", error_description: "MSIS9612: The authorization code is not valid." },
		"client-accepted",
	],
	["Rauthy, wrong secret", 401, { timestamp: 1, error: "Unauthorized", message: "Invalid secret" }, "client-refused"],
	[
		"Rauthy, redirect URI not registered",
		400,
		{ timestamp: 1, error: "BadRequest", message: "Invalid redirect uri" },
		"redirect-refused",
	],
	["Kanidm, wrong secret", 401, "", "unclear"],
	["Kanidm, made-up code", 400, { error: "invalid_grant" }, "client-accepted"],
	["a proxy's page", 401, "<html>Sign in</html>", "unclear"],
	["trouble", 503, { error: "temporarily_unavailable" }, "unclear"],
	["too many", 429, { error: "slow_down" }, "unclear"],
	["JSON that is no object", 400, "null", "unclear"],
	["an error that is no text", 401, { error: { code: "invalid_client" } }, "unclear"],
];

describe("what a token endpoint's answer to a made-up code means", () => {
	for (const [provider, status, body, meaning] of ANSWERS) {
		it(`${provider}: ${meaning}`, () => {
			const text = typeof body === "string" ? body : JSON.stringify(body);
			assert.equal(readTokenAnswer(status, text).meaning, meaning);
		});
	}

	it("the status alone means nothing", () => {
		for (const status of [200, 400, 401, 403, 404, 500]) assert.equal(readTokenAnswer(status, "").meaning, "unclear");
	});

	it("long and broken text of a provider is shown short and on one line", () => {
		const { said } = readTokenAnswer(400, JSON.stringify({ error: "odd", error_description: `a\n\u0000b${"x".repeat(5000)}` }));
		assert.ok(said.length < 250 && !said.includes("\n") && !said.includes("\u0000"));
	});
});
