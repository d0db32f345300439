import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import type { FastifyInstance } from "fastify";
import { createLimiter } from "#common/web/limits.ts";
import { routesOn } from "#common/web/route.ts";
import { createShell } from "#common/web/shell.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import type { PlatformGate } from "../../gate.ts";
import { migrations } from "../../migrations/index.ts";
import { type Actor, allows, type Role, roles } from "../roles/roles.ts";
import { mountAudit } from "./audit.routes.ts";
import { type NewAuditEvent, recordAudit } from "./audit.ts";
import { exportAudit } from "./export.ts";

/** What RFC 4180 says: rows of cells. */
const readCsv = (file: string): readonly (readonly string[])[] => {
	const rows: string[][] = [[]];
	for (const [, quoted, plain = "", end] of file.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
		rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
		if (end === "\r\n") rows.push([]);
	}
	return rows.slice(0, -1);
};

for (const engine of engines) {
	describe(`the audit log's API on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let app: FastifyInstance;
		const record = (event: Partial<NewAuditEvent>) =>
			recordAudit(database.db, {
				action: "sign-in",
				actor: { id: "usr00000000000000001", name: "Ada Lovelace" },
				address: "192.0.2.1",
				userAgent: "Test",
				result: "success",
				requestId: "req1",
				...event,
			});
		/** Whoever the header says, by their role. */
		const gate = (): PlatformGate => ({
			url: "http://platform.test",
			limiter: createLimiter(),
			actorOf: async ({ headers: { from } }) =>
				from === undefined ? undefined : ({ id: "usr00000000000000009", name: from, roles: [from as Role] } as unknown as Actor),
			allows,
			signInAddress: () => "/login",
			record: (action, { actor, detail }, outcome, { id, ip }) =>
				record({ action, actor, detail, address: ip, requestId: id, result: outcome.result }),
		});
		const get = (path: string, role?: Role) =>
			app.inject({ url: `/api/v0/audit${path}`, headers: role === undefined ? {} : { from: role } });
		const clear = () => database.db.deleteFrom("audit").execute();

		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
			app = await createShell({
				url: "http://platform.test",
				logLevel: "silent",
				trustProxy: [],
				familyOf: () => "problem",
				renderFault: () => "",
			});
			mountAudit(routesOn(app, gate(), "request.denied"), database);
		});
		after(async () => {
			await app.close();
			await database.close();
		});

		it("opens to whoever may read the audit log, and to nobody else, by whichever address", async () => {
			await clear();
			await record({ requestId: "reqOpen", detail: { rule: "id-token.issuer" } });
			const { id } = await database.db.selectFrom("audit").select("id").executeTakeFirstOrThrow();
			for (const path of ["", `/${id}`, "/facets", "/export", "?requestId=reqOpen", "/export?requestId=reqOpen"]) {
				for (const role of roles) {
					const { statusCode, body } = await get(path, role);
					assert.equal(statusCode, role === "member" ? 403 : 200, `${role} ${path}`);
					if (role === "member") assert.doesNotMatch(body, /id-token/);
				}
				const stranger = await get(path);
				assert.equal(stranger.statusCode, 401);
				assert.doesNotMatch(stranger.body, /id-token/);
			}
			assert.equal((await get("/adt00000000000000000", "auditor")).statusCode, 404);
		});

		it("looks for six words and no more, and not as often as anybody likes", async () => {
			const asking = { remoteAddress: "192.0.2.21", headers: { from: "auditor" } };
			assert.equal((await app.inject({ ...asking, url: "/api/v0/audit?q=+a+b+c+d+e+f+" })).statusCode, 200);
			const long = await app.inject({ ...asking, url: "/api/v0/audit?actor=a+b+c+d+e+f+g" });
			assert.deepEqual([long.statusCode, long.json().fields[0].field], [400, "actor"]);
			const statuses = new Set<number>();
			for (let n = 0; n < 240; n++) statuses.add((await app.inject({ ...asking, url: "/api/v0/audit?limit=1" })).statusCode);
			assert.deepEqual([...statuses], [200, 429]);
		});

		it("takes moments and days, and names the one that is neither", async () => {
			for (const moment of ["2026-11-24", "2026-11-24T08:30:00Z", "2026-11-24T08:30:00.123%2B01:00"]) {
				assert.equal((await get(`?from=${moment}&to=${moment}`, "auditor")).statusCode, 200, moment);
			}
			for (const moment of ["yesterday", "2026-13-01", "24.11.2026", "2026-11-24T08:30", "1", ""]) {
				const answer = await get(`/export?to=${moment}`, "auditor");
				assert.equal(answer.statusCode, 400, moment);
				assert.equal(answer.json().fields[0].field, "to");
			}
		});

		it("exports CSV that any reader takes apart again, as a file, and says in the log who took what", async () => {
			await clear();
			await record({
				actor: { id: "usr00000000000000002", name: '=cmd|" /C calc"!A0' },
				userAgent: "one,\r\ntwo",
				detail: { a: 'b"c' },
			});
			await record({ actor: undefined, result: "failure", reason: "credentials_refused" });
			const answer = await get("/export?format=csv&action=sign-in", "auditor");
			assert.match(String(answer.headers["content-type"]), /^text\/csv; charset=utf-8/);
			assert.match(String(answer.headers["content-disposition"]), /^attachment; filename="audit-\d{4}-\d\d-\d\dT\d{6}Z\.csv"$/);
			assert.equal(answer.body[0], "\ufeff");
			const [head = [], ...rows] = readCsv(answer.body.slice(1));
			const named = rows.findIndex((cells) => cells[head.indexOf("User")] !== "");
			const cell = (row: number, name: string) => rows[row]?.[head.indexOf(name)];
			assert.equal(rows.length, 2);
			assert.ok(rows.every(({ length }) => length === head.length));
			assert.deepEqual(
				[cell(1 - named, "Reason"), cell(1 - named, "User"), cell(1 - named, "Target")],
				["credentials_refused", "", ""],
			);
			assert.deepEqual(
				[cell(named, "User"), cell(named, "User agent"), cell(named, "Detail")],
				[`'=cmd|" /C calc"!A0`, "one,\r\ntwo", '{"a":"b\\"c"}'],
			);
			const [event] = (await get("?action=audit.export", "auditor")).json().items;
			assert.deepEqual(event.detail, { format: "csv", filters: { action: "sign-in" }, rows: 2, cut: false });
			assert.equal(event.actor.name, "auditor");
		});

		it("holds the oldest event in every file, and its own in none", async () => {
			await clear();
			await record({ requestId: "reqOldest" });
			for (let n = 0; n < 20; n++) {
				const format = n % 2 === 0 ? "csv" : "json";
				const { body, headers } = await app.inject({
					url: `/api/v0/audit/export?format=${format}`,
					remoteAddress: "192.0.2.20",
					headers: { from: "auditor" },
				});
				assert.match(body, /reqOldest/, `export ${n}`);
				assert.ok(!body.includes(String(headers["x-request-id"])), `export ${n}`);
				assert.equal(headers["x-exported-count"], String(n + 1));
				assert.equal(body.match(/audit\.export/g)?.length ?? 0, n);
			}
		});

		it("exports the objects that the API answers with as JSON, also where nothing matches", async () => {
			const { items } = (await get("?action=sign-in", "auditor")).json();
			assert.deepEqual((await get("/export?format=json&action=sign-in", "auditor")).json(), items);
			assert.deepEqual((await get("/export?format=json&q=nowhere", "auditor")).json(), []);
			assert.equal((await get("/export?format=xml", "auditor")).statusCode, 400);
		});

		it("exports many pages whole, each event once, and says where it was cut", async () => {
			await clear();
			await record({});
			const [{ search_key, ...row }] = (await database.db.selectFrom("audit").selectAll().execute()) as unknown as [
				Record<string, string>,
			];
			const rows = Array.from({ length: 2_500 }, (_, at) => ({
				...row,
				search_key,
				id: `adt${String(at).padStart(17, "0")}`,
				time: new Date(1_000_000_000_000 + Math.floor(at / 3)).toISOString(),
			}));
			for (let at = 0; at < rows.length; at += 500) {
				await database.db
					.insertInto("audit")
					.values(rows.slice(at, at + 500) as never)
					.execute();
			}
			const all = JSON.parse(await text((await exportAudit(database.db, {}, "json")).stream)) as { id: string }[];
			assert.equal(new Set(all.map(({ id }) => id)).size, 2_501);

			const cut = await exportAudit(database.db, {}, "json", 1_200);
			assert.deepEqual([cut.rows, cut.total], [1_200, 2_501]);
			const some = JSON.parse(await text(cut.stream)) as { id: string; time: string; missing: number; to: string }[];
			assert.equal(some.length, 1_201);
			assert.deepEqual([some.at(-1)?.missing, some.at(-1)?.to], [1_301, some.at(-2)?.time]);

			const csv = readCsv((await text((await exportAudit(database.db, {}, "csv", 10)).stream)).slice(1));
			assert.equal(csv.length, 12);
			assert.match(csv.at(-1)?.[0] ?? "", /^Not all: 2491 older events match too/);
			assert.equal(csv.at(-1)?.length, csv[0]?.length);
		});
	});
}
