import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { createAgent } from "../harness/agent.ts";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import {
	ADMINISTRATOR,
	addPerson,
	askForSecondStep,
	registerApplication,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import { look, looksAt } from "./looks.ts";
import { assignToPerson, fillProviderForm, gatherTheThreeValues, registerTheApplication, signInAtProvider } from "./steps.ts";

const REDIRECT = "http://localhost:7080/oidc/callback";

describe("every page of the provider shows well, wide and narrow", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;
	let ada: TestPerson;

	before(async () => {
		provider = await startProvider();
		ada = await addPerson(provider, "Ada");
		for (const name of ["Grace", "Edsger", "Barbara", "Alan"]) await addPerson(provider, name);
		for (const name of ["Developers", "Platform administrators", "A group with quite a long name that has to wrap somewhere"]) {
			await provider.api("POST", "/api/v1/groups", { profile: { name, description: `Everybody in ${name.toLowerCase()}` } });
		}
		await registerApplication(provider, "Wiki", { redirectUris: ["https://wiki.example.com/callback"] });
		await registerApplication(provider, "Nightly job", { kind: "service", redirectUris: [], grantTypes: ["client_credentials"] });
		browser = await openBrowser();
		page = await browser.page();
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	test("the provider's way in", async () => {
		await looksAt(page, "provider-sign-in", `${provider.url}/login`, "Sign in");
		await fillProviderForm(page, { login: "nobody@example.com", password: "not the password" });
		await page.getByRole("alert").waitFor();
		await look(page, "provider-sign-in-refused");
		await looksAt(page, "provider-fault", `${provider.url}/nothing-here`, "This did not work");
		await looksAt(page, "provider-link-spent", `${provider.url}/setup/spent`, "This did not work");
		const { id } = await provider.api<{ id: string }>("POST", "/api/v1/users?activate=false", {
			profile: { firstName: "New", lastName: "Person", email: "new@example.com", login: "new@example.com" },
		});
		const { activationUrl } = await provider.api<{ activationUrl: string }>(
			"POST",
			`/api/v1/users/${id}/lifecycle/activate?sendEmail=false`,
		);
		await looksAt(page, "provider-activation", activationUrl, "Choose a password");
		await looksAt(page, "provider-signed-out", `${provider.url}/logout`, "You are signed out");
	});

	test("the first start", async () => {
		const fresh = await startProvider({ administrator: false });
		try {
			await looksAt(page, "provider-setup", fresh.setupLink ?? "", "Welcome to Signet");
		} finally {
			await fresh.stop();
		}
	});

	test("the guide's pages", async () => {
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
		await registerTheApplication(page, "Developer platform", REDIRECT, (name) => look(page, name));
		await gatherTheThreeValues(page, (name) => look(page, name));
		await assignToPerson(page, ada.login, (name) => look(page, name));
	});

	test("the provider's console and dashboard", async () => {
		await looksAt(page, "provider-people", `${provider.url}/admin/people`, "People");
		await page.getByRole("link", { name: "Ada Tester" }).click();
		await page.getByRole("heading", { name: /Ada/ }).first().waitFor();
		await look(page, "provider-person");
		await looksAt(page, "provider-groups", `${provider.url}/admin/groups`, "Groups");
		await page.getByRole("link", { name: "Developers" }).click();
		await page.getByRole("heading", { name: "Developers" }).first().waitFor();
		await look(page, "provider-group");
		await looksAt(page, "provider-system-log", `${provider.url}/admin/system-log`, "System Log");
		await looksAt(page, "provider-dashboard-empty", `${provider.url}/`, /applications/i);
		const theirs = await openBrowser();
		try {
			const tab = await theirs.page();
			await tab.goto(`${provider.url}/login`);
			await fillProviderForm(tab, ada);
			await tab.getByText("Developer platform").first().waitFor();
			await look(tab, "provider-dashboard");
			await looksAt(tab, "provider-no-administrator", `${provider.url}/admin`, /./);
			await looksAt(tab, "provider-application-sign-out", `${provider.url}/oauth2/v1/logout`, "Sign out?");
			await looksAt(tab, "provider-protocol-fault", `${provider.url}/oauth2/v1/authorize?client_id=nobody`, "This did not work");
		} finally {
			await theirs.close();
		}
		await page.goto(`${provider.url}/admin/people`);
		await page.getByRole("button", { name: "Add person" }).click();
		await page.getByRole("dialog").waitFor();
		await look(page, "provider-add-person");
		await page.goto(`${provider.url}/admin/groups`);
		await page.getByRole("button", { name: "Add group" }).click();
		await page.getByRole("dialog").waitFor();
		await look(page, "provider-add-group");
		await looksAt(page, "provider-sign-out", `${provider.url}/logout`, "Sign out?");
	});

	test("the API's description, whose links open what they name", async () => {
		await page.goto(`${provider.url}/admin/api`);
		await page.getByRole("link", { name: "API documentation" }).click();
		await page.getByRole("heading", { name: "Signet Provider API" }).waitFor();
		await look(page, "provider-api-docs");
		await page.getByText("Search people.").click();
		await page.getByRole("link", { name: "Link to this call" }).click();
		const address = page.url();
		await page.goto("about:blank");
		await page.goto(address);
		await page.getByRole("link", { name: "Link to this call" }).waitFor();
	});

	test("the second step of a sign-in", async () => {
		await provider.api("POST", `/api/v1/users/${ada.id}/factors`, {
			factorType: "question",
			provider: "OKTA",
			profile: { question: "disliked_food", answer: "mayonnaise" },
		});
		await askForSecondStep(provider, ada);
		const theirs = await openBrowser({ javaScript: false });
		try {
			const tab = await theirs.page();
			await tab.goto(`${provider.url}/login`);
			await fillProviderForm(tab, ada);
			await tab.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
			await tab.keyboard.type("ketchup");
			await tab.keyboard.press("Enter");
			await tab.getByRole("alert").waitFor();
			await tab.keyboard.type("mayonnaise");
			await tab.keyboard.press("Enter");
			await tab.waitForURL(`${provider.url}/`);
		} finally {
			await theirs.close();
		}
		await page.context().clearCookies();
		await page.goto(`${provider.url}/login?next=/admin/people`);
		await fillProviderForm(page, ada);
		await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
		const again = await page.getByRole("link", { name: "Start again" }).getAttribute("href");
		assert.equal(again, "/login?next=%2Fadmin%2Fpeople", "whoever starts again still gets where they wanted");
		await look(page, "provider-second-step");
	});

	test("no page lets itself be framed or runs foreign script", async () => {
		const { headers } = await createAgent().open(`${provider.url}/login`);
		const policy = headers.get("content-security-policy") ?? "";
		assert.match(policy, /script-src 'self'(;|$)/);
		assert.match(policy, /frame-ancestors 'none'/);
		assert.doesNotMatch(policy, /unsafe/);
	});
});
