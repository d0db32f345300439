import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { fromJson } from "#common/db/columns.ts";
import { createLimiter } from "#common/web/limits.ts";
import { routesOn } from "#common/web/route.ts";
import { createShell } from "#common/web/shell.ts";
import { engines } from "#tests/harness/databases.ts";
import type { Db, Tables } from "../../database.ts";
import type { ProviderGate } from "../../gate.ts";
import { migrations } from "../../migrations/index.ts";
import { allows } from "../administrators/administrators.ts";
import { type EventQuery, listEvents } from "./find-events.ts";
import { mountSystemLog } from "./system-log.routes.ts";
import { createEventWriter, type NewEvent, recordEvent, recordFromRoute } from "./system-log.ts";

const URL_OF_PROVIDER = "http://localhost:7081";

const event = (changes: Partial<NewEvent> = {}): NewEvent => ({
	eventType: "user.session.start",
	actor: { id: "00u1", type: "User", alternateId: "ada@example.com", displayName: "Ada Byron" },
	targets: [{ id: "0oa1", type: "AppInstance", displayName: "Wiki" }],
	result: "SUCCESS",
	requestId: "reqABC",
	client: { ipAddress: "203.0.113.7", userAgent: "test" },
	...changes,
});

const messages = async (db: Db, query: Partial<EventQuery> = {}) =>
	(await listEvents(db, { limit: 100, order: "ASCENDING", ...query })).items.map(({ requestId }) => requestId);

for (const engine of engines) {
	describe(`the System Log on ${engine.name}`, () => {
		const open = async (t: TestContext): Promise<Db> => {
			const { db, close } = await engine.open<Tables>("provider", migrations);
			t.after(close);
			return db;
		};

		it("keeps the order of events within one millisecond, both ways, across pages", async (t) => {
			const db = await open(t);
			const ids = Array.from({ length: 25 }, (_, at) => `req${at}`);
			for (const requestId of ids) await recordEvent(db, event({ requestId }));
			for (const [order, expected] of [
				["ASCENDING", ids],
				["DESCENDING", ids.toReversed()],
			] as const) {
				const seen: string[] = [];
				let after: string | undefined;
				do {
					const page = await listEvents(db, { limit: 10, order, after });
					seen.push(...page.items.map(({ requestId }) => requestId));
					// Who polls is always told of a next page.
					after = order === "ASCENDING" && page.items.length === 0 ? undefined : page.next;
				} while (after !== undefined);
				assert.deepEqual(seen, expected);
			}
		});

		it("keeps what was told at once one by one, in order, and each with its own targets", async (t) => {
			const db = await open(t);
			const lost: unknown[] = [];
			const writer = createEventWriter(db, (fault) => lost.push(fault));
			const ids = Array.from({ length: 250 }, (_, at) => `req${at}`);
			for (const requestId of ids)
				writer.record(event({ requestId, targets: [{ id: `0oa${requestId}`, type: "AppInstance", displayName: "Wiki" }] }));
			await writer.settled();
			assert.deepEqual(lost, []);
			assert.deepEqual(await messages(db, { limit: 1000 }), ids);
			assert.deepEqual(await messages(db, { filter: 'target.id eq "0oareq7"' }), ["req7"]);
		});

		it("finds events by every word of a search, wherever it occurs, in any case", async (t) => {
			const db = await open(t);
			await recordEvent(db, event({ requestId: "reqOne" }));
			await recordEvent(db, event({ requestId: "reqTwo", result: "FAILURE", reason: "credentials_refused" }));
			await recordEvent(db, event({ requestId: "reqThree", detail: { login: "100%_sure@example.com" } }));
			for (const [q, expected] of [
				["ADA byron wiki", ["reqOne", "reqTwo", "reqThree"]],
				["reqtwo", ["reqTwo"]],
				["credentials_refused ada", ["reqTwo"]],
				["ada nobody", []],
				["203.0.113.7 session.start reqone", ["reqOne"]],
				["100%_sure", ["reqThree"]],
				["0%_", ["reqThree"]],
				["%", ["reqThree"]],
				["' or 1=1 --", []],
				["   ", ["reqOne", "reqTwo", "reqThree"]],
			] as const) {
				assert.deepEqual(await messages(db, { q }), expected, q);
			}
		});

		it("holds what a hostile request brings, bounded, and still finds it", async (t) => {
			const db = await open(t);
			const hostile = `a\u0000b\ud800${"x".repeat(100_000)}`;
			let deep: unknown = hostile;
			for (let level = 0; level < 50; level += 1) deep = { [hostile]: deep };
			const many = Array.from({ length: 1_000 }, () => ({ id: hostile, type: "User", displayName: hostile }));
			await recordEvent(
				db,
				event({
					reason: hostile,
					requestId: "reqHostile",
					targets: many,
					client: { ipAddress: "::1", userAgent: hostile },
					detail: { deep, list: many, nothing: undefined, number: 7, text: hostile },
				}),
			);
			const row = await db.selectFrom("system_log").selectAll().executeTakeFirstOrThrow();
			assert.ok(JSON.stringify(row).length < 100_000, `${JSON.stringify(row).length}`);
			assert.equal(fromJson(row.targets).length, 20);
			assert.equal(fromJson(row.detail)["number"], 7);
			assert.deepEqual(await messages(db, { q: "reqHostile" }), ["reqHostile"]);
		});

		it("answers the events between two moments", async (t) => {
			const db = await open(t);
			await recordEvent(db, event());
			const [{ published } = { published: "" }] = (await listEvents(db, { limit: 1, order: "ASCENDING" })).items;
			const shifted = (milliseconds: number) => new Date(Date.parse(published) + milliseconds).toISOString();
			assert.equal((await messages(db, { since: published })).length, 1);
			assert.equal((await messages(db, { since: shifted(1) })).length, 0);
			assert.equal((await messages(db, { until: published })).length, 0);
			assert.equal((await messages(db, { until: shifted(1) })).length, 1);
			assert.equal((await messages(db, { since: published.replace("Z", "+00:00") })).length, 1);
		});

		it("answers over HTTP only whom it may, and refuses what makes no sense", async (t) => {
			const db = await open(t);
			const app = await createShell({
				url: URL_OF_PROVIDER,
				logLevel: "silent",
				trustProxy: [],
				familyOf: () => "okta",
				renderFault: () => "",
			});
			t.after(() => app.close());
			const gate: ProviderGate = {
				url: URL_OF_PROVIDER,
				limiter: createLimiter(),
				async actorOf({ headers: { "x-test-role": role } }) {
					if (role === undefined) return undefined;
					return {
						kind: "person",
						userId: "00u1",
						login: "ada@example.com",
						name: "Ada",
						roles: role === "admin" ? ["SUPER_ADMIN"] : [],
					};
				},
				allows,
				record: recordFromRoute(db),
				signInAddress: () => "/login",
			};
			mountSystemLog(routesOn(app, gate, "security.request.denied"), { db, url: URL_OF_PROVIDER });
			const get = (query: string, role?: string) =>
				app.inject({ url: `/api/v1/logs${query}`, headers: role === undefined ? {} : { "x-test-role": role } });
			for (const requestId of ["reqOne", "reqTwo", "reqThree"]) await recordEvent(db, event({ requestId }));

			const nobody = await get("");
			assert.equal(nobody.statusCode, 403);
			assert.equal(nobody.json().errorCode, "E0000005");
			const person = await get("", "person");
			assert.equal(person.json().errorCode, "E0000006");
			const [denied] = (await get("?limit=1&sortOrder=DESCENDING", "admin")).json();
			assert.equal(denied.eventType, "security.request.denied");
			assert.equal(denied.outcome.result, "DENY");
			assert.equal(denied.severity, "WARN");
			assert.equal(denied.transaction.id, person.headers["x-request-id"]);
			assert.equal(denied.actor.alternateId, "ada@example.com");

			const first = await get("?limit=2&sortOrder=ASCENDING&q=wiki", "admin");
			assert.deepEqual(
				first.json().map(({ transaction }: { transaction: { id: string } }) => transaction.id),
				["reqOne", "reqTwo"],
			);
			const [, next = ""] = first.headers.link as unknown as string[];
			const second = await get(new URL(/<(.+)>; rel="next"/.exec(next)?.[1] ?? "").search, "admin");
			assert.equal(second.json()[0].transaction.id, "reqThree");

			const since = encodeURIComponent(new Date(Date.now() - 60_000).toISOString());
			const some = await get(`?since=${since}&limit=2&filter=${encodeURIComponent('transaction.id sw "req"')}`, "admin");
			const [, onward = ""] = some.headers.link as unknown as string[];
			assert.doesNotMatch(onward, /since=/, "the cursor knows it, and the two are refused together");
			assert.match(onward, /filter=/);
			const rest = await get(new URL(/<(.+)>; rel="next"/.exec(onward)?.[1] ?? "").search, "admin");
			assert.equal(rest.statusCode, 200, rest.body);
			assert.ok(rest.json().length > 0);

			for (const [query, code] of [
				["?filter=nonsense", "E0000053"],
				[`?filter=${encodeURIComponent('published eq "a"')}`, "E0000031"],
				[`?filter=${encodeURIComponent('actor.id is "a"')}`, "E0000031"],
				[`?filter=${encodeURIComponent("(".repeat(1_000))}`, "E0000053"],
				["?since=2001-01-01", "E0000053"],
			]) {
				const answer = await get(query ?? "", "admin");
				assert.equal(answer.statusCode, 400, answer.body);
				assert.equal(answer.json().errorCode, code, query);
			}

			const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString("base64url");
			for (const query of [
				"?limit=0",
				"?limit=1001",
				"?limit=abc",
				"?limit=1&limit=2",
				"?sortOrder=SIDEWAYS",
				`?q=${"word%20".repeat(11)}`,
				`?since=${encodeURIComponent(new Date().toISOString())}&after=${cursor("logs-poll", new Date().toISOString(), "1")}`,
				"?since=2026-11-02T00:00:00Z&until=2026-11-01T00:00:00Z",
				`?after=${cursor("logs-poll", "yesterday", "1")}`,
				`?after=${cursor("logs-poll", new Date().toISOString(), "-1")}`,
				`?after=${cursor("logs-poll", new Date().toISOString(), "1e9")}`,
				`?after=${cursor("logs-descending", new Date().toISOString(), new Date().toISOString(), "1")}`,
				`?sortOrder=DESCENDING&after=${cursor("logs-poll", new Date().toISOString(), "1")}`,
				`?until=2026-11-01&after=${cursor("logs-poll", new Date().toISOString(), "1")}`,
				"?since=yesterday",
				"?since=2026-13-45",
				"?until=1",
				`?q=${"x".repeat(301)}`,
				"?q=%00",
				"?after=nonsense",
				`?after=${cursor("apps", "a", "b")}`,
				`?after=${cursor("logs", "a")}`,
				`?after=${cursor("logs", "a\u0000", "b")}`,
				`?after=${cursor("logs", 1, 2)}`,
			]) {
				const answer = await get(query, "admin");
				assert.equal(answer.statusCode, 400, `${query}: ${answer.body}`);
				assert.equal(answer.json().errorCode, "E0000001", query);
			}
		});
	});
}
