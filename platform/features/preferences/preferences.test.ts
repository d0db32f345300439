import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Fault } from "#common/faults/fault.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import { type Browser, type InjectedPlatform, injectPlatform, SITE_ADMIN } from "#tests/harness/platform-inject.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { type SecurityInput, saveSecurity, securityOf } from "./preferences.ts";

const DEFAULTS = {
	hsts: true,
	sessions: {
		builtIn: { idleMinutes: null, absoluteMinutes: 10_080 },
		openidConnect: { idleMinutes: null, absoluteMinutes: 1_440 },
	},
	apiKeyMaxDays: 90,
	trustedProxies: [],
	dormancyDays: null,
	auditDays: null,
};

const EVERYBODY = [
	["0.0.0.0/0"],
	["::/0"],
	["0.0.0.0/1", "128.0.0.0/1"],
	["10.0.0.0/7"],
	["::/1"],
	["2000::/3"],
	["2001::/15"],
	["::ffff:0:0/96"],
	["::ffff:128.0.0.0/97"],
	["::ffff:a00:0/103"],
	["::/80"],
	["::fffe:0:0/95"],
];

for (const engine of engines) {
	describe(`security settings on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		after(() => database.close());

		it("are safe until somebody changes them", async () => {
			assert.deepEqual(await securityOf(database.db), DEFAULTS);
		});

		it("change what is sent and nothing else, at once, and say what changed", async () => {
			const input = {
				sessions: { builtIn: { idleMinutes: 60 } },
				trustedProxies: [" 10.0.0.0/8", "2001:DB8::/32", "10.0.0.0/8"],
			};
			const { changes } = await saveSecurity(database.db, input, "Ada");
			assert.deepEqual(changes, {
				trustedProxies: { from: [], to: ["10.0.0.0/8", "2001:db8::/32"] },
				"sessions.builtIn.idleMinutes": { from: null, to: 60 },
			});
			const expected = { ...DEFAULTS, trustedProxies: ["10.0.0.0/8", "2001:db8::/32"] };
			const builtIn = { idleMinutes: 60, absoluteMinutes: 10_080 };
			assert.deepEqual(await securityOf(database.db), { ...expected, sessions: { ...DEFAULTS.sessions, builtIn } });
			assert.deepEqual((await saveSecurity(database.db, { hsts: true }, "Ada")).changes, {});
			await saveSecurity(database.db, { ...DEFAULTS }, "Ada");
			assert.deepEqual(await securityOf(database.db), DEFAULTS);
		});

		it("take a proxy's network that is one", async () => {
			const trustedProxies = ["10.0.0.0/8", "2001::/16", "::ffff:10.0.0.0/104", "::/97", "::ffff:192.0.2.1", "2001:db8::1"];
			assert.deepEqual((await saveSecurity(database.db, { trustedProxies }, "Ada")).security.trustedProxies, trustedProxies);
			await saveSecurity(database.db, { ...DEFAULTS }, "Ada");
		});

		it("of two saves at once, both stand", async () => {
			await Promise.all([
				saveSecurity(database.db, { dormancyDays: 90 }, "Ada"),
				saveSecurity(database.db, { apiKeyMaxDays: 30 }, "Grace"),
			]);
			const row = await database.db.selectFrom("preferences").select("value").executeTakeFirstOrThrow();
			const { dormancyDays, apiKeyMaxDays } = JSON.parse(row.value) as typeof DEFAULTS;
			assert.deepEqual([dormancyDays, apiKeyMaxDays], [90, 30]);
		});

		const lifetimes = (given: object): SecurityInput => ({ sessions: { openidConnect: given } });
		const refused: readonly [string, SecurityInput, string][] = [
			["four minutes", lifetimes({ absoluteMinutes: 4 }), "sessions.openidConnect.absoluteMinutes"],
			["91 days", lifetimes({ absoluteMinutes: 91 * 1440 }), "sessions.openidConnect.absoluteMinutes"],
			["half a minute", lifetimes({ absoluteMinutes: 60.5 }), "sessions.openidConnect.absoluteMinutes"],
			["four idle minutes", lifetimes({ idleMinutes: 4 }), "sessions.openidConnect.idleMinutes"],
			["longer idle than alive", lifetimes({ idleMinutes: 61, absoluteMinutes: 60 }), "sessions.openidConnect.idleMinutes"],
			["a key for no day", { apiKeyMaxDays: 0 }, "apiKeyMaxDays"],
			["a key for 366 days", { apiKeyMaxDays: 366 }, "apiKeyMaxDays"],
			["dormant at once", { dormancyDays: 0 }, "dormancyDays"],
			["a log of a week", { auditDays: 7 }, "auditDays"],
			...["10.0.0.0/33", "10.0.0", "proxy.example", "::/129", "", "10.0.0.1/"].map(
				(text) => [`the proxy "${text}"`, { trustedProxies: [text] }, "trustedProxies"] as [string, SecurityInput, string],
			),
			...EVERYBODY.map(
				(list) =>
					[`${list.join(" and ")} as a proxy`, { trustedProxies: list }, "trustedProxies"] as [string, SecurityInput, string],
			),
		];
		for (const [what, input, field] of refused) {
			it(`refuse ${what}, naming the field`, async () => {
				const before = await securityOf(database.db);
				await assert.rejects(
					() => saveSecurity(database.db, input, "Ada"),
					(thrown) => thrown instanceof Fault && thrown.code === "invalid_request" && thrown.fields[0]?.field === field,
				);
				assert.deepEqual(await securityOf(database.db), before);
			});
		}
	});
}

describe("Manage > Admin > Security", () => {
	let platform: InjectedPlatform;
	let admin: Browser;
	before(async () => {
		platform = await injectPlatform({ url: "https://platform.example", trustProxy: ["192.0.2.200"] });
		admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
	});
	after(() => platform.close());
	const save = (body: unknown) => admin.send("PUT", "/api/v0/security", body);

	it("shows what holds, saves, and leaves the changed fields in the audit log", async () => {
		const shown = { ...DEFAULTS, environmentProxies: ["192.0.2.200"] };
		assert.deepEqual((await admin.get("/api/v0/security")).json(), shown);
		assert.deepEqual((await save({ dormancyDays: 90 })).json(), { ...shown, dormancyDays: 90 });
		const [event] = (await admin.get("/api/v0/audit?action=security.save")).json<{ items: { detail: unknown }[] }>().items;
		assert.deepEqual(event?.detail, { changes: { dormancyDays: { from: null, to: 90 } } });
	});

	it("takes no field that it does not know", async () => {
		for (const body of [
			{ hsts: "yes" },
			{ name: "security" },
			{ sessions: { all: {} } },
			{ saved_by: "me" },
			{ environmentProxies: [] },
		]) {
			assert.equal((await save(body)).statusCode, 400);
		}
	});

	it("switches HSTS off and on without a restart, off meaning that browsers forget it", async () => {
		const header = async () => (await admin.get("/login")).headers["strict-transport-security"];
		assert.equal(await header(), "max-age=31536000");
		await save({ hsts: false });
		assert.equal(await header(), "max-age=0");
		assert.equal((await admin.get("/no/such/path")).headers["strict-transport-security"], "max-age=0");
		await save({ hsts: true });
		assert.equal(await header(), "max-age=31536000");
	});

	it("believes a proxy as soon as it is saved, and nobody else", async () => {
		const addressSeen = async (from: string) => {
			const browser = platform.browser(from);
			await browser.post("/login", { email: "nobody@example.com", password: "x" }, { "x-forwarded-for": "203.0.113.7" });
			const [event] = (await admin.get("/api/v0/audit?action=sign-in")).json<{ items: { address: string }[] }>().items;
			return event?.address;
		};
		assert.equal(await addressSeen("10.1.2.3"), "10.1.2.3");
		await save({ trustedProxies: ["10.0.0.0/8"] });
		assert.equal(await addressSeen("10.1.2.3"), "203.0.113.7");
		assert.equal(await addressSeen("::ffff:10.1.2.3"), "203.0.113.7");
		assert.equal(await addressSeen("192.0.2.1"), "192.0.2.1");
		await save({ trustedProxies: [] });
		assert.equal(await addressSeen("10.1.2.3"), "10.1.2.3");
	});
});
