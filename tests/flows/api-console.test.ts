import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { ADMINISTRATOR, startProvider, type TestProvider } from "../harness/provider.ts";
import { look, looksAt } from "./looks.ts";
import { signInAtProvider } from "./steps.ts";

describe("Security > API in the console", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;

	before(async () => {
		provider = await startProvider();
		browser = await openBrowser();
		page = await browser.page();
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	const usersAs = (token: string) => fetch(`${provider.url}/api/v1/users/me`, { headers: { authorization: `SSWS ${token}` } });

	test("a token is made, shown once, works, and is worth nothing after it was revoked", async () => {
		await looksAt(page, "provider-api-tokens-none", `${provider.url}/admin/api/tokens`, "API");
		await page.getByRole("button", { name: "Create token" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Name").fill("Terraform");
		await dialog.getByRole("button", { name: "Create" }).click();
		const token = await dialog.getByLabel("Token", { exact: true }).inputValue();
		await look(page, "provider-api-token-once");
		assert.equal((await usersAs(token)).status, 200);
		await dialog.getByRole("button", { name: "Done" }).click();
		await page.getByText("Terraform").first().waitFor();
		assert.equal((await page.content()).includes(token), false);
		await look(page, "provider-api-tokens");
		await page.getByRole("button", { name: "Revoke Terraform" }).click();
		await dialog.getByRole("button", { name: "Revoke" }).click();
		await page.getByText("There are no API tokens").waitFor();
		assert.equal((await usersAs(token)).status, 401);
	});

	test("an origin is trusted, turned off, and deleted", async () => {
		await page.getByRole("tab", { name: "Trusted Origins" }).click();
		await page.getByText("No origin is trusted").waitFor();
		await page.getByRole("button", { name: "Add origin" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Name").fill("Portal");
		await dialog.getByLabel("Origin URL").fill("https://portal.example.com/path");
		await dialog.getByRole("button", { name: "Add origin" }).click();
		await dialog.getByText("Use the address of a site").waitFor();
		await look(page, "provider-trusted-origin-dialog");
		await dialog.getByLabel("Origin URL").fill("https://portal.example.com");
		await dialog.getByRole("button", { name: "Add origin" }).click();
		await page.getByText("Portal is trusted now.").first().waitFor();
		await look(page, "provider-trusted-origins");
		const choose = async (item: string) => {
			await page.getByRole("button", { name: "Actions for Portal" }).click();
			await page.getByRole("menuitem", { name: item, exact: true }).click();
		};
		await choose("Edit");
		await dialog.getByLabel("Redirects after signing in and out").uncheck();
		await dialog.getByRole("button", { name: "Save" }).click();
		await page.getByText("Portal has been saved.").first().waitFor();
		const [portal] = await provider.api<{ scopes: { type: string }[] }[]>("GET", "/api/v1/trustedOrigins");
		assert.deepEqual(
			portal?.scopes.map(({ type }) => type),
			["CORS"],
		);
		await choose("Deactivate");
		await page.getByText("Portal is not trusted any more.").first().waitFor();
		await choose("Delete");
		await dialog.getByRole("button", { name: "Delete" }).click();
		await page.getByText("No origin is trusted").waitFor();
	});
});
