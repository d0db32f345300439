import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NODE_FLAGS } from "../../scripts/halves.ts";
import type { Agent } from "../harness/agent.ts";
import { ADMINISTRATOR, freePort } from "../harness/half.ts";
import { signedInAgent } from "../harness/provider.ts";

/** A provider in a process of its own, which can be killed. */
export interface KillableProvider {
	readonly url: string;
	/** Ends it as a power cut would. */
	kill(): Promise<void>;
}

const MAIN = join(import.meta.dirname, "../../provider/main.ts");

export const startKillable = async (storage: {
	readonly dataDir: string;
	readonly databaseUrl?: string | undefined;
}): Promise<KillableProvider> => {
	const url = `http://localhost:${await freePort()}`;
	const env = {
		PATH: process.env["PATH"],
		HOME: process.env["HOME"],
		NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
		SIGNET_DATA_DIR: storage.dataDir,
		SIGNET_DATABASE_URL: storage.databaseUrl,
		SIGNET_PROVIDER_URL: url,
		SIGNET_PLATFORM_URL: "http://localhost:9",
		SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login,
		SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password,
		SIGNET_LOG_LEVEL: "error",
	};
	const child = spawn(process.execPath, [...NODE_FLAGS, MAIN], { env, stdio: ["ignore", "ignore", "inherit"] });
	for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50))
		if (
			await fetch(`${url}/readyz`).then(
				({ ok }) => ok,
				() => false,
			)
		)
			return { url, kill: () => killed(child) };
	await killed(child);
	throw new Error("the provider did not become ready");
};

const killed = async (child: ChildProcess): Promise<void> => {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, "exit");
	child.kill("SIGKILL");
	await gone;
};

export interface ImportState {
	readonly id: string;
	readonly status: string;
	readonly received: number;
	readonly rows: number;
	readonly checked: number;
	readonly done: number;
	readonly found: Readonly<Record<string, number>>;
	readonly made: Readonly<Record<string, number>>;
	readonly reason: string | null;
}

const AT = "/api/v1/internal/people-imports";

/** An administrator who imports files as the console does. */
export const importerAt = async (url: string) => {
	const agent: Agent = await signedInAgent(url, ADMINISTRATOR);
	const call = async (method: string, path: string, body?: unknown, type = "application/json"): Promise<ImportState> => {
		const answer = await agent.open(`${url}${AT}${path}`, {
			method,
			headers: { origin: url, ...(body === undefined ? {} : { "content-type": type }) },
			...(body === undefined ? {} : { body: type === "text/csv" ? (body as string) : JSON.stringify(body) }),
		});
		if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
		return answer.text === "" ? ({} as ImportState) : JSON.parse(answer.text);
	};
	const get = (id: string) => call("GET", `/${id}`);
	return {
		get,
		call,
		/** Sends the file, of which each character is one byte, from where it broke off. */
		async upload(id: string, text: string, sliceOf = 1_000_000): Promise<ImportState> {
			let state = await get(id);
			while (state.received < text.length) {
				const slice = text.slice(state.received, state.received + sliceOf);
				state = await call("PUT", `/${id}/content?offset=${state.received}`, slice, "text/csv");
			}
			return state;
		},
		async until(
			id: string,
			reached: (state: ImportState) => boolean,
			told: (state: ImportState) => void = () => {},
		): Promise<ImportState> {
			for (const end = Date.now() + 900_000; Date.now() < end; await sleep(50)) {
				const state = await get(id);
				told(state);
				if (reached(state)) return state;
				if (state.status === "FAILED") throw new Error(state.reason ?? "failed");
			}
			throw new Error("the import takes too long");
		},
	};
};

/** A file of so many people, each in one of fifty groups, with values that take quotes. */
export const fileOf = (people: number): string => {
	const lines = ["login,email,firstName,lastName,title,department,city,groups"];
	for (let n = 0; n < people; n++) {
		const login = `person${n}@example.com`;
		lines.push(`${login},${login},Given${n % 500},Family${n % 997},"Sailor, ""able""",${n % 7},City ${n % 1000},Crew ${n % 50}`);
	}
	return `${lines.join("\r\n")}\r\n`;
};

export const PLAN = {
	columns: ["login", "email", "firstName", "lastName", "title", "department", "city", "groups"],
	activate: true,
	update: true,
	createGroups: true,
	sendMail: false,
};
