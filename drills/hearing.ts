import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createAgent } from "../tests/harness/agent.ts";
import { callApi } from "../tests/harness/half.ts";
import { askForCode } from "../tests/operations/tokens.ts";
import { type Administrators, addVisitor, type Client } from "../tests/operations/visitors.ts";
import { apart } from "./mixed-load.ts";
import type { Running } from "./releases.ts";

export interface Heard {
	/** Milliseconds until the other release knew: 0 where it never answered as before. */
	readonly redirectUri: number;
	readonly deactivation: number;
}

interface App {
	readonly id: string;
	readonly credentials: { readonly oauthClient: { readonly client_id: string } };
	readonly settings: { readonly oauthClient: { readonly redirect_uris: string[] } };
}

const PATIENCE = 10_000;

/** Milliseconds until the last time it was asked and was not so: 0 where it was so at once. How long an answer takes is another matter. */
const until = async (isSo: () => Promise<boolean>): Promise<number> => {
	const began = performance.now();
	for (let last = 0; ; await sleep(20)) {
		const asked = performance.now() - began;
		if (await isSo()) return last;
		if (asked > PATIENCE) return Number.POSITIVE_INFINITY;
		last = asked;
	}
};

/** How soon `there` knows of what was changed at `here`: an application's addresses, and that somebody may do nothing any more. */
export const hearing = async (
	here: Running,
	there: Running,
	admin: Administrators,
	publicUrl: string,
	client: Client,
	redirectUri: string,
): Promise<Heard> => {
	const change = <T>(method: string, path: string, body?: unknown): Promise<T> => {
		const headers = { origin: publicUrl, ...(body === undefined ? {} : { "content-type": "application/json" }) };
		return admin.agent
			.open(`${here.providerUrl}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
			.then(({ status, text }) => {
				if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
				return (text === "" ? undefined : JSON.parse(text)) as T;
			});
	};
	const visitor = await addVisitor(admin, `H${randomUUID()}`, [client]);
	const agent = createAgent(apart);
	const { login, password } = visitor;
	await agent.submit(await agent.open(`${publicUrl}/login`), { login, password }, "/login");
	// Whatever is remembered is remembered by now.
	await askForCode(agent, there.providerUrl, client, redirectUri);

	const all = (await callApi(admin.agent, publicUrl, "GET", "/api/v1/apps?limit=200")) as readonly App[];
	const found = all.find(({ credentials }) => credentials.oauthClient.client_id === client.clientId);
	if (found === undefined) throw new Error("the application is not in the list");
	const added = `https://application.example.com/${randomUUID()}`;
	found.settings.oauthClient.redirect_uris.push(added);
	await change("PUT", `/api/v1/apps/${found.id}`, found);
	const known = await until(() =>
		askForCode(agent, there.providerUrl, client, added).then(
			() => true,
			() => false,
		),
	);
	await change("POST", `/api/v1/users/${visitor.id}/lifecycle/deactivate`);
	const refused = await until(async () => (await agent.open(`${there.providerUrl}/api/v1/sessions/me`)).status === 404);
	return { redirectUri: known, deactivation: refused };
};
