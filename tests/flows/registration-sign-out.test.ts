import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { type Agent, createAgent } from "../harness/agent.ts";
import { addPerson, startProvider, type TestPerson, type TestProvider } from "../harness/provider.ts";
import { createRelyingParty, type RelyingParty } from "../harness/relying-party.ts";

const REDIRECT = "http://localhost:9/callback";
const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

interface LogEvent {
	readonly eventType: string;
	readonly outcome: { readonly result: string; readonly reason: string | null };
}

describe("an application that gave a back-channel logout URI", () => {
	let provider: TestProvider;
	let listener: Server;
	let answer: number | "never" = 200;
	let received: string[] = [];
	let clientId: string;
	let relyingParty: RelyingParty;
	let person: TestPerson;

	before(async () => {
		provider = await startProvider();
		listener = createServer((request, response) => {
			let body = "";
			request.on("data", (chunk) => (body += chunk));
			request.on("end", () => {
				received.push(new URLSearchParams(body).get("logout_token") ?? "");
				if (answer !== "never") response.writeHead(answer, answer === 302 ? { location: "http://localhost:9/" } : {}).end();
			});
		});
		await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
		const { port } = listener.address() as { port: number };
		const { token } = await provider.api<{ token: string }>("POST", "/api/v1/registration-tokens", { name: "Platform" });
		const made = await createAgent().open(`${provider.url}/oauth2/v1/clients`, {
			method: "POST",
			headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
			body: JSON.stringify({
				redirect_uris: [REDIRECT, `http://127.0.0.1:${port}/callback`],
				backchannel_logout_uri: `http://127.0.0.1:${port}/oidc/backchannel-logout`,
				backchannel_logout_session_required: true,
			}),
		});
		const { client_id: id, client_secret: secret } = JSON.parse(made.text) as { client_id: string; client_secret: string };
		clientId = id;
		relyingParty = await createRelyingParty(provider.url, { clientId, clientSecret: secret }, REDIRECT);
		person = await addPerson(provider, "Ada", [clientId]);
	});
	after(async () => {
		listener.closeAllConnections();
		listener.close();
		await provider.stop();
	});
	beforeEach(() => {
		received = [];
		answer = 200;
	});

	/** A sign-in: the browser, and the ID token's claims and text. */
	const signIn = async (who = person) => {
		const agent = createAgent();
		const callback = await relyingParty.signIn(who, {}, agent);
		const { text } = await relyingParty.exchange(callback.searchParams.get("code") ?? "");
		const { id_token: idToken } = JSON.parse(text) as { id_token: string };
		const { payload } = await verified(idToken);
		return { agent, idToken, payload };
	};
	const verified = (jwt: string) =>
		jwtVerify(jwt, createRemoteJWKSet(new URL(`${provider.url}/oauth2/v1/keys`)), { issuer: provider.url, audience: clientId });

	/** Waits for what happens behind the sign-out's back. */
	const eventually = async <T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> => {
		for (let tries = 0; tries < 200; tries++) {
			const found = await look();
			if (found !== undefined) return found;
			await sleep(50);
		}
		assert.fail(`${what} did not come`);
	};
	const lastOutcome = (result: string) =>
		eventually(async () => {
			const events = await provider.api<LogEvent[]>("GET", "/api/v1/logs?limit=20&sortOrder=DESCENDING");
			const last = events.find(({ eventType }) => eventType === "app.oauth2.client.backchannel_logout");
			return last?.outcome.result === result ? last.outcome : undefined;
		}, `an event with ${result}`);
	const logoutToken = () => eventually(() => received[0], "a logout token");

	const signOutAtProvider = async (agent: Agent) => {
		const page = await agent.submit(await agent.open(`${provider.url}/logout`), {}, "/logout");
		assert.equal(page.status, 200);
	};

	test("is told of a sign-out that it began itself, by OpenID Connect Back-Channel Logout section 2.4", async () => {
		const { agent, idToken, payload } = await signIn();
		assert.equal(typeof payload["sid"], "string", "the ID token names the session");
		const page = await agent.open(`${provider.url}/oauth2/v1/logout?id_token_hint=${idToken}`);
		await agent.submit(page, { logout: "yes" });
		const { payload: told, protectedHeader } = await verified(await logoutToken());
		assert.equal(protectedHeader.typ, "logout+jwt");
		assert.deepEqual([told.sub, told["sid"]], [person.id, payload["sid"]]);
		assert.deepEqual(told["events"], { [LOGOUT_EVENT]: {} });
		assert.ok(told.jti && told.iat && told.exp);
		assert.equal(told["nonce"], undefined);
		await lastOutcome("SUCCESS");
	});

	test("is told of a sign-out at the provider's own page", async () => {
		const { agent, payload } = await signIn();
		await signOutAtProvider(agent);
		const { payload: told } = await verified(await logoutToken());
		assert.equal(told["sid"], payload["sid"]);
		assert.equal(received.length, 1);
	});

	test("is told when a session token signs somebody else in at the same browser", async () => {
		const { agent, payload } = await signIn();
		const other = await addPerson(provider, "Joan", [clientId]);
		const { text } = await createAgent().open(`${provider.url}/api/v1/authn`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ username: other.login, password: other.password }),
		});
		const { sessionToken } = JSON.parse(text) as { sessionToken: string };
		await agent.open(relyingParty.authorizeUrl({ sessionToken }), { follow: false });
		const { payload: told } = await verified(await logoutToken());
		assert.deepEqual([told.sub, told["sid"]], [person.id, payload["sid"]]);
	});

	test("is told when an administrator deactivates the person", async () => {
		const leaver = await addPerson(provider, "Grace", [clientId]);
		const { payload } = await signIn(leaver);
		await provider.api("POST", `/api/v1/users/${leaver.id}/lifecycle/deactivate`);
		const { payload: told } = await verified(await logoutToken());
		assert.deepEqual([told.sub, told["sid"]], [leaver.id, payload["sid"]]);
	});

	test("cannot slow or break a sign-out by silence, by an error or by a redirect, and the System Log says so", async () => {
		for (const [wrong, reason] of [
			["never", /timeout/i],
			[500, /500/],
			[302, /302/],
		] as const) {
			answer = wrong;
			received = [];
			const { agent } = await signIn();
			const begun = Date.now();
			await signOutAtProvider(agent);
			if (wrong === "never") assert.ok(Date.now() - begun < 2_000, "nobody waits for the application");
			const page = await agent.open(relyingParty.authorizeUrl());
			assert.match(page.text, /password/i, "the session has ended");
			await logoutToken();
			await eventually(async () => {
				const { reason: logged } = await lastOutcome("FAILURE");
				return reason.test(logged ?? "") || undefined;
			}, `the reason ${reason}`);
		}
	});

	test("that is gone is no obstacle", async () => {
		const { agent } = await signIn();
		await provider.api("POST", `/api/v1/apps/${clientId}/lifecycle/deactivate`);
		await signOutAtProvider(agent);
		await provider.api("POST", `/api/v1/apps/${clientId}/lifecycle/activate`);
		assert.deepEqual(received, []);
	});
});
