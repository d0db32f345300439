import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Browser, type InjectedPlatform, injectPlatform, SITE_ADMIN } from "#tests/harness/platform-inject.ts";
import type { AuditEvent, NewAuditEvent } from "./audit.ts";
import { createRepeats } from "./repeats.ts";

const MINUTE = 60_000;

describe("refusals that repeat", () => {
	const event = (requestId: string, given: Partial<NewAuditEvent> = {}): NewAuditEvent => ({
		...{ action: "sign-in", actor: undefined, address: "192.0.2.1", userAgent: "", result: "failure" },
		...{ reason: "attempt_expired", requestId, detail: { method: "openid-connect" } },
		...given,
	});
	const ids = (events: readonly NewAuditEvent[]) => events.map(({ requestId }) => requestId);

	const TEN = Array.from({ length: 10 }, (_, n) => `first ${n}`);

	it("are ten events, and one more that counts the others and names them once the minute is over", () => {
		const repeats = createRepeats();
		for (const id of TEN) assert.deepEqual(ids(repeats.take(event(id), 0)), [id]);
		for (const id of ["two", "three"]) assert.deepEqual(repeats.take(event(id), 1_000), []);
		assert.deepEqual(repeats.over(MINUTE - 1), []);
		const counts = { repeated: 2, since: "1970-01-01T00:00:00.000Z", requestIds: ["two", "three"] };
		assert.deepEqual(repeats.over(MINUTE), [event("three", { detail: { method: "openid-connect", ...counts } })]);
		assert.deepEqual(repeats.over(2 * MINUTE), [], "told once");
		assert.deepEqual(ids(repeats.take(event("four"), MINUTE)), ["four"]);
	});

	it("are told before the next one, where nobody asked in between; ten are told once each", () => {
		const repeats = createRepeats();
		for (const id of TEN) repeats.take(event(id, { address: "192.0.2.2" }), 0);
		for (const id of [...TEN, "eleven"]) repeats.take(event(id), 0);
		assert.deepEqual(ids(repeats.take(event("next"), MINUTE)), ["eleven", "next"]);
	});

	it("are told apart by action, reason and network, a line of IPv6 being one network", () => {
		const repeats = createRepeats();
		for (const id of TEN) repeats.take(event(id, { address: "2001:db8:1:2::1" }), 0);
		for (const given of [{ reason: "provider_unreachable" }, { action: "sign-out.provider" as const }, {}]) {
			assert.deepEqual(ids(repeats.take(event("other", given), 0)), ["other"]);
		}
		assert.deepEqual(repeats.take(event("same", { address: "2001:db8:1:2:ffff::9" }), 0), []);
	});

	it("are few, however many networks they come from and however many there are", () => {
		const repeats = createRepeats();
		let written = 0;
		for (let n = 0; n < 5_000; n++)
			written += repeats.take(event(`${n}`, { address: `2001:db8:0:${n.toString(16)}::1` }), 0).length;
		assert.equal(written, 110);
		const [counted, ...more] = repeats.over(MINUTE);
		assert.equal(more.length, 0);
		assert.equal(counted?.detail?.["repeated"], 5_000 - 110);
		assert.equal((counted?.detail?.["requestIds"] as string[] | undefined)?.length, 50);
	});
});

describe("what strangers leave in the audit log", () => {
	let platform: InjectedPlatform;
	let admin: Browser;
	before(async () => {
		platform = await injectPlatform();
		admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
	});
	after(() => platform.close());
	const eventsOf = async (filter: string) =>
		(await admin.get(`/api/v0/audit?limit=100&result=failure&${filter}`)).json<{ items: AuditEvent[] }>().items;

	it("is ten events for a hundred answers that belong to no sign-in, and ten for a hundred logout tokens that do not hold", async () => {
		for (let n = 0; n < 100; n++) {
			const browser = platform.browser("192.0.2.1");
			const page = await browser.get(`/oidc/callback?state=x${n % 2 === 0 ? "" : `&error=made_up_${n}`}`);
			assert.match(page.body, /This sign-in is over/);
			await browser.post("/oidc/backchannel-logout", { logout_token: "junk" });
		}
		assert.deepEqual(
			(await eventsOf("action=sign-in")).map(({ reason }) => reason),
			Array(10).fill("attempt_expired"),
		);
		assert.deepEqual(
			(await eventsOf("action=sign-out.provider")).map(({ reason }) => reason),
			Array(10).fill("logout_refused"),
		);
	});

	it("is an event for each where somebody is signed in, and for each password that is refused", async () => {
		const count = async (filter: string) => (await eventsOf(filter)).length;
		const before = await count("action=sign-in");
		for (let n = 0; n < 20; n++) await admin.get("/oidc/callback?state=x");
		for (let n = 0; n < 20; n++) await platform.browser("192.0.2.1").post("/login", { email: "x@example.com", password: "x" });
		assert.equal((await count("action=sign-in")) - before, 40);
	});
});
