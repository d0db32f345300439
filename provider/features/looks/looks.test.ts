import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { engines, ownDatabase } from "#tests/harness/databases.ts";
import { openProviderDatabase } from "#tests/harness/management.ts";
import { type Credential, type InjectedProvider, injectProvider, SUPER_ADMIN } from "#tests/harness/provider-inject.ts";
import { contrast } from "./colours.ts";
import { saveLooks, startBranding } from "./looks.ts";

const AT = "/api/v1/internal/looks";
const USUAL = { name: "Signet", signInText: null, accent: { light: null, dark: null } };
const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

for (const engine of ["SQLite", "PostgreSQL"]) {
	describe(`looks on ${engine}`, () => {
		let provider: InjectedProvider;
		let admin: Credential;
		before(async () => {
			provider = await injectProvider(engine === "SQLite" ? {} : { databaseUrl: await ownDatabase() });
			admin = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
		});
		after(() => provider.close());

		const save = (change: object) => provider.call("PUT", AT, admin, { ...USUAL, ...change });
		const signInPage = async () => (await provider.call("GET", "/login", {})).body;
		const upload = async (bytes: Buffer, type = "image/png") => {
			const form = new FormData();
			form.append("file", new Blob([new Uint8Array(bytes)], { type }), "logo");
			const request = new Request("http://localhost", { method: "PUT", body: form });
			return provider.app.inject({
				method: "PUT",
				url: `${AT}/logo`,
				headers: { ...admin, "content-type": request.headers.get("content-type") ?? "" },
				payload: Buffer.from(await request.arrayBuffer()),
			});
		};

		it("are Signet's own until somebody chooses others, and theirs at the next page", async () => {
			assert.match(await signInPage(), /<title>Sign in · Signet<\/title>/);
			const chosen = { name: "Kessel & Co.", signInText: "Questions?\nCall 12.", accent: { light: "#6a1b9a", dark: null } };
			const saved = await save(chosen);
			assert.deepEqual([saved.statusCode, saved.json()], [200, { ...chosen, logo: null }]);
			const page = await signInPage();
			assert.match(page, /<title>Sign in · Kessel &amp; Co\.<\/title>/);
			assert.match(page, />Questions\?\nCall 12\.</);
			const [, sheet = ""] = /href="(\/looks\/colours\/[^"]+)"/.exec(page) ?? [];
			const answer = await provider.call("GET", sheet, {});
			assert.match(String(answer.headers["content-type"]), /^text\/css/);
			assert.equal(answer.body.trim(), ":root{--accent:light-dark(#6a1b9a,#6fd0bd)}");
			const me = await provider.done<{ organization: object }>("GET", "/api/v1/internal/me", admin);
			assert.deepEqual(me.organization, { name: "Kessel & Co.", logo: null });
			const { companyName } = await provider.done<{ companyName: string }>("GET", "/api/v1/org", admin);
			assert.equal(companyName, "Kessel & Co.");
		});

		it("markup in any field stays text", async () => {
			const attack = `"><img src=x onerror=alert(1)><script>alert(2)</script>`;
			assert.equal((await save({ name: attack, signInText: `${attack}\n{name}` })).statusCode, 200);
			const page = await signInPage();
			assert.equal(/<img src=x|<script>alert/.test(page), false);
			assert.ok(page.includes("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"));
			assert.equal((await save({ accent: { light: "#000;}body{display:none", dark: null } })).statusCode, 400);
			for (const path of ["/looks/colours/usual/%3B%7Dbody", "/looks/colours/000000/12345", "/looks/colours/000000/GGGGGG"])
				assert.equal((await provider.call("GET", path, {})).statusCode, 404, path);
		});

		it("a colour that people cannot read is refused, with the contrast that it has", async () => {
			for (const [accent, field, ratio] of [
				[{ light: "#ffcc00", dark: null }, "accent.light", "1.38:1"],
				[{ light: "#777777", dark: null }, "accent.light", "4.09:1"],
				[{ light: null, dark: "#0f5f53" }, "accent.dark", "2.11:1"],
			] as const) {
				const answer = await save({ accent });
				assert.equal(answer.statusCode, 400, JSON.stringify(accent));
				assert.ok(answer.body.includes(ratio) && answer.body.includes(field), answer.body);
			}
			assert.equal((await save({ accent: { light: "#0B57D0", dark: "#A8C7FA" } })).statusCode, 200);
			assert.equal(contrast("#000000", "#ffffff"), 21);
		});

		it("refuse what is no name and no text, and change nothing then", async () => {
			await save({ name: "Kept" });
			for (const change of [
				{ name: "" },
				{ name: " \u200b " },
				{ name: "a\nb" },
				{ name: "x".repeat(101) },
				{ name: 7 },
				{ signInText: "x".repeat(1_001) },
				{ signInText: "bell \u0007" },
				{ signInText: "turned \u202e round" },
				{ accent: { light: "red", dark: null } },
				{ accent: {} },
				{ another: true },
			])
				assert.equal((await save(change)).statusCode, 400, JSON.stringify(change));
			assert.equal((await provider.done<{ name: string }>("GET", AT, admin)).name, "Kept");
		});

		it("a logo is served with nothing in it that runs, for as long as it is the one", async () => {
			const { logo } = (await upload(PNG)).json<{ logo: string }>();
			assert.ok((await signInPage()).includes(`<img src="${logo}" alt="">`));
			const shown = await provider.call("GET", logo, {});
			assert.deepEqual(
				[shown.statusCode, shown.headers["content-type"], shown.headers["x-content-type-options"]],
				[200, "image/png", "nosniff"],
			);
			assert.match(String(shown.headers["content-security-policy"]), /default-src 'none'.*sandbox/);
			const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="4"/></svg>');
			const second = (await upload(drawing, "image/svg+xml")).json<{ logo: string }>();
			assert.notEqual(second.logo, logo);
			assert.equal((await provider.call("GET", logo, {})).statusCode, 404);
			assert.match(
				String((await provider.call("GET", second.logo, {})).headers["content-security-policy"]),
				/default-src 'none'.*sandbox/,
			);
			// What else is saved leaves the logo where it is.
			assert.equal((await save({ name: "Still" })).json<{ logo: string }>().logo, second.logo);
			assert.equal((await provider.call("DELETE", `${AT}/logo`, admin)).statusCode, 204);
			assert.equal((await provider.done<{ logo: null }>("GET", AT, admin)).logo, null);
			assert.equal((await provider.call("GET", second.logo, {})).statusCode, 404);
		});

		it("each page leads to itself in another language, which holds for what follows in this browser", async () => {
			const english = (await provider.call("GET", "/login?next=%2Fadmin", {})).body;
			assert.ok(english.includes('<a href="?next=%2Fadmin&amp;ui_locales=de" lang="de" hreflang="de">Deutsch</a>'), english);
			const german = await provider.call("GET", "/login?next=%2Fadmin&ui_locales=de", {});
			assert.match(german.body, /<html lang="de">/);
			const [kept] = german.cookies.filter(({ name }) => name === "signet_provider_language");
			assert.deepEqual([kept?.value, kept?.httpOnly, kept?.sameSite, kept?.maxAge], ["de", true, "Lax", undefined]);
			const later = await provider.call("GET", "/login", { cookie: "signet_provider_language=de", "accept-language": "en" });
			assert.match(later.body, /<html lang="de">/);
			for (const [path, cookie] of [
				["/login?ui_locales=xx", ""],
				["/login", "signet_provider_language=../de"],
			] as const) {
				const answer = await provider.call("GET", path, { cookie });
				assert.match(answer.body, /<html lang="en">/, path);
				assert.equal(
					answer.cookies.some(({ name }) => name === "signet_provider_language"),
					false,
				);
			}
		});

		it("a logo that could run, or is none, is refused", async () => {
			for (const bytes of [
				"<svg><script>alert(1)</script></svg>",
				'<svg onload="alert(1)"></svg>',
				'<svg><a href="javascript:alert(1)"><text>x</text></a></svg>',
				"<svg><foreignObject><iframe/></foreignObject></svg>",
				'<!DOCTYPE svg [<!ENTITY x "y">]><svg></svg>',
				"<html><svg></svg></html>",
				"",
			])
				assert.equal((await upload(Buffer.from(bytes), "image/svg+xml")).statusCode, 400, bytes);
			assert.equal((await upload(Buffer.concat([PNG, Buffer.alloc(1_048_576)]))).statusCode, 400);
			assert.equal((await provider.call("PUT", `${AT}/logo`, admin, { file: "x" })).statusCode, 415);
		});
	});
}

for (const engine of engines) {
	describe(`looks of two processes on ${engine.name}`, () => {
		it("what one saves the other shows once it has looked", async () => {
			const { db, close } = await openProviderDatabase(engine);
			const fail = (err: unknown) => assert.fail(String(err));
			const [one, other] = [await startBranding(db, fail), await startBranding(db, fail)];
			await saveLooks(db, { name: "Kessel", signInText: null, accent: { light: null, dark: null } });
			await one.reload();
			assert.deepEqual([one.current().name, other.current().name], ["Kessel", "Signet"]);
			while (other.current().name !== "Kessel") await setTimeout(100);
			for (const each of [one, other]) each.stop();
			await close();
		});
	});
}
