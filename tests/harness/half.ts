import { randomInt } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config, Secrets } from "#common/settings/half.ts";
import type { Half } from "#common/web/run.ts";
import { type Agent, createAgent } from "./agent.ts";

/** The first administrator of both halves. */
export const ADMINISTRATOR = { login: "admin@example.com", password: "correct horse battery" };

/** A port that nobody has, below those that the system hands out to clients meanwhile. */
export const freePort = async (): Promise<number> => {
	const port = randomInt(20_000, 32_000);
	return (await isFree(port)) ? port : freePort();
};

const isFree = (port: number): Promise<boolean> =>
	new Promise((resolve) => {
		const server = createServer();
		server.on("error", () => resolve(false));
		server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
	});

export interface TestSettings {
	readonly port?: number;
	readonly dataDir?: string;
	readonly databaseUrl?: string;
	/** Without a first administrator the half prints a set-up link instead. */
	readonly administrator?: false;
	/** Address of the other half, for what one tells about it. */
	readonly otherUrl?: string;
	/** Known to both halves, as `npm start` has it. */
	readonly registrationToken?: string;
	/** As `SIGNET_SMTP_URL` has it. */
	readonly mailServer?: string;
}

export interface TestHalf {
	readonly url: string;
	readonly setupLink: string | undefined;
	/** The half's API as its first administrator. Throws on any status of 400 and above. */
	api<T>(method: string, path: string, body?: unknown): Promise<T>;
	/** Everything in the data folder, as text. */
	storedText(): string;
	stop(): Promise<void>;
}

interface Kind {
	readonly name: "PROVIDER" | "PLATFORM";
	readConfig(environment: NodeJS.ProcessEnv): { config: Config; secrets: Secrets };
	create(config: Config, secrets: Secrets): Promise<Half>;
	/** An agent with the first administrator's session. */
	signIn(url: string): Promise<Agent>;
}

/** Starts a half for real, on a loopback port, with the first administrator made from the settings. */
export const startHalf = async (kind: Kind, settings: TestSettings): Promise<TestHalf> => {
	const port = settings.port ?? (await freePort());
	const url = `http://localhost:${port}`;
	const dataDir = settings.dataDir ?? mkdtempSync(join(tmpdir(), "signet-test-"));
	const { config, secrets } = kind.readConfig({
		SIGNET_DATA_DIR: dataDir,
		SIGNET_DATABASE_URL: settings.databaseUrl,
		[`SIGNET_${kind.name}_URL`]: url,
		[`SIGNET_${kind.name === "PROVIDER" ? "PLATFORM" : "PROVIDER"}_URL`]: settings.otherUrl ?? "http://localhost:9",
		SIGNET_REGISTRATION_TOKEN: settings.registrationToken,
		SIGNET_SMTP_URL: settings.mailServer,
		...(settings.administrator === false
			? {}
			: { SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login, SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password }),
		SIGNET_LOG_LEVEL: "silent",
	});
	const { app, setupLink } = await kind.create(config, secrets);
	await app.listen({ host: "localhost", port });
	let administrator: Agent | undefined;
	return {
		url,
		setupLink,
		async api<T>(method: string, path: string, body?: unknown): Promise<T> {
			administrator ??= await kind.signIn(url);
			return (await callApi(administrator, url, method, path, body)) as T;
		},
		storedText: () =>
			readdirSync(dataDir)
				.map((file) => readFileSync(join(dataDir, file), "latin1"))
				.join(""),
		async stop() {
			await app.close();
			if (settings.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
		},
	};
};

/** A call as the console makes it. Throws on any status of 400 and above. */
export const callApi = async (agent: Agent, origin: string, method: string, path: string, body?: unknown): Promise<unknown> => {
	const page = await agent.open(`${origin}${path}`, {
		method,
		headers: { origin, ...(body === undefined ? {} : { "content-type": "application/json" }) },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	if (page.status >= 400) throw new Error(`${method} ${path}: ${page.status} ${page.text}`);
	return page.text === "" ? undefined : JSON.parse(page.text);
};

/** An agent that has sent a half's sign-in form. */
export const signedIn = async (form: string, fields: Readonly<Record<string, string>>): Promise<Agent> => {
	const agent = createAgent();
	const page = await agent.submit(await agent.open(form), fields, "/login");
	if (page.status >= 400) throw new Error(`sign-in failed: ${page.status} ${page.text.slice(0, 500)}`);
	return agent;
};
