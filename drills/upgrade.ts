import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createAgent } from "../tests/harness/agent.ts";
import { ADMINISTRATOR, callApi, freePort } from "../tests/harness/half.ts";
import { type PostgresServer, startPostgres } from "../tests/harness/postgres.ts";
import { type Administrators, addApplication, addVisitor, connectPlatform } from "../tests/operations/visitors.ts";
import { hearing } from "./hearing.ts";
import { administer, apart, type Mixed, visitBoth } from "./mixed-load.ts";
import { type Running, releaseAt, startRelease, thisRelease } from "./releases.ts";
import { openRoundRobin } from "./round-robin.ts";
import { createWitness } from "./witness.ts";

/**
 * `npm run drill:upgrade`: the release before serves both halves under load; this one starts beside it on the same database, and takes over;
 * then it goes back. Every connection meets the next of them. Ends with exit code 1 where an answer was wrong, or any failed but those that a
 * process took along as it stopped.
 */
const TAG = process.env["UPGRADE_FROM"] ?? "v0.1.0";
/** Of each part. */
const SECONDS = Number(process.env["DRILL_SECONDS"] ?? 12);
const VISITORS = Number(process.env["DRILL_VISITORS"] ?? 4);
const ENGINES = process.env["DRILL_ENGINES"]?.split(",") ?? ["PostgreSQL", "SQLite"];
const REDIRECT = "https://application.example.com/callback";
/** Milliseconds in which a change has to be known everywhere. */
const MOST = 1_000;
/** Milliseconds between the last connection and the end. */
const DRAINED = 1_500;

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => process.exit(130));

/** Connections that end at the moment a process stops: a person's, or one that a platform keeps to that provider. */
const TAKEN_ALONG = /ECONNRE|hang up|fetch failed|502 at \/oidc\/callback/;

const out = (text: string) => process.stdout.write(`${text}\n`);
const fail = (text: string) => {
	out(`WRONG: ${text}`);
	process.exitCode = 1;
};

const before = releaseAt(TAG);

const tryOn = async (engine: string, database: Readonly<Record<string, string>>): Promise<void> => {
	out(`\n${engine}: ${TAG} and this release, ${VISITORS} visitors, ${SECONDS} s each part`);
	const ports = { provider: await freePort(), platform: await freePort() };
	const addresses = { providerUrl: `http://localhost:${ports.provider}`, platformUrl: `http://localhost:${ports.platform}` };
	const doors = { provider: await openRoundRobin(ports.provider), platform: await openRoundRobin(ports.platform) };
	const settings = {
		...database,
		SIGNET_SECRET: randomBytes(32).toString("hex"),
		SIGNET_PROVIDER_URL: addresses.providerUrl,
		SIGNET_PLATFORM_URL: addresses.platformUrl,
		SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login,
		SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password,
	};
	let running: readonly Running[] = [];
	const serve = (next: readonly Running[]) => {
		running = next;
		doors.provider.to(next.map((one) => one.ports.provider));
		doors.platform.to(next.map((one) => one.ports.platform));
	};
	const start = async (release: typeof before): Promise<Running> => {
		const began = performance.now();
		const started = await startRelease(release, settings);
		out(`  ${release.name} is ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);
		serve([...running, started]);
		return started;
	};
	/** Nobody is sent to it any more, then it is told to stop: as a proxy in front of replicas is told before. */
	const drain = async (leaving: Running): Promise<void> => {
		serve(running.filter((one) => one !== leaving));
		await sleep(DRAINED);
		out(`  exit codes ${(await leaving.stop()).join(", ")}`);
	};
	const witness = createWitness();
	const over = new AbortController();
	let load: readonly Promise<void>[] = [];

	/** What may fail is a connection to what `stops` in this part. */
	const part = async (name: string, event: () => Promise<unknown>, stops = false): Promise<void> => {
		const began = performance.now();
		await event();
		await sleep(SECONDS * 1000);
		const { done, failed, longest, reasons } = witness.between(began, performance.now());
		out(`${name}: ${done} done, ${failed} failed, longest ${(longest / 1000).toFixed(2)} s`);
		for (const reason of reasons) {
			if (stops && TAKEN_ALONG.test(reason)) out(`    as it stopped: ${reason}`);
			else fail(reason);
		}
	};
	try {
		const old = await start(before);
		const [agent, site] = [createAgent(apart), createAgent(apart)];
		const { login, password } = ADMINISTRATOR;
		await agent.submit(await agent.open(`${addresses.providerUrl}/login`), { login, password }, "/login");
		await site.submit(await site.open(`${addresses.platformUrl}/login?admin=1`), { email: login, password }, "/login");
		const admin: Administrators = {
			agent,
			provider: async <T>(method: string, path: string, body?: unknown) =>
				(await callApi(agent, addresses.providerUrl, method, path, body)) as T,
			platform: async <T>(method: string, path: string, body?: unknown) =>
				(await callApi(site, addresses.platformUrl, method, path, body)) as T,
		};
		const platform = await connectPlatform(addresses, admin);
		const application = await addApplication(admin, "Application", REDIRECT);
		const visitors = [];
		for (let n = 0; n < VISITORS; n++) visitors.push(await addVisitor(admin, `Visitor${n}`, [platform, application]));
		const mixed: Mixed = {
			addresses,
			admin,
			application,
			redirectUri: REDIRECT,
			witness,
			running: () => running,
			over: over.signal,
		};
		load = [...visitors.map((visitor) => visitBoth(mixed, visitor)), administer(mixed)];
		const hear = async (here: Running, there: Running) => {
			const { redirectUri, deactivation } = await hearing(here, there, admin, addresses.providerUrl, application, REDIRECT);
			const sentence = `${there.release.name} knew of changes at ${here.release.name}: an address after ${redirectUri.toFixed(0)} ms, a deactivation after ${deactivation.toFixed(0)} ms`;
			if (redirectUri > MOST || deactivation > MOST) fail(sentence);
			else out(`  ${sentence}`);
		};

		await part(`${TAG} alone`, async () => {});
		let now = old;
		await part("this release starts beside it, and both serve", async () => {
			now = await start(thisRelease);
			await hear(old, now);
			await hear(now, old);
		});
		await part(`${TAG} stops`, () => drain(old), true);
		await part(`${TAG} starts again on the database as it is now, and both serve`, async () => {
			const back = await start(before);
			await hear(back, now);
			await hear(now, back);
		});
		await part("this release stops", () => drain(now), true);
		over.abort();
		await Promise.all(load);
		for (const sentence of new Set(witness.accusations)) fail(sentence);
		if (witness.accusations.length === 0) out("no wrong answer");
	} finally {
		over.abort();
		await Promise.allSettled(load);
		for (const one of running) await one.stop();
		await doors.provider.close();
		await doors.platform.close();
	}
};

const folder = mkdtempSync(join(tmpdir(), "signet-upgrade-"));
let postgres: PostgresServer | undefined;
process.once("exit", () => {
	if (postgres !== undefined) process.kill(postgres.pid, "SIGINT");
});
try {
	if (ENGINES.includes("PostgreSQL")) {
		postgres = await startPostgres({ durable: true });
		await tryOn("PostgreSQL", { SIGNET_DATA_DIR: join(folder, "none"), SIGNET_DATABASE_URL: postgres.url });
	}
	if (ENGINES.includes("SQLite")) await tryOn("SQLite", { SIGNET_DATA_DIR: join(folder, "data") });
} finally {
	await postgres?.stop();
	postgres = undefined;
	rmSync(folder, { recursive: true, force: true });
	before.remove();
}
