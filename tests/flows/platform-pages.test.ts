import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { createAgent } from "../harness/agent.ts";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { registerApplication, startProvider, type TestApplication, type TestProvider } from "../harness/provider.ts";
import { look, looksAt } from "./looks.ts";
import { enterTheThreeValues, savePreferences, signInAtPlatform } from "./steps.ts";

describe("every page of the platform shows well, wide and narrow", () => {
	let provider: TestProvider;
	let platform: TestPlatform;
	let application: TestApplication;
	let browser: TestBrowser;
	let page: Page;

	before(async () => {
		provider = await startProvider();
		platform = await startPlatform();
		application = await registerApplication(provider, "Platform", { redirectUris: [`${platform.url}/oidc/callback`] });
		browser = await openBrowser();
		page = await browser.page();
	});
	after(async () => {
		await browser.close();
		await platform.stop();
		await provider.stop();
	});

	test("the first start", async () => {
		const fresh = await startPlatform({ administrator: false });
		try {
			await looksAt(page, "platform-setup", fresh.setupLink ?? "", "Welcome to Signet");
		} finally {
			await fresh.stop();
		}
	});

	test("the settings of sign-in, refused and saved", async () => {
		await looksAt(page, "platform-sign-in", `${platform.url}/login`, "Sign in");
		await signInAtPlatform(page, platform.url);
		const values = { ...application, issuer: provider.url };
		await enterTheThreeValues(page, platform.url, { ...values, issuer: `${values.issuer}/`, clientSecret: "wrong" });
		await savePreferences(page);
		await page.getByText("Refused").first().waitFor();
		await look(page, "platform-authentication-refused");
		await enterTheThreeValues(page, platform.url, values);
		await savePreferences(page);
		await page.getByText("Verified").first().waitFor();
		await look(page, "platform-authentication-verified");
	});

	test("the platform's pages", async () => {
		await looksAt(page, "platform-home", `${platform.url}/`, /./);
		await looksAt(page, "platform-account", `${platform.url}/account`, /account/i);
		await platform.api("POST", "/api/v0/users", { name: "Built In", email: "built-in@example.com", authType: "built-in" });
		await looksAt(page, "platform-users", `${platform.url}/manage/users`, "Users");
		await looksAt(page, "platform-audit", `${platform.url}/manage/audit`, "Audit");
		await looksAt(page, "platform-fault", `${platform.url}/nothing-here`, /./);
		await page.goto(`${platform.url}/manage/users`);
		await page.getByRole("button", { name: "New User" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Name", { exact: true }).fill("Temporary");
		await dialog.getByLabel("Email").fill("temporary@example.com");
		await look(page, "platform-new-user");
		await dialog.getByRole("button", { name: /Make|Create|Add/ }).click();
		await page
			.getByText(/temporary password/i)
			.first()
			.waitFor();
		await look(page, "platform-temporary-password");
		await looksAt(page, "platform-sign-out", `${platform.url}/logout`, /./);
	});

	test("what a visitor meets", async () => {
		const stranger = await openBrowser();
		try {
			const visitor = await stranger.page();
			await looksAt(visitor, "platform-sign-in-configured", `${platform.url}/login`, "Sign in");
			const { temporaryPassword } = await platform.api<{ temporaryPassword: string }>("POST", "/api/v0/users", {
				name: "Must Change",
				email: "must@example.com",
				authType: "built-in",
			});
			await visitor.getByLabel("Email").fill("must@example.com");
			await visitor.getByLabel("Password").fill(temporaryPassword);
			await visitor.getByRole("button", { name: "Sign in", exact: true }).click();
			await visitor.waitForURL("**/login/new-password**");
			await look(visitor, "platform-new-password");
			await looksAt(visitor, "platform-sign-in-expired", `${platform.url}/oidc/callback?code=x&state=x`, /./);
			await looksAt(visitor, "platform-link-spent", `${platform.url}/setup/spent`, /./);
		} finally {
			await stranger.close();
		}
	});

	test("no page lets itself be framed or runs foreign script", async () => {
		const { headers } = await createAgent().open(`${platform.url}/login`);
		const policy = headers.get("content-security-policy") ?? "";
		assert.match(policy, /script-src 'self'(;|$)/);
		assert.match(policy, /frame-ancestors 'none'/);
		assert.doesNotMatch(policy, /unsafe/);
	});
});
