import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it, mock } from "node:test";
import { type Agent, createAgent } from "../harness/agent.ts";
import { ADMINISTRATOR, callApi, freePort } from "../harness/half.ts";
import { siteAdmin, startPlatform, type TestPlatform } from "../harness/platform.ts";
import { type MisbehavingProvider, startMisbehavingProvider } from "../misbehaving/provider.ts";

/** The door as a whole, over HTTP: changes, tests, trials, outages, and attempts to lock everybody out. */

interface View {
	readonly id: string;
	readonly issuer: string;
	readonly disableBuiltIn: boolean;
	readonly trial: { readonly ends: string; readonly replaces: { readonly issuer: string } | null } | null;
	readonly proof: { readonly how: string } | null;
	readonly health: { readonly status: string };
}

interface SignInTest {
	readonly state: string;
	readonly outcome: {
		readonly requestId: string;
		readonly fault: { readonly code: string; readonly advice: { readonly rule: string } | null } | null;
		readonly idToken: Readonly<Record<string, unknown>> | null;
		readonly userinfo: Readonly<Record<string, unknown>> | null;
		readonly account: {
			readonly arrival: string;
			readonly derived: readonly { readonly field: string; readonly value: string | null }[];
		} | null;
		readonly tokens: { readonly refreshToken: boolean } | null;
	} | null;
}

interface Event {
	readonly result: string;
	readonly detail: Readonly<Record<string, unknown>>;
}

const AUTHENTICATION = "/api/v0/authentication";

describe("the platform's door", () => {
	let platform: TestPlatform;
	let dataDir: string;
	let port: number;
	let url: string;
	let one: MisbehavingProvider;
	let other: MisbehavingProvider;
	let admin: Agent;

	beforeEach(async () => {
		port = await freePort();
		url = `http://localhost:${port}`;
		dataDir = mkdtempSync(join(tmpdir(), "signet-door-"));
		one = await startMisbehavingProvider([`${url}/oidc/callback`]);
		other = await startMisbehavingProvider([`${url}/oidc/callback`]);
		platform = await startPlatform({ port, dataDir });
		admin = await siteAdmin(url);
	});
	afterEach(async () => {
		mock.timers.reset();
		await platform.stop();
		await Promise.all([one.stop(), other.stop()]);
		rmSync(dataDir, { recursive: true, force: true });
	});

	const valuesOf = ({ issuer, clientId, clientSecret }: MisbehavingProvider) => ({
		method: "openid-connect",
		...{ issuer, clientId, clientSecret },
	});
	const call = (method: string, path: string, body?: unknown): Promise<unknown> => callApi(admin, url, method, path, body);
	const save = (provider: MisbehavingProvider, more: object = {}) =>
		call("PUT", AUTHENTICATION, { ...valuesOf(provider), ...more });
	const live = async () => (await call("GET", AUTHENTICATION)) as View;
	const signIn = async (agent = createAgent()) => ({ agent, page: await agent.open(`${url}/oidc/login`) });
	const me = (agent: Agent) => agent.open(`${url}/api/v0/me`);
	const runTest = async (values: object): Promise<SignInTest> => {
		const { id, address } = (await call("POST", `${AUTHENTICATION}/tests`, values)) as { id: string; address: string };
		await admin.open(address);
		return (await call("GET", `${AUTHENTICATION}/tests/${id}`)) as SignInTest;
	};
	const users = async () => ((await call("GET", "/api/v0/users")) as { items: readonly { email: string }[] }).items.length;

	it("save, then sign in: whoever runs nothing proves nothing, but gets in", async () => {
		await save(one);
		const { agent } = await signIn();
		assert.equal((await me(agent)).status, 200);
		assert.deepEqual([(await live()).trial, (await live()).proof], [null, null]);
	});

	it("test sign-in, save, sign in: a test shows what came back and changes nothing", async () => {
		const before = await users();
		const { state, outcome } = await runTest(valuesOf(one));
		assert.equal(state, "passed");
		assert.equal(outcome?.idToken?.["email"], "ada@example.com");
		assert.equal(outcome?.account?.arrival, "made");
		assert.equal(outcome?.tokens?.refreshToken, false);
		assert.equal(await users(), before);
		assert.equal((await admin.open(`${url}/oidc/login`)).status, 404);
		await save(one, { disableBuiltIn: true });
		assert.deepEqual([(await live()).disableBuiltIn, (await live()).proof?.how], [true, "test"]);
		assert.equal((await me((await signIn()).agent)).status, 200);
	});

	it("a test that fails says why, and proves nothing", async () => {
		one.misbehave("nonce-invalid");
		const { state, outcome } = await runTest(valuesOf(one));
		assert.deepEqual([state, outcome?.fault?.code], ["failed", "provider_misbehaved"]);
		one.misbehave();
		await assert.rejects(save(one, { disableBuiltIn: true }), /not_proven/);
	});

	it("a test shows ID token and userinfo side by side, although a sign-in would not have asked", async () => {
		const { outcome } = await runTest(valuesOf(one));
		assert.equal(outcome?.userinfo?.["email"], "ada@example.com");
		assert.equal((await runTest({ ...valuesOf(one), userinfo: false })).outcome?.userinfo, null);
	});

	it("a test that fails after the ID token shows what that said, and finds its event by the id", async () => {
		one.misbehave("claims-in-userinfo", "userinfo-invalid-sub");
		const { state, outcome } = await runTest(valuesOf(one));
		assert.deepEqual([state, outcome?.idToken?.["sub"]], ["failed", "sub-1"]);
		const { items } = (await call("GET", `/api/v0/audit?requestId=${outcome?.requestId}`)) as { items: readonly Event[] };
		assert.deepEqual([items[0]?.result, items[0]?.detail["rule"]], ["failure", outcome?.fault?.advice?.rule]);
	});

	it("a test by the site admin passes although their own account has the email and a password", async () => {
		one.signsIn({ sub: "admin", name: "Site admin", email: ADMINISTRATOR.login, email_verified: true });
		assert.equal((await runTest(valuesOf(one))).state, "passed");
		one.signsIn({ sub: "admin", name: "Site admin", email: ADMINISTRATOR.login });
		assert.equal((await runTest(valuesOf(one))).state, "failed", "not where the provider does not vouch for it");
	});

	it("a test at a provider that has gone ends, and says so", async () => {
		const { id, address } = (await call("POST", `${AUTHENTICATION}/tests`, valuesOf(one))) as { id: string; address: string };
		const port = Number(new URL(one.issuer).port);
		await one.stop();
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		assert.equal((await admin.open(address)).status, 502);
		const { state, outcome } = (await call("GET", `${AUTHENTICATION}/tests/${id}`)) as SignInTest;
		assert.deepEqual([state, outcome?.fault?.code], ["failed", "provider_unreachable"]);
		one = await startMisbehavingProvider([`${url}/oidc/callback`], port);
	});

	it("a test previews the account as a sign-in then leaves it", async () => {
		const derived = async () =>
			Object.fromEntries(
				(await runTest(valuesOf(one))).outcome?.account?.derived.map(({ field, value }) => [field, value]) ?? [],
			);
		const stored = async () => {
			await signIn();
			const { items } = (await call("GET", "/api/v0/users?q=ada")) as { items: readonly Record<string, string>[] };
			const { name, email, username } = items[0] ?? {};
			return { name, email, username };
		};
		await save(one);
		one.signsIn({ sub: "sub-1", email: "ada.l+work@example.com", email_verified: true });
		const first = await derived();
		assert.deepEqual(await stored(), first);
		assert.deepEqual(first, { name: "ada.l+work", email: "ada.l+work@example.com", username: "ada.lwork" });
		one.signsIn({ sub: "sub-1", name: "Ada King", email: "ada.king@example.com", email_verified: true });
		const again = await derived();
		assert.deepEqual(await stored(), again);
		assert.deepEqual(again, { name: "Ada King", email: "ada.king@example.com", username: "ada.lwork" });
	});

	it("an administrator keeps what they looked at, and nothing that somebody saved since", async () => {
		await save(one);
		await save(other);
		const { id } = await live();
		await save(other, { claims: { name: "display_name" } });
		await assert.rejects(call("POST", `${AUTHENTICATION}/keep`, { id }), /conflict/);
		assert.notEqual((await live()).trial, null);
		await call("POST", `${AUTHENTICATION}/keep`, { id: (await live()).id });
		assert.equal((await live()).trial, null);
	});

	it("what a provider says went wrong is in the audit log although nothing was under way any more", async () => {
		await save(one);
		const said = "error=access_denied&error_description=Not%20assigned&state=stale";
		const page = await createAgent().open(`${url}/oidc/callback?${said}`);
		assert.match(page.text, /says that the sign-in failed/);
		assert.doesNotMatch(page.text, /Not assigned/, "nobody knows who sent the browser here");
		const id = page.headers.get("x-request-id");
		const { items } = (await call("GET", `/api/v0/audit?requestId=${id}`)) as { items: readonly Event[] };
		const [event] = items;
		assert.equal((event?.detail["received"] as { error?: string } | undefined)?.error, "access_denied");
	});

	it("a refused account says in the audit log what came back", async () => {
		await save(one, { automaticAccountCreation: false });
		const { page } = await signIn();
		const { items } = (await call("GET", `/api/v0/audit?requestId=${page.headers.get("x-request-id")}`)) as {
			items: readonly Event[];
		};
		const received = items[0]?.detail["received"] as { claimNames: readonly string[]; claims: Record<string, unknown> };
		assert.ok(received.claimNames.includes("email"));
		assert.equal(received.claims["email_verified"], "true");
		assert.doesNotMatch(JSON.stringify(items[0]?.detail), /Lovelace/);
	});

	it("an account whose email nobody vouched for says so to whoever gives it a role", async () => {
		await save(one);
		const listed = async () =>
			((await call("GET", "/api/v0/users?q=cfo")) as { items: readonly { emailVerified: unknown }[] }).items;
		one.signsIn({ sub: "mallory", name: "The CFO", email: "cfo@example.com", email_verified: false });
		await signIn();
		assert.deepEqual(
			(await listed()).map(({ emailVerified }) => emailVerified),
			[false],
		);
		one.signsIn({ sub: "mallory", name: "The CFO", email: "cfo@example.com", email_verified: true });
		await signIn();
		assert.deepEqual(
			(await listed()).map(({ emailVerified }) => emailVerified),
			[true],
		);
		const [admin] = ((await call("GET", "/api/v0/users?q=admin")) as { items: readonly { emailVerified: unknown }[] }).items;
		assert.equal(admin?.emailVerified, null);
	});

	it("a changed secret stands among the changes, as stars", async () => {
		await save(one);
		await save(other);
		const { items } = (await call("GET", "/api/v0/audit?action=authentication.save")) as { items: readonly Event[] };
		const [last, first] = items.map(({ detail }) => (detail["changes"] as Record<string, unknown>)["clientSecret"]);
		assert.deepEqual([first, last], [{ from: null, to: "******" }, undefined], "both providers have the same one");
	});

	it("a test belongs to the administrator who began it, in the browser they began it in", async () => {
		const { id, address } = (await call("POST", `${AUTHENTICATION}/tests`, valuesOf(one))) as { id: string; address: string };
		const elsewhere = await siteAdmin(url);
		const member = (await save(other).then(() => signIn())).agent;
		assert.equal((await member.open(`${url}${AUTHENTICATION}/tests/${id}`)).status, 403);
		assert.equal((await member.open(address)).status, 403);
		let callback = "";
		await admin.open(address, {
			follow: (to) => {
				if (to.startsWith(`${url}/oidc/callback`)) callback = to;
				return callback !== "";
			},
		});
		assert.match((await elsewhere.open(callback)).url, /\/$/);
		assert.equal(((await call("GET", `${AUTHENTICATION}/tests/${id}`)) as SignInTest).state, "begun");
	});

	it("wrong values never disturb a signed-in person, nor whoever comes next", async () => {
		await save(one);
		const { agent } = await signIn();
		for (const wrong of [{ clientSecret: "wrong" }, { issuer: `${one.issuer}/` }, { clientId: "wrong" }]) {
			await assert.rejects(save(one, wrong), /configuration_refused/);
			assert.equal((await me(agent)).status, 200);
			assert.equal((await me((await signIn()).agent)).status, 200);
		}
	});

	it("what replaces a working configuration is rolled back after the countdown, without anybody doing anything", async () => {
		await save(one);
		await save(other);
		const { trial, issuer } = await live();
		assert.deepEqual([issuer, trial?.replaces?.issuer], [other.issuer, one.issuer]);
		mock.timers.enable({ apis: ["Date"], now: Date.now() + 599_000 });
		assert.equal((await live()).issuer, other.issuer);
		mock.timers.tick(2_000);
		assert.deepEqual([(await live()).issuer, (await live()).trial], [one.issuer, null]);
		assert.equal((await me((await signIn()).agent)).status, 200);
	});

	it("somebody who signs in on it, or an administrator, keeps it; any earlier one comes back with one click", async () => {
		await save(one);
		await save(other);
		await signIn();
		assert.equal((await live()).trial, null);
		await save(one);
		await call("POST", `${AUTHENTICATION}/keep`, { id: (await live()).id });
		assert.equal((await live()).trial, null);
		interface Past {
			readonly id: string;
			readonly issuer: string;
			readonly live: boolean;
			readonly differences: readonly string[];
		}
		const { items } = (await call("GET", `${AUTHENTICATION}/history`)) as { items: readonly Past[] };
		assert.deepEqual(
			items.map(({ live: is }) => is),
			[true, false, false],
		);
		assert.deepEqual(items[1]?.differences, ["issuer"]);
		await call("POST", `${AUTHENTICATION}/history/${items[1]?.id}/restore`);
		assert.equal((await live()).issuer, other.issuer);
		assert.equal((await me((await signIn()).agent)).status, 200);
	});

	it("three attempts to lock everyone out, each refused", async () => {
		await save(one);
		await assert.rejects(save(one, { disableBuiltIn: true }), /not_proven/);
		const { id } = (await call("GET", "/api/v0/me")) as { id: string };
		for (const [method, path, body] of [
			["DELETE", `/api/v0/users/${id}`, undefined],
			["PATCH", `/api/v0/users/${id}`, { roles: ["member"] }],
			["PATCH", `/api/v0/users/${id}`, { authType: "openid-connect" }],
		] as const) {
			await assert.rejects(call(method, path, body), /last_administrator/);
		}
		const strict = { enabled: true, strict: true, table: [{ group: "nobody is in it", role: "member" }] };
		await assert.rejects(save(one, { groupRoles: strict, disableBuiltIn: true }), /not_proven/);
		assert.equal((await me(await siteAdmin(url))).status, 200);
	});

	describe("while the provider is away", () => {
		it("it starts, says so on the way in and to administrators, keeps sessions, and recovers by itself", async () => {
			await save(one);
			const { agent } = await signIn();
			await platform.stop();
			const providerPort = Number(new URL(one.issuer).port);
			await one.stop();
			platform = await startPlatform({ port, dataDir });
			assert.equal((await me(agent)).status, 200);
			assert.match((await createAgent().open(`${url}/login`)).text, /has not answered as it should/);
			assert.equal((await createAgent().open(`${url}/oidc/login`)).status, 502);
			admin = await siteAdmin(url);
			assert.equal((await live()).health.status, "failing");
			one = await startMisbehavingProvider([`${url}/oidc/callback`], providerPort);
			await new Promise((resolve) => setTimeout(resolve, 1_100));
			assert.equal((await me((await signIn()).agent)).status, 200);
			assert.equal((await live()).health.status, "ok");
		});
	});
});

describe("a provider's keys", () => {
	let platform: TestPlatform;
	let provider: MisbehavingProvider;
	let url: string;
	before(async () => {
		const port = await freePort();
		url = `http://localhost:${port}`;
		provider = await startMisbehavingProvider([`${url}/oidc/callback`]);
		platform = await startPlatform({ port });
		const { issuer, clientId, clientSecret } = provider;
		await platform.api("PUT", AUTHENTICATION, { method: "openid-connect", issuer, clientId, clientSecret });
	});
	after(async () => {
		await platform.stop();
		await provider.stop();
	});

	it("are asked for once more, and no more often, for an ID token whose key is not among them", async () => {
		await createAgent().open(`${url}/oidc/login`);
		const before = provider.seen.keySets;
		await createAgent().open(`${url}/oidc/login`);
		assert.equal(provider.seen.keySets, before);
		await provider.rotateKeys();
		await createAgent().open(`${url}/oidc/login`);
		assert.equal(provider.seen.keySets, before + 1);
	});
});
