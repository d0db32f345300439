import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sql } from "kysely";
import { Fault } from "#common/faults/fault.ts";
import { engines } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { listEvents } from "./find-events.ts";
import { KEPT_DAYS, removeOldEvents } from "./retention.ts";
import { type NewEvent, recordEvent } from "./system-log.ts";

const event = (requestId: string): NewEvent => ({
	eventType: "user.session.start",
	actor: { id: "00u1", type: "User", alternateId: "ada@example.com", displayName: "Ada" },
	targets: [{ id: requestId, type: "AppInstance", displayName: "Wiki" }],
	result: "SUCCESS",
	requestId,
	client: { ipAddress: "::1", userAgent: "" },
});

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

for (const engine of engines) {
	describe(`how long the System Log is kept on ${engine.name}`, () => {
		it("events older than that go, with what leads to them; the newest stays however old it is", async (t) => {
			const { db, close } = await engine.open<Tables>("provider", migrations);
			t.after(close);
			for (let at = 0; at < 10; at += 1) await recordEvent(db, event(`req${at}`));
			const date = async (requestIds: readonly string[], published: string) => {
				await sql`update system_log set published = ${published} where request_id in (${sql.join(requestIds)})`.execute(db);
				await sql`update system_log_targets set published = ${published} where target_id in (${sql.join(requestIds)})`.execute(
					db,
				);
			};
			await date(["req0", "req3", "req4"], daysAgo(KEPT_DAYS + 1));
			await date(["req1"], daysAgo(KEPT_DAYS - 1));
			assert.equal(await removeOldEvents(db), 3);
			assert.equal(await removeOldEvents(db), 0);
			const left = await db.selectFrom("system_log").select("request_id").orderBy("position").execute();
			const expected = ["req1", "req2", "req5", "req6", "req7", "req8", "req9"];
			assert.deepEqual(
				left.map(({ request_id }) => request_id),
				expected,
			);
			const targets = await db.selectFrom("system_log_targets").select("target_id").orderBy("position").execute();
			assert.deepEqual(
				targets.map(({ target_id }) => target_id),
				expected,
			);
			await date(expected, daysAgo(KEPT_DAYS + 1));
			assert.equal(await removeOldEvents(db), 6);
			assert.equal((await db.selectFrom("system_log").select("request_id").execute())[0]?.request_id, "req9");
		});

		it("a search that begins before that is refused, and the default begins a week before its end", async (t) => {
			const { db, close } = await engine.open<Tables>("provider", migrations);
			t.after(close);
			for (let at = 0; at < 3; at += 1) await recordEvent(db, event(`req${at}`));
			await sql`update system_log set published = ${daysAgo(8)} where request_id = 'req0'`.execute(db);
			const found = async (query: { since?: string; until?: string; order: "ASCENDING" | "DESCENDING" }) =>
				(await listEvents(db, { limit: 10, ...query })).items.map(({ requestId }) => requestId);
			for (const order of ["ASCENDING", "DESCENDING"] as const) {
				assert.deepEqual((await found({ order })).toSorted(), ["req1", "req2"]);
				assert.deepEqual((await found({ order, since: daysAgo(9) })).toSorted(), ["req0", "req1", "req2"]);
				assert.deepEqual(await found({ order, until: daysAgo(2) }), ["req0"]);
				assert.equal((await found({ order, since: daysAgo(KEPT_DAYS) })).length, 3);
				await assert.rejects(
					() => found({ order, since: daysAgo(KEPT_DAYS + 1) }),
					(thrown) => thrown instanceof Fault && thrown.code === "filter_refused",
				);
			}
		});
	});
}
