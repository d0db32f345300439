import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "#tests/harness/browser.ts";
import { startPlatform, type TestPlatform } from "#tests/harness/platform.ts";

describe("the Site admin's sessions, as a Site manager sees them", () => {
	const PASSWORD = "my own password";
	let platform: TestPlatform;
	let browser: TestBrowser;
	let page: Page;
	before(async () => {
		platform = await startPlatform();
		const account = { name: "Mona", email: "mona@example.com", authType: "built-in" };
		const made = await platform.api<{ user: { id: string }; temporaryPassword: string }>("POST", "/api/v0/users", account);
		await platform.api("PATCH", `/api/v0/users/${made.user.id}`, { roles: ["site-manager"] });
		browser = await openBrowser();
		page = await browser.page();
		await page.goto(`${platform.url}/login`);
		await page.getByLabel("Email").fill(account.email);
		await page.getByLabel("Password").fill(made.temporaryPassword);
		await page.getByRole("button", { name: "Sign in", exact: true }).click();
		await page.locator("input[type=password]").first().fill(PASSWORD);
		await page.getByRole("button", { name: "Set password" }).click();
		await page.waitForURL(`${platform.url}/`);
	});
	after(async () => {
		await browser?.close();
		await platform?.stop();
	});

	test("stand there without a button that would be refused; everybody else's have one", async () => {
		const { name } = await platform.api<{ name: string }>("GET", "/api/v0/me");
		await page.goto(`${platform.url}/manage/users`);
		await page.getByRole("button", { name: `Actions for ${name}` }).click();
		await page.getByRole("menuitem", { name: "Sessions" }).click();
		const theirs = page.getByRole("dialog", { name: `Sessions of ${name}` });
		await theirs.getByText("Built-In").first().waitFor();
		assert.equal(await theirs.getByRole("button", { name: /^End/ }).count(), 0);
		await theirs.getByRole("button", { name: "Done" }).click();

		const again = await openBrowser();
		try {
			const second = await again.page();
			await second.goto(`${platform.url}/login`);
			await second.getByLabel("Email").fill("mona@example.com");
			await second.getByLabel("Password").fill(PASSWORD);
			await second.getByRole("button", { name: "Sign in", exact: true }).click();
			await second.waitForURL(`${platform.url}/`);
		} finally {
			await again.close();
		}
		await page.getByRole("button", { name: "Actions for Mona" }).click();
		await page.getByRole("menuitem", { name: "Sessions" }).click();
		const own = page.getByRole("dialog", { name: "Sessions of Mona" });
		await own.getByRole("button", { name: "End all" }).waitFor();
		assert.equal(await own.getByRole("button", { name: /^End the session of/ }).count(), 1);
	});
});
