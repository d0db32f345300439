import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { createAgent } from "../harness/agent.ts";
import { openBrowser, photograph, type TestBrowser } from "../harness/browser.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import {
	ADMINISTRATOR,
	addPerson,
	registerApplication,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import {
	assignToPerson,
	enterTheThreeValues,
	fillProviderForm,
	gatherTheThreeValues,
	registerTheApplication,
	savePreferences,
	signInAtPlatform,
	signInAtProvider,
} from "./steps.ts";

/** Every page in two sizes, into tests/screenshots: nothing wider than its window, nothing that axe-core calls serious. */
describe("every page shows well, wide and narrow", () => {
	let provider: TestProvider;
	let platform: TestPlatform;
	let browser: TestBrowser;
	let page: Page;
	let ada: TestPerson;

	before(async () => {
		provider = await startProvider();
		platform = await startPlatform();
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
		await platform.stop();
		await provider.stop();
	});

	const look = async (name: string, on = page): Promise<void> => {
		assert.deepEqual(await photograph(on, name), { violations: [], overflows: [] });
	};
	const looksAt = async (name: string, url: string, heading: string | RegExp, on = page): Promise<void> => {
		await on.goto(url);
		await on.getByRole("heading", { name: heading }).first().waitFor();
		await look(name, on);
	};

	test("the provider's way in", async () => {
		await looksAt("provider-sign-in", `${provider.url}/login`, "Sign in");
		await fillProviderForm(page, { login: "nobody@example.com", password: "not the password" });
		await page.getByRole("alert").waitFor();
		await look("provider-sign-in-refused");
		await looksAt("provider-fault", `${provider.url}/nothing-here`, "This did not work");
		await looksAt("provider-link-spent", `${provider.url}/setup/spent`, "This did not work");
		const { id } = await provider.api<{ id: string }>("POST", "/api/v1/users?activate=false", {
			profile: { firstName: "New", lastName: "Person", email: "new@example.com", login: "new@example.com" },
		});
		const { activationUrl } = await provider.api<{ activationUrl: string }>(
			"POST",
			`/api/v1/users/${id}/lifecycle/activate?sendEmail=false`,
		);
		await looksAt("provider-activation", activationUrl, "Choose a password");
		await looksAt("provider-signed-out", `${provider.url}/logout`, "You are signed out");
	});

	test("the first start of both halves", async () => {
		const fresh = [await startProvider({ administrator: false }), await startPlatform({ administrator: false })];
		try {
			for (const [at, name] of ["provider-setup", "platform-setup"].entries()) {
				await looksAt(name, fresh[at]?.setupLink ?? "", "Welcome to Signet");
			}
		} finally {
			for (const half of fresh) await half.stop();
		}
	});

	test("the guide's pages at the provider, and the platform's settings", async () => {
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
		await registerTheApplication(page, "Developer platform", `${platform.url}/oidc/callback`, look);
		const values = await gatherTheThreeValues(page, look);
		await assignToPerson(page, ada.login, look);

		const theirs = await browser.page();
		await looksAt("platform-sign-in", `${platform.url}/login`, "Sign in", theirs);
		await signInAtPlatform(theirs, platform.url);
		await enterTheThreeValues(theirs, platform.url, { ...values, issuer: `${values.issuer}/`, clientSecret: "wrong" });
		await savePreferences(theirs);
		await theirs.getByText("Refused").first().waitFor();
		await look("platform-authentication-refused", theirs);
		await enterTheThreeValues(theirs, platform.url, values);
		await savePreferences(theirs);
		await theirs.getByText("Verified").first().waitFor();
		await look("platform-authentication-verified", theirs);
		await theirs.close();
	});

	test("the provider's console and dashboard", async () => {
		await looksAt("provider-people", `${provider.url}/admin/people`, "People");
		await page.getByRole("link", { name: "Ada Tester" }).click();
		await page.getByRole("heading", { name: /Ada/ }).first().waitFor();
		await look("provider-person");
		await looksAt("provider-groups", `${provider.url}/admin/groups`, "Groups");
		await page.getByRole("link", { name: "Developers" }).click();
		await page.getByRole("heading", { name: "Developers" }).first().waitFor();
		await look("provider-group");
		await looksAt("provider-system-log", `${provider.url}/admin/system-log`, "System Log");
		await provider.api("GET", "/api/v1/users/me");
		await looksAt("provider-dashboard-empty", `${provider.url}/`, /applications/i);
		const theirs = await openBrowser();
		try {
			const tab = await theirs.page();
			await tab.goto(`${provider.url}/login`);
			await fillProviderForm(tab, ada);
			await tab.getByText("Developer platform").first().waitFor();
			await look("provider-dashboard", tab);
		} finally {
			await theirs.close();
		}
		await page.goto(`${provider.url}/admin/people`);
		await page.getByRole("button", { name: "Add person" }).click();
		await page.getByRole("dialog").waitFor();
		await look("provider-add-person");
		await page.goto(`${provider.url}/admin/groups`);
		await page.getByRole("button", { name: "Add group" }).click();
		await page.getByRole("dialog").waitFor();
		await look("provider-add-group");
		await looksAt("provider-sign-out", `${provider.url}/logout`, "Sign out?");
	});

	test("the platform's pages", async () => {
		const tab = await browser.page();
		await looksAt("platform-home", `${platform.url}/`, /./, tab);
		await looksAt("platform-account", `${platform.url}/account`, /account/i, tab);
		await platform.api("POST", "/api/v0/users", { name: "Built In", email: "built-in@example.com", authType: "built-in" });
		await looksAt("platform-users", `${platform.url}/manage/users`, "Users", tab);
		await looksAt("platform-audit", `${platform.url}/manage/audit`, "Audit", tab);
		await looksAt("platform-fault", `${platform.url}/nothing-here`, /./, tab);
		await tab.goto(`${platform.url}/manage/users`);
		await tab.getByRole("button", { name: "New User" }).click();
		const dialog = tab.getByRole("dialog");
		await dialog.getByLabel("Name", { exact: true }).fill("Temporary");
		await dialog.getByLabel("Email").fill("temporary@example.com");
		await look("platform-new-user", tab);
		await dialog.getByRole("button", { name: /Make|Create|Add/ }).click();
		await tab
			.getByText(/temporary password/i)
			.first()
			.waitFor();
		await look("platform-temporary-password", tab);
		await looksAt("platform-sign-out", `${platform.url}/logout`, /./, tab);
		await tab.close();
		const stranger = await openBrowser();
		try {
			const visitor = await stranger.page();
			await looksAt("platform-sign-in-configured", `${platform.url}/login`, "Sign in", visitor);
			const { temporaryPassword } = await platform.api<{ temporaryPassword: string }>("POST", "/api/v0/users", {
				name: "Must Change",
				email: "must@example.com",
				authType: "built-in",
			});
			await visitor.getByLabel("Email").fill("must@example.com");
			await visitor.getByLabel("Password").fill(temporaryPassword);
			await visitor.getByRole("button", { name: "Sign in", exact: true }).click();
			await visitor.waitForURL("**/login/new-password**");
			await look("platform-new-password", visitor);
			await looksAt("platform-sign-in-expired", `${platform.url}/oidc/callback?code=x&state=x`, /./, visitor);
			await looksAt("platform-link-spent", `${platform.url}/setup/spent`, /./, visitor);
		} finally {
			await stranger.close();
		}
	});

	test("no page of either half lets itself be framed or runs foreign script", async () => {
		for (const url of [`${provider.url}/login`, `${platform.url}/login`]) {
			const { headers } = await createAgent().open(url);
			const policy = headers.get("content-security-policy") ?? "";
			assert.match(policy, /script-src 'self'(;|$)/);
			assert.match(policy, /frame-ancestors 'none'/);
			assert.doesNotMatch(policy, /unsafe/);
		}
	});
});
