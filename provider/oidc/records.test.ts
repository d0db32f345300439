import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { KyselyPlugin } from "kysely";
import { digest } from "#common/seal/ids.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../database.ts";
import { migrations } from "../migrations/index.ts";
import { endTokens, removeExpiredRecords } from "./access.ts";
import { adapterFor } from "./adapter.ts";
import { setExpiry } from "./records.store.ts";
import { spendOnce } from "./single-use.ts";

const HOUR = 3600;

for (const engine of engines) {
	describe(`the protocol engine's records on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		before(async () => {
			database = await engine.open<Tables>("provider", migrations);
		});
		after(() => database.close());

		const adapter = (model: string) => adapterFor(database.db, async () => undefined)(model);
		const tokenOf = (accountId: string, clientId: string, grantId = `grant of ${accountId}`) => ({
			accountId,
			clientId,
			grantId,
			kind: "AccessToken",
		});

		test("come back under their id, which is stored nowhere", async () => {
			const tokens = adapter("AccessToken");
			await tokens.upsert("the-token-itself", { ...tokenOf("ada", "wiki"), jti: "the-token-itself" }, HOUR);
			const found = await tokens.find("the-token-itself");
			assert.deepEqual(found, { ...tokenOf("ada", "wiki"), jti: "the-token-itself" });
			assert.equal(await tokens.find("another-token"), undefined);
			const rows = await database.db.selectFrom("engine_records").selectAll().execute();
			assert.equal(JSON.stringify(rows).includes("the-token-itself"), false);
		});

		test("of one kind are not found as another", async () => {
			await adapter("RefreshToken").upsert("refresh", tokenOf("ada", "wiki"), HOUR);
			assert.equal(await adapter("AccessToken").find("refresh"), undefined);
		});

		test("are consumed by one of many at once", async () => {
			const codes = adapter("AuthorizationCode");
			await codes.upsert("code", tokenOf("ada", "wiki"), HOUR);
			const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => codes.consume("code")));
			assert.equal(attempts.filter(({ status }) => status === "fulfilled").length, 1);
			assert.equal(typeof (await codes.find("code"))?.["consumed"], "number");
		});

		test("end with their grant", async () => {
			await adapter("AccessToken").upsert("a1", tokenOf("ada", "wiki", "g1"), HOUR);
			await adapter("RefreshToken").upsert("r1", tokenOf("ada", "wiki", "g1"), HOUR);
			await adapter("AccessToken").upsert("a2", tokenOf("ada", "wiki", "g2"), HOUR);
			await adapter("AccessToken").revokeByGrantId("g1");
			assert.equal(await adapter("AccessToken").find("a1"), undefined);
			assert.equal(await adapter("RefreshToken").find("r1"), undefined);
			assert.ok(await adapter("AccessToken").find("a2"));
		});

		test("end with a person, an application, or a person's place in an application", async () => {
			const tokens = adapter("AccessToken");
			const put = async () => {
				for (const person of ["eve", "bob"])
					for (const client of ["chat", "mail"]) await tokens.upsert(`${person}@${client}`, tokenOf(person, client), HOUR);
			};
			const left = async () => {
				const names = ["eve@chat", "eve@mail", "bob@chat", "bob@mail"];
				const found = await Promise.all(names.map((name) => tokens.find(name)));
				return names.filter((_name, at) => found[at] !== undefined);
			};
			await put();
			await endTokens(database.db, { userId: "eve" });
			assert.deepEqual(await left(), ["bob@chat", "bob@mail"]);
			await put();
			await endTokens(database.db, { applicationId: "chat" });
			assert.deepEqual(await left(), ["eve@mail", "bob@mail"]);
			await put();
			await endTokens(database.db, { applicationId: "mail", userIds: ["ann", "bob"] });
			assert.deepEqual(await left(), ["eve@chat", "eve@mail", "bob@chat"]);
			await endTokens(database.db, { applicationId: "mail", userIds: [] });
			assert.deepEqual(await left(), ["eve@chat", "eve@mail", "bob@chat"]);
		});

		test("of what works once let one of many at once through, and each owner has its own", async () => {
			const soon = Date.now() / 1000 + HOUR;
			const spent = await Promise.all(Array.from({ length: 8 }, () => spendOnce(database.db, "wiki", "proof", soon)));
			assert.equal(spent.filter(Boolean).length, 1);
			assert.equal(await spendOnce(database.db, "chat", "proof", soon), true);
			assert.equal(await spendOnce(database.db, "wiki", "another proof", soon), true);
		});

		test("last longer or shorter by word of a policy, and none that was revoked meanwhile comes back", async () => {
			const tokens = adapter("RefreshToken");
			const record = { model: "RefreshToken", digest: digest("lasting") };
			const ends = async () => {
				const row = await database.db
					.selectFrom("engine_records")
					.select(["expires", "payload"])
					.where("digest", "=", record.digest)
					.executeTakeFirst();
				return row && [Number(row.expires), (JSON.parse(row.payload) as { exp?: number }).exp];
			};
			await tokens.upsert("lasting", tokenOf("ada", "wiki", "g3"), HOUR);
			const soon = Math.floor(Date.now() / 1000) + 60;
			await setExpiry(database.db, record, soon);
			assert.deepEqual(await ends(), [soon, soon]);
			await setExpiry(database.db, record, soon - 30, true);
			assert.deepEqual(await ends(), [soon, soon]);
			await setExpiry(database.db, record, soon + 30, true);
			assert.deepEqual(await ends(), [soon + 30, soon + 30]);
			await tokens.revokeByGrantId("g3");
			await setExpiry(database.db, record, soon);
			assert.equal(await ends(), undefined);
		});

		test("are removed when they have expired, and not before", async () => {
			const tokens = adapter("AccessToken");
			await tokens.upsert("old", tokenOf("ada", "wiki"), -10);
			await tokens.upsert("young", tokenOf("ada", "wiki"), HOUR);
			await removeExpiredRecords(database.db);
			assert.equal(await tokens.find("old"), undefined);
			assert.ok(await tokens.find("young"));
		});

		test("that have expired are removed some at a time, so that nobody waits for all of them", async () => {
			const row = {
				model: "AccessToken",
				payload: "{}",
				grant_id: null,
				account_id: null,
				client_id: null,
				consumed: null,
				expires: 1,
			};
			const rows = Array.from({ length: 1_500 }, (_, at) => ({ ...row, digest: `expired ${at}` }));
			await database.db.insertInto("engine_records").values(rows).execute();
			const removed: bigint[] = [];
			const counting: KyselyPlugin = {
				transformQuery: ({ node }) => node,
				async transformResult({ result }) {
					removed.push(result.numAffectedRows ?? 0n);
					return result;
				},
			};
			await removeExpiredRecords(database.db.withPlugin(counting));
			assert.deepEqual(removed, [1_000n, 500n]);
		});

		test("keep no session cookie inside an interaction", async () => {
			const session = { accountId: "ada", uid: "uid", cookie: "the-cookie" };
			await adapter("Interaction").upsert("interaction", { session, kind: "Interaction" }, HOUR);
			assert.deepEqual((await adapter("Interaction").find("interaction"))?.["session"], { accountId: "ada", uid: "uid" });
		});
	});
}
