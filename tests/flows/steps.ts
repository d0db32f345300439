import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { ADMINISTRATOR } from "../harness/provider.ts";

/** The five steps of the guide, as a person with a browser does them: everything is found by its label. */

export const signInAtProvider = async (page: Page, url: string, person: { login: string; password: string }): Promise<void> => {
	await page.goto(`${url}/login?next=/admin`);
	await fillProviderForm(page, person);
	await page.waitForURL(`${url}/admin**`);
};

export const fillProviderForm = async (page: Page, { login, password }: { login: string; password: string }): Promise<void> => {
	await page.getByLabel("Username or email").fill(login);
	await page.getByLabel("Password").fill(password);
	await page.getByRole("button", { name: "Sign in", exact: true }).click();
};

/** Step 1. Ends at the application's *General* tab. */
export const registerTheApplication = async (page: Page, name: string, redirectUri: string, look?: Look): Promise<void> => {
	await page.getByRole("link", { name: "Applications", exact: true }).last().click();
	await page.getByRole("heading", { name: "Applications", level: 1 }).waitFor();
	await look?.("provider-applications");
	await page
		.getByRole("button", { name: "Add Application" })
		.or(page.getByRole("link", { name: "Add Application" }))
		.click();
	await page
		.getByRole("button", { name: "Create New App" })
		.or(page.getByRole("menuitem", { name: "Create New App" }))
		.first()
		.click();
	const dialog = page.getByRole("dialog", { name: "Create a New Application Integration" });
	await dialog.waitFor();
	await look?.("provider-create-dialog");
	await dialog.getByRole("radio", { name: "OpenID Connect" }).check();
	await dialog.getByRole("button", { name: "Create", exact: true }).click();
	await page.getByRole("heading", { name: "Create OpenID Connect App Integration" }).waitFor();
	await page.getByLabel("Application name").fill(name);
	await page
		.getByRole("textbox", { name: /Login redirect URIs?/ })
		.first()
		.fill(redirectUri);
	await look?.("provider-create-form");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await page.getByRole("heading", { name, level: 1 }).waitFor();
};

export interface Values {
	readonly clientId: string;
	readonly clientSecret: string;
	readonly issuer: string;
}

export type Look = (name: string) => Promise<void>;

/** Step 2, with the copy buttons that a person would press. */
export const gatherTheThreeValues = async (page: Page, look?: Look): Promise<Values> => {
	const copied = async (label: string): Promise<string> => {
		await page
			.getByRole("button", { name: `Copy ${label}` })
			.first()
			.click();
		return page.evaluate("navigator.clipboard.readText()");
	};
	await page.getByRole("tab", { name: "General" }).click();
	await page.getByRole("heading", { name: "Client Credentials" }).waitFor();
	await look?.("provider-application-general");
	const clientId = await copied("Client ID");
	const clientSecret = await copied("Client secret");
	await page.getByRole("tab", { name: "Sign On" }).click();
	await page.getByRole("heading", { name: "OpenID Connect ID Token" }).waitFor();
	await look?.("provider-application-sign-on");
	const issuer = await copied("Issuer");
	assert.match(clientId, /^0oa/);
	assert.ok(clientSecret.length >= 40, "the secret is copied in clear");
	return { clientId, clientSecret, issuer };
};

/** Step 3. */
export const assignToPerson = async (page: Page, login: string, look?: Look): Promise<void> => {
	await page.getByRole("tab", { name: "Assignments" }).click();
	await page.getByRole("button", { name: "Assign", exact: true }).click();
	await page.getByRole("menuitem", { name: "Assign to People" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("textbox").or(dialog.getByRole("searchbox")).first().fill(login);
	const row = dialog.locator("tr, li").filter({ hasText: login });
	await row.getByRole("button", { name: /^Assign/ }).click();
	await look?.("provider-assign-dialog");
	await dialog.getByRole("button", { name: "Done" }).click();
	await page.getByRole("cell", { name: login }).or(page.getByText(login)).first().waitFor();
	await look?.("provider-application-assignments");
};

export const signInAtPlatform = async (page: Page, url: string): Promise<void> => {
	await page.goto(`${url}/login?admin=1`);
	await page.getByLabel("Email").fill(ADMINISTRATOR.login);
	await page.getByLabel("Password").fill(ADMINISTRATOR.password);
	await page.getByRole("button", { name: "Sign in", exact: true }).click();
	await page.waitForURL(`${url}/`);
};

/** Step 4, up to the moment before *Save Preferences*. */
export const enterTheThreeValues = async (page: Page, url: string, { clientId, clientSecret, issuer }: Values): Promise<void> => {
	await page.goto(`${url}/manage/admin/authentication`);
	await page.getByLabel("Authentication method").selectOption({ label: "OpenID Connect" });
	await page.getByLabel("Client ID").fill(clientId);
	await page.getByLabel("Client Secret").fill(clientSecret);
	await page.getByLabel("Issuer").fill(issuer);
};

export const savePreferences = async (page: Page): Promise<void> => {
	await page.getByRole("button", { name: "Save Preferences" }).click();
};
