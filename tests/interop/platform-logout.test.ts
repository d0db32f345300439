import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Agent, createAgent, type Page } from "#tests/harness/agent.ts";
import type { Misdeed } from "#tests/misbehaving/misdeeds.ts";
import type { MisbehavingProvider } from "#tests/misbehaving/provider.ts";
import { startWorld, type World } from "#tests/misbehaving/world.ts";

/**
 * The conformance suite's plans RP-Initiated, Back-Channel and Front-Channel Logout, one test per module, played by a small
 * provider of our own. Not a certification: the same demands, put to the real platform.
 */

let world: World;
let provider: MisbehavingProvider;
let url: string;

before(async () => {
	world = await startWorld();
	({ provider } = world);
	({ url } = world.platform);
	await world.platform.api("PUT", "/api/v0/security", { trustedProxies: ["127.0.0.1", "::1"] });
});
after(() => world?.stop());
beforeEach(() => {
	world.next();
	provider.register({ postLogoutRedirectUris: [`${url}/login`] });
});

const withBackChannel = () =>
	provider.register({ postLogoutRedirectUris: [`${url}/login`], backchannelLogoutUri: `${url}/oidc/backchannel-logout` });
const withFrontChannel = () =>
	provider.register({ postLogoutRedirectUris: [`${url}/login`], frontchannelLogoutUri: `${url}/oidc/frontchannel-logout` });

/** Signs out here and at the provider, as the button of `/logout` does. */
const signOut = async (agent: Agent, ...misdeeds: readonly Misdeed[]): Promise<Page> => {
	provider.misbehave(...misdeeds);
	const asks = await agent.open(`${url}/logout`);
	return agent.submit({ ...asks, text: asks.text.replace(/^[\s\S]*Sign out here<\/button>\s*<\/form>/, "") }, {}, "/logout");
};

const isIn = async (agent: Agent): Promise<boolean> => (await agent.open(`${url}/api/v0/me`)).status === 200;

let senders = 0;
/** From an address of its own: what one address does wrong again and again is counted, and no event each time. */
const post = (token: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> => {
	const body = new URLSearchParams({ logout_token: token }).toString();
	const from = { "x-forwarded-for": `192.0.2.${++senders}` };
	return createAgent().open(`${url}/oidc/backchannel-logout`, { method: "POST", body, headers: { ...from, ...headers } });
};

interface Event {
	readonly action: string;
	readonly result: string;
	readonly reason: string | null;
	readonly target: { readonly name: string } | null;
	readonly detail: Readonly<Record<string, unknown>>;
}
const lastEvent = async (): Promise<Event> => {
	const { items } = await world.platform.api<{ items: Event[] }>("GET", "/api/v0/audit?action=sign-out.provider&limit=1");
	return items[0] as Event;
};

describe("RP-Initiated Logout", () => {
	it("oidcc-client-test-rp-init-logout: ends both sessions, and says so on coming back", async () => {
		const agent = await world.accepts();
		const page = await signOut(agent);
		assert.equal(page.url.startsWith(`${url}/login?state=`), true);
		assert.match(page.text, /You are signed out\./);
		const { id_token_hint: hint, state, ...others } = provider.seen.endSession;
		assert.ok(hint);
		assert.match(state ?? "", /^[\w-]{43}$/);
		assert.deepEqual(others, { client_id: provider.clientId, post_logout_redirect_uri: `${url}/login` });
		assert.equal(await isIn(agent), false);
	});

	it("oidcc-client-test-rp-init-logout-other-state: an answer to another sign-out is called that", async () => {
		const agent = await world.accepts();
		const page = await signOut(agent, "rp-init-logout-other-state");
		assert.match(page.text, /does not belong to a sign-out that began in this browser/);
		assert.equal(await isIn(agent), false);
		const elsewhere = await createAgent().open(`${url}/login?state=${provider.seen.endSession["state"]}`);
		assert.match(elsewhere.text, /does not belong/);
	});

	it("oidcc-client-test-rp-init-logout-no-state: nothing comes back, and nobody minds", async () => {
		const agent = await world.accepts();
		const page = await signOut(agent, "rp-init-logout-no-state");
		assert.equal(page.url, `${url}/login`);
		assert.match(page.text, /You are signed out\./);
		assert.doesNotMatch((await agent.open(`${url}/login`)).text, /signed out/, "it is said once");
	});
});

describe("Back-Channel Logout", () => {
	it("oidcc-client-test-rp-backchannel-rpinitlogout: the logout token of an own sign-out is answered with 200", async () => {
		withBackChannel();
		const agent = await world.accepts();
		await signOut(agent);
		assert.deepEqual(provider.seen.told, { status: 200, cacheControl: "no-store", body: "" });
		assert.equal(await isIn(agent), false);
	});

	for (const [module, misdeed] of [
		["alg-none", "logout-alg-none"],
		["no-event", "logout-no-event"],
		["with-nonce", "logout-with-nonce"],
		["wrong-alg", "logout-wrong-alg"],
		["wrong-aud", "logout-wrong-aud"],
		["wrong-event", "logout-wrong-event"],
		["wrong-iss", "logout-wrong-iss"],
	] as const) {
		it(`oidcc-client-test-rp-backchannel-rpinitlogout-${module} is refused with 400`, async () => {
			withBackChannel();
			const agent = await world.accepts();
			await signOut(agent, misdeed);
			const { status, cacheControl, body = "" } = provider.seen.told ?? {};
			assert.deepEqual([status, cacheControl], [400, "no-store"]);
			const { error, error_description } = JSON.parse(body) as Record<string, string>;
			assert.equal(error, "invalid_request");
			assert.ok(error_description);
		});
	}
});

describe("Front-Channel Logout", () => {
	const frameOf = ({ text }: Page): string => (/iframe src="([^"]*)"/.exec(text)?.[1] ?? "").replaceAll("&amp;", "&");

	it("oidcc-client-test-rp-frontchannel-rpinitlogout: the frame of an own sign-out may be shown there, and loads", async () => {
		withFrontChannel();
		const agent = await world.accepts();
		const page = await signOut(agent);
		const frame = await createAgent().open(frameOf(page));
		assert.equal(frame.status, 200);
		assert.equal(await isIn(agent), false);
	});

	it("oidcc-client-test-rp-frontchannel-opinitlogout: a sign-out at the provider ends the session here, without a cookie", async () => {
		const agent = await world.accepts();
		const query = new URLSearchParams({ iss: provider.issuer, sid: provider.sid });
		const frame = await createAgent().open(`${url}/oidc/frontchannel-logout?${query}`);
		assert.equal(frame.status, 200);
		assert.equal(frame.headers.get("x-frame-options"), null);
		assert.match(frame.headers.get("content-security-policy") ?? "", new RegExp(`frame-ancestors ${provider.issuer}$`));
		assert.equal(frame.headers.get("cache-control"), "no-store");
		assert.equal(await isIn(agent), false);
		assert.match((await agent.open(`${url}/login`)).text, /signed out at the identity provider/);
		const event = await lastEvent();
		assert.deepEqual(event.detail, { channel: "front", issuer: provider.issuer, ended: 1 });
		assert.equal(event.target?.name, world.email());
	});

	it("asks for issuer and session both, takes no cookie for them, and tells nobody which sessions there are", async () => {
		const agent = await world.accepts();
		const open = (query: Record<string, string>) =>
			agent.open(`${url}/oidc/frontchannel-logout?${new URLSearchParams(query)}`).then(({ status }) => status);
		assert.equal(await open({}), 400);
		assert.equal(await open({ iss: provider.issuer }), 400);
		assert.equal(await open({ sid: provider.sid }), 400);
		assert.equal(await open({ iss: "https://elsewhere.example", sid: provider.sid }), 400);
		assert.equal(await open({ iss: provider.issuer, sid: "a guess" }), 200);
		assert.equal(await isIn(agent), true);
	});
});

describe("logout tokens, beyond the named modules", () => {
	it("ends the session it names, and only that one; the sign-in page says why", async () => {
		const first = await world.accepts();
		const one = await provider.logoutToken();
		const second = await world.accepts();
		assert.equal((await post(one)).status, 200);
		assert.deepEqual([await isIn(first), await isIn(second)], [false, true]);
		assert.match((await first.open(`${url}/login`)).text, /You signed out at the identity provider, or were signed out there/);
		const event = await lastEvent();
		assert.deepEqual([event.result, event.target?.name], ["success", world.email()]);
		assert.deepEqual(event.detail, { channel: "back", issuer: provider.issuer, ended: 1 });
	});

	it("ends every session of a person where it names no session", async () => {
		const agents = [await world.accepts(), await world.accepts()];
		assert.equal((await post(await provider.logoutToken({ sid: undefined }))).status, 200);
		assert.deepEqual(await Promise.all(agents.map(isIn)), [false, false]);
		assert.equal((await lastEvent()).detail["ended"], 2);
	});

	it("ends nothing where session and person do not belong together", async () => {
		const agent = await world.accepts();
		assert.equal((await post(await provider.logoutToken({ sub: "somebody else" }))).status, 200);
		assert.equal(await isIn(agent), true);
	});

	it("takes a plain JWT, and one with aud as a list", async () => {
		const agent = await world.accepts();
		provider.misbehave("logout-plain");
		assert.equal((await post(await provider.logoutToken({ aud: ["another", provider.clientId] }))).status, 200);
		assert.equal(await isIn(agent), false);
	});

	it("takes one signed with another algorithm than the ID token of the sign-in, where the provider lists it", async () => {
		const agent = await world.accepts();
		provider.misbehave("logout-es256");
		assert.equal((await post(await provider.logoutToken())).status, 200);
		assert.equal(await isIn(agent), false);
	});

	it("is used once, however many come at once", async () => {
		await world.accepts();
		const token = await provider.logoutToken();
		const answers = await Promise.all([1, 2, 3, 4].map(() => post(token)));
		assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400, 400]);
		const again = await post(token);
		assert.match(again.text, /used before/);
		assert.deepEqual((await lastEvent()).detail, { channel: "back", rule: "replay" });
	});

	for (const [misdeed, rule] of [
		["logout-hs256", "algorithm"],
		["logout-alg-none", "algorithm"],
		["logout-wrong-alg", "algorithm"],
		["logout-invalid-sig", "signature"],
		["logout-unknown-key", "key"],
		["logout-event-text", "events"],
		["logout-wrong-event", "events"],
		["logout-with-nonce", "nonce"],
		["logout-no-jti", "jti"],
		["logout-no-iat", "iat"],
		["logout-no-exp", "exp"],
		["logout-expired", "exp"],
		["logout-old", "iat"],
		["logout-future", "iat"],
		["logout-wrong-iss", "iss"],
		["logout-wrong-aud", "aud"],
		["logout-nobody", "nobody"],
		["logout-typ", "type"],
	] as const) {
		it(`${misdeed} is refused by the rule "${rule}", which the audit log names, and ends nothing`, async () => {
			const agent = await world.accepts();
			provider.misbehave(misdeed);
			const token = await provider.logoutToken();
			const page = await post(token);
			assert.equal(page.status, 400, page.text);
			assert.equal((JSON.parse(page.text) as { error: string }).error, "invalid_request");
			const event = await lastEvent();
			assert.deepEqual([event.result, event.reason, event.detail], ["failure", "logout_refused", { channel: "back", rule }]);
			assert.equal(JSON.stringify(event).includes(token.slice(-40)), false);
			assert.equal(await isIn(agent), true);
		});
	}

	it("an ID token is no logout token, and text is none either", async () => {
		const agent = await world.accepts();
		await signOut(agent);
		const hint = provider.seen.endSession["id_token_hint"] ?? "";
		assert.ok(hint);
		assert.equal((await post(hint)).status, 400);
		assert.equal((await post("no token")).status, 400);
		assert.equal((await createAgent().open(`${url}/oidc/backchannel-logout`, { method: "POST", body: "x=1" })).status, 400);
	});

	it("strangers with invented keys make the platform ask the provider for its keys once, not each time", async () => {
		await world.accepts();
		provider.misbehave("logout-unknown-key");
		const before = provider.seen.keySets;
		for (let count = 0; count < 10; count++) assert.equal((await post(await provider.logoutToken())).status, 400);
		assert.ok(provider.seen.keySets - before <= 1);
	});

	it("a browser's form from elsewhere is refused, cookies or not", async () => {
		const agent = await world.accepts();
		const token = await provider.logoutToken();
		assert.equal((await post(token, { origin: "https://evil.example", "sec-fetch-site": "cross-site" })).status, 403);
		const cookie = `signet_platform_session=${agent.cookie("signet_platform_session")}`;
		assert.equal((await post(token, { cookie })).status, 403);
		assert.equal(await isIn(agent), true);
	});

	it("a key that the provider began to use a moment ago is looked up", async () => {
		await new Promise((resolve) => setTimeout(resolve, 5_100));
		const agent = await world.accepts();
		await provider.rotateKeys();
		assert.equal((await post(await provider.logoutToken())).status, 200);
		assert.equal(await isIn(agent), false);
	});
});
