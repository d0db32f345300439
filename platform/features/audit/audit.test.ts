import assert from "node:assert/strict";
import { after as afterAll, before, describe, it } from "node:test";
import { after, type Instant } from "#common/db/columns.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { auditFacets, getEvent, type NewAuditEvent, recordAudit, removeOldEvents, searchAudit, sendEventsTo } from "./audit.ts";

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
		afterAll(() => database.close());

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

		it("narrows by resource type, and by target and user: by their id, or by words of their name", async () => {
			const id = "usr00000000000000001";
			const actor = { id, name: "Zoë Ångström" };
			const target = { type: "configuration", id: "cfg00000000000000001", name: "https://IDP.example" };
			await record({ action: "authentication.save", actor, target, requestId: "reqNamed" });
			const one = ["authentication.save success"];
			for (const search of [
				{ targetType: "configuration" },
				{ target: target.id },
				{ target: "idp.EXAMPLE https" },
				{ actor: id },
				{ actor: "ångSTRÖM zoë" },
				{ requestId: "reqNamed" },
				{ actor: id, target: target.id, targetType: "configuration", action: "authentication.save" },
			]) {
				assert.deepEqual(await found(search), one, JSON.stringify(search));
			}
			for (const search of [{ actor: "idp" }, { target: "zoë" }, { actor: "usr00000000000000002" }, { requestId: "reqName" }]) {
				assert.deepEqual(await found(search), [], JSON.stringify(search));
			}
			assert.deepEqual(await auditFacets(database.db), {
				actions: [
					{ action: "authentication.save", sentence: "An authentication configuration was saved" },
					{ action: "sign-in", sentence: "A sign-in, with a password or at the provider" },
					{ action: "user.update", sentence: "A user was changed" },
				],
				targetTypes: ["configuration", "user"],
			});
			await database.db.deleteFrom("audit").where("request_id", "=", "reqNamed").execute();
		});

		it("finds by name what was written before names were folded", async () => {
			await record({ actor: { id: "x", name: "Grace Hopper" }, requestId: "reqOld" });
			await database.db
				.updateTable("audit")
				.set({ actor_key: null, target_key: null } as never)
				.where("request_id", "=", "reqOld")
				.execute();
			assert.deepEqual(await found({ actor: "hopper" }), ["sign-in success"]);
			await database.db.deleteFrom("audit").where("request_id", "=", "reqOld").execute();
		});

		it("narrows by time, both ends included", async () => {
			const { items } = await searchAudit(database.db, { limit: 10 });
			const middle = items[1]?.time as Instant;
			const times = async (search: object) =>
				(await searchAudit(database.db, { limit: 10, ...search })).items.map(({ time }) => time);
			assert.ok((await times({ from: middle })).every((time) => time >= middle));
			assert.ok((await times({ to: middle })).every((time) => time <= middle));
			assert.ok((await times({ from: middle, to: middle })).includes(middle));
			assert.deepEqual(await times({ from: after(60) }), []);
		});

		it("opens one event by its id, and nothing by a request id", async () => {
			const { items } = await searchAudit(database.db, { limit: 1, q: "robert" });
			const [event] = items;
			assert.deepEqual(await getEvent(database.db, event?.id ?? ""), event);
			await assert.rejects(getEvent(database.db, "reqFirst"), { code: "not_found" });
		});

		it("stores no secret, whoever forgot to leave it out", async () => {
			const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";
			await record({
				requestId: "reqSecret",
				reason: `refused ${token}`,
				detail: {
					changes: { clientSecret: { from: "hunter1", to: "hunter2" }, clientId: { from: "a", to: "b" } },
					nested: [{ password: "hunter3", refresh_token: "hunter4", "api-key": "hunter5", pin: { key: 12_345 } }],
					said: `it sent Authorization: Bearer hunter6hunter6 and ${token}`,
					clientSecretSet: true,
					token: null,
				},
			});
			const row = await database.db
				.selectFrom("audit")
				.selectAll()
				.where("request_id", "=", "reqSecret")
				.executeTakeFirstOrThrow();
			assert.doesNotMatch(JSON.stringify(row), /hunter|12345|eyJ/i);
			const { changes, clientSecretSet, token: none } = JSON.parse(row.detail);
			assert.deepEqual(changes, { clientSecret: { from: "******", to: "******" }, clientId: { from: "a", to: "b" } });
			assert.deepEqual([clientSecretSet, none], [true, null]);
			await database.db.deleteFrom("audit").where("request_id", "=", "reqSecret").execute();
		});

		it("writes the same objects as JSON lines where that is switched on", async () => {
			const lines: string[] = [];
			const stop = sendEventsTo((line) => lines.push(line));
			await record({ requestId: "reqLine", reason: "two\nlines", detail: { password: "hunter2" } });
			stop();
			await record({ requestId: "reqLine" });
			assert.equal(lines.length, 1);
			assert.match(lines[0] ?? "", /^[^\n]+\n$/);
			const event = JSON.parse(lines[0] ?? "");
			assert.deepEqual(event, await getEvent(database.db, event.id));
			await database.db.deleteFrom("audit").where("request_id", "=", "reqLine").execute();
		});

		it("forgets what is older than the days it is kept for, and nothing where it is kept for ever", async () => {
			await record({ requestId: "reqOld" });
			const aged = { time: after(-31 * 24 * 60 * 60) } as never;
			await database.db.updateTable("audit").set(aged).where("request_id", "=", "reqOld").execute();
			await removeOldEvents(database.db, null);
			await removeOldEvents(database.db, 32);
			assert.deepEqual(await found({ requestId: "reqOld" }), ["sign-in success"]);
			const others = (await searchAudit(database.db, { limit: 10 })).total - 1;
			await removeOldEvents(database.db, 30);
			assert.deepEqual(
				[await found({ requestId: "reqOld" }), (await searchAudit(database.db, { limit: 10 })).total],
				[[], others],
			);
		});

		it("pages through all, newest first, each once", async () => {
			const ids: string[] = [];
			let cursor: string | undefined;
			do {
				const page = await searchAudit(database.db, { limit: 1, after: cursor });
				ids.push(...page.items.map(({ id }) => id));
				cursor = page.next;
			} while (cursor !== undefined);
			assert.equal(new Set(ids).size, 3);
		});
	});
}
