import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findNginx } from "../scripts/nginx.ts";
import { startFleet } from "../tests/harness/fleet.ts";
import { freePort } from "../tests/harness/half.ts";
import { type PostgresServer, startPostgres } from "../tests/harness/postgres.ts";
import { addApplication, addVisitor, administratorsOf, connectionsFrom, connectPlatform } from "../tests/operations/visitors.ts";
import { checkAnswered, type Visits, visit, write } from "./visits.ts";
import { createWitness } from "./witness.ts";

/**
 * `npm run drill:replicas`: three providers and two platforms over one PostgreSQL behind nginx, under load. One provider is killed, one is added,
 * one platform is killed, PostgreSQL is started anew. Failures are counted and timed; a wrong answer or a lost session ends it with exit code 1.
 */
const VISITORS = Number(process.env["DRILL_VISITORS"] ?? 6);
/** Of each part. */
const SECONDS = Number(process.env["DRILL_SECONDS"] ?? 12);
/** How long PostgreSQL is away. */
const AWAY_SECONDS = Number(process.env["DRILL_AWAY_SECONDS"] ?? 3);
const REDIRECT = "https://application.example.com/callback";

const out = (text: string) => process.stdout.write(`${text}\n`);

const nginx = await findNginx();
if (nginx === undefined) throw new Error("there is no nginx: name one with NGINX_PATH");
process.env["TEST_NGINX"] = nginx;

const kept = mkdtempSync(join(tmpdir(), "signet-drill-"));
const port = await freePort();
let postgres: PostgresServer = await startPostgres({ kept, port, durable: true });
const fleet = await startFleet(postgres.url, { provider: 3, platform: 2 });
const witness = createWitness();
const over = new AbortController();

/** Does `event`, lets the load go on, and says what became of it. What `event` answers is when the fault was over. */
const part = async (name: string, event: () => Promise<number>): Promise<void> => {
	const began = performance.now();
	const mended = await event();
	await sleep(SECONDS * 1000);
	const { done, failed, longest, lastFailure, reasons } = witness.between(began, performance.now());
	const share = ((100 * failed) / Math.max(1, done + failed)).toFixed(2);
	const recovered =
		lastFailure === undefined ? "nothing to recover from" : `last failure ${seconds(lastFailure - began)} after it began`;
	const since =
		lastFailure !== undefined && mended > began ? `, ${seconds(Math.max(0, lastFailure - mended))} after it was over` : "";
	out(`${name}: ${done} done, ${failed} failed (${share} %), longest ${seconds(longest)}; ${recovered}${since}`);
	for (const reason of reasons) out(`    ${reason}`);
};
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

try {
	const admin = await administratorsOf(fleet, connectionsFrom("127.0.0.1"));
	const platform = await connectPlatform(fleet, admin);
	const application = await addApplication(admin, "Application", REDIRECT);
	const answered = { sessions: [], groups: [] };
	const visits: Visits = { fleet, admin, application, redirectUri: REDIRECT, witness, answered, over: over.signal };
	const visitors = [];
	for (let n = 0; n < VISITORS; n++) visitors.push(await addVisitor(admin, `Visitor${n}`, [platform, application]));
	const load = [...visitors.map((visitor, n) => visit(visits, visitor, `127.0.1.${n + 1}`)), write(visits)];

	await part("nothing happens", async () => performance.now());
	await part("a provider is killed", async () => {
		await fleet.members("provider")[0]?.kill();
		return performance.now();
	});
	await part("a provider is added", async () => {
		await fleet.add("provider");
		return performance.now();
	});
	await part("a platform is killed", async () => {
		await fleet.members("platform")[0]?.kill();
		return performance.now();
	});
	await part(`PostgreSQL is away for ${AWAY_SECONDS} s`, async () => {
		await postgres.stop();
		await sleep(AWAY_SECONDS * 1000);
		postgres = await startPostgres({ kept, port, durable: true });
		return performance.now();
	});
	over.abort();
	await Promise.all(load);
	await checkAnswered(visits);
	out(
		`${visits.answered.sessions.length} sessions and ${visits.answered.groups.length} groups were answered, and looked for afterwards`,
	);
	for (const sentence of new Set(witness.accusations)) out(`WRONG: ${sentence}`);
	out(witness.accusations.length === 0 ? "no wrong answer, no lost session" : `${witness.accusations.length} wrong answers`);
	process.exitCode = witness.accusations.length === 0 ? 0 : 1;
} finally {
	over.abort();
	await fleet.stop();
	await postgres.stop();
	rmSync(kept, { recursive: true, force: true });
}
