import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ownDatabase } from "#tests/harness/databases.ts";
import {
	type Credential,
	type InjectedProvider,
	injectProvider,
	PROVIDER_URL,
	SUPER_ADMIN,
} from "#tests/harness/provider-inject.ts";

const NOBODY: Credential = {};

for (const engine of ["SQLite", "PostgreSQL"]) {
	describe(`the organisation on ${engine}`, () => {
		let provider: InjectedProvider;
		let admin: Credential;
		before(async () => {
			provider = await injectProvider(engine === "SQLite" ? {} : { databaseUrl: await ownDatabase() });
			admin = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
		});
		after(() => provider.close());

		it("says to anyone who it is, in the words that Okta's clients look for", async () => {
			const answer = await provider.call("GET", "/.well-known/okta-organization", NOBODY);
			const { id, pipeline, _links } = answer.json();
			assert.match(id, /^00o\w{17}$/);
			assert.deepEqual([answer.statusCode, pipeline, _links.organization.href], [200, "v1", PROVIDER_URL]);
			assert.equal((await provider.call("GET", "/api/v1/org", admin)).json().id, id);
			assert.equal((await provider.call("GET", "/api/v1/org", NOBODY)).statusCode, 403);
		});

		it("answers for parts of the API that are not here as Okta does for features that one does not have", async () => {
			for (const [method, path] of [
				["GET", "/api/v1/idps"],
				["POST", "/api/v1/inlineHooks"],
				["GET", "/api/v1/brands/abc/themes"],
				["DELETE", "/api/v1/eventHooks/abc"],
				["GET", "/api/v1/iam/roles"],
				["GET", "/api/v1/groups/abc/roles"],
			] as const) {
				const answer = await provider.call(method, path, admin);
				assert.deepEqual([answer.statusCode, answer.json().errorCode], [401, "E0000015"], `${method} ${path}`);
				assert.equal((await provider.call(method, path, NOBODY)).statusCode, 403);
			}
			assert.equal((await provider.call("GET", "/api/v1/nonsense", admin)).json().errorCode, "E0000008");
		});

		it("pages of a trusted origin sign people in, and those of another do not, whatever they send", async () => {
			const origin = "https://portal.example.com";
			const body = { username: SUPER_ADMIN.login, password: SUPER_ADMIN.password };
			const authn = (from: string) => provider.call("POST", "/api/v1/authn", { origin: from }, body);
			assert.equal((await authn(origin)).statusCode, 403);
			await provider.done("POST", "/api/v1/trustedOrigins", admin, { name: "Portal", origin, scopes: [{ type: "CORS" }] });
			const answer = await authn(origin);
			assert.deepEqual([answer.statusCode, answer.json().status], [200, "SUCCESS"]);
			assert.equal(answer.headers["access-control-allow-origin"], origin);
			const refused = await authn("https://evil.example.com");
			assert.deepEqual([refused.statusCode, refused.headers["access-control-allow-origin"]], [403, undefined]);
			const cookie = admin["cookie"] ?? "";
			const change = await provider.call(
				"POST",
				"/api/v1/trustedOrigins",
				{ origin, cookie },
				{ name: "X", origin: "https://x.example.com", scopes: [{ type: "CORS" }] },
			);
			assert.equal(change.statusCode, 403, "what is not for trusted origins is not open to them");
			const to = `/login/sessionCookieRedirect?token=${answer.json().sessionToken}&redirectUrl=${encodeURIComponent(`${origin}/home`)}`;
			assert.equal((await provider.call("GET", to, NOBODY)).statusCode, 400, "it is trusted for CORS alone");
		});

		it("whoever signs out goes on to a site that is trusted for redirects, and to no other", async () => {
			const origin = "https://intranet.example.com";
			await provider.done("POST", "/api/v1/trustedOrigins", admin, { name: "Intranet", origin, scopes: [{ type: "REDIRECT" }] });
			const out = async (to: string) => {
				const answer = await provider.call("POST", `/logout?fromURI=${encodeURIComponent(to)}`, { origin: PROVIDER_URL });
				return answer.headers.location ?? answer.statusCode;
			};
			assert.equal(await out(`${origin}/bye`), `${origin}/bye`);
			assert.equal(await out("/login"), `${PROVIDER_URL}/login`);
			for (const bad of [
				"https://evil.example.com/",
				"//evil.example.com",
				"javascript:alert(1)",
				"https://portal.example.com/",
				`https://x@intranet.example.com/`,
			])
				assert.equal(await out(bad), 200, bad);
		});
	});
}
