import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { createAgent } from "../harness/agent.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { addPerson, registerApplication, startProvider, type TestApplication, type TestProvider } from "../harness/provider.ts";

/** Both halves, connected, and people and programs that use them. */
export interface World {
	readonly provider: TestProvider;
	readonly platform: TestPlatform;
	/** Everything that was registered, with the secret that was shown. */
	readonly applications: readonly TestApplication[];
	/** How many times somebody signed in at the platform through the provider. */
	signIns(): number;
	/** Ends the traffic and answers what went wrong. */
	quiet(): Promise<readonly string[]>;
	stop(): Promise<void>;
}

export interface Where {
	readonly dataDir: string;
	readonly databaseUrl?: string;
}

/** Whether an application's secret is taken. */
export const secretWorks = async (url: string, { clientId, clientSecret }: TestApplication): Promise<boolean> => {
	const { status } = await fetch(`${url}/oauth2/v1/introspect`, {
		method: "POST",
		headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` },
		body: new URLSearchParams({ token: "none" }),
	});
	return status === 200;
};

export const openWorld = async (where: Where): Promise<World> => {
	const provider = await startProvider(where);
	const platform = await startPlatform(where);
	const redirectUris = [`${platform.url}/oidc/callback`];
	const connected = await registerApplication(provider, "Platform", { redirectUris });
	const person = await addPerson(provider, "Ada", [connected.clientId]);
	await platform.api("PUT", "/api/v0/authentication", { method: "openid-connect", ...connected, issuer: provider.url });

	const applications: TestApplication[] = [];
	const faults: string[] = [];
	let signIns = 0;
	let over = false;
	const again = async (work: () => Promise<void>): Promise<void> => {
		while (!over) {
			await work().catch((thrown: unknown) => faults.push(String(thrown)));
			await sleep(100);
		}
	};
	const register = async () => {
		const made = await registerApplication(provider, `Number ${applications.length}`, { redirectUris });
		assert.ok(await secretWorks(provider.url, made), "a new secret");
		assert.ok(await secretWorks(provider.url, applications[0] ?? made), "the first secret");
		applications.push(made);
	};
	const agent = createAgent();
	await agent.submit(await agent.open(`${platform.url}/oidc/login`), { login: person.login, password: person.password });
	const signIn = async () => {
		agent.forget("signet_platform_session");
		await agent.open(`${platform.url}/oidc/login`);
		assert.equal((await agent.open(`${platform.url}/api/v0/me`)).status, 200, "signed in");
		signIns++;
	};
	const traffic = Promise.all([again(register), again(signIn)]);
	return {
		provider,
		platform,
		applications,
		signIns: () => signIns,
		async quiet() {
			over = true;
			await traffic;
			return faults;
		},
		async stop() {
			over = true;
			await traffic;
			await platform.stop();
			await provider.stop();
		},
	};
};
