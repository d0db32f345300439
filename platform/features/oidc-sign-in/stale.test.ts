import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Agent, createAgent, type Page } from "#tests/harness/agent.ts";
import { ADMINISTRATOR } from "#tests/harness/half.ts";
import { startPlatform, type TestPlatform } from "#tests/harness/platform.ts";
import { freePort } from "#tests/harness/provider.ts";
import { type MisbehavingProvider, startMisbehavingProvider } from "#tests/misbehaving/provider.ts";

interface Event {
	readonly requestId: string;
	readonly reason: string | null;
	readonly detail: Readonly<Record<string, unknown>>;
}

describe("addresses that are visited late, twice or out of turn", () => {
	let platform: TestPlatform;
	let provider: MisbehavingProvider;
	let agent: Agent;

	before(async () => {
		const port = await freePort();
		provider = await startMisbehavingProvider([`http://localhost:${port}/oidc/callback`]);
		platform = await startPlatform({ port });
		await platform.api("PUT", "/api/v0/authentication", {
			method: "openid-connect",
			clientId: provider.clientId,
			clientSecret: provider.clientSecret,
			issuer: provider.issuer,
		});
	});
	after(async () => {
		await platform?.stop();
		await provider?.stop();
	});
	beforeEach(() => {
		provider.misbehave();
		agent = createAgent();
	});

	const at = (path: string) => `${platform.url}${path}`;
	const isSignedIn = async (who = agent) => (await who.open(at("/api/v0/me"))).status === 200;
	/** Goes to the provider and stops before the platform hears of it: the address of the callback. */
	const callback = async (who = agent): Promise<string> => {
		const { headers } = await who.open(at("/oidc/login"), { follow: (to) => to.startsWith(at("/oidc/callback")) });
		return headers.get("location") ?? "";
	};
	const signIn = (who = agent): Promise<Page> => who.open(at("/oidc/login"));

	/** At one click from it: the page's one button leads to a session. */
	const endsAtOneClick = async (page: Page, who = agent) => {
		assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
		const buttons = [...page.text.matchAll(/class="button" href="([^"]+)"/g)].map(([, to = ""]) => to);
		assert.equal(buttons.length, 1, page.text);
		await who.open(at(buttons[0] ?? ""));
		assert.ok(await isSignedIn(who), `${buttons[0]} leads to a session`);
	};

	it("the callback a second time ends signed in", async () => {
		const address = await callback();
		await agent.open(address);
		await agent.open(address);
		assert.ok(await isSignedIn());
	});

	it("the callback again after signing out is one click from being signed in", async () => {
		const address = await callback();
		await agent.open(address);
		await agent.submit(await agent.open(at("/logout")), { scope: "here" });
		assert.ok(!(await isSignedIn()));
		const page = await agent.open(address, { follow: false });
		assert.equal(page.status, 400);
		await endsAtOneClick(page);
	});

	it("the callback in another browser signs nobody in there, and is one click from it", async () => {
		const address = await callback();
		const other = createAgent();
		const page = await other.open(address, { follow: false });
		assert.equal(page.status, 400);
		assert.ok(!(await isSignedIn(other)));
		await endsAtOneClick(page, other);
	});

	it("the bare callback, as a bookmark has it, is home for whoever is signed in and one click away for everybody else", async () => {
		await endsAtOneClick(await agent.open(at("/oidc/callback"), { follow: false }));
		const { status, headers } = await agent.open(at("/oidc/callback"), { follow: false });
		assert.deepEqual([status, headers.get("location")], [303, "/"]);
	});

	it("the address at the provider, begun in a tab that was left open, still ends signed in when another tab was faster", async () => {
		const [first, second] = [await callback(), await callback()];
		await agent.open(second);
		await agent.open(first);
		assert.ok(await isSignedIn());
	});

	it("a bookmarked sign-in address leads whoever is signed in on to where it was for", async () => {
		await signIn();
		const { status, headers } = await agent.open(at("/login?next=%2Faccount"), { follow: false });
		assert.deepEqual([status, headers.get("location")], [303, "/account"]);
		await signIn();
		assert.ok(await isSignedIn());
	});

	it("a failed answer that is opened again is told to be over, and is one click from being signed in", async () => {
		provider.misbehave("denies");
		const address = await callback();
		assert.equal((await agent.open(address, { follow: false })).status, 403);
		provider.misbehave();
		await endsAtOneClick(await agent.open(address, { follow: false }));
	});

	it("what comes late is in the audit log under the id that the person was shown, without code and state", async () => {
		const address = new URL(await callback());
		const page = await createAgent().open(address.href, { follow: false });
		const requestId = page.headers.get("x-request-id") ?? "";
		const { items } = await platform.api<{ items: Event[] }>("GET", `/api/v0/audit?requestId=${requestId}`);
		assert.deepEqual(
			items.map(({ reason }) => reason),
			["attempt_expired"],
		);
		for (const name of ["code", "state"]) assert.ok(!JSON.stringify(items).includes(address.searchParams.get(name) ?? "-"));
	});

	for (const [misdeed, rule, side] of [
		["denies", "authorization.access_denied", "provider"],
		["secret-changed", "token.invalid_client", "platform"],
		["invalid-iss", "id-token.issuer", "provider"],
		["invalid-aud", "id-token.audience", "provider"],
		["missing-iat", "id-token.claim", "provider"],
		["expired", "id-token.clock", "provider"],
		["nonce-invalid", "id-token.nonce", "provider"],
		["idtoken-sig-none", "id-token.algorithm", "provider"],
		["invalid-sig-rs256", "id-token.signature", "provider"],
		["at-hash-invalid", "id-token.access-token-hash", "provider"],
		["no-id-token", "token-answer.id-token", "provider"],
		["response-iss-invalid", "response.issuer", "provider"],
	] as const) {
		it(`a sign-in refused by ${rule} says under its id what was sent, what came back, and what to change where`, async () => {
			provider.misbehave(misdeed);
			const address = new URL(await callback());
			const page = await agent.open(address.href, { follow: false });
			const requestId = page.headers.get("x-request-id") ?? "";
			assert.ok(page.text.includes(requestId));
			const { items } = await platform.api<{ items: Event[] }>("GET", `/api/v0/audit?requestId=${requestId}`);
			const detail = items.at(-1)?.detail ?? {};
			assert.deepEqual([detail["rule"], detail["side"]], [rule, side]);
			assert.match(String(detail["advice"]), /\w/);
			assert.deepEqual((detail["sent"] as Event["detail"])["redirectUri"], at("/oidc/callback"));
			assert.equal((detail["received"] as Event["detail"])["withCode"], address.searchParams.has("code"));
			const everything = `${JSON.stringify(items)}${page.text}`;
			const secrets = [provider.clientSecret, address.searchParams.get("code"), address.searchParams.get("state")];
			for (const secret of secrets) assert.ok(secret === null || !everything.includes(secret), "nothing secret is told");
		});
	}

	it("after all of that, the whole audit log holds no client secret, no password and no cookie", async () => {
		await signIn();
		const everything = JSON.stringify(await platform.api("GET", "/api/v0/audit/export?format=json"));
		assert.match(everything, /authentication\.save/);
		const session = agent.cookie("signet_platform_session");
		assert.ok(session !== undefined && session !== "");
		for (const secret of [provider.clientSecret, ADMINISTRATOR.password, session]) assert.ok(!everything.includes(secret));
	});
});
