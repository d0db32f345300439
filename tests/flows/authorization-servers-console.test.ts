import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { ADMINISTRATOR, startProvider, type TestProvider } from "../harness/provider.ts";
import { look, looksAt } from "./looks.ts";
import { signInAtProvider } from "./steps.ts";

const AT = "/api/v1/authorizationServers";

describe("authorization servers in the console", () => {
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

	const saved = (text: string) => page.getByText(text).first().waitFor();

	test("a server is added with a scope, a claim, a policy and a rule, and issues tokens by them", async () => {
		await looksAt(page, "provider-authorization-servers", `${provider.url}/admin/api/authorization-servers`, "API");
		await page.getByRole("button", { name: "Add authorization server" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Name").fill("default");
		await dialog.getByLabel("Audience").fill("api://orders");
		await dialog.getByRole("button", { name: "Add" }).click();
		await dialog.getByText("An authorization server with this name exists already.").waitFor();
		await look(page, "provider-authorization-server-dialog");
		await dialog.getByLabel("Name").fill("Orders");
		await dialog.getByRole("button", { name: "Add" }).click();
		await page.getByRole("heading", { name: "Orders", level: 1 }).waitFor();
		await page.getByText("Signs after the next rotation").waitFor();
		await look(page, "provider-authorization-server");

		await page.getByRole("tab", { name: "Scopes" }).click();
		await page.getByRole("button", { name: "Add scope" }).click();
		await dialog.getByLabel("Name", { exact: true }).fill("orders:read");
		await dialog.getByRole("button", { name: "Add scope" }).click();
		await saved("orders:read has been added.");
		await look(page, "provider-authorization-server-scopes");

		await page.getByRole("tab", { name: "Claims" }).click();
		await page.getByRole("button", { name: "Add claim" }).click();
		await dialog.getByLabel("Name", { exact: true }).fill("greeting");
		await dialog.getByLabel("Value", { exact: true }).fill("user.");
		await dialog.getByRole("button", { name: "Add claim" }).click();
		await dialog.locator('[aria-invalid="true"]').waitFor();
		await look(page, "provider-authorization-server-claim-dialog");
		await dialog.getByLabel("Value", { exact: true }).fill('"Hello " + user.firstName');
		await dialog.getByRole("button", { name: "Add claim" }).click();
		await saved("greeting has been added.");
		await look(page, "provider-authorization-server-claims");

		await page.getByRole("tab", { name: "Access Policies" }).click();
		await page.getByText("No access policies yet").waitFor();
		await look(page, "provider-authorization-server-no-policies");
		await page.getByRole("button", { name: "Add policy" }).click();
		await dialog.getByLabel("Name", { exact: true }).fill("Shops");
		await dialog.getByRole("button", { name: "Add policy" }).click();
		await saved("Shops has been added.");
		await page.getByRole("button", { name: "Add rule to Shops" }).click();
		await dialog.getByLabel("Name", { exact: true }).fill("Everybody");
		await look(page, "provider-authorization-server-rule-dialog");
		await dialog.getByRole("button", { name: "Add rule" }).click();
		await saved("Everybody has been added.");
		await look(page, "provider-authorization-server-policies");

		const servers = await provider.api<{ id: string; name: string; audiences: string[] }[]>("GET", AT);
		const made = servers.find(({ name }) => name === "Orders");
		assert.deepEqual(made?.audiences, ["api://orders"]);
		const [policy] = await provider.api<{ id: string }[]>("GET", `${AT}/${made?.id}/policies`);
		const [rule] = await provider.api<{ conditions: object }[]>("GET", `${AT}/${made?.id}/policies/${policy?.id}/rules`);
		assert.deepEqual(rule?.conditions, {
			people: { users: { include: [], exclude: [] }, groups: { include: ["EVERYONE"], exclude: [] } },
			grantTypes: { include: ["authorization_code"] },
			scopes: { include: ["*"] },
		});
	});

	test("what is changed is kept, keys rotate, and a server that is deleted is gone", async () => {
		await page.getByRole("button", { name: "Edit Everybody" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Access token, minutes").fill("2");
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.locator('[aria-invalid="true"]').waitFor();
		await dialog.getByLabel("Access token, minutes").fill("15");
		await dialog.getByRole("button", { name: "Save" }).click();
		await saved("Everybody has been saved.");
		await page.getByText("15 min").waitFor();
		await page.getByRole("tab", { name: "Settings" }).click();
		await page.getByRole("button", { name: "Rotate keys" }).click();
		await dialog.getByRole("button", { name: "Rotate keys" }).click();
		await page.getByText("Published until its tokens have ended").waitFor();
		await page.getByRole("button", { name: "Delete" }).click();
		await dialog.getByRole("button", { name: "Delete" }).click();
		await page.getByRole("tab", { name: "Authorization Servers", selected: true }).waitFor();
		await page.getByRole("link", { name: "default" }).waitFor();
		assert.equal(await page.getByRole("link", { name: "Orders" }).count(), 0);
	});

	test("an address of a server that is not there says so", async () => {
		await page.goto(`${provider.url}/admin/api/authorization-servers/ausNobody/settings`);
		await page.getByText("There is nothing at this address").waitFor();
		await look(page, "provider-authorization-server-missing");
	});
});
