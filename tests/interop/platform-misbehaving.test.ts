import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Agent, createAgent, type Page } from "#tests/harness/agent.ts";
import { startPlatform, type TestPlatform } from "#tests/harness/platform.ts";
import { freePort } from "#tests/harness/provider.ts";
import type { Misdeed } from "#tests/misbehaving/misdeeds.ts";
import { type MisbehavingProvider, startMisbehavingProvider } from "#tests/misbehaving/provider.ts";

/**
 * The behaviours that the conformance suite's plans Basic RP and Config RP ask of a relying party, one test per module,
 * played by a small provider of our own. Not a certification: the same demands, put to the real platform.
 */

let platform: TestPlatform;
let provider: MisbehavingProvider;
let visit = 0;

before(async () => {
	const port = await freePort();
	provider = await startMisbehavingProvider([`http://localhost:${port}/oidc/callback`]);
	platform = await startPlatform({ port });
	await connect();
});

after(async () => {
	await platform?.stop();
	await provider?.stop();
});

beforeEach(() => {
	provider.misbehave();
	visit++;
	provider.signsIn({ sub: `sub-${visit}`, name: "Ada Lovelace", email: `ada${visit}@example.com`, email_verified: true });
});

const configuration = () => ({
	method: "openid-connect",
	clientId: provider.clientId,
	clientSecret: provider.clientSecret,
	issuer: provider.issuer,
});

interface Saved {
	readonly configuration: { readonly health: { readonly status: string } };
	readonly checks: readonly { readonly id: string; readonly verdict: string }[];
}

const connect = () => platform.api<Saved>("PUT", "/api/v0/authentication", configuration());

/** Signs in until the platform has answered the callback. */
const signIn = async (agent: Agent = createAgent(), path = "/oidc/login"): Promise<Page> => {
	const atCallback = await agent.open(`${platform.url}${path}`, {
		follow: (to) => to.startsWith(`${platform.url}/oidc/callback`),
	});
	assert.equal(atCallback.status, 303, atCallback.text);
	return agent.open(atCallback.headers.get("location") ?? "", { follow: false });
};

const me = async (agent: Agent): Promise<{ readonly email?: string; readonly name?: string }> =>
	JSON.parse((await agent.open(`${platform.url}/api/v0/me`)).text) as { email?: string };

const accepts = async (...misdeeds: readonly Misdeed[]): Promise<Agent> => {
	provider.misbehave(...misdeeds);
	const agent = createAgent();
	const page = await signIn(agent);
	assert.equal(page.status, 303, page.text);
	assert.equal((await me(agent)).email, `ada${visit}@example.com`);
	return agent;
};

const refuses = async (status: number, ...misdeeds: readonly Misdeed[]): Promise<Page> => {
	provider.misbehave(...misdeeds);
	const agent = createAgent();
	const page = await signIn(agent);
	assert.equal(page.status, status, page.text);
	assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
	assert.ok(page.text.includes(page.headers.get("x-request-id") ?? "-"), "the page shows the request id");
	assert.equal((await me(agent)).email, undefined, "nobody is signed in");
	const { total } = await platform.api<{ total: number }>("GET", `/api/v0/users?q=ada${visit}@example.com`);
	assert.equal(total, 0, "no account was made");
	return page;
};

const MISBEHAVED = 502;

describe("Basic RP", () => {
	it("oidcc-client-test: a sign-in that is in order succeeds", async () => {
		await accepts();
	});
	it("oidcc-client-test-invalid-iss is refused", async () => {
		await refuses(MISBEHAVED, "invalid-iss");
	});
	it("oidcc-client-test-missing-sub is refused", async () => {
		await refuses(MISBEHAVED, "missing-sub");
	});
	it("oidcc-client-test-invalid-aud is refused", async () => {
		await refuses(MISBEHAVED, "invalid-aud");
	});
	it("oidcc-client-test-missing-iat is refused", async () => {
		await refuses(MISBEHAVED, "missing-iat");
	});
	it("oidcc-client-test-kid-absent-single-jwks is accepted", async () => {
		await accepts("kid-absent");
	});
	it("oidcc-client-test-kid-absent-multiple-jwks is accepted, by trying each key", async () => {
		await provider.rotateKeys();
		await accepts("kid-absent", "multiple-jwks");
	});
	it("oidcc-client-test-idtoken-sig-rs256 is accepted", async () => {
		await accepts();
	});
	it("oidcc-client-test-idtoken-sig-none is refused", async () => {
		await refuses(MISBEHAVED, "idtoken-sig-none");
	});
	it("oidcc-client-test-invalid-sig-rs256 is refused", async () => {
		await refuses(MISBEHAVED, "invalid-sig-rs256");
	});
	it("oidcc-client-test-userinfo-bearer-header: userinfo is asked with the token in the header", async () => {
		await accepts("claims-in-userinfo");
		assert.match(provider.seen.userinfoAuthorization ?? "", /^Bearer \S+$/);
	});
	it("oidcc-client-test-userinfo-bearer-body: the token goes in the header alone, as RFC 6750 section 2.1 prefers", async () => {
		await accepts("claims-in-userinfo");
		assert.match(provider.seen.userinfoAuthorization ?? "", /^Bearer \S+$/);
	});
	it("oidcc-client-test-userinfo-invalid-sub is refused", async () => {
		await refuses(MISBEHAVED, "claims-in-userinfo", "userinfo-invalid-sub");
	});
	it("oidcc-client-test-nonce-invalid is refused", async () => {
		await refuses(MISBEHAVED, "nonce-invalid");
	});
	it("oidcc-client-test-scope-userinfo-claims: openid, profile and email are asked for, and used", async () => {
		const agent = await accepts("claims-in-userinfo");
		assert.equal(provider.seen.scope, "openid profile email");
		assert.equal((await me(agent)).name, "Ada Lovelace");
	});
	it("oidcc-client-test-client-secret-basic: id and secret are form-encoded", async () => {
		await accepts();
		assert.equal(
			Buffer.from(provider.seen.tokenAuthorization?.replace("Basic ", "") ?? "", "base64").toString(),
			"platform:a+secret+%2B+that+%25needs%3A+encoding",
		);
	});
});

describe("Config RP", () => {
	it("oidcc-client-test-discovery-openid-config: the document is read", async () => {
		const { checks, configuration } = await connect();
		assert.deepEqual(
			checks.filter(({ verdict }) => verdict !== "verified"),
			[],
		);
		assert.equal(configuration.health.status, "ok");
	});
	it("oidcc-client-test-discovery-jwks-uri-keys: the keys are read", async () => {
		const before = provider.seen.keySets;
		assert.equal((await connect()).checks.find(({ id }) => id === "keys")?.verdict, "verified");
		assert.ok(provider.seen.keySets > before);
	});
	it("oidcc-client-test-discovery-issuer-mismatch is refused, and what was saved goes on working", async () => {
		provider.misbehave("discovery-issuer-mismatch");
		await assert.rejects(connect(), /422/);
		await accepts();
	});
	it("oidcc-client-test-idtoken-sig-none is refused", async () => {
		await refuses(MISBEHAVED, "idtoken-sig-none");
	});
	it("oidcc-client-test-signing-key-rotation-just-before-signing is accepted", async () => {
		await accepts("rotate-before-signing");
	});
	it("oidcc-client-test-signing-key-rotation is accepted", async () => {
		await accepts();
		await provider.rotateKeys();
		await accepts();
	});
});

describe("beyond the named modules", () => {
	for (const misdeed of [
		"missing-exp",
		"expired",
		"nonce-missing",
		"idtoken-sig-hs256",
		"at-hash-invalid",
		"no-id-token",
		"response-iss-invalid",
	] as const) {
		it(`${misdeed} is refused`, async () => {
			await refuses(MISBEHAVED, misdeed);
		});
	}

	for (const [what, sub] of [
		["with a NUL", "sub\u0000"],
		["that is no Unicode", "sub\ud800"],
		["of 256 characters", "s".repeat(256)],
		["without any character", ""],
	] as const) {
		it(`a subject ${what} is refused`, async () => {
			provider.signsIn({ sub, name: "Ada Lovelace", email: `ada${visit}@example.com`, email_verified: true });
			await refuses(MISBEHAVED);
		});
	}

	it("an access token that outlives the calendar keeps nobody out", async () => {
		await accepts("expires-in-endless");
	});

	it("accounts are not made for sign-ins that began before that was switched off", async () => {
		const agent = createAgent();
		const { headers } = await agent.open(`${platform.url}/oidc/login`, {
			follow: (to) => to.startsWith(`${platform.url}/oidc/callback`),
		});
		const save = (automaticAccountCreation: boolean) =>
			platform.api("PUT", "/api/v0/authentication", { ...configuration(), automaticAccountCreation });
		await save(false);
		const page = await agent.open(headers.get("location") ?? "", { follow: false });
		await save(true);
		assert.equal(page.status, 403);
		assert.equal((await me(agent)).email, undefined);
	});

	it("another state is no sign-in of ours", async () => {
		provider.misbehave("state-invalid");
		assert.equal((await signIn()).status, 400);
	});

	it("access_denied says whom to ask, and shows what the provider wrote as text", async () => {
		const { text } = await refuses(403, "denies");
		assert.match(text, /assign/);
		assert.ok(text.includes("&lt;b&gt;Not&lt;/b&gt;") && !text.includes("<b>Not</b>"));
	});

	it("a secret that was changed at the provider says who must enter it again", async () => {
		assert.match((await refuses(403, "secret-changed")).text, /Client Secret/);
	});

	it("the same callback twice: the second goes home when signed in, and signs nobody else in", async () => {
		const agent = createAgent();
		const { headers } = await agent.open(`${platform.url}/oidc/login`, {
			follow: (to) => to.startsWith(`${platform.url}/oidc/callback`),
		});
		const callback = headers.get("location") ?? "";
		assert.equal((await createAgent().open(callback, { follow: false })).status, 400, "another browser has no part in it");
		assert.equal((await agent.open(callback, { follow: false })).status, 303);
		const again = await agent.open(callback, { follow: false });
		assert.deepEqual([again.status, again.headers.get("location")], [303, "/"]);
	});

	it("two callbacks with one state at once make one session", async () => {
		const agent = createAgent();
		const { headers } = await agent.open(`${platform.url}/oidc/login`, {
			follow: (to) => to.startsWith(`${platform.url}/oidc/callback`),
		});
		const callback = headers.get("location") ?? "";
		const pages = await Promise.all([1, 2, 3].map(() => agent.open(callback, { follow: false })));
		const sessions = pages.filter((page) => (page.headers.get("set-cookie") ?? "").includes("signet_platform_session"));
		assert.equal(sessions.length, 1);
	});

	it("three tabs at once all end signed in, each where it wanted to go", async () => {
		const agent = createAgent();
		await agent.open(`${platform.url}/oidc/login`, { follow: false });
		const ends = await Promise.all(
			["/a", "/b?c=d", "/manage/users"].map(async (next) => {
				const page = await signIn(agent, `/oidc/login?next=${encodeURIComponent(next)}`);
				return page.headers.get("location");
			}),
		);
		assert.deepEqual(ends, ["/a", "/b?c=d", "/manage/users"]);
	});

	it("a next that leads elsewhere leads home", async () => {
		for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
			assert.equal((await signIn(createAgent(), `/oidc/login?next=${encodeURIComponent(next)}`)).headers.get("location"), "/");
		}
	});

	it("a third party may begin a sign-in for the provider in force, and for no other (Core 1.0 section 4)", async () => {
		const begin = (iss: string) =>
			createAgent().open(`${platform.url}/oidc/login?iss=${encodeURIComponent(iss)}&login_hint=ada`, { follow: false });
		assert.equal((await begin(provider.issuer)).status, 303);
		assert.equal((await begin("https://evil.example")).status, 400);
	});

	it("with the provider stopped, the way there says so, and the administrator gets in", async () => {
		const other = await startMisbehavingProvider([`${platform.url}/oidc/callback`]);
		await platform.api("PUT", "/api/v0/authentication", {
			...configuration(),
			issuer: other.issuer,
			clientSecret: other.clientSecret,
		});
		await other.stop();
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		const page = await createAgent().open(`${platform.url}/oidc/login`, { follow: false });
		assert.equal(page.status, 502);
		assert.ok(page.text.includes(other.issuer));
		const { health } = await platform.api<{ health: { status: string; reason: string } }>("GET", "/api/v0/authentication");
		assert.equal(health.status, "failing");
		assert.match(health.reason, /nothing listens/);
		await connect();
		await accepts();
	});
});
