import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Kysely, sql } from "kysely";
import { migrate } from "#common/db/migrate.ts";
import { engines } from "#tests/harness/databases.ts";
import type { Tables } from "../database.ts";
import { listEvents } from "../features/system-log/find-events.ts";
import { recordEvent } from "../features/system-log/system-log.ts";
import { systemLog } from "./0008-system-log.ts";
import { migrations } from "./index.ts";

const before = migrations.slice(0, migrations.indexOf(systemLog));

for (const engine of engines) {
	describe(`the System Log of an earlier version on ${engine.name}`, () => {
		it("keeps every event, in its order, found as before and by its target", async (t) => {
			const { db, close } = await engine.open<Tables>("provider", before);
			t.after(close);
			const begin = Date.now() - 3_600_000;
			const published = (at: number) => new Date(begin + Math.floor(at / 3)).toISOString();
			const id = (at: number) => `0190b0b0-0000-7000-8000-${String(at).padStart(12, "0")}`;
			for (let at = 1_199; at >= 0; at -= 1) {
				const actor = JSON.stringify({ id: "00u1", type: "User", alternateId: "ada@example.com", displayName: "Ada" });
				const targets = JSON.stringify(at % 2 === 0 ? [{ id: "0oa1", type: "AppInstance", displayName: "Wiki" }] : []);
				const client = JSON.stringify({ ipAddress: "::1", userAgent: "test" });
				await sql`insert into system_log values (
					${id(at)}, ${published(at)}, 'user.session.start', 'INFO', 'User login', ${actor}, '00u1', ${targets}, 'SUCCESS', ${null},
					${`req${at}`}, ${client}, ${'{"login":"ada"}'}, ${`ada wiki req${at}`}
				)`.execute(db);
			}
			await migrate(db as unknown as Kysely<unknown>, migrations, engine.name === "SQLite" ? undefined : await schemaOf(db));
			await recordEvent(db, {
				eventType: "user.session.end",
				actor: { id: "00u1", type: "User", alternateId: "ada@example.com", displayName: "Ada" },
				targets: [],
				result: "SUCCESS",
				requestId: "req1200",
				client: { ipAddress: "::1", userAgent: "test" },
			});
			const seen: string[] = [];
			let after: string | undefined;
			for (;;) {
				const page = await listEvents(db, { limit: 1000, order: "ASCENDING", after });
				if (page.items.length === 0) break;
				seen.push(...page.items.map(({ requestId }) => requestId));
				after = page.next;
			}
			assert.deepEqual(
				seen,
				Array.from({ length: 1_201 }, (_, at) => `req${at}`),
			);
			// A page may be short where looking took long.
			const find = async (query: { filter?: string; q?: string }) => {
				const found = [];
				for (let next: string | undefined; ; ) {
					const page = await listEvents(db, { limit: 1000, order: "DESCENDING", ...query, after: next });
					found.push(...page.items);
					if (page.next === undefined) return found;
					next = page.next;
				}
			};
			assert.equal((await find({ filter: 'target.id eq "0oa1"' })).length, 600);
			const [event] = await find({ q: "req17" });
			assert.deepEqual(event?.detail, { login: "ada" });
			assert.equal(event?.actor.displayName, "Ada");
			assert.equal(event?.client.userAgent, "test");
		});
	});
}

const schemaOf = async (db: Kysely<Tables>): Promise<string> =>
	(await sql<{ name: string }>`select current_schema() as name`.execute(db)).rows[0]?.name ?? "";
