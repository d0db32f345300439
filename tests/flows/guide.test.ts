import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, photograph, type TestBrowser, watchCalls } from "../harness/browser.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { ADMINISTRATOR, addPerson, startProvider, type TestPerson, type TestProvider } from "../harness/provider.ts";
import {
	assignToPerson,
	enterTheThreeValues,
	fillProviderForm,
	gatherTheThreeValues,
	registerTheApplication,
	savePreferences,
	signInAtPlatform,
	signInAtProvider,
	type Values,
} from "./steps.ts";

describe("the guide, in a browser, by its labels", () => {
	let provider: TestProvider;
	let platform: TestPlatform;
	let administrator: TestBrowser;
	let person: TestPerson;
	let stranger: TestPerson;
	let values: Values;
	let page: Page;
	let calls: readonly string[];

	before(async () => {
		provider = await startProvider();
		platform = await startPlatform();
		person = await addPerson(provider, "Ada");
		stranger = await addPerson(provider, "Eve");
		administrator = await openBrowser();
		calls = watchCalls(administrator.context);
		page = await administrator.page();
	});
	after(async () => {
		await administrator.close();
		await platform.stop();
		await provider.stop();
	});

	test("steps 1 to 5 end at the platform's home page under the person's name", async () => {
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
		await registerTheApplication(page, "Developer platform", `${platform.url}/oidc/callback`);
		values = await gatherTheThreeValues(page);
		assert.equal(values.issuer, provider.url);
		await assignToPerson(page, person.login);

		await signInAtPlatform(page, platform.url);
		await enterTheThreeValues(page, platform.url, values);
		await savePreferences(page);
		await page.getByText("Verified").first().waitFor();
		assert.equal((await platform.api<{ method: string }>("GET", "/api/v0/authentication")).method, "openid-connect");

		const browser = await openBrowser();
		try {
			const theirs = await browser.page();
			await theirs.goto(`${platform.url}/`);
			await theirs.getByRole("link", { name: "OpenID Connect" }).click();
			await fillProviderForm(theirs, person);
			await theirs.waitForURL(`${platform.url}/`);
			await theirs.getByText("Ada Tester").first().waitFor();
		} finally {
			await browser.close();
		}
	});

	test("a person who is not assigned is told so, the application hears access_denied, and the System Log has the id", async () => {
		const browser = await openBrowser();
		try {
			const theirs = await browser.page();
			await theirs.goto(`${platform.url}/oidc/login`);
			await fillProviderForm(theirs, stranger);
			await theirs.getByRole("heading", { name: "You are not assigned to Developer platform" }).waitFor();
			assert.match(await theirs.locator("main").innerText(), /admin@example\.com/, "to whom to turn");
			const requestId = await theirs.locator("dd code").innerText();
			const flaws = await photograph(theirs, "provider-refused");
			assert.deepEqual(flaws, { violations: [], overflows: [] });
			await theirs.getByRole("button", { name: "Back to Developer platform" }).click();
			await theirs.waitForURL(`${platform.url}/oidc/callback**`);
			assert.match(await theirs.locator("main").innerText(), /assigned/i);

			await page.goto(`${provider.url}/admin/system-log`);
			await page.getByRole("searchbox").or(page.getByRole("textbox")).first().fill(requestId);
			await page.getByText("User refused at app: not assigned").first().waitFor();
		} finally {
			await browser.close();
		}
	});

	test("three tabs at once all end signed in", async () => {
		const browser = await openBrowser();
		try {
			const tabs = await Promise.all([browser.page(), browser.page(), browser.page()]);
			for (const tab of tabs) await tab.goto(`${platform.url}/oidc/login?next=/account`);
			for (const tab of tabs) {
				await fillProviderForm(tab, person);
				await tab.waitForURL(`${platform.url}/account`);
			}
		} finally {
			await browser.close();
		}
	});

	test("sign-in at the provider works without JavaScript", async () => {
		const browser = await openBrowser({ javaScript: false });
		try {
			const theirs = await browser.page();
			await theirs.goto(`${platform.url}/oidc/login`);
			await fillProviderForm(theirs, { login: person.login, password: "not the password" });
			await theirs.getByText("The username or the password is not right.").waitFor();
			assert.equal(await theirs.getByLabel("Username or email").inputValue(), person.login, "nothing typed is lost");
			await fillProviderForm(theirs, person);
			await theirs.waitForURL(`${platform.url}/`);
		} finally {
			await browser.close();
		}
	});

	const refusedSave = async (wrong: Partial<Values>): Promise<string> => {
		const before = await platform.api("GET", "/api/v0/authentication");
		await enterTheThreeValues(page, platform.url, { ...values, ...wrong });
		await savePreferences(page);
		await page.getByText("Refused").first().waitFor();
		assert.deepEqual(await platform.api("GET", "/api/v0/authentication"), before, "the old settings go on working");
		return page.locator("main").innerText();
	};

	test("a wrong secret is refused beside its field, and the old settings go on working", async () => {
		const text = await refusedSave({ clientSecret: "not the secret of this application at all" });
		assert.match(text, /secret/i);
		assert.equal(await page.getByLabel("Client Secret").getAttribute("aria-invalid"), "true");
	});

	test("a wrong issuer is refused beside its field", async () => {
		await refusedSave({ issuer: "http://localhost:9" });
		assert.equal(await page.getByLabel("Issuer").getAttribute("aria-invalid"), "true");
	});

	test("an issuer with a slash too many is named, and the exact one is offered", async () => {
		await refusedSave({ issuer: `${provider.url}/` });
		assert.equal(await page.getByLabel("Issuer").getAttribute("aria-invalid"), "true");
		await page.getByRole("button", { name: /use/i }).first().click();
		assert.equal(await page.getByLabel("Issuer").inputValue(), provider.url);
	});

	test("a redirect URI that is not registered is refused before anybody meets it", async () => {
		const path = `/api/v1/apps/${values.clientId}`;
		const application = await provider.api<{ settings: { oauthClient: { redirect_uris: string[] } } }>("GET", path);
		const registered = application.settings.oauthClient.redirect_uris;
		application.settings.oauthClient.redirect_uris = [`${platform.url}/oidc/callbacks`];
		await provider.api("PUT", path, application);
		const text = await refusedSave({});
		assert.match(text, /redirect/i);
		application.settings.oauthClient.redirect_uris = registered;
		await provider.api("PUT", path, application);
	});

	test("the provider's console asked for nothing but the API, and little of what only it knows", () => {
		const asked = calls
			.filter((call) => call.includes(` ${provider.url}/`))
			.map((call) => new URL(call.split(" ")[1] ?? "").pathname)
			// The sign-in page's, which is no console.
			.filter((path) => path !== "/login/passkey/options");
		assert.ok(asked.length > 10, "the console was watched");
		assert.deepEqual(
			asked.filter((path) => !path.startsWith("/api/v1/")),
			[],
		);
		const internal = asked.filter((path) => path.startsWith("/api/v1/internal/")).map((path) => path.replace(/0oa\w+/, "{id}"));
		assert.deepEqual([...new Set(internal)].sort(), [
			"/api/v1/internal/apps/{id}/nextKey",
			"/api/v1/internal/apps/{id}/settings/oauth/idToken",
			"/api/v1/internal/apps/{id}/users",
			"/api/v1/internal/counts",
			"/api/v1/internal/logs/settings",
			"/api/v1/internal/me",
		]);
	});

	test("with the provider stopped, the sign-in page says so and the administrator gets in", async () => {
		const port = Number(new URL(provider.url).port);
		await provider.stop();
		const browser = await openBrowser();
		try {
			const theirs = await browser.page();
			// What the platform knows of the provider is fresh for a second.
			await theirs.waitForTimeout(1_100);
			await theirs.goto(`${platform.url}/login`);
			assert.match(await theirs.locator("main").innerText(), /could not be reached|not answer|unreachable/i);
			await theirs.goto(`${platform.url}/oidc/login`);
			assert.match(await theirs.locator("main").innerText(), /provider/i);
			await signInAtPlatform(theirs, platform.url);
			await theirs.getByText(ADMINISTRATOR.login).first().waitFor();
		} finally {
			await browser.close();
			provider = await startProvider({ port });
		}
	});
});
