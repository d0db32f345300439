import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { type NewAuditEvent, recordAudit, searchAudit } from "./audit.ts";

for (const engine of engines) {
	describe(`the audit log on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		const record = (event: Partial<NewAuditEvent>) =>
			recordAudit(database.db, {
				action: "sign-in",
				actor: { id: "usr1", name: "Ada Lovelace" },
				address: "192.0.2.1",
				userAgent: "Test",
				result: "success",
				requestId: "req1",
				...event,
			});
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
			await record({ requestId: "reqFirst" });
			await record({ actor: undefined, result: "failure", reason: "credentials_refused", requestId: "reqSecond" });
			const target = { type: "user", id: "usr2", name: "bob@example.com" };
			await record({ action: "user.update", target, detail: { changes: { name: { from: "Bob", to: "Robert" } } } });
		});
		after(() => database.close());

		const found = async (search: object) => {
			const page = await searchAudit(database.db, { limit: 10, ...search });
			assert.equal(page.total, page.items.length);
			return page.items.map(({ action, result }) => `${action} ${result}`);
		};

		it("finds events by any word in them: who, whom, from where, what value, which request", async () => {
			for (const q of ["LOVELACE robert", "bob@example", "192.0.2.1 user.update"]) {
				assert.deepEqual(await found({ q }), ["user.update success"]);
			}
			assert.deepEqual(await found({ q: "reqSecond" }), ["sign-in failure"]);
			assert.deepEqual(await found({ q: "nobody" }), []);
		});

		it("keeps what somebody else wrote, though a database could not", async () => {
			await record({ action: "sign-out", reason: "odd", requestId: "reqOdd", detail: { said: "a\u0000b\ud800" } });
			assert.deepEqual(await found({ q: "reqOdd" }), ["sign-out success"]);
			await database.db.deleteFrom("audit").where("request_id", "=", "reqOdd").execute();
		});

		it("narrows by action and result", async () => {
			assert.deepEqual(await found({ action: "sign-in", result: "success" }), ["sign-in success"]);
		});

		it("keeps old and new values", async () => {
			const { items } = await searchAudit(database.db, { limit: 1, action: "user.update" });
			assert.deepEqual(items[0]?.detail, { changes: { name: { from: "Bob", to: "Robert" } } });
		});

		it("pages through all, newest first, each once", async () => {
			const ids: string[] = [];
			let after: string | undefined;
			do {
				const page = await searchAudit(database.db, { limit: 1, after });
				ids.push(...page.items.map(({ id }) => id));
				after = page.next;
			} while (after !== undefined);
			assert.equal(new Set(ids).size, 3);
		});
	});
}
