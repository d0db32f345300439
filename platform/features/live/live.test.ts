import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it, mock } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { after as later, now } from "#common/db/columns.ts";
import { createSeal } from "#common/seal/seal.ts";
import type { Agent } from "#tests/harness/agent.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import { siteAdmin, startPlatform, type TestPlatform } from "#tests/harness/platform.ts";
import { openSocket, openStream } from "#tests/misbehaving/sockets.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { endThis, type Session, type SessionNeeds, startSession } from "../sessions/sessions.ts";
import { addUser } from "../users/users.ts";
import { createLive, type Live } from "./live.ts";

const until = async (holds: () => boolean): Promise<void> => {
	for (let waited = 0; !holds(); waited += 20) {
		assert.ok(waited < 5_000, "it did not happen");
		await sleep(20);
	}
};

for (const engine of engines) {
	describe(`open connections on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let needs: SessionNeeds;
		let live: Live;
		let userId: string;
		let session: Session;
		let request: FastifyRequest;
		let heard: string[];

		const wire = (name: string) => ({
			send: (event: { readonly type: string; readonly reason?: string }) =>
				void heard.push(`${name} ${event.type} ${event.reason ?? ""}`.trim()),
			close: (why: string) => void heard.push(`${name} closed ${why}`),
		});
		const begin = async (): Promise<void> => {
			const cookies: Record<string, string> = {};
			request = { cookies, ip: "192.0.2.1", headers: {} } as unknown as FastifyRequest;
			const setCookie = (name: string, value: string) => {
				cookies[name] = value;
			};
			session = await startSession(needs, { request, setCookie } as unknown as FastifyReply, { userId, method: "built-in" });
		};
		const change = (values: object) =>
			database.db.updateTable("sessions").set(values).where("digest", "=", session.digest).execute();

		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
			needs = { db: database.db, seal: createSeal("only for tests ".repeat(3), "platform"), url: "https://platform.example" };
			const ada = { name: "Ada", email: "ada@example.com", authType: "built-in" } as const;
			userId = (await database.db.transaction().execute((tx) => addUser(tx, ada))).id;
		});
		after(() => database.close());
		beforeEach(async () => {
			live = createLive(needs);
			heard = [];
			await begin();
		});
		afterEach(() => live.close());

		it("close when the session is ended here, each told why, and once", async () => {
			live.open(session, request, wire("one"));
			live.open(session, request, wire("two"));
			await endThis(needs.db, session, "ended-by-administrator");
			await until(() => heard.length >= 4);
			await sleep(500);
			assert.deepEqual(heard, [
				"one session-ended ended-by-administrator",
				"one closed session-ended",
				"two session-ended ended-by-administrator",
				"two closed session-ended",
			]);
		});

		it("close when somebody else's process ended it, when it ran out, and when its person is gone", async () => {
			for (const [values, reason] of [
				[{ ended: now(), end_reason: "provider-signed-out" }, "provider-signed-out"],
				[{ ended: now(), end_reason: "idle" }, "idle"],
				[{ expires: later(-1) }, "expired"],
			] as const) {
				await begin();
				live.open(session, request, wire("it"));
				await change(values);
				await until(() => heard.length >= 2);
				assert.deepEqual(heard.splice(0), [`it session-ended ${reason}`, "it closed session-ended"]);
			}
			await begin();
			live.open(session, request, wire("it"));
			await database.db.deleteFrom("sessions").where("digest", "=", session.digest).execute();
			await until(() => heard.length >= 2);
			assert.deepEqual(heard, ["it session-ended account-changed", "it closed session-ended"]);
		});

		it("stay open where the ending was taken back", async () => {
			live.open(session, request, wire("it"));
			const undone = database.db.transaction().execute(async (tx) => {
				await endThis(tx, session, "signed-out");
				throw new Error("taken back");
			});
			await assert.rejects(undone, /taken back/);
			await sleep(900);
			assert.deepEqual(heard, []);
		});

		it("do not count as use of the session", async () => {
			await change({ last_used: later(-3_600) });
			live.open(session, request, wire("it"));
			await sleep(900);
			const { last_used } = await database.db
				.selectFrom("sessions")
				.select("last_used")
				.where("digest", "=", session.digest)
				.executeTakeFirstOrThrow();
			assert.ok(last_used !== null && last_used < later(-3_000));
		});

		it("are pinged now and then", () => {
			mock.timers.enable({ apis: ["setInterval"] });
			const ticking = createLive(needs);
			try {
				ticking.open(session, request, wire("it"));
				mock.timers.tick(24_000);
				assert.deepEqual(heard, []);
				mock.timers.tick(2_000);
				assert.deepEqual(heard, ["it ping"]);
			} finally {
				ticking.close();
				mock.timers.reset();
			}
		});

		it("are at most 20 for a session; one that is let go makes room", () => {
			const open = () => live.open(session, request, wire("it"));
			const letGo = Array.from({ length: 20 }, open);
			assert.equal(open(), undefined);
			letGo[0]?.();
			assert.notEqual(open(), undefined);
		});
	});
}

describe("/api/v0/events", () => {
	let platform: TestPlatform;
	let agent: Agent;
	before(async () => {
		platform = await startPlatform();
		agent = await siteAdmin(platform.url);
	});
	after(() => platform?.stop());

	it("opens to a person's own pages: as a WebSocket and as a stream", async () => {
		const socket = await openSocket(agent, platform.url);
		const stream = await openStream(agent, platform.url, { "sec-fetch-site": "same-origin" });
		assert.deepEqual([stream.status, stream.contentType], [200, "text/event-stream"]);
		socket.close();
		stream.close();
		await Promise.all([socket.closed, stream.closed]);
	});

	it("closes both when the person signs out", async () => {
		const other = await siteAdmin(platform.url);
		const socket = await openSocket(other, platform.url);
		const stream = await openStream(other, platform.url);
		await other.open(`${platform.url}/logout`, { method: "POST", body: "scope=here", headers: { origin: platform.url } });
		assert.equal((await socket.closed).code, 4401);
		await stream.closed;
		assert.match(stream.text(), /"reason":"signed-out"/);
	});

	it("lets in no page of another origin, though it be of the same site and bring the cookie", async () => {
		for (const origin of ["https://evil.example", "http://localhost:1", "null", ""]) {
			await assert.rejects(openSocket(agent, origin, platform.url), /403/, origin);
		}
		assert.equal((await openStream(agent, platform.url, { origin: "http://localhost:1" })).status, 403);
		assert.equal((await openStream(agent, platform.url, { "sec-fetch-site": "same-site" })).status, 403);
	});

	it("lets in nobody who is not signed in, and answers no plain GET", async () => {
		await assert.rejects(openSocket(undefined, platform.url), /401/);
		assert.equal((await openStream(undefined, platform.url)).status, 401);
		assert.equal((await agent.open(`${platform.url}/api/v0/events`)).status, 400);
	});

	it("opens nowhere else", async () => {
		await assert.rejects(openSocket(agent, platform.url, platform.url, "/api/v0/me"), /404/);
		await assert.rejects(openSocket(agent, platform.url, platform.url, "/nowhere"), /404/);
	});

	it("drops what is sent, and whoever sends much", async () => {
		const socket = await openSocket(agent, platform.url);
		socket.send("hello");
		socket.send("x".repeat(2_000));
		assert.equal((await socket.closed).code, 1009);
	});

	it("keeps nobody from stopping the platform", async () => {
		const socket = await openSocket(agent, platform.url);
		const stream = await openStream(agent, platform.url);
		await platform.stop();
		assert.equal((await socket.closed).code, 1001);
		await stream.closed;
	});
});
