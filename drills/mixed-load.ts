import { randomUUID } from "node:crypto";
import { Agent as Connections } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { createAgent } from "../tests/harness/agent.ts";
import { askForCode, codeForm, postToken, refreshForm } from "../tests/operations/tokens.ts";
import {
	type Administrators,
	addApplication,
	type Client,
	signInAtPlatform,
	type Visitor,
} from "../tests/operations/visitors.ts";
import type { Running } from "./releases.ts";
import type { Witness } from "./witness.ts";

export interface Mixed {
	readonly addresses: { readonly providerUrl: string; readonly platformUrl: string };
	readonly admin: Administrators;
	readonly application: Client;
	readonly redirectUri: string;
	readonly witness: Witness;
	/** Who answers now. */
	running(): readonly Running[];
	readonly over: AbortSignal;
}

/** Milliseconds between two pieces of work: the load is bounded. */
const PAUSE = 40;

const mustBe = (status: number, wanted: number, what: string): void => {
	if (status !== wanted) throw new Error(`${what} answered ${status}`);
};

/** Each request comes by a connection of its own, and so meets the next release. */
export const apart = new Connections({ keepAlive: false });
const post = postToken(apart);

/** The keys that everybody publishes who answers now, each by itself. */
const keysOf = async (running: readonly Running[]) =>
	Promise.all(
		running.map(async ({ release, providerUrl }) => {
			const answer = await fetch(`${providerUrl}/oauth2/v1/keys`);
			return { name: release.name, keys: createLocalJWKSet((await answer.json()) as JSONWebKeySet) };
		}),
	);

/** One person, who signs in at the platform and at an application, and uses what they got, until it is over. */
export const visitBoth = async (mixed: Mixed, visitor: Visitor): Promise<void> => {
	const { addresses, application, redirectUri, witness, running, over } = mixed;
	const { providerUrl, platformUrl } = addresses;
	const at = `${providerUrl}/oauth2/v1/token`;
	while (!over.aborted) {
		const agent = createAgent(apart);
		const isIn = await witness.see("sign-in", async () => {
			await signInAtPlatform(addresses, agent, visitor);
			return true;
		});
		for (let round = 0; round < 6 && isIn && !over.aborted; round++) {
			await witness.see("session check", async () => {
				const { status, text } = await agent.open(`${platformUrl}/api/v0/me`, { follow: false });
				if (status === 401) witness.accuse(`a session of ${visitor.name} was not found`);
				mustBe(status, 200, "it");
				const { name } = JSON.parse(text) as { name: string };
				if (name !== visitor.name) witness.accuse(`${visitor.name}'s session opened for ${name}`);
			});
			const tokens = await witness.see("code and exchange", async () => {
				const code = await askForCode(agent, providerUrl, application, redirectUri);
				const { status, body } = await post(at, codeForm(code, redirectUri), application);
				mustBe(status, 200, "it");
				return body;
			});
			if (tokens?.refresh_token === undefined) continue;
			await witness.see("keys", async () => {
				for (const { name, keys } of await keysOf(running())) {
					const verified = await jwtVerify(tokens.id_token ?? "", keys, {
						issuer: providerUrl,
						audience: application.clientId,
					}).catch((thrown: Error) => void witness.accuse(`a token does not verify with the keys of ${name}: ${thrown.message}`));
					if (verified && verified.payload.sub !== visitor.id) witness.accuse(`a token of ${visitor.name} is somebody else's`);
				}
			});
			const first = tokens.refresh_token;
			const renewed = await witness.see("refresh", async () => {
				const { status, body } = await post(at, refreshForm(first), application);
				if (status === 400) witness.accuse(`an unused refresh token of ${visitor.name} was refused: ${body.error}`);
				mustBe(status, 200, "it");
				return body;
			});
			await witness.see("userinfo", async () => {
				const headers = { authorization: `Bearer ${renewed?.access_token ?? tokens.access_token}` };
				const { status, text } = await createAgent(apart).open(`${providerUrl}/oauth2/v1/userinfo`, { headers });
				if (status === 401) witness.accuse(`an access token of ${visitor.name} was refused`);
				mustBe(status, 200, "it");
				if ((JSON.parse(text) as { sub: string }).sub !== visitor.id)
					witness.accuse(`${visitor.name}'s token told of somebody else`);
			});
			if (renewed !== undefined && round === 5) {
				await witness.see("used refresh token", async () => {
					const { status } = await post(at, refreshForm(first), application);
					if (status === 200) witness.accuse(`a refresh token of ${visitor.name} worked twice`);
					mustBe(status, 400, "it");
				});
			}
			await sleep(PAUSE);
		}
		if (!isIn) await sleep(PAUSE);
	}
};

/** An administrator, whose every write is read at once from whoever comes next. */
export const administer = async ({ addresses, admin, redirectUri, witness, running, over }: Mixed): Promise<void> => {
	for (let n = 0; !over.aborted; n++) {
		const name = `Group ${randomUUID()}`;
		const made = await witness.see("write", () =>
			admin.provider<{ id: string }>("POST", "/api/v1/groups", { profile: { name } }),
		);
		if (made !== undefined) {
			await witness.see("read", async () => {
				const found = await admin.provider<{ profile: { name: string } }>("GET", `/api/v1/groups/${made.id}`);
				if (found.profile.name !== name) witness.accuse(`${name} reads as ${found.profile.name}`);
			});
		}
		if (n % 10 === 0) {
			// What one release has sealed, every other one opens.
			const client = await witness.see("new application", () => addApplication(admin, randomUUID(), redirectUri));
			for (const { release, providerUrl } of client === undefined ? [] : running()) {
				await witness.see("new application's secret", async () => {
					const { status } = await post(`${providerUrl}/oauth2/v1/introspect`, { token: "none" }, client as Client);
					if (status === 401) witness.accuse(`${release.name} does not take the secret of a new application`);
					mustBe(status, 200, "it");
				});
			}
		}
		await sleep(PAUSE * 2);
	}
	await admin.agent.open(`${addresses.providerUrl}/api/v1/sessions/me`);
};
