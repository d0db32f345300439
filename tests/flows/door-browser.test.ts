import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, mock, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import {
	addPerson,
	freePort,
	registerApplication,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import { look } from "./looks.ts";
import { enterTheThreeValues, fillProviderForm, savePreferences, signInAtPlatform, type Values } from "./steps.ts";

/** The door as people meet it, in a browser: a platform and a provider of our own, both real, and the administrator's pages. */

const AUTHENTICATION = "/api/v0/authentication";
const TEN_MINUTES = 600_000;

interface Live {
	readonly id: string;
	readonly clientId: string;
	readonly disableBuiltIn: boolean;
	readonly trial: object | null;
	readonly health: { readonly status: string };
}

describe("the platform's door, in a browser", () => {
	let provider: TestProvider;
	let providerDir: string;
	let platform: TestPlatform;
	let platformDir: string;
	let ada: TestPerson;
	/** Two applications at the provider, for the same platform. */
	let one: Values;
	let other: Values;
	let administrator: TestBrowser;
	let page: Page;
	let person: TestBrowser;
	let theirs: Page;

	before(async () => {
		providerDir = mkdtempSync(join(tmpdir(), "signet-door-provider-"));
		provider = await startProvider({ dataDir: providerDir });
		const port = await freePort();
		const redirectUris = [`http://localhost:${port}/oidc/callback`];
		one = { ...(await registerApplication(provider, "Platform", { redirectUris })), issuer: provider.url };
		other = { ...(await registerApplication(provider, "Platform, anew", { redirectUris })), issuer: provider.url };
		ada = await addPerson(provider, "Ada", [one.clientId, other.clientId]);
		platformDir = mkdtempSync(join(tmpdir(), "signet-door-platform-"));
		platform = await startPlatform({ port, dataDir: platformDir });
	});
	after(async () => {
		await platform?.stop();
		await provider?.stop();
		for (const dir of [platformDir, providerDir]) rmSync(dir, { recursive: true, force: true });
	});
	beforeEach(async () => {
		administrator = await openBrowser();
		page = await administrator.page();
		await signInAtPlatform(page, platform.url);
		person = await openBrowser();
		theirs = await person.page();
	});
	afterEach(async () => {
		mock.timers.reset();
		await administrator?.close();
		await person?.close();
	});

	const live = () => platform.api<Live>("GET", AUTHENTICATION);
	const save = (values: Values, more: object = {}) =>
		platform.api("PUT", AUTHENTICATION, { method: "openid-connect", ...values, disableBuiltIn: false, ...more });
	/** Makes `values` live and lets nothing be on trial. */
	const settle = async (values: Values): Promise<void> => {
		await save(values);
		const { id, trial } = await live();
		if (trial !== null) await platform.api("POST", `${AUTHENTICATION}/keep`, { id });
	};
	const signIn = async (at: Page, where = "/"): Promise<void> => {
		await at.goto(`${platform.url}/oidc/login?next=${encodeURIComponent(where)}`);
		if (at.url().startsWith(provider.url)) await fillProviderForm(at, ada);
		await at.waitForURL(`${platform.url}${where}`);
		await at.getByText("Ada Tester").first().waitFor();
	};
	/** Saves what the page shows, and waits for what came of it. */
	const saveExpecting = async (title: string): Promise<void> => {
		await savePreferences(page);
		await page.getByText(title, { exact: true }).first().waitFor();
	};
	/** The form shows what is in force, once it has been read again. */
	const formHolds = async (clientId: string): Promise<void> => {
		const field = page.getByLabel("Client ID");
		for (let tries = 0; tries < 100 && (await field.inputValue()) !== clientId; tries++) await theirs.waitForTimeout(50);
		assert.equal(await field.inputValue(), clientId);
	};
	const flip = async (label: string): Promise<void> => {
		await page.getByRole("switch", { name: label }).press("Space");
	};

	test("test sign-in, save, sign in: the second window shows a whole sign-in, and changes nothing by itself", async () => {
		await enterTheThreeValues(page, platform.url, one);
		const users = await platform.api<{ total: number }>("GET", "/api/v0/users");
		const [second] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: "Test sign-in" }).click()]);
		await second.waitForURL(`${provider.url}/**`);
		await page.getByText("Sign in in the second window").waitFor();
		await fillProviderForm(second, ada);
		await second.getByRole("heading", { name: "The test passed" }).waitFor();
		await look(second, "platform-tested");
		await page.getByText("The test sign-in passed").waitFor();
		await page.getByText("Exactly these values passed a test sign-in").waitFor();
		await page.getByRole("cell", { name: ada.login }).first().waitFor();
		await page.getByText("A new account would be made.").waitFor();
		await look(page, "platform-test-passed");
		assert.deepEqual(await platform.api<{ total: number }>("GET", "/api/v0/users"), users, "nobody was made");
		await theirs.goto(`${platform.url}/login`);
		assert.equal(await theirs.getByRole("link", { name: "OpenID Connect" }).count(), 0, "nothing was saved");

		await flip("Disable built-in authentication");
		await page.getByText("Exactly these values passed a test sign-in").waitFor();
		await saveExpecting("Saved");
		assert.equal((await live()).disableBuiltIn, true, "a test by an administrator is proof enough");

		await theirs.goto(`${platform.url}/`);
		assert.equal(await theirs.getByLabel("Password").count(), 0);
		await theirs.getByRole("link", { name: "Admin Login" }).waitFor();
		await look(theirs, "platform-sign-in-provider-only");
		await theirs.getByRole("link", { name: "OpenID Connect" }).click();
		await fillProviderForm(theirs, ada);
		await theirs.waitForURL(`${platform.url}/`);
		await theirs.getByText("Ada Tester").first().waitFor();
	});

	test("a test that fails says what to change, on which side, as a sentence to copy, and proves nothing", async () => {
		const eve = await addPerson(provider, "Eve");
		await enterTheThreeValues(page, platform.url, other);
		const [second] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: "Test sign-in" }).click()]);
		await second.waitForURL(`${provider.url}/**`);
		await fillProviderForm(second, eve);
		await second.getByRole("button", { name: "Back to Platform, anew" }).click();
		await second.getByRole("heading", { name: "The test did not pass" }).waitFor();
		await page.getByText("The test sign-in did not pass").waitFor();
		await page.getByText("At the provider: send this to its administrator").waitFor();
		await look(page, "platform-test-failed");
		assert.equal(await page.getByText("Exactly these values passed").count(), 0);
		await page.getByRole("button", { name: "Copy As a sentence to send on" }).click();
		assert.match(String(await page.evaluate("navigator.clipboard.readText()")), /assign this person/);
		const [audit] = await Promise.all([
			administrator.context.waitForEvent("page"),
			page.getByRole("link", { name: /^req/ }).click(),
		]);
		await audit.getByRole("dialog", { name: "Event" }).getByText("authorization.access_denied").waitFor();
		assert.equal(await page.getByLabel("Client ID").inputValue(), other.clientId, "what was typed stays");
	});

	test("wrong values never disturb a signed-in person, nor whoever signs in next", async () => {
		await settle(one);
		await signIn(theirs);
		for (const [wrong, field] of [
			[{ clientSecret: "not the secret of this application at all" }, "Client Secret"],
			[{ issuer: `${provider.url}/` }, "Issuer"],
			[{ clientId: "0oaNobodyKnowsThisOne" }, "Client ID"],
		] as const) {
			await enterTheThreeValues(page, platform.url, { ...one, ...wrong });
			await saveExpecting("Not saved: at least one check was refused");
			assert.equal(await page.getByLabel(field).getAttribute("aria-invalid"), "true", field);
			await theirs.reload();
			await theirs.getByText("Hello, Ada Tester").waitFor();
			const next = await openBrowser();
			await signIn(await next.page());
			await next.close();
		}
	});

	test("what replaces a working configuration counts down, and the old settings come back by themselves", async () => {
		await settle(one);
		await page.clock.install();
		await enterTheThreeValues(page, platform.url, other);
		await saveExpecting("Saved");
		const banner = page.getByRole("status").filter({ hasText: "New sign-in settings are on trial" });
		await banner.getByText(/^9:\d\d$/).waitFor();
		await look(page, "platform-trial");
		assert.equal((await live()).clientId, other.clientId);
		mock.timers.enable({ apis: ["Date"], now: Date.now() });
		mock.timers.tick(TEN_MINUTES / 2);
		await page.clock.fastForward(TEN_MINUTES / 2);
		await banner.getByText(/^4:\d\d$/).waitFor();
		mock.timers.tick(TEN_MINUTES / 2);
		await page.clock.fastForward(TEN_MINUTES / 2);
		await page.getByText("The old sign-in settings are back").waitFor();
		assert.equal((await live()).clientId, one.clientId);
		await formHolds(one.clientId);
		await page.getByText("Rolled back").waitFor();
		assert.equal(await page.getByText("These preferences are in force from now on.").count(), 0);
		await look(page, "platform-rolled-back");
		mock.timers.reset();
		await signIn(theirs);
	});

	test("a browser whose clock is ahead counts the same time down, and can keep the settings", async () => {
		await settle(one);
		await page.clock.install({ time: Date.now() + 1.5 * TEN_MINUTES });
		await enterTheThreeValues(page, platform.url, other);
		await saveExpecting("Saved");
		const banner = page.getByRole("status").filter({ hasText: "New sign-in settings are on trial" });
		await banner.getByText(/^(9:\d\d|10:00)$/).waitFor();
		assert.equal(await page.getByText("The old sign-in settings are back").count(), 0);
		await banner.getByRole("button", { name: "Keep these settings" }).click();
		await banner.waitFor({ state: "detached" });
		assert.deepEqual([(await live()).clientId, (await live()).trial], [other.clientId, null]);
	});

	test("somebody who signs in on the new settings ends the countdown; an earlier one comes back with one click", async () => {
		await settle(one);
		await enterTheThreeValues(page, platform.url, other);
		await saveExpecting("Saved");
		await page.getByText("New sign-in settings are on trial").waitFor();
		await signIn(theirs);
		await page.reload();
		await page.getByRole("heading", { name: "Earlier configurations" }).waitFor();
		assert.equal(await page.getByText("New sign-in settings are on trial").count(), 0);
		const past = page.getByRole("listitem").filter({ hasText: "Differs in Client ID." }).first();
		await past.getByRole("button", { name: "Bring back" }).click();
		await page.getByText("These settings are in force again.").waitFor();
		assert.equal((await live()).clientId, one.clientId);
		await formHolds(one.clientId);
		assert.equal((await live()).trial, null, "an administrator had passed a test on them");
	});

	test("three attempts to lock everyone out, each refused, and the administrator still gets in", async () => {
		await settle(one);
		// 1: close the built-in way in on values that nobody who runs the site ever signed in with.
		await enterTheThreeValues(page, platform.url, { ...other, clientSecret: other.clientSecret });
		await flip("Disable built-in authentication");
		await saveExpecting("Not saved");
		await page
			.getByText(/can be closed once a Site admin or Site manager has signed in/)
			.first()
			.waitFor();
		await look(page, "platform-lock-out-refused");
		assert.deepEqual([(await live()).clientId, (await live()).disableBuiltIn], [one.clientId, false]);
		// 2: have groups that nobody is in decide who comes in, with the built-in way closed.
		await enterTheThreeValues(page, platform.url, one);
		await flip("Disable built-in authentication");
		await page.getByRole("button", { name: "Groups give roles" }).click();
		await flip("Groups give roles");
		await page.getByRole("button", { name: "Add Group" }).click();
		await page.getByLabel("Group 1", { exact: true }).fill("nobody is in it");
		await flip("Strict mode");
		await saveExpecting("Not saved");
		assert.equal((await live()).disableBuiltIn, false);
		// 3: remove, demote or close the last account that gets in without the provider.
		await page.goto(`${platform.url}/manage/users`);
		await page.getByRole("button", { name: "Actions for Site admin" }).click();
		for (const item of ["Change Auth Type", "Deactivate", "Delete"]) {
			assert.ok(await isOff(page.getByRole("menuitem", { name: item })), `${item} is not to be had for the Site admin`);
		}
		await page.getByRole("menuitem", { name: "Change Roles" }).click();
		assert.ok(await page.getByRole("checkbox", { name: "Site admin" }).isDisabled());
		const anew = await openBrowser();
		await signInAtPlatform(await anew.page(), platform.url);
		await anew.close();
	});

	test("the provider stopped before the start, and back: the platform starts, says so, and recovers by itself", async () => {
		await settle(one);
		await signIn(theirs);
		const ports = [platform.url, provider.url].map((url) => Number(new URL(url).port));
		await provider.stop();
		await platform.stop();
		platform = await startPlatform({ port: ports[0] as number, dataDir: platformDir });
		await theirs.reload();
		await theirs.getByText("Hello, Ada Tester").waitFor();
		const visitor = await openBrowser();
		try {
			const fresh = await visitor.page();
			await fresh.goto(`${platform.url}/login`);
			await fresh.getByText("The identity provider has not answered as it should since").waitFor();
			await look(fresh, "platform-sign-in-outage");
			await signInAtPlatform(fresh, platform.url);
			await fresh.goto(`${platform.url}/manage/users`);
			const banner = fresh.getByRole("alert").filter({ hasText: "The identity provider does not answer as it should" });
			await banner.getByText(/^Since /).waitFor();
			await look(fresh, "platform-outage");
			provider = await startProvider({ port: ports[1] as number, dataDir: providerDir });
			await signInWhenBack(fresh);
		} finally {
			await visitor.close();
		}
	});

	test("the provider stopped during a session, and back: who is in stays in, and whoever comes meanwhile is told", async () => {
		await settle(one);
		await signIn(theirs);
		const port = Number(new URL(provider.url).port);
		await provider.stop();
		// What the platform knows of the provider is fresh for a second.
		await theirs.waitForTimeout(1_100);
		await theirs.reload();
		await theirs.getByText("Hello, Ada Tester").waitFor();
		const visitor = await openBrowser();
		try {
			const fresh = await visitor.page();
			await fresh.goto(`${platform.url}/oidc/login`);
			await fresh.getByRole("heading", { name: "You could not be signed in" }).waitFor();
			await fresh.getByText("cannot be reached just now").waitFor();
			provider = await startProvider({ port, dataDir: providerDir });
			await fresh.waitForTimeout(1_100);
			await fresh.getByRole("link", { name: "Try again" }).click();
			await fillProviderForm(fresh, ada);
			await fresh.waitForURL(`${platform.url}/`);
		} finally {
			await visitor.close();
		}
	});

	/** The way in at the provider works again, and the pages say nothing of an outage any more. */
	const signInWhenBack = async (at: Page): Promise<void> => {
		await at.waitForTimeout(1_100);
		const back = await openBrowser();
		try {
			await signIn(await back.page());
		} finally {
			await back.close();
		}
		await at.reload();
		await at.getByRole("heading", { name: "Users" }).waitFor();
		assert.equal(await at.getByText("The identity provider does not answer as it should").count(), 0);
		assert.equal((await live()).health.status, "ok");
	};
});

const isOff = async (item: Locator): Promise<boolean> => {
	await item.waitFor();
	return (await item.getAttribute("data-disabled")) !== null || (await item.isDisabled());
};
