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

	test("a secret that changed is shown among the changed fields as stars, and nothing of a change is dropped", async () => {
		await platform.api("PUT", "/api/v0/authentication", {
			method: "openid-connect",
			clientId: provider.clientId,
			clientSecret: provider.clientSecret,
			issuer: provider.issuer,
		});
		await page.route("**/api/v0/audit/adt*", async (route) => {
			const response = await route.fetch();
			const event = (await response.json()) as { detail: { changes: object } };
			const changes = { ...event.detail.changes, clientSecret: { from: null, to: "******" }, neither: "an old event" };
			await route.fulfill({ response, json: { ...event, detail: { ...event.detail, changes } } });
		});
		await page.goto(`${platform.url}/manage/audit?action=authentication.save`);
		await page.getByRole("button", { name: /Saved authentication.*details/ }).click();
		const drawer = page.getByRole("dialog", { name: "Event" });
		const changed = drawer.getByRole("table", { name: "Changed fields" });
		await changed.getByRole("row").filter({ hasText: "clientSecret" }).getByText("******").waitFor();
		await drawer.getByText("an old event").waitFor();
		assert.equal(await changed.getByText("neither").count(), 0);
		await page.unroute("**/api/v0/audit/adt*");
		await platform.api("PUT", "/api/v0/authentication", { method: "built-in" });
	});

	test("what the filters leave is taken away as CSV and as JSON", async () => {
		await page.goto(`${platform.url}/manage/audit?action=user.update`);
		await events().waitFor();
		for (const [format, shape] of [
			["CSV", /^\ufeff?"Time","Action",.*\r\n[^\r\n]*,"user\.update",.*\r\n$/s],
			["JSON", /^\[\s*\{.*"action":"user\.update".*\}\s*\]\s*$/s],
		] as const) {
			const [download] = await Promise.all([
				page.waitForEvent("download"),
				page.getByRole("button", { name: `Export ${format}` }).click(),
			]);
			assert.match(download.suggestedFilename(), new RegExp(`^audit-.*\\.${format.toLowerCase()}$`));
			assert.match(await text(await download.createReadStream()), shape);
		}
	});

	test("an export that is refused says so on the page, and leaves it as it is", async () => {
		await page.route("**/api/v0/audit/export*", (route) =>
			route.fulfill({
				status: 429,
				contentType: "application/problem+json",
				body: JSON.stringify({ title: "Wait a little", detail: "Too many exports.", code: "too_many_attempts", status: 429 }),
			}),
		);
		const address = page.url();
		await page.getByRole("button", { name: "Export CSV" }).click();
		await page.getByText("That did not work").waitFor();
		assert.equal(page.url(), address);
		assert.ok(await events().isVisible());
		await page.unroute("**/api/v0/audit/export*");
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
		await page.getByRole("switch", { name: "Forget old events" }).check({ force: true });
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
			auditDays: 365,
			environmentProxies: [],
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

	const saved = () => platform.api<{ apiKeyMaxDays: number; auditDays: number | null }>("GET", "/api/v0/security");

	test("what somebody else saved meanwhile stays, and what is sent is what was changed here", async () => {
		await page.goto(`${platform.url}/manage/admin/security`);
		await page.getByLabel("Longest life of an API key").fill("40");
		await platform.api("PUT", "/api/v0/security", { auditDays: 400, sessions: { builtIn: { absoluteMinutes: 90 } } });
		const [request] = await Promise.all([
			page.waitForRequest((one) => one.method() === "PUT"),
			page.getByRole("button", { name: "Save Security" }).click(),
		]);
		assert.deepEqual(request.postDataJSON(), { apiKeyMaxDays: 40 });
		await page.getByText("Security settings saved").waitFor();
		const { apiKeyMaxDays, auditDays } = await saved();
		assert.deepEqual([apiKeyMaxDays, auditDays], [40, 400]);
		assert.equal(await page.getByLabel("Days until forgotten").inputValue(), "400");
		assert.equal(await page.getByLabel("Longest session (Built-In)", { exact: true }).inputValue(), "90");
		assert.equal(await page.getByLabel("Unit of Longest session (Built-In)").inputValue(), "minutes");
	});

	test("settings that come into force while one types are shown, and what is typed stays", async () => {
		await page.clock.install();
		await page.reload();
		await page.getByLabel("Longest life of an API key").fill("50");
		await platform.api("PUT", "/api/v0/security", { auditDays: 500, apiKeyMaxDays: 45 });
		// Whoever comes back to the page after a while has it read again.
		await page.clock.fastForward(10_000);
		await page.evaluate("dispatchEvent(new Event('visibilitychange'))");
		await page.locator('input[value="500"]').waitFor();
		assert.equal(await page.getByLabel("Longest life of an API key").inputValue(), "50");
	});

	test("a field that was emptied says that it needs a number, and nothing is saved until it has one", async () => {
		await page.reload();
		let puts = 0;
		page.on("request", (one) => {
			if (one.method() === "PUT") puts++;
		});
		for (const label of ["Longest life of an API key", "Days until forgotten", "Longest session (Built-In)"]) {
			const field = page.getByLabel(label, { exact: true });
			const before = await field.inputValue();
			await field.fill("");
			await page.getByText("Enter a number").waitFor();
			await page.getByRole("button", { name: "Save Security" }).click();
			await field.fill(before);
			await page.getByText("Enter a number").waitFor({ state: "hidden" });
		}
		assert.equal(puts, 0);
		await page.getByRole("button", { name: "Save Security" }).click();
		await page.getByText("Security settings saved").waitFor();
		assert.equal((await saved()).apiKeyMaxDays, 45);
	});
});
