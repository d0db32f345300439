import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Agent } from "../harness/agent.ts";
import { callApi } from "../harness/half.ts";
import {
	addPerson,
	registerApplication,
	signedInAgent,
	startProvider,
	type TestApplication,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";

/** What ends with a session, and with an application's access, that a person ends in their account: through the real engine. */

const REDIRECT = "http://localhost:9/callback";
const AT = "/api/v1/internal/account";

interface Tokens {
	readonly access_token: string;
	readonly refresh_token: string;
}

describe("what a person ends in their account", () => {
	let provider: TestProvider;
	let wiki: TestApplication;
	let chat: TestApplication;
	let ada: TestPerson;
	let eve: TestPerson;

	before(async () => {
		provider = await startProvider();
		const settings = { redirectUris: [REDIRECT], grantTypes: ["authorization_code", "refresh_token"] };
		wiki = await registerApplication(provider, "Wiki", settings);
		chat = await registerApplication(provider, "Chat", settings);
		for (const name of ["Ada", "Eve"]) {
			const person = await addPerson(provider, name, [wiki.clientId, chat.clientId]);
			if (name === "Ada") ada = person;
			else eve = person;
		}
	});
	after(() => provider.stop());

	const token = async ({ clientId, clientSecret }: TestApplication, body: Record<string, string>) =>
		fetch(`${provider.url}/oauth2/v1/token`, {
			method: "POST",
			headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` },
			body: new URLSearchParams({ redirect_uri: REDIRECT, ...body }),
		});
	/** Signs in to an application, and answers what it got. */
	const connect = async (agent: Agent, application: TestApplication): Promise<Tokens> => {
		const query = { client_id: application.clientId, redirect_uri: REDIRECT, response_type: "code", state: "a" };
		const scope = "openid offline_access";
		const page = await agent.open(`${provider.url}/oauth2/v1/authorize?${new URLSearchParams({ ...query, scope })}`, {
			follow: (url) => url.startsWith(REDIRECT),
		});
		const at = page.headers.get("location") ?? page.url;
		const answer = await token(application, {
			grant_type: "authorization_code",
			code: new URL(at).searchParams.get("code") ?? "",
		});
		assert.equal(answer.status, 200, at);
		return (await answer.json()) as Tokens;
	};
	/** Whether what an application got still opens doors; uses it up. */
	const works = async (application: TestApplication, { access_token, refresh_token }: Tokens): Promise<readonly boolean[]> => {
		const info = await fetch(`${provider.url}/oauth2/v1/userinfo`, { headers: { authorization: `Bearer ${access_token}` } });
		const renewed = await token(application, { grant_type: "refresh_token", refresh_token });
		return [info.ok, renewed.ok];
	};
	const sessions = (agent: Agent) =>
		callApi(agent, provider.url, "GET", `${AT}/sessions`) as Promise<readonly { id: string; current: boolean }[]>;
	const signedIn = (person: TestPerson) => signedInAgent(provider.url, person);

	test("a session takes its tokens along, offline access too, and no other session's", async () => {
		const [here, there] = [await signedIn(ada), await signedIn(ada)];
		const [mine, theirs] = [await connect(here, wiki), await connect(there, wiki)];
		const other = (await sessions(here)).find(({ current }) => !current);
		await callApi(here, provider.url, "DELETE", `${AT}/sessions/${other?.id}`);
		assert.deepEqual(await works(wiki, theirs), [false, false]);
		assert.deepEqual(await works(wiki, mine), [true, true]);
		await assert.rejects(sessions(there), /E0000005/);
	});

	test("all other sessions end with their tokens, and this one stays", async () => {
		const [here, there, stranger] = [await signedIn(ada), await signedIn(ada), await signedIn(eve)];
		const [mine, theirs, hers] = [await connect(here, chat), await connect(there, chat), await connect(stranger, chat)];
		await callApi(here, provider.url, "POST", `${AT}/sessions/end-others`);
		assert.deepEqual(await works(chat, theirs), [false, false]);
		assert.deepEqual(await works(chat, mine), [true, true]);
		assert.deepEqual(await works(chat, hers), [true, true]);
		assert.deepEqual(
			(await sessions(here)).map(({ current }) => current),
			[true],
		);
	});

	test("an application whose access is revoked holds nothing, others and other people keep theirs", async () => {
		const [here, stranger] = [await signedIn(ada), await signedIn(eve)];
		const [atWiki, atChat, hers] = [await connect(here, wiki), await connect(here, chat), await connect(stranger, wiki)];
		const used = (await callApi(here, provider.url, "GET", `${AT}/applications`)) as readonly {
			id: string;
			label: string;
			hasAccess: boolean;
		}[];
		assert.deepEqual(
			used.map(({ label, hasAccess }) => [label, hasAccess]),
			[
				["Chat", true],
				["Wiki", true],
			],
		);
		await callApi(here, provider.url, "DELETE", `${AT}/applications/${used[1]?.id}`);
		assert.deepEqual(await works(wiki, atWiki), [false, false]);
		assert.deepEqual(await works(chat, atChat), [true, true]);
		assert.deepEqual(await works(wiki, hers), [true, true]);
		await assert.rejects(callApi(here, provider.url, "DELETE", `${AT}/applications/${used[1]?.id}`), /E0000007/);
	});

	test("an API token reads and changes no account, its owner's neither", async () => {
		const administrator = await provider.api<{ token: string }>("POST", "/api/v1/internal/api-tokens", { name: "script" });
		for (const [method, path] of [
			["GET", ""],
			["GET", "/activity"],
			["POST", "/profile"],
			["POST", "/sessions/end-others"],
		]) {
			const answer = await fetch(`${provider.url}${AT}${path}`, {
				method: method ?? "GET",
				headers: { authorization: `SSWS ${administrator.token}`, "content-type": "application/json" },
				...(method === "POST" ? { body: JSON.stringify({ profile: { firstName: "X" } }) } : {}),
			});
			assert.equal(answer.status, 403, path);
		}
	});
});
