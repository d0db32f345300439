import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Fault } from "#common/faults/fault.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { listEvents } from "./find-events.ts";
import { type NewEvent, recordEvent } from "./system-log.ts";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const IPHONE =
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

const EVENTS: Readonly<Record<string, NewEvent>> = {
	one: {
		eventType: "user.session.start",
		actor: { id: "00u1", type: "User", alternateId: "ada@example.com", displayName: "Ada Byron" },
		targets: [],
		result: "SUCCESS",
		requestId: "reqone",
		client: { ipAddress: "203.0.113.7", userAgent: FIREFOX },
		sessionId: "trs1",
	},
	two: {
		eventType: "group.user_membership.add",
		actor: { id: "00u2", type: "User", alternateId: "Grace@example.com", displayName: "Grace 100%_ Hopper" },
		targets: [
			{ id: "00u1", type: "User", displayName: "Ada Byron", alternateId: "ada@example.com" },
			{ id: "00g1", type: "UserGroup", displayName: "Engineers" },
		],
		result: "SUCCESS",
		requestId: "reqtwo",
		client: { ipAddress: "2001:db8::1", userAgent: IPHONE },
		apiTokenId: "00T1",
		detail: { requestUri: "/api/v1/groups/:id/users/:userId", count: 5 },
	},
	three: {
		eventType: "app.oauth2.token.grant.access_token",
		actor: { id: null, type: "SystemPrincipal", alternateId: "unknown", displayName: "Unknown" },
		targets: [{ id: "0oa1", type: "AppInstance", displayName: "Wiki" }],
		result: "FAILURE",
		reason: "INVALID_CREDENTIALS",
		requestId: "",
		client: { ipAddress: "", userAgent: "" },
	},
};

/** What each filter lets through. */
const FILTERS: readonly (readonly [string, string])[] = [
	['eventType eq "user.session.start"', "one"],
	['eventType ne "user.session.start"', "two three"],
	['eventType sw "user."', "one"],
	['eventType co "membership"', "two"],
	['eventType ew ".add" or eventType ew ".start"', "one two"],
	['eventType eq "USER.SESSION.START"', ""],
	['displayMessage co "LOGIN"', "one"],
	['displayMessage eq "Add user to group"', "two"],
	['severity eq "WARN"', "three"],
	['severity ne "WARN" and eventType pr', "one two"],
	['actor.id eq "00u1"', "one"],
	['actor.id ne "00u1"', "two three"],
	["actor.id pr", "one two"],
	["not actor.id pr", "three"],
	['not (actor.id eq "00u1")', "two three"],
	['actor.type eq "User"', "one two"],
	['actor.alternateId eq "grace@EXAMPLE.com"', "two"],
	['actor.alternateId sw "gra"', "two"],
	['actor.alternateId ew "@example.com"', "one two"],
	['actor.displayName co "100%_"', "two"],
	['actor.displayName co "%"', "two"],
	['actor.displayName co "_"', "two"],
	['actor.displayName co ""', "one two three"],
	['actor.displayName sw ""', "one two three"],
	['actor.displayName ew "longer than any name that is stored here"', ""],
	['target.id eq "00u1"', "two"],
	['target.id eq "00u1" and target.id eq "00g1"', "two"],
	['target.id eq "00u1" and target.id eq "0oa1"', ""],
	['target.id eq "00u1" or target.id eq "0oa1"', "two three"],
	['target.id ne "00u1"', "two three"],
	['not target.id eq "00u1"', "one three"],
	["target.id pr", "two three"],
	['target.type eq "AppInstance"', "three"],
	['target.type sw "User"', "two"],
	['target.alternateId eq "ADA@example.com"', "two"],
	['target.alternateId eq "wiki"', "three"],
	['target.displayName co "engin"', "two"],
	['outcome.result eq "FAILURE"', "three"],
	['outcome.result ne "FAILURE"', "one two"],
	['outcome.reason co "credentials"', "three"],
	["outcome.reason pr", "three"],
	['client.ipAddress eq "203.0.113.7"', "one"],
	['client.ipAddress sw "203.0."', "one"],
	["client.ipAddress pr", "one two"],
	['request.ipChain.ip eq "2001:db8::1"', "two"],
	['request.ipChain.version eq "V6"', "two"],
	['client.userAgent.rawUserAgent co "firefox/140"', "one"],
	['client.userAgent.os eq "iOS"', "two"],
	['client.userAgent.browser eq "FIREFOX"', "one"],
	['client.device eq "Mobile"', "two"],
	["client.zone pr", ""],
	['client.geographicalContext.country eq "Germany"', ""],
	['client.geographicalContext.country ne "Germany"', "one two three"],
	["securityContext.isProxy eq true", ""],
	["legacyEventType pr", ""],
	['version eq "0"', "one two three"],
	['transaction.id eq "reqtwo"', "two"],
	['transaction.type eq "JOB"', "three"],
	['transaction.detail.requestApiTokenId eq "00T1"', "two"],
	['authenticationContext.externalSessionId eq "trs1"', "one"],
	['debugContext.debugData.requestUri eq "/api/v1/groups/:id/users/:userId"', "two"],
	['debugContext.debugData.requestUri sw "/api/v1/groups"', "two"],
	['debugContext.debugData.requestUri co "GROUPS"', ""],
	['debugContext.debugData.count eq "5"', "two"],
	["debugContext.debugData.nothing pr", ""],
	['debugContext.debugData.requestId eq "reqone"', "one"],
	['uuid eq "0190b0b0-0000-7000-8000-000000000000"', ""],
	['uuid eq "not a uuid"', ""],
	["uuid pr", "one two three"],
	['actor.id eq "00u1" and eventType eq "user.session.start" and outcome.result eq "SUCCESS"', "one"],
	['eventType eq "user.session.start" and actor.id eq "00u2"', ""],
	['eventType eq "user.session.start" and eventType eq "group.user_membership.add"', ""],
	['(actor.id eq "00u1" or target.id eq "00u1") and outcome.result eq "SUCCESS"', "one two"],
	['actor.id eq "\' or 1=1 --"', ""],
];

/** What is no filter here, and Okta's code for it. */
const REFUSED: readonly (readonly [string, string])[] = [
	["nonsense", "filter_refused"],
	["eventType eq", "filter_refused"],
	['eventType eq "a', "filter_refused"],
	['eventType eq "a" and', "filter_refused"],
	['(eventType eq "a"', "filter_refused"],
	['eventType eq "a" b', "filter_refused"],
	['eventType eq "a" actor eq "b"', "filter_refused"],
	["[]", "filter_refused"],
	['eventType is "a"', "expression_refused"],
	['outcome.result eq "a" and eventType like "a"', "expression_refused"],
	['published gt "2026-01-01T00:00:00Z"', "expression_refused"],
	['eventtype eq "a"', "expression_refused"],
	['constructor eq "a"', "expression_refused"],
	['target.constructor eq "a"', "expression_refused"],
	['target eq "a"', "expression_refused"],
	['debugContext.debugData.a.b eq "c"', "expression_refused"],
	['eventType gt "a"', "expression_refused"],
	["eventType eq 5", "expression_refused"],
	["target.id eq true", "expression_refused"],
];

for (const engine of engines) {
	describe(`filters of the System Log on ${engine.name}`, () => {
		let open: TestDatabase<Tables>;
		before(async () => {
			open = await engine.open<Tables>("provider", migrations);
			for (const event of Object.values(EVENTS)) await recordEvent(open.db, event);
		});
		after(() => open.close());

		const found = async (filter: string, order: "ASCENDING" | "DESCENDING") => {
			const names = new Map(Object.entries(EVENTS).map(([name, { eventType }]) => [eventType as string, name]));
			const { items } = await listEvents(open.db, { filter, order, limit: 100 });
			const sorted = order === "ASCENDING" ? items : items.toReversed();
			return sorted.map(({ eventType }) => names.get(eventType)).join(" ");
		};

		for (const [filter, expected] of FILTERS) {
			it(`${filter} finds ${expected || "nothing"}, polling and not`, async () => {
				assert.equal(await found(filter, "ASCENDING"), expected);
				assert.equal(await found(filter, "DESCENDING"), expected);
			});
		}

		it("an event is found by its id, and by nothing that differs from it", async () => {
			const [event] = (await listEvents(open.db, { limit: 1, order: "DESCENDING" })).items;
			assert.ok(event);
			assert.equal(await found(`uuid eq "${event.id}"`, "DESCENDING"), "three");
			const other = `${event.id.slice(0, -1)}${event.id.endsWith("0") ? "1" : "0"}`;
			assert.equal(await found(`uuid eq "${other}"`, "DESCENDING"), "");
		});

		it("a filter and words narrow each other", async () => {
			const query = { filter: 'outcome.result eq "SUCCESS"', limit: 10, order: "DESCENDING" } as const;
			assert.equal((await listEvents(open.db, { ...query, q: "ADA" })).items.length, 2);
			assert.equal((await listEvents(open.db, { ...query, q: "ada hopper" })).items.length, 1);
			assert.equal((await listEvents(open.db, { ...query, q: "FireFox" })).items.length, 1);
			assert.equal((await listEvents(open.db, { ...query, q: "wiki" })).items.length, 0);
		});

		for (const [filter, code] of REFUSED) {
			it(`${filter} is refused as ${code}`, async () => {
				await assert.rejects(
					() => listEvents(open.db, { filter, limit: 10, order: "DESCENDING" }),
					(thrown) => thrown instanceof Fault && thrown.code === code && thrown.fields[0]?.field === "filter",
				);
			});
		}

		it("characters that a database does not hold are refused, escaped too", async () => {
			for (const value of ["\\u0000", "a\\u0000b", "\\ud800"]) {
				await assert.rejects(
					() => listEvents(open.db, { filter: `actor.displayName eq "${value}"`, limit: 10, order: "DESCENDING" }),
					(thrown) => thrown instanceof Fault && thrown.statusCode === 400,
					value,
				);
			}
		});
	});
}
