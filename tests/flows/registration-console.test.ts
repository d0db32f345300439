import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as client from "openid-client";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { ADMINISTRATOR, startProvider, type TestProvider } from "../harness/provider.ts";
import { look } from "./looks.ts";
import { signInAtProvider } from "./steps.ts";

describe("an administrator makes registration tokens in the console", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;

	before(async () => {
		provider = await startProvider();
		browser = await openBrowser();
		page = await browser.page();
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
		await page.goto(`${provider.url}/admin/applications`);
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	const copied = async (label: string): Promise<string> => {
		await page.getByRole("button", { name: `Copy ${label}` }).click();
		return page.evaluate("navigator.clipboard.readText()");
	};
	/** Fills the dialog with the keyboard alone, and answers what is shown once. */
	const makeToken = async (name: string, group?: string): Promise<{ issuer: string; token: string }> => {
		await page.getByRole("button", { name: "Create registration token" }).press("Enter");
		const dialog = page.getByRole("dialog", { name: "Create registration token" });
		await dialog.getByRole("textbox", { name: "Name" }).waitFor();
		await page.keyboard.type(name);
		if (group !== undefined) await dialog.getByLabel("Assign to").selectOption({ label: group });
		await dialog.getByLabel("Lifetime").selectOption({ label: "1 day" });
		if (group !== undefined) await look(page, "provider-registration-dialog");
		await dialog.getByRole("textbox", { name: "Name" }).press("Enter");
		await page.getByRole("dialog", { name: "Registration token", exact: true }).waitFor();
		const shown = { issuer: await copied("Issuer"), token: await copied("Registration token") };
		if (group !== undefined) await look(page, "provider-registration-token");
		await page.getByRole("button", { name: "Done" }).click();
		return shown;
	};

	test("and the two values that are shown register an application, which then is in the list", async () => {
		const { issuer, token } = await makeToken("Developer platform's token", "Everyone");
		assert.equal(issuer, provider.url);
		await page.getByText("assigns Everyone").waitFor();
		await look(page, "provider-registration-list");
		const relyingParty = await client.dynamicClientRegistration(
			new URL(issuer),
			{ client_name: "Developer platform", redirect_uris: ["http://localhost:7080/oidc/callback"] },
			undefined,
			{ initialAccessToken: token, execute: [client.allowInsecureRequests] },
		);
		assert.ok(relyingParty.clientMetadata().client_secret);
		await page.reload();
		await page.getByRole("link", { name: "Developer platform" }).click();
		await page.getByRole("heading", { name: "Developer platform", level: 1 }).waitFor();
		await page.goto(`${provider.url}/admin/applications`);
		await page.getByRole("link", { name: "Developer platform" }).waitFor();
		assert.equal(await page.getByText("Developer platform's token").count(), 0, "a used token is no longer listed");
	});

	test("and can revoke one, which then registers nothing", async () => {
		const { issuer, token } = await makeToken("A mistake");
		await page.getByRole("button", { name: "Revoke A mistake" }).click();
		await page.getByRole("dialog", { name: "Revoke this registration token?" }).getByRole("button", { name: "Revoke" }).click();
		await page.getByRole("button", { name: "Revoke A mistake" }).waitFor({ state: "detached" });
		const metadata = { redirect_uris: ["http://localhost:7080/oidc/callback"] };
		const options = { initialAccessToken: token, execute: [client.allowInsecureRequests] };
		await assert.rejects(client.dynamicClientRegistration(new URL(issuer), metadata, undefined, options));
	});

	test("and gives an application a back-channel logout URI on its General tab", async () => {
		await page.getByRole("link", { name: "Developer platform" }).click();
		await page.getByRole("button", { name: "Edit" }).click();
		const field = page.getByLabel("Back-channel logout URI");
		await field.fill("http://elsewhere.example.com/logout");
		await page.getByRole("button", { name: "Save" }).click();
		await page.getByText("Use https; http only with").waitFor();
		await field.fill("http://localhost:7080/oidc/backchannel-logout");
		await page.getByRole("button", { name: "Save" }).click();
		await page.getByText("The settings have been saved.").waitFor();
		await page.getByText("http://localhost:7080/oidc/backchannel-logout").waitFor();
	});
});
