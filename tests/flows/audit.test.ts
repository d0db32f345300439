import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { freePort } from "../harness/provider.ts";
import { type MisbehavingProvider, startMisbehavingProvider } from "../misbehaving/provider.ts";
import { look, looksAt } from "./looks.ts";
import { signInAtPlatform } from "./steps.ts";

describe("what happened, and why, under Manage > Audit", () => {
	let provider: MisbehavingProvider;
	let platform: TestPlatform;
	let browser: TestBrowser;
	let page: Page;

	before(async () => {
		const port = await freePort();
		platform = await startPlatform({ port });
		provider = await startMisbehavingProvider([`${platform.url}/oidc/callback`]);
		browser = await openBrowser();
		page = await browser.page();
		await signInAtPlatform(page, platform.url);
	});
	after(async () => {
		await browser?.close();
		await platform?.stop();
		await provider?.stop();
	});

	const events = () => page.getByRole("table", { name: "Audit events" });
	const rows = () => events().getByRole("row");

	test("filters narrow the list, stay in the address, and go away with one click", async () => {
		const { user } = await platform.api<{ user: { id: string } }>("POST", "/api/v0/users", {
			name: "Zoë Lovelace",
			email: "zoe@example.com",
			authType: "built-in",
		});
		await platform.api("PATCH", `/api/v0/users/${user.id}`, { roles: ["auditor"] });
		await looksAt(page, "platform-audit", `${platform.url}/manage/audit`, "Audit");
		const all = await rows().count();
		await page.getByLabel("Resource type").selectOption("User");
		await page.getByLabel("Action", { exact: true }).selectOption("Changed a user");
		await page.getByLabel("Target").fill("zoe@");
		await page.waitForURL(/target=zoe/);
		await page.waitForFunction("document.querySelectorAll('table[aria-label=\"Audit events\"] tbody tr').length === 1");
		await page.reload();
		await events().waitFor();
		assert.equal(await page.getByLabel("Target").inputValue(), "zoe@");
		assert.equal(await rows().count(), 2);
		await page.getByLabel("From").fill("2100-01-01T00:00");
		await page.getByText("Nothing to show").waitFor();
		await page.getByRole("button", { name: "Clear filters" }).click();
		await page.waitForURL(`${platform.url}/manage/audit`);
		assert.equal(await page.getByLabel("Target").inputValue(), "");
		await events().waitFor();
		assert.ok((await rows().count()) >= all);
	});

	test("an event opens by keyboard, shows each changed field, and closes to where one was", async () => {
		await page.goto(`${platform.url}/manage/audit?action=user.update`);
		const opener = page.getByRole("button", { name: /Changed a user.*details/ });
		await opener.focus();
		await page.keyboard.press("Enter");
		const drawer = page.getByRole("dialog", { name: "Event" });
		await drawer.waitFor();
		assert.match(page.url(), /id=adt/);
		const changed = drawer.getByRole("table", { name: "Changed fields" });
		assert.match(await changed.innerText(), /roles[\s\S]*auditor/);
		await look(page, "platform-audit-event");
		const address = page.url();
		await page.keyboard.press("Escape");
		await drawer.waitFor({ state: "hidden" });
		assert.ok(!page.url().includes("id="));
		await page.goto(address);
		await drawer.waitFor();
		await drawer.getByRole("button", { name: "Close" }).click();
		await drawer.waitFor({ state: "hidden" });
		await page.goto(`${platform.url}/manage/audit?id=adt00000000000000000`);
		await drawer.getByText("There is nothing at this address").waitFor();
	});

	test("what the filters leave is taken away as CSV and as JSON", async () => {
		await page.goto(`${platform.url}/manage/audit?action=user.update`);
		await events().waitFor();
		for (const [format, shape] of [
			["CSV", /^\ufeff?Time,Action,.*\r\n[^\r\n]*,user\.update,.*\r\n$/s],
			["JSON", /^\[\s*\{.*"action":"user\.update".*\}\s*\]\s*$/s],
		] as const) {
			const [download] = await Promise.all([
				page.waitForEvent("download"),
				page.getByRole("link", { name: `Export ${format}` }).click(),
			]);
			assert.match(download.suggestedFilename(), new RegExp(`^audit-.*\\.${format.toLowerCase()}$`));
			assert.match(await text(await download.createReadStream()), shape);
		}
	});

	test("a refused sign-in shows people an id, and administrators under that id what to change, ready to be copied", async () => {
		await platform.api("PUT", "/api/v0/authentication", {
			method: "openid-connect",
			clientId: provider.clientId,
			clientSecret: provider.clientSecret,
			issuer: provider.issuer,
		});
		provider.misbehave("denies");
		const stranger = await openBrowser();
		let id = "";
		try {
			const visitor = await stranger.page();
			await visitor.goto(`${platform.url}/oidc/login`);
			await visitor.getByRole("heading", { name: "You could not be signed in" }).waitFor();
			id = await visitor.locator("code").innerText();
			assert.match(id, /^req[\w-]{22}$/);
			await look(visitor, "platform-refused");
			provider.misbehave();
			await visitor.getByRole("link", { name: "Try again" }).click();
			await visitor.waitForURL(`${platform.url}/`);
		} finally {
			await stranger.close();
		}
		await page.goto(`${platform.url}/manage/audit`);
		await page.getByLabel("Search the audit log").fill(id);
		const drawer = page.getByRole("dialog", { name: "Event" });
		await drawer.getByText("authorization.access_denied").waitFor();
		for (const part of ["What was sent", "What came back"]) await drawer.getByRole("heading", { name: part }).waitFor();
		await look(page, "platform-audit-refusal");
		await drawer.getByRole("button", { name: "Copy advice" }).click();
		const copied = String(await page.evaluate("navigator.clipboard.readText()"));
		assert.match(copied, /assign this person/);
		assert.ok(copied.includes(provider.clientId) && copied.includes(provider.issuer));
	});
});

describe("Manage > Admin > Security", () => {
	let platform: TestPlatform;
	let browser: TestBrowser;
	let page: Page;
	before(async () => {
		platform = await startPlatform();
		browser = await openBrowser();
		page = await browser.page();
		await signInAtPlatform(page, platform.url);
	});
	after(async () => {
		await browser?.close();
		await platform?.stop();
	});

	test("settings are saved, and stand there again", async () => {
		await page.goto(`${platform.url}/`);
		await page.getByRole("link", { name: "Security" }).click();
		await page.getByRole("heading", { name: "Security", level: 1 }).waitFor();
		await page.getByLabel("Longest session (Built-In)", { exact: true }).fill("3");
		await page.getByLabel("Longest pause (OpenID Connect)", { exact: true }).fill("2");
		await page.getByLabel("Longest life of an API key").fill("30");
		await page.getByRole("switch", { name: "Dormancy" }).check({ force: true });
		await page.getByRole("combobox", { name: "Trusted proxies" }).fill("10.0.0.0/8,");
		await page.getByRole("switch", { name: "HSTS" }).uncheck({ force: true });
		await look(page, "platform-security");
		await page.getByRole("button", { name: "Save Security" }).click();
		await page.getByText("Security settings saved").waitFor();
		assert.deepEqual(await platform.api("GET", "/api/v0/security"), {
			hsts: false,
			sessions: {
				builtIn: { idleMinutes: null, absoluteMinutes: 3 * 24 * 60 },
				openidConnect: { idleMinutes: 120, absoluteMinutes: 24 * 60 },
			},
			apiKeyMaxDays: 30,
			trustedProxies: ["10.0.0.0/8"],
			dormancyDays: 90,
		});
		await page.reload();
		assert.equal(await page.getByLabel("Longest session (Built-In)", { exact: true }).inputValue(), "3");
	});

	test("what cannot be is named beside its field, and nothing is saved", async () => {
		await page.getByLabel("Longest pause (Built-In)", { exact: true }).fill("99");
		await page.getByRole("combobox", { name: "Trusted proxies" }).fill("everybody,");
		await page.getByRole("button", { name: "Save Security" }).click();
		await page.getByText("Must not be longer than the session may last.").waitFor();
		await page.getByText("Must be IP addresses or networks").waitFor();
		await look(page, "platform-security-refused");
		const { trustedProxies } = await platform.api<{ trustedProxies: string[] }>("GET", "/api/v0/security");
		assert.deepEqual(trustedProxies, ["10.0.0.0/8"]);
	});
});
