import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Agent, createAgent } from "../tests/harness/agent.ts";
import type { Fleet } from "../tests/harness/fleet.ts";
import { askForCode, codeForm, postToken, refreshForm } from "../tests/operations/tokens.ts";
import {
	type Administrators,
	type Client,
	connectionsFrom,
	PLATFORM_SESSION,
	signInAtPlatform,
	type Visitor,
} from "../tests/operations/visitors.ts";
import type { Witness } from "./witness.ts";

/** Everything that was answered with success, and so has to be there. */
export interface Answered {
	readonly sessions: { readonly agent: Agent; readonly visitor: Visitor }[];
	readonly groups: { readonly id: string; readonly name: string }[];
}

export interface Visits {
	readonly fleet: Fleet;
	readonly admin: Administrators;
	readonly application: Client;
	readonly redirectUri: string;
	readonly witness: Witness;
	readonly answered: Answered;
	readonly over: AbortSignal;
}

/** Milliseconds between two pieces of work of one visitor: the load is bounded. */
const PAUSE = 40;

/** One visitor, who signs in again and again, and uses what they got, until it is over. */
export const visit = async (visits: Visits, visitor: Visitor, from: string): Promise<void> => {
	const { fleet, witness, answered, over } = visits;
	const connections = connectionsFrom(from, true);
	while (!over.aborted) {
		const agent = createAgent(connections);
		const isIn = await witness.see("sign-in", async () => {
			await signInAtPlatform(fleet, agent, visitor);
			if (agent.cookie(PLATFORM_SESSION) === undefined) throw new Error("no session");
			return true;
		});
		await sleep(PAUSE);
		if (isIn !== true) continue;
		answered.sessions.push({ agent, visitor });
		for (let round = 0; round < 5 && !over.aborted; round++) {
			await openSession(visits, agent, visitor);
			await spendTokens(visits, agent, visitor, connections);
			await sleep(PAUSE);
		}
	}
	connections.destroy();
};

const isOk = (status: number): void => {
	if (status !== 200) throw new Error(`answered ${status}`);
};

const openSession = async ({ fleet, witness }: Visits, agent: Agent, { name }: Visitor): Promise<void> => {
	await witness.see("session check", async () => {
		const { status, text } = await agent.open(`${fleet.platformUrl}/api/v0/me`, { follow: false });
		// 401 says that there is no such session: it is one of those that were answered.
		if (status === 401) witness.accuse(`a session of ${name} was not found`);
		isOk(status);
		const found = (JSON.parse(text) as { name: string }).name;
		if (found !== name) witness.accuse(`${name}'s session opened for ${found}`);
	});
};

const spendTokens = async (
	{ fleet, application, redirectUri, witness }: Visits,
	agent: Agent,
	{ name, id }: Visitor,
	connections: ReturnType<typeof connectionsFrom>,
): Promise<void> => {
	const post = postToken(connections);
	const at = `${fleet.providerUrl}/oauth2/v1/token`;
	const code = await witness.see("authorize", () => askForCode(agent, fleet.providerUrl, application, redirectUri));
	if (code === undefined) return;
	const exchange = () =>
		witness.see("code exchange", async () => {
			const answer = await post(at, codeForm(code, redirectUri), application);
			// The other one may have been first.
			if (answer.status !== 400) isOk(answer.status);
			return answer;
		});
	const racing = Math.random() < 0.2;
	const answers = await Promise.all(racing ? [exchange(), exchange()] : [exchange()]);
	const good = answers.filter((answer) => answer?.status === 200);
	if (good.length > 1) witness.accuse(`a code of ${name} worked twice`);
	const tokens = good[0]?.body;
	// A code that is used twice ends what the first use gave (RFC 6749 section 4.1.2).
	if (racing || tokens?.access_token === undefined) return;
	await witness.see("userinfo", async () => {
		const headers = { authorization: `Bearer ${tokens.access_token}` };
		const { status, text } = await createAgent(connections).open(`${fleet.providerUrl}/oauth2/v1/userinfo`, { headers });
		isOk(status);
		if ((JSON.parse(text) as { sub: string }).sub !== id) witness.accuse(`${name}'s token told of somebody else`);
	});
	const refresh = (token: string) =>
		witness.see("refresh", async () => {
			const answer = await post(at, refreshForm(token), application);
			if (answer.status !== 400) isOk(answer.status);
			return answer;
		});
	const first = tokens.refresh_token;
	const renewed = first === undefined ? undefined : await refresh(first);
	if (first === undefined || renewed?.status !== 200 || renewed.body.refresh_token === first) return;
	if (Math.random() < 0.2 && (await refresh(first))?.status === 200) witness.accuse(`a refresh token of ${name} worked twice`);
};

/** An administrator who writes, and notes what was answered. */
export const write = async ({ admin, witness, answered, over }: Visits): Promise<void> => {
	while (!over.aborted) {
		const name = `Group ${randomUUID()}`;
		const made = await witness.see("write", () =>
			admin.provider<{ id: string }>("POST", "/api/v1/groups", { profile: { name } }),
		);
		if (made !== undefined) answered.groups.push({ id: made.id, name });
		await sleep(PAUSE * 2);
	}
};

/** Afterwards: everything that was answered is there. */
export const checkAnswered = async ({ fleet, admin, witness, answered }: Visits): Promise<void> => {
	for (const { agent, visitor } of answered.sessions) {
		const { status, text } = await agent.open(`${fleet.platformUrl}/api/v0/me`, { follow: false });
		const found = status === 200 ? (JSON.parse(text) as { name: string }).name : `an answer ${status}`;
		if (found !== visitor.name) witness.accuse(`a session of ${visitor.name} opens with ${found}`);
		const own = await agent.open(`${fleet.providerUrl}/api/v1/sessions/me`, { follow: false });
		if (own.status !== 200) witness.accuse(`a session of ${visitor.name} at the provider opens with ${own.status}`);
	}
	for (const { id, name } of answered.groups) {
		const found = await admin.provider<{ profile: { name: string } }>("GET", `/api/v1/groups/${id}`).catch(() => undefined);
		if (found?.profile.name !== name) witness.accuse(`${name} was answered and is not there`);
	}
};
