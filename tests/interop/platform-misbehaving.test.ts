import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { createAgent } from "#tests/harness/agent.ts";
import type { TestPlatform } from "#tests/harness/platform.ts";
import { basicModules } from "#tests/misbehaving/basic-modules.ts";
import { type MisbehavingProvider, startMisbehavingProvider } from "#tests/misbehaving/provider.ts";
import { startWorld, type World } from "#tests/misbehaving/world.ts";

/**
 * The behaviours that the conformance suite's plans Basic RP and Config RP ask of a relying party, one test per module,
 * played by a small provider of our own. Not a certification: the same demands, put to the real platform.
 */

let world: World;
let platform: TestPlatform;
let provider: MisbehavingProvider;

before(async () => {
	world = await startWorld();
	({ platform, provider } = world);
});
after(() => world?.stop());
beforeEach(() => world.next());

const connect = () => world.connect();
const configuration = () => world.configuration();
const signIn: World["signIn"] = (agent, path) => world.signIn(agent, path);
const me: World["me"] = (agent) => world.me(agent);
const accepts: World["accepts"] = (...misdeeds) => world.accepts(...misdeeds);
const refuses: World["refuses"] = (status, ...misdeeds) => world.refuses(status, ...misdeeds);

const MISBEHAVED = 502;

describe("Basic RP", () => basicModules(() => world));

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
			provider.signsIn({ sub, name: "Ada Lovelace", email: world.email(), email_verified: true });
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

	for (const [misdeed, what] of [
		["keys-503", /status 503/],
		["keys-text", /not JSON/],
	] as const) {
		it(`${misdeed}: keys that cannot be had are the provider's to mend, and the audit log says so`, async () => {
			await provider.rotateKeys();
			await refuses(MISBEHAVED, misdeed);
			const { items } = await platform.api<{ items: { reason: string; detail: Record<string, string> }[] }>(
				"GET",
				"/api/v0/audit?action=sign-in&limit=1",
			);
			const { reason, detail = {} } = items[0] ?? {};
			assert.deepEqual([reason, detail["rule"], detail["side"]], ["provider_misbehaved", "keys.answer", "provider"]);
			assert.match(detail["advice"] ?? "", what);
		});
	}

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
