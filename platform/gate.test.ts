import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Browser, type InjectedPlatform, injectPlatform, SITE_ADMIN } from "#tests/harness/platform-inject.ts";
import type { AuditEvent } from "./features/audit/audit.ts";

describe("what a call leaves in the audit log", () => {
	let platform: InjectedPlatform;
	let admin: Browser;
	let member: Browser;
	let memberId: string;
	let temporaryPassword: string;

	before(async () => {
		platform = await injectPlatform();
		admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		const made = await admin.send("POST", "/api/v0/users", { name: "Max", email: "max@example.com", authType: "built-in" });
		const answer = made.json<{ user: { id: string }; temporaryPassword: string }>();
		memberId = answer.user.id;
		temporaryPassword = answer.temporaryPassword;
		member = platform.browser();
	});
	after(() => platform.close());

	const eventsOf = async (filter: string) =>
		(await admin.get(`/api/v0/audit?limit=100&${filter}`)).json<{ items: AuditEvent[] }>().items;

	it("is nothing for a stranger who signs out, and who it was for somebody who still has to choose a password", async () => {
		assert.equal((await platform.browser().post("/logout", {})).statusCode, 303);
		assert.deepEqual(await eventsOf("action=sign-out"), []);
		const browser = await platform.signedIn("max@example.com", temporaryPassword);
		await browser.post("/logout", {});
		const events = await eventsOf("action=sign-out");
		assert.deepEqual(
			events.map(({ actor, result }) => [actor.id, result]),
			[[memberId, "success"]],
		);
	});

	it("is one change of a password that had to be changed, and none where it had not", async () => {
		member = await platform.signedIn("max@example.com", temporaryPassword);
		for (let n = 0; n < 3; n++) {
			assert.equal((await member.post("/login/new-password", { password: "a good long password" })).statusCode, 303);
		}
		const events = await eventsOf("action=password.change");
		assert.deepEqual(
			events.map(({ target, result }) => [target?.id, result]),
			[[memberId, "success"]],
		);
	});

	it("says of nobody that they were here because a page of theirs stands open", async () => {
		const seen = async () => {
			const query = platform.db.selectFrom("users").select("last_seen").where("id", "=", memberId);
			return (await query.executeTakeFirst())?.last_seen;
		};
		const then = "2020-01-01T00:00:00.000Z" as never;
		await platform.db.updateTable("users").set({ last_seen: then }).where("id", "=", memberId).execute();
		assert.equal((await member.get("/api/v0/me", { "signet-background": "1" })).statusCode, 200);
		assert.equal(await seen(), then);
		await member.get("/api/v0/me");
		assert.notEqual(await seen(), then);
	});

	it("names the API key that acted by its id, and the key itself nowhere", async () => {
		const { id, key } = (await admin.send("POST", "/api/v0/me/api-keys", { name: "tool", days: 7 })).json();
		const headers = { authorization: `Bearer ${key}` };
		await platform.app.inject({ method: "PUT", url: "/api/v0/security", headers, payload: { dormancyDays: 90 } });
		const [event] = await eventsOf("action=security.save");
		assert.equal(event?.detail["apiKeyId"], id);
		await platform.app.inject({ method: "POST", url: "/api/v0/me/sessions/end-others", headers });
		const [refusal] = await eventsOf("action=request.denied");
		const { result, reason, detail } = refusal ?? {};
		assert.deepEqual(
			[result, reason, detail],
			["denied", "session_required", { path: "/api/v0/me/sessions/end-others", apiKeyId: id }],
		);
		assert.ok(!JSON.stringify(await eventsOf("")).includes(key));
	});

	it("is ten events of a thousand calls that a member may not make, wherever they go", async () => {
		for (let n = 0; n < 1_000; n++) {
			const { statusCode } = await member.get(n % 2 === 0 ? "/api/v0/audit/facets" : `/api/v0/users/${n}/sessions`);
			assert.equal(statusCode, 403);
		}
		assert.equal((await eventsOf(`action=request.denied&actor=${memberId}`)).length, 10);
	});
});
