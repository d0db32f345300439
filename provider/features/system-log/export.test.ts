import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { csvHead, csvLine } from "./csv.ts";
import { exportEvents } from "./export.ts";
import { listEvents } from "./find-events.ts";
import { mountSystemLog } from "./system-log.routes.ts";
import { type NewEvent, recordEvent } from "./system-log.ts";

const event = (requestId: string, changes: Partial<NewEvent> = {}): NewEvent => ({
	eventType: "user.session.start",
	actor: { id: "00u1", type: "User", alternateId: "ada@example.com", displayName: "Ada Byron" },
	targets: [{ id: "0oa1", type: "AppInstance", displayName: "Wiki" }],
	result: "SUCCESS",
	requestId,
	client: { ipAddress: "203.0.113.7", userAgent: "test" },
	...changes,
});

for (const engine of engines) {
	describe(`the System Log as a file, on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let person: string;
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const administrator = (await makeAdministrator(db, "Root")).id;
			person = (await makePerson(db, "Ada", "correct horse battery")).id;
			api = await openManagement(db, administrator, (routes) => mountSystemLog(routes, { db, url: "http://localhost:7081" }));
			for (let at = 0; at < 2_300; at++) await recordEvent(db, event(`req${at}`, at % 10 === 0 ? { result: "FAILURE" } : {}));
		});
		after(async () => {
			await api.close();
			await close();
		});

		const read = async (format: "csv" | "json", search: Parameters<typeof exportEvents>[2] = {}): Promise<string> => {
			let text = "";
			for await (const piece of await exportEvents(db, format, search)) text += piece;
			return text;
		};

		test("holds everything that matches once, the newest first, whichever format", async () => {
			const expected = Array.from({ length: 2_300 }, (_, at) => `req${2_299 - at}`);
			const json = JSON.parse(await read("json")) as { transaction: { id: string } }[];
			assert.deepEqual(
				json.map(({ transaction }) => transaction.id),
				expected,
			);
			const lines = (await read("csv")).split("\r\n");
			assert.equal(lines.length, 2_302);
			assert.ok(lines[1]?.includes(`,"req2299",`));
			assert.equal((JSON.parse(await read("json", { filter: 'outcome.result eq "FAILURE"' })) as unknown[]).length, 230);
			assert.deepEqual(JSON.parse(await read("json", { q: "nothing-like-this" })), []);
		});

		test("what is written while it is read is not in it, and who reads no more stops the reading", async () => {
			const pieces = (await exportEvents(db, "csv", {}))[Symbol.asyncIterator]();
			await pieces.next();
			await recordEvent(db, event("reqLate"));
			let text = "";
			for (let next = await pieces.next(); !next.done; next = await pieces.next()) text += next.value;
			assert.equal(text.includes("reqLate"), false);
			const stopped = (await exportEvents(db, "csv", {}))[Symbol.asyncIterator]();
			await stopped.next();
			await stopped.return?.();
			assert.equal((await stopped.next()).done, true);
		});

		test("a cell that a spreadsheet would run is text there, and no value leaves its line", async () => {
			const evil = ['=HYPERLINK("http://evil.example","x")', "+1+1", "-1", "@SUM(A1)", "\t=1+1", "  =1", 'a"b,c', "two\r\nlines"];
			for (const [at, displayName] of evil.entries())
				await recordEvent(db, event(`reqEvil${at}`, { actor: { id: null, type: "User", alternateId: "", displayName } }));
			const { items } = await listEvents(db, { limit: evil.length, order: "DESCENDING" });
			const names = items.map((item) => csvLine(item)).toReversed();
			for (const [at, line] of names.entries()) {
				assert.equal(line.match(/[\r\n]+/g)?.length, 1, `${at}`);
				assert.equal(/(^|,|,")\s*[=+@-]/.test(line), false, line);
			}
			assert.ok(names[0]?.includes(`"'=HYPERLINK(""http://evil.example"",""x"")"`));
			assert.ok(names[6]?.includes('"a""b,c"'));
			assert.equal(csvHead().split(",").length, 22);
		});

		test("is for those who may read the log, is itself an event, and is refused before it begins", async () => {
			const PATH = "/api/v1/internal/logs/export";
			api.events.length = 0;
			const refused = await api.call("GET", `${PATH}?format=csv`, { caller: person });
			assert.equal(refused.status, 403);
			assert.equal((await api.call("GET", `${PATH}?format=csv`, { caller: null })).status, 403);
			for (const wrong of ["format=xml", "format=csv&filter=nonsense", "format=csv&since=yesterday", "q=x"])
				assert.equal((await api.call("GET", `${PATH}?${wrong}`)).status, 400, wrong);
			const file = await api.call<unknown[]>("GET", `${PATH}?format=json&q=reqEvil1`);
			assert.equal(file.status, 200);
			assert.equal(file.headers["content-disposition"]?.toString().startsWith("attachment; filename="), true);
			assert.equal(file.headers["signet-most"], "500000");
			assert.equal(file.body.length, 1);
			assert.equal(api.events.filter(({ type, result }) => type === "system.log.export" && result === "success").length, 1);
		});

		test("events are kept as long as an organization administrator says, within bounds", async () => {
			const PATH = "/api/v1/internal/logs/settings";
			const days = async () => (await api.call<{ keptDays: number }>("GET", PATH)).body.keptDays;
			assert.equal(await days(), 180);
			for (const keptDays of [0, 29, 3_651, 1.5, "90", null])
				assert.equal((await api.call("PUT", PATH, { body: { keptDays } })).status, 400, `${keptDays}`);
			assert.equal((await api.call("PUT", PATH, { body: { keptDays: 365 }, caller: person })).status, 403);
			const longAgo = new Date(Date.now() - 300 * 86_400_000).toISOString();
			assert.equal((await api.call("GET", `/api/v1/logs?since=${longAgo}`)).status, 400);
			assert.equal((await api.call("PUT", PATH, { body: { keptDays: 365 } })).status, 200);
			assert.equal(await days(), 365);
			assert.equal((await api.call("GET", `/api/v1/logs?since=${longAgo}`)).status, 200);
		});
	});
}
