import assert from "node:assert/strict";
import { request } from "node:https";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { type Agent, createAgent } from "../harness/agent.ts";
import { selfSigned } from "../harness/certificate.ts";
import { ownDatabase } from "../harness/databases.ts";
import { type Fleet, startFleet } from "../harness/fleet.ts";
import { askForCode, codeForm, postToken, refreshForm } from "./tokens.ts";
import {
	type Administrators,
	addApplication,
	addVisitor,
	administratorsOf,
	type Client,
	connectionsFrom,
	connectPlatform,
	PLATFORM_SESSION,
	PROVIDER_SESSION,
	signInAtPlatform,
	type Visitor,
} from "./visitors.ts";

/** Where nobody listens: what arrives there is read from the redirect. */
const REDIRECT = "https://application.example.com/callback";
/** The address that the browser of this test has. */
const REAL = "127.0.0.7";
const FORGED = "203.0.113.66";
/** Milliseconds after which a deactivated person's requests are refused everywhere. */
const PROMISED = 1_000;

interface LogEvent {
	readonly eventType: string;
	readonly client: { readonly ipAddress: string };
	readonly actor: { readonly id: string };
}

describe("two providers and two platforms over one PostgreSQL, behind the nginx configuration that ops/ ships", () => {
	const browser = connectionsFrom(REAL);
	let fleet: Fleet;
	let admin: Administrators;
	let platform: Client;
	let application: Client;

	before(async () => {
		fleet = await startFleet(await ownDatabase(), { provider: 2, platform: 2 });
		admin = await administratorsOf(fleet, connectionsFrom("127.0.0.1"));
		platform = await connectPlatform(fleet, admin);
		application = await addApplication(admin, "Application", REDIRECT);
	});
	after(async () => fleet?.stop());

	const signIn = async (name: string): Promise<{ agent: Agent; visitor: Visitor }> => {
		const visitor = await addVisitor(admin, name, [platform, application]);
		const agent = createAgent(browser);
		await signInAtPlatform(fleet, agent, visitor);
		return { agent, visitor };
	};
	const eventsOf = (id: string) =>
		admin.provider<LogEvent[]>("GET", `/api/v1/logs?limit=100&filter=${encodeURIComponent(`actor.id eq "${id}"`)}`);

	test("sign a person in, with https outside and http inside", async () => {
		const { agent, visitor } = await signIn("Ada");
		const me = JSON.parse((await agent.open(`${fleet.platformUrl}/api/v0/me`)).text) as { name: string };
		assert.equal(me.name, visitor.name);
		assert.ok(agent.cookie(PLATFORM_SESSION) && agent.cookie(PROVIDER_SESSION), "cookies are those of https");
		const { issuer } = JSON.parse((await agent.open(`${fleet.providerUrl}/.well-known/openid-configuration`)).text);
		assert.equal(issuer, fleet.providerUrl);
	});

	test("send plain HTTP on to https", async () => {
		const page = await createAgent().open(`http://127.0.0.1:${fleet.httpPort}/login?next=/admin`, { follow: false });
		assert.equal(page.status, 301);
		assert.match(page.headers.get("location") ?? "", /^https:\/\/127\.0\.0\.1\/login\?next=\/admin$/);
	});

	test("do not show /metrics to the world", async () => {
		for (const url of [fleet.providerUrl, fleet.platformUrl]) {
			assert.equal((await createAgent(browser).open(`${url}/metrics`)).status, 404);
		}
	});

	test("log the address that people come from, whatever their requests claim", async () => {
		const { agent, visitor } = await signIn("Grace");
		const claims = {
			"x-forwarded-for": FORGED,
			"x-real-ip": FORGED,
			forwarded: `for=${FORGED}`,
			"x-forwarded-host": "evil.example",
		};
		await askForCode(agent, fleet.providerUrl, application, REDIRECT, claims);
		const events = await eventsOf(visitor.id);
		const addresses = (type: string) =>
			events.filter(({ eventType }) => eventType === type).map(({ client }) => client.ipAddress);
		assert.deepEqual(addresses("user.session.start"), [REAL]);
		assert.deepEqual(addresses("user.authentication.sso"), [REAL, REAL]);
		assert.ok(!JSON.stringify(events).includes(FORGED), "what was forged stands nowhere");
	});

	test("carry a WebSocket, which ends when its person signs out at another replica", async () => {
		const { agent } = await signIn("Edith");
		const cookie = `${PLATFORM_SESSION}=${agent.cookie(PLATFORM_SESSION)}`;
		const socket = new WebSocket(`${fleet.platformUrl.replace("https", "wss")}/api/v0/events`, {
			ca: selfSigned.cert,
			headers: { cookie, origin: fleet.platformUrl },
		});
		const closed = new Promise<number>((resolve, reject) => socket.on("close", resolve).on("error", reject));
		await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
		const headers = { cookie, origin: fleet.platformUrl };
		for (const { direct } of fleet.members("platform")) {
			const body = new URLSearchParams({ scope: "here" });
			assert.equal((await fetch(`${direct}/logout`, { method: "POST", redirect: "manual", headers, body })).status, 303);
		}
		assert.equal(await closed, 4401);
	});

	test("carry an event stream as it comes", async () => {
		const { agent } = await signIn("Hedy");
		const cookie = `${PLATFORM_SESSION}=${agent.cookie(PLATFORM_SESSION)}`;
		const first = await firstBytes(`${fleet.platformUrl}/api/v0/events`, { cookie, accept: "text/event-stream" });
		assert.equal(first, ": open\n\n");
	});

	test("refuse a deactivated person everywhere within a second", async () => {
		const { agent, visitor } = await signIn("Mary");
		const providers = fleet.members("provider");
		const post = postToken();
		const grants: string[] = [];
		let access = "";
		for (const _ of providers) {
			const code = await askForCode(agent, fleet.providerUrl, application, REDIRECT);
			const { body } = await post(`${providers[0]?.direct}/oauth2/v1/token`, codeForm(code, REDIRECT), application);
			grants.push(body.refresh_token ?? "");
			access = body.access_token ?? "";
		}
		const opens = (url: string, headers: Record<string, string>) => async () =>
			(await fetch(url, { headers, redirect: "manual" })).status === 200;
		const cookie = (name: string) => ({ cookie: `${name}=${agent.cookie(name)}` });
		const doors = [
			...providers.flatMap(({ direct }, n) => [
				[`provider ${n + 1}, session`, opens(`${direct}/api/v1/sessions/me`, cookie(PROVIDER_SESSION))] as const,
				[`provider ${n + 1}, API`, opens(`${direct}/api/v1/users/me`, cookie(PROVIDER_SESSION))] as const,
				[`provider ${n + 1}, userinfo`, opens(`${direct}/oauth2/v1/userinfo`, { authorization: `Bearer ${access}` })] as const,
				[
					`provider ${n + 1}, refresh`,
					async () => {
						const { status, body } = await post(`${direct}/oauth2/v1/token`, refreshForm(grants[n] ?? ""), application);
						grants[n] = body.refresh_token ?? grants[n] ?? "";
						return status === 200;
					},
				] as const,
			]),
			...fleet
				.members("platform")
				.map(({ direct }, n) => [`platform ${n + 1}, session`, opens(`${direct}/api/v0/me`, cookie(PLATFORM_SESSION))] as const),
		];
		// Whatever is kept in memory is kept by now, everywhere.
		for (const [name, isOpen] of doors) assert.ok(await isOpen(), `${name} is open beforehand`);

		const began = performance.now();
		const [first] = providers;
		const answer = await fetch(`${first?.direct}/api/v1/users/${visitor.id}/lifecycle/deactivate`, {
			method: "POST",
			headers: { ...adminCookie(admin.agent), origin: fleet.providerUrl },
		});
		assert.equal(answer.status, 200);
		const answered = performance.now();
		const closed = await Promise.all(
			doors.map(async ([name, isOpen]) => {
				while (await isOpen()) {
					assert.ok(performance.now() - answered < 30_000, `${name} stays open`);
					await sleep(20);
				}
				return { name, ms: performance.now() - began };
			}),
		);
		for (const { name, ms } of closed) process.stdout.write(`      ${name} refused ${Math.round(ms)} ms after the call began\n`);
		const late = closed.filter(({ ms }) => ms - (answered - began) > PROMISED);
		assert.deepEqual(late, []);
	});
});

const adminCookie = (agent: Agent) => ({ cookie: `${PROVIDER_SESSION}=${agent.cookie(PROVIDER_SESSION)}` });

/** The first bytes of an answer that does not end. */
const firstBytes = (url: string, headers: Record<string, string>): Promise<string> =>
	new Promise((resolve, reject) => {
		const asking = request(url, { headers, ca: selfSigned.cert, agent: false }, (response) => {
			response.once("data", (chunk: Buffer) => {
				resolve(chunk.toString());
				asking.destroy();
			});
		});
		asking.on("error", reject);
		asking.end();
	});
