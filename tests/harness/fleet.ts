import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NODE_FLAGS } from "../../scripts/halves.ts";
import { ADMINISTRATOR, freePort } from "./half.ts";
import { type NginxPorts, startNginx, type TestNginx } from "./nginx.ts";

export type HalfName = "provider" | "platform";

/** One replica, in a process of its own. */
export interface Member {
	readonly half: HalfName;
	readonly port: number;
	/** Its own address, past nginx. */
	readonly direct: string;
	/** SIGKILL: nothing is finished. */
	kill(): Promise<void>;
	/** SIGTERM: what is under way is finished. */
	stop(): Promise<void>;
}

/** Replicas of both halves over one PostgreSQL, as `ops/compose.yaml` has them: behind nginx, with https addresses. */
export interface Fleet {
	readonly providerUrl: string;
	readonly platformUrl: string;
	readonly httpPort: number;
	readonly nginx: TestNginx;
	members(half: HalfName): readonly Member[];
	/** Starts another replica, and sends requests to it as well. */
	add(half: HalfName): Promise<Member>;
	stop(): Promise<void>;
}

const root = join(import.meta.dirname, "../..");

export const startFleet = async (
	databaseUrl: string,
	count: Readonly<Record<HalfName, number>>,
	settings: Readonly<Record<string, string>> = {},
): Promise<Fleet> => {
	const ports: NginxPorts = { provider: await freePort(), platform: await freePort(), http: await freePort() };
	const [providerUrl, platformUrl] = [`https://localhost:${ports.provider}`, `https://localhost:${ports.platform}`];
	const nginx = await startNginx(ports, { provider: [9], platform: [9] });
	const env = {
		PATH: process.env["PATH"],
		HOME: process.env["HOME"],
		NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
		NODE_EXTRA_CA_CERTS: nginx.certificate,
		// With PostgreSQL and a given master key nothing is written here.
		SIGNET_DATA_DIR: "/nowhere",
		SIGNET_DATABASE_URL: databaseUrl,
		SIGNET_SECRET: randomBytes(32).toString("hex"),
		SIGNET_PROVIDER_URL: providerUrl,
		SIGNET_PLATFORM_URL: platformUrl,
		SIGNET_TRUST_PROXY: "127.0.0.1",
		SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login,
		SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password,
		SIGNET_WORKERS: "1",
		SIGNET_LOG_LEVEL: "fatal",
		...settings,
	};
	const members: Member[] = [];
	const follow = async () => {
		const portsOf = (half: HalfName) => members.filter((member) => member.half === half).map(({ port }) => port);
		await nginx.reload({ provider: portsOf("provider"), platform: portsOf("platform") });
	};
	const stop = async () => {
		for (const member of members) await member.stop();
		await nginx.stop();
	};
	const halves = (Object.keys(count) as HalfName[]).flatMap((half) => Array.from({ length: count[half] }, () => half));
	try {
		const started = await Promise.allSettled(halves.map((half) => startMember(half, env)));
		for (const one of started) if (one.status === "fulfilled") members.push(one.value);
		for (const one of started) if (one.status === "rejected") throw one.reason;
		await follow();
	} catch (thrown) {
		await stop();
		throw thrown;
	}
	return {
		providerUrl,
		platformUrl,
		httpPort: ports.http,
		nginx,
		members: (half) => members.filter((member) => member.half === half),
		async add(half) {
			const member = await startMember(half, env);
			members.push(member);
			await follow();
			return member;
		},
		stop,
	};
};

const startMember = async (half: HalfName, env: NodeJS.ProcessEnv): Promise<Member> => {
	const port = await freePort();
	const listen = { [`SIGNET_${half.toUpperCase()}_LISTEN`]: `127.0.0.1:${port}` };
	const child = spawn(process.execPath, [...NODE_FLAGS, join(root, half, "main.ts")], {
		env: { ...env, ...listen },
		stdio: ["ignore", "ignore", "inherit"],
	});
	const end = async (signal: NodeJS.Signals) => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		const gone = once(child, "exit");
		child.kill(signal);
		await gone;
	};
	const direct = `http://127.0.0.1:${port}`;
	for (const patience = Date.now() + 60_000; Date.now() < patience && child.exitCode === null; await sleep(50)) {
		if (await isReady(direct)) return { half, port, direct, kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
	}
	await end("SIGKILL");
	throw new Error(`a replica of the ${half} did not become ready`);
};

const isReady = (direct: string): Promise<boolean> =>
	fetch(`${direct}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
		async (answer) => {
			await answer.body?.cancel();
			return answer.ok;
		},
		() => false,
	);
