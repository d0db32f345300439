import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPlatform } from "../../platform/app.ts";
import { readConfig } from "../../platform/config.ts";
import { type Agent, createAgent } from "./agent.ts";
import { ADMINISTRATOR, freePort, textOf } from "./provider.ts";

export interface TestPlatform {
	readonly url: string;
	/** The API as the Site admin. Throws on any status of 400 and above. */
	api<T>(method: string, path: string, body?: unknown): Promise<T>;
	/** Everything in the data folder, as text. */
	storedText(): string;
	stop(): Promise<void>;
}

/** A real platform on a loopback port, with the Site admin made from the settings. */
export const startPlatform = async (
	settings: { port?: number; dataDir?: string; databaseUrl?: string } = {},
): Promise<TestPlatform> => {
	const port = settings.port ?? (await freePort());
	const url = `http://localhost:${port}`;
	const dataDir = settings.dataDir ?? mkdtempSync(join(tmpdir(), "signet-platform-"));
	const { config, secrets } = readConfig({
		SIGNET_DATA_DIR: dataDir,
		SIGNET_DATABASE_URL: settings.databaseUrl,
		SIGNET_PLATFORM_URL: url,
		SIGNET_PROVIDER_URL: "http://localhost:9",
		SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login,
		SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password,
		SIGNET_LOG_LEVEL: "silent",
	});
	const { app } = await createPlatform(config, secrets);
	await app.listen({ host: "localhost", port });
	let administrator: Agent | undefined;
	return {
		url,
		async api<T>(method: string, path: string, body?: unknown): Promise<T> {
			administrator ??= await siteAdmin(url);
			const page = await administrator.open(`${url}${path}`, {
				method,
				headers: { origin: url, ...(body === undefined ? {} : { "content-type": "application/json" }) },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
			if (page.status >= 400) throw new Error(`${method} ${path}: ${page.status} ${page.text}`);
			return (page.text === "" ? undefined : JSON.parse(page.text)) as T;
		},
		storedText: () => textOf(dataDir),
		async stop() {
			await app.close();
			if (settings.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
		},
	};
};

/** An agent signed in as the Site admin, with a password. */
export const siteAdmin = async (url: string): Promise<Agent> => {
	const agent = createAgent();
	const form = await agent.open(`${url}/login?admin=1`);
	const page = await agent.submit(form, { email: ADMINISTRATOR.login, password: ADMINISTRATOR.password }, "/login");
	if (page.status >= 400) throw new Error(`sign-in failed: ${page.status} ${page.text.slice(0, 500)}`);
	return agent;
};
