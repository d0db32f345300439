import assert from "node:assert/strict";
import { type Agent, createAgent, type Page } from "#tests/harness/agent.ts";
import { startPlatform, type TestPlatform } from "#tests/harness/platform.ts";
import { freePort } from "#tests/harness/provider.ts";
import type { Misdeed } from "./misdeeds.ts";
import { type MisbehavingProvider, startMisbehavingProvider } from "./provider.ts";

/** What a save of the settings of sign-in answers, as far as tests look at it. */
export interface Saved {
	readonly configuration: { readonly health: { readonly status: string } };
	readonly checks: readonly { readonly id: string; readonly verdict: string }[];
}

/** A real platform connected to the misbehaving provider. */
export interface World {
	readonly platform: TestPlatform;
	readonly provider: MisbehavingProvider;
	/** The provider behaves again, and somebody new comes; to be called before each test. */
	next(): void;
	/** The email of whoever comes now. */
	email(): string;
	configuration(): Readonly<Record<string, unknown>>;
	/** Saves the settings, validated. */
	connect(): Promise<Saved>;
	/** Goes to the provider, and answers the address of the callback without visiting it. */
	toCallback(agent: Agent, path?: string): Promise<string>;
	/** Signs in until the platform has answered the callback. */
	signIn(agent?: Agent, path?: string): Promise<Page>;
	/** Whom `agent` is signed in as. */
	me(agent: Agent): Promise<{ readonly email?: string; readonly name?: string }>;
	/** A sign-in during which the provider does these things, and which succeeds. */
	accepts(...misdeeds: readonly Misdeed[]): Promise<Agent>;
	/** One that ends with this status, a page that shows the request id, nobody signed in and no account made. */
	refuses(status: number, ...misdeeds: readonly Misdeed[]): Promise<Page>;
	stop(): Promise<void>;
}

/**
 * A form that another site has the browser send: without the cookies, since they are `SameSite=Lax`, and so by an agent that has
 * none. Answers the address to which the platform then sends the browser, which takes its cookies there.
 */
export const sendForeignForm = async (url: string, body: string, origin: string): Promise<Page> =>
	createAgent().open(url, { method: "POST", body, follow: false, headers: { origin, "sec-fetch-site": "cross-site" } });

export const startWorld = async (responseMode?: "form_post"): Promise<World> => {
	const port = await freePort();
	const provider = await startMisbehavingProvider([`http://localhost:${port}/oidc/callback`]);
	const platform = await startPlatform({ port });
	let visit = 0;

	const email = () => `ada${visit}@example.com`;
	const configuration = () => ({
		method: "openid-connect",
		clientId: provider.clientId,
		clientSecret: provider.clientSecret,
		issuer: provider.issuer,
		...(responseMode === undefined ? {} : { authorizationParameters: { response_mode: responseMode } }),
	});

	const toCallback = async (agent: Agent, path = "/oidc/login"): Promise<string> => {
		const callback = `${platform.url}/oidc/callback`;
		const page = await agent.open(`${platform.url}${path}`, { follow: (to) => to.startsWith(callback) });
		if (responseMode === undefined) {
			assert.equal(page.status, 303, page.text);
			return page.headers.get("location") ?? "";
		}
		const answer = await sendForeignForm(callback, formOf(page), provider.issuer);
		assert.equal(answer.status, 303, answer.text);
		assert.equal(answer.headers.get("set-cookie"), null, "the form by itself changes nothing in the browser");
		return new URL(answer.headers.get("location") ?? "", callback).href;
	};

	const signIn = async (agent: Agent = createAgent(), path?: string): Promise<Page> =>
		agent.open(await toCallback(agent, path), { follow: false });

	const me = async (agent: Agent) =>
		JSON.parse((await agent.open(`${platform.url}/api/v0/me`)).text) as { email?: string; name?: string };

	const world: World = {
		platform,
		provider,
		next() {
			provider.misbehave();
			visit++;
			provider.signsIn({ sub: `sub-${visit}`, name: "Ada Lovelace", email: email(), email_verified: true });
		},
		email,
		configuration,
		connect: () => platform.api<Saved>("PUT", "/api/v0/authentication", configuration()),
		toCallback,
		signIn,
		me,
		async accepts(...misdeeds) {
			provider.misbehave(...misdeeds);
			const agent = createAgent();
			const page = await signIn(agent);
			assert.equal(page.status, 303, page.text);
			assert.equal((await me(agent)).email, email());
			return agent;
		},
		async refuses(status, ...misdeeds) {
			provider.misbehave(...misdeeds);
			const agent = createAgent();
			const page = await signIn(agent);
			assert.equal(page.status, status, page.text);
			assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
			assert.ok(page.text.includes(page.headers.get("x-request-id") ?? "-"), "the page shows the request id");
			assert.equal((await me(agent)).email, undefined, "nobody is signed in");
			const { total } = await platform.api<{ total: number }>("GET", `/api/v0/users?q=${email()}`);
			assert.equal(total, 0, "no account was made");
			return page;
		},
		async stop() {
			await platform.stop();
			await provider.stop();
		},
	};
	world.next();
	await world.connect();
	return world;
};

/** The fields of the form on a page that answers with `form_post`, as a form's body. */
const formOf = ({ text, status }: Page): string => {
	assert.equal(status, 200, text);
	const inputs = [...text.matchAll(/name="([^"]*)" value="([^"]*)"/g)];
	const plain = (value: string) =>
		value.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
	return new URLSearchParams(inputs.map(([, name = "", value = ""]): [string, string] => [name, plain(value)])).toString();
};
