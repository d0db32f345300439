import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Agent, createAgent } from "#tests/harness/agent.ts";
import { siteAdmin, startPlatform, type TestPlatform } from "#tests/harness/platform.ts";
import { freePort } from "#tests/harness/provider.ts";
import { type MisbehavingProvider, startMisbehavingProvider } from "#tests/misbehaving/provider.ts";

/** `/api/v0/authentication` from outside: what it never tells, whom it refuses, and what bad input leaves as it was. */

describe("the settings of sign-in, over HTTP", () => {
	let platform: TestPlatform;
	let provider: MisbehavingProvider;
	let admin: Agent;

	before(async () => {
		const port = await freePort();
		provider = await startMisbehavingProvider([`http://localhost:${port}/oidc/callback`]);
		platform = await startPlatform({ port });
		admin = await siteAdmin(platform.url);
	});
	after(async () => {
		await platform?.stop();
		await provider?.stop();
	});

	const send = (agent: Agent, method: string, path: string, body: string, headers: Record<string, string> = {}) =>
		agent.open(`${platform.url}/api/v0/authentication${path}`, {
			method,
			body,
			headers: { origin: platform.url, "content-type": "application/json", ...headers },
			follow: false,
		});
	const read = async (): Promise<Record<string, unknown>> => platform.api("GET", "/api/v0/authentication");
	const wanted = () => ({
		method: "openid-connect",
		clientId: provider.clientId,
		clientSecret: provider.clientSecret,
		issuer: provider.issuer,
	});

	it("the secret goes in and never comes out: not in the answer, the settings or the audit log", async () => {
		const saved = await send(admin, "PUT", "", JSON.stringify(wanted()));
		assert.equal(saved.status, 200, saved.text);
		const settings = await read();
		assert.deepEqual(
			[settings["clientSecretSet"], settings["method"], settings["savedBy"] !== null],
			[true, "openid-connect", true],
		);
		const audit = await platform.api("GET", "/api/v0/audit?action=authentication.save");
		for (const text of [saved.text, JSON.stringify(settings), JSON.stringify(audit)]) {
			assert.ok(!text.includes("a secret +"), text);
		}
		assert.ok(JSON.stringify(audit).includes(provider.issuer), "the audit log has what changed");
	});

	it("a check tells, and saves nothing", async () => {
		const before = await read();
		const page = await send(admin, "POST", "/check", JSON.stringify({ ...wanted(), clientSecret: "wrong" }));
		assert.equal((JSON.parse(page.text) as { refused: boolean }).refused, true);
		assert.equal((await read())["savedAt"], before["savedAt"]);
	});

	it("a refused save answers every check, and the old settings go on working", async () => {
		const before = await read();
		const page = await send(admin, "PUT", "", JSON.stringify({ ...wanted(), clientSecret: "wrong" }));
		assert.equal(page.status, 422);
		const { code, checks } = JSON.parse(page.text) as { code: string; checks: { id: string; verdict: string; field: string }[] };
		assert.equal(code, "configuration_refused");
		assert.equal(checks.find(({ verdict }) => verdict === "refused")?.field, "clientSecret");
		assert.deepEqual(await read(), { ...before, health: (await read())["health"] });
	});

	const BAD: readonly [what: string, body: unknown, status: number][] = [
		["no method", {}, 400],
		["another method", { method: "saml" }, 400],
		["an unknown field", { method: "built-in", isAdmin: true }, 400],
		["a number as issuer", { method: "openid-connect", issuer: 7 }, 400],
		["a list as secret", { method: "openid-connect", clientSecret: ["x"] }, 400],
		["an over-long issuer", { method: "openid-connect", issuer: `https://${"a".repeat(2_000)}` }, 400],
		["an over-long secret", { method: "openid-connect", clientSecret: "a".repeat(3_000) }, 400],
		["too many scopes", { method: "openid-connect", additionalScopes: Array(100).fill("x") }, 400],
		["text that is no Unicode", '{"method":"openid-connect","clientId":"\\ud800"}', 400],
		["a NUL", '{"method":"openid-connect","clientId":"a\\u0000b"}', 400],
		["a flag as text", { method: "built-in", disableBuiltIn: "true" }, 400],
		["no JSON", "{", 400],
		["2 MB", { method: "openid-connect", clientId: "x".repeat(2_000_000) }, 413],
		["an issuer elsewhere without the secret", { method: "openid-connect", issuer: "https://evil.example" }, 400],
	];
	for (const [what, body, status] of BAD) {
		it(`${what}: ${status}, and nothing changes`, async () => {
			const before = await read();
			const page = await send(admin, "PUT", "", typeof body === "string" ? body : JSON.stringify(body));
			assert.equal(page.status, status, page.text);
			assert.match(page.headers.get("content-type") ?? "", /problem\+json/);
			assert.equal((await read())["savedAt"], before["savedAt"]);
		});
	}

	it("a foreign origin is refused", async () => {
		const page = await send(admin, "PUT", "", JSON.stringify({ method: "built-in" }), { origin: "https://evil.example" });
		assert.equal(page.status, 403);
	});

	it("a stranger and a Member neither read nor change", async () => {
		const member = createAgent();
		await member.open(`${platform.url}/oidc/login`, { follow: (to) => to === `${platform.url}/` });
		for (const [agent, status] of [
			[createAgent(), 401],
			[member, 403],
		] as const) {
			assert.equal((await agent.open(`${platform.url}/api/v0/authentication`)).status, status);
			assert.equal((await send(agent, "PUT", "", JSON.stringify({ method: "built-in" }))).status, status);
			assert.equal((await send(agent, "POST", "/check", JSON.stringify(wanted()))).status, status);
		}
		assert.equal((await read())["method"], "openid-connect");
	});

	it("passwords can always be chosen again, and then the way to the provider is closed", async () => {
		assert.equal((await send(admin, "PUT", "", JSON.stringify({ method: "built-in" }))).status, 200);
		assert.equal((await createAgent().open(`${platform.url}/oidc/login`, { follow: false })).status, 404);
	});
});
