import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { engines } from "#tests/harness/databases.ts";
import type { Db, Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { type EventQuery, listEvents } from "./find-events.ts";
import { type NewEvent, recordEvent } from "./system-log.ts";

const event = (requestId: string, changes: Partial<NewEvent> = {}): NewEvent => ({
	eventType: "user.session.start",
	actor: { id: "00u1", type: "User", alternateId: "ada@example.com", displayName: "Ada" },
	targets: [{ id: "0oa1", type: "AppInstance", displayName: "Wiki" }],
	result: "SUCCESS",
	requestId,
	client: { ipAddress: "::1", userAgent: "" },
	...changes,
});

const names = (count: number, from = 0): readonly string[] => Array.from({ length: count }, (_, at) => `req${from + at}`);

/** Polls until `count` events have come, or for a while; answers all that came and where to go on. */
const pollFor = async (db: Db, count: number, query: Partial<EventQuery> = {}) => {
	const seen: string[] = [];
	let after = query.after;
	for (const end = Date.now() + 20_000; seen.length < count && Date.now() < end; ) {
		const { since, ...rest } = query;
		const first = after === undefined && since !== undefined ? { since } : {};
		const page = await listEvents(db, { limit: 7, order: "ASCENDING", ...rest, ...first, after });
		assert.ok(page.next, "there is always a next page");
		assert.ok(page.items.length <= 7);
		seen.push(...page.items.map(({ requestId }) => requestId));
		after = page.next;
		if (page.items.length === 0) await sleep(3);
	}
	return { seen, after };
};

for (const engine of engines) {
	describe(`polling the System Log on ${engine.name}`, () => {
		const open = async (t: TestContext): Promise<Db> => {
			const { db, close } = await engine.open<Tables>("provider", migrations);
			t.after(close);
			return db;
		};

		it("an empty log has a next page, from which the first event comes", async (t) => {
			const db = await open(t);
			const { items, next } = await listEvents(db, { limit: 10, order: "ASCENDING" });
			assert.deepEqual(items, []);
			await recordEvent(db, event("reqFirst"));
			assert.deepEqual((await pollFor(db, 1, { after: next })).seen, ["reqFirst"]);
		});

		it("whatever is written meanwhile comes exactly once", async (t) => {
			const db = await open(t);
			const all = names(400);
			const writers = Array.from({ length: 8 }, async (_, writer) => {
				for (const name of all.filter((_name, at) => at % 8 === writer)) {
					await recordEvent(db, event(name));
					if (writer % 2 === 0) await sleep(1);
				}
			});
			const [{ seen, after }] = await Promise.all([pollFor(db, 400), ...writers]);
			assert.equal(seen.length, 400);
			assert.deepEqual(new Set(seen), new Set(all));
			const more = await listEvents(db, { limit: 10, order: "ASCENDING", after });
			assert.deepEqual(more.items, []);
		});

		it("with a filter too", async (t) => {
			const db = await open(t);
			const writing = (async () => {
				for (const name of names(60)) {
					await recordEvent(db, event(name, { eventType: "user.session.end" }));
					await recordEvent(db, event(`${name}other`));
				}
			})();
			const [{ seen }] = await Promise.all([pollFor(db, 60, { filter: 'eventType eq "user.session.end"' }), writing]);
			assert.deepEqual(seen, names(60));
		});

		it("an event that took long to be written, behind others that did not, is not missed", async (t) => {
			const db = await open(t);
			let finish = () => {};
			const slow = db.transaction().execute(async (tx) => {
				await recordEvent(tx, event("reqSlow"));
				await new Promise<void>((resolve) => {
					finish = resolve;
				});
			});
			await sleep(20);
			// SQLite lets one write at a time: the quick one waits for the slow one.
			const quick = recordEvent(db, event("reqQuick"));
			if (engine.name === "PostgreSQL") {
				await quick;
				const early = await listEvents(db, { limit: 10, order: "ASCENDING" });
				assert.deepEqual(early.items, [], "what comes before is not decided yet");
				setTimeout(() => finish(), 50);
				assert.deepEqual((await pollFor(db, 2, { after: early.next })).seen.toSorted(), ["reqQuick", "reqSlow"]);
			} else {
				finish();
				assert.deepEqual((await pollFor(db, 2)).seen, ["reqSlow", "reqQuick"]);
			}
			await Promise.all([slow, quick]);
		});

		it("an event that was never finished holds nobody up", async (t) => {
			const db = await open(t);
			await recordEvent(db, event("reqOne"));
			const broken = db.transaction().execute(async (tx) => {
				await recordEvent(tx, event("reqNever"));
				throw new Error("taken back");
			});
			await assert.rejects(broken, /taken back/);
			await recordEvent(db, event("reqTwo"));
			assert.deepEqual((await pollFor(db, 2)).seen, ["reqOne", "reqTwo"]);
		});

		it("begins at the moment that was asked for, and the next page knows it", async (t) => {
			const db = await open(t);
			for (const name of names(10)) await recordEvent(db, event(name));
			const old = new Date(Date.now() - 3 * 86_400_000).toISOString();
			await sql`update system_log set published = ${old} where request_id in ('req0', 'req1', 'req5')`.execute(db);
			const since = new Date(Date.now() - 86_400_000).toISOString();
			const { seen } = await pollFor(db, 7, { since });
			assert.deepEqual(seen, ["req2", "req3", "req4", "req6", "req7", "req8", "req9"]);
		});

		it("events without an end in sight come in bounded pages that go on where the last one stopped", async (t) => {
			const db = await open(t);
			for (const name of names(30)) await recordEvent(db, event(name));
			await copies(db, 10);
			await recordEvent(db, event("reqNeedle", { result: "FAILURE" }));
			const total = Number((await sql<{ n: number }>`select count(*) as n from system_log`.execute(db)).rows[0]?.n);
			assert.ok(total > 30_000);
			for (const order of ["ASCENDING", "DESCENDING"] as const) {
				for (const filter of [
					'outcome.result eq "FAILURE"',
					'client.ipAddress ne "::1" or outcome.result eq "FAILURE"',
					'actor.id eq "00u1" and outcome.result eq "FAILURE"',
					'target.id eq "0oa1" and outcome.result eq "FAILURE"',
				]) {
					const until = new Date(Date.now() + 1_000).toISOString();
					const found: string[] = [];
					let after: string | undefined;
					let pages = 0;
					do {
						const page = await listEvents(db, { limit: 5, order, until, filter, after });
						found.push(...page.items.map(({ requestId }) => requestId));
						after = page.next;
						pages += 1;
					} while (after !== undefined && pages < 1_000);
					assert.deepEqual(found, ["reqNeedle"], `${order} ${filter}`);
				}
			}
		});

		it("a bounded search is ordered by moment however events were written, ends, and doubles nothing", async (t) => {
			const db = await open(t);
			for (const name of names(50)) await recordEvent(db, event(name));
			const moment = (at: number) => new Date(Date.now() - 3_600_000 + ((at * 7) % 13) * 1_000).toISOString();
			for (const [at, name] of names(50).entries()) {
				await sql`update system_log set published = ${moment(at)} where request_id = ${name}`.execute(db);
			}
			const until = new Date().toISOString();
			for (const order of ["ASCENDING", "DESCENDING"] as const) {
				const seen: { published: string; requestId: string }[] = [];
				let after: string | undefined;
				do {
					const page = await listEvents(db, { limit: 8, order, until, after });
					seen.push(...page.items);
					after = page.next;
				} while (after !== undefined);
				const moments = seen.map(({ published }) => published);
				assert.deepEqual(moments, order === "ASCENDING" ? moments.toSorted() : moments.toSorted().reverse());
				assert.equal(new Set(seen.map(({ requestId }) => requestId)).size, 50);
				assert.equal(seen.length, 50);
			}
		});
	});
}

/** Doubles the log so many times, targets and all. */
const copies = async (db: Db, times: number): Promise<void> => {
	const columns = sql.raw(
		"id, published, event_type, severity, result, reason, actor_id, actor_type, actor_alternate_id, actor_name, request_id, session_id, token_id, ip, user_agent, os, browser, device, targets, detail, search_key",
	);
	for (let time = 0; time < times; time += 1) {
		await sql`insert into system_log (${columns}) select ${columns} from system_log`.execute(db);
	}
	await sql`delete from system_log_targets`.execute(db);
	await sql`insert into system_log_targets select '0oa1', published, position from system_log`.execute(db);
};
