import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { ADMINISTRATOR, addPerson, startProvider, type TestPerson, type TestProvider } from "../harness/provider.ts";
import { look, looksAt } from "./looks.ts";
import { signInAtProvider } from "./steps.ts";

describe("group rules in the provider's console", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;
	let ada: TestPerson;
	let group: string;

	before(async () => {
		provider = await startProvider();
		ada = await addPerson(provider, "Ada");
		await provider.api("POST", `/api/v1/users/${ada.id}`, { profile: { department: "Navy" } });
		({ id: group } = await provider.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Sailors" } }));
		browser = await openBrowser();
		page = await browser.page();
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	const members = async (): Promise<number> => (await provider.api<unknown[]>("GET", `/api/v1/groups/${group}/users`)).length;
	const until = async (count: number): Promise<void> => {
		for (let tries = 0; tries < 100 && (await members()) !== count; tries++) await setTimeout(100);
		assert.equal(await members(), count);
	};
	const choose = async (action: string): Promise<void> => {
		await page.getByRole("button", { name: "Actions for Navy" }).click();
		await page.getByRole("menuitem", { name: action }).click();
	};

	test("are made, refused, activated, deactivated and deleted there", async () => {
		await looksAt(page, "provider-rules-none", `${provider.url}/admin/groups/rules`, "Groups");
		await page.getByText("No rules yet").waitFor();
		await page.getByRole("button", { name: "Add rule" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Name").fill("Navy");
		await dialog.getByLabel("If").fill('user.department = "Navy"');
		await dialog.getByLabel("Then put them into").first().fill("Sail");
		await page.getByRole("option", { name: "Sailors" }).click();
		await dialog.getByRole("button", { name: "Add rule" }).click();
		await dialog.getByText("(at character 17)").waitFor();
		await look(page, "provider-rule-refused");
		await dialog.getByLabel("If").fill('user.department == "Navy"');
		await dialog.getByRole("button", { name: "Add rule" }).click();
		await page.getByRole("table", { name: "Rules" }).getByText("Inactive").waitFor();
		await choose("Activate");
		await page.getByRole("table", { name: "Rules" }).getByText("Active", { exact: true }).waitFor();
		await until(1);
		await look(page, "provider-rules");
		await choose("Deactivate");
		await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
		await until(0);
		await choose("Delete");
		await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
		await page.getByText("No rules yet").waitFor();
	});
});
