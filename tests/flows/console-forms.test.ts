import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { createAgent } from "../harness/agent.ts";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { freePort } from "../harness/provider.ts";
import { type MisbehavingProvider, startMisbehavingProvider } from "../misbehaving/provider.ts";
import { look } from "./looks.ts";
import { savePreferences, signInAtPlatform } from "./steps.ts";

const AUTHENTICATION = "/api/v0/authentication";
const MINUTE = 60_000;

describe("a page of the platform's console", () => {
	let provider: MisbehavingProvider;
	let platform: TestPlatform;
	let browser: TestBrowser;
	let page: Page;

	before(async () => {
		platform = await startPlatform({ port: await freePort() });
		provider = await startMisbehavingProvider([`${platform.url}/oidc/callback`]);
		const { issuer, clientId, clientSecret } = provider;
		await platform.api("PUT", AUTHENTICATION, { method: "openid-connect", issuer, clientId, clientSecret });
		provider.signsIn({ sub: "1", name: "Ada", email: "ada@example.com", email_verified: true, groups: ["ops"] });
		await createAgent().open(`${platform.url}/oidc/login`);
	});
	after(async () => {
		await platform?.stop();
		await provider?.stop();
	});
	beforeEach(async () => {
		browser = await openBrowser();
		page = await browser.page();
		await signInAtPlatform(page, platform.url);
	});
	afterEach(() => browser?.close());

	const openAuthentication = async (section?: string): Promise<void> => {
		await page.goto(`${platform.url}/manage/admin/authentication`);
		await page.getByLabel("Client ID").waitFor();
		if (section) await page.getByRole("button", { name: section }).click();
	};
	/** As another tab does it, which shares the cookie. */
	const signOutBehindIt = (): Promise<unknown> =>
		page.evaluate(
			"fetch('/logout', { method: 'POST', body: new URLSearchParams({ scope: 'here' }) }).then((answer) => answer.text())",
		);
	/** Lets the page's clock run until something holds. */
	const passing = async (step: number, holds: () => Promise<boolean>): Promise<void> => {
		for (let tries = 0; !(await holds()); tries++) {
			assert.ok(tries < 100, "it did not happen");
			await page.clock.runFor(step);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	};

	test("that stands open asks again without counting as use of its session", async () => {
		await page.clock.install();
		const asked: (string | undefined)[] = [];
		page.on("request", (request) => {
			if (request.url().endsWith(AUTHENTICATION)) asked.push(request.headers()["signet-background"]);
		});
		await openAuthentication();
		await passing(10_000, async () => asked.length >= 3);
		assert.deepEqual(asked.slice(0, 3), [undefined, "1", "1"]);
	});

	test("keeps what is typed when its session ends, says where to sign in again, and goes on after that", async () => {
		for (const [path, label, typed] of [
			["authentication", "Client ID", "half a client"],
			["security", "Longest life of an API key", "45"],
		] as const) {
			await page.goto(`${platform.url}/manage/admin/${path}`);
			await page.getByLabel(label).fill(typed);
			await signOutBehindIt();
			const notice = page.getByRole("alert").filter({ hasText: "Your session has ended" });
			await notice.waitFor();
			await look(page, `platform-unsaved-${path}`);
			const [anew] = await Promise.all([
				browser.context.waitForEvent("page"),
				notice.getByRole("link", { name: "sign in again in a new tab" }).click(),
			]);
			assert.equal(await page.getByLabel(label).inputValue(), typed);
			await signInAtPlatform(anew, platform.url);
			await anew.close();
			await page.evaluate("window.dispatchEvent(new Event('focus'))");
			await notice.waitFor({ state: "detached" });
			assert.equal(await page.getByLabel(label).inputValue(), typed);
		}
	});

	test("keeps what is typed while a save is under way, and empties a secret that was sent", async () => {
		await openAuthentication("Accounts and claims");
		let go = () => {};
		const held = new Promise<void>((resolve) => {
			go = resolve;
		});
		await page.route(`**${AUTHENTICATION}`, async (route) => {
			if (route.request().method() === "PUT") await held;
			await route.continue();
		});
		await page.getByLabel("Client Secret").fill(provider.clientSecret);
		await savePreferences(page);
		await page.getByText("Asking the identity provider").waitFor();
		await page.getByLabel("Allowed email domains").fill("example.com");
		go();
		await page.getByText("These preferences are in force from now on.").waitFor();
		assert.equal(await page.getByLabel("Allowed email domains").inputValue(), "example.com");
		assert.equal(await page.getByLabel("Client Secret").inputValue(), "");
	});

	test("keeps what is typed while security settings are being saved", async () => {
		await page.goto(`${platform.url}/manage/admin/security`);
		const days = page.getByLabel("Longest life of an API key");
		await days.fill("60");
		let go = () => {};
		const held = new Promise<void>((resolve) => {
			go = resolve;
		});
		await page.route("**/api/v0/security", async (route) => {
			if (route.request().method() === "PUT") await held;
			await route.continue();
		});
		const sent = page.waitForRequest((request) => request.method() === "PUT");
		await page.getByRole("button", { name: "Save Security" }).click();
		await sent;
		await days.fill("61");
		go();
		await page.getByText("Security settings saved").waitFor();
		assert.equal(await days.inputValue(), "61");
	});

	test("names the line of the authorization parameters that is none, and leaves it out", async () => {
		await openAuthentication("Request and client authentication");
		await page.getByLabel("Authorization parameters").fill("ui_locales=de\nprompt");
		await page.getByText("Line 2 is not name=value: it is left out.").waitFor();
		await look(page, "platform-parameters-left-out");
		const sent = page.waitForRequest((request) => request.url().endsWith(`${AUTHENTICATION}/check`));
		await page.getByRole("button", { name: "Check Only" }).click();
		assert.deepEqual((await sent).postDataJSON().authorizationParameters, { ui_locales: "de" });
	});

	test("names what is wrong with fields that are not on screen", async () => {
		await openAuthentication("Accounts and claims");
		await page.getByLabel("Claim for the name").fill("");
		await page.getByLabel("Authentication method").selectOption({ label: "Built-In" });
		await savePreferences(page);
		const refused = page.getByRole("alert").filter({ hasText: "Not saved" });
		await refused.getByText("claims: Enter the name of a claim.").waitFor();
		assert.equal(await refused.getByText("beside its field").count(), 0);
		await look(page, "platform-hidden-fields-refused");
	});

	test("drops a preview of roles when the table is changed", async () => {
		await openAuthentication("Groups give roles");
		await page.getByRole("switch", { name: "Groups give roles" }).press("Space");
		await page.getByRole("button", { name: "Add Group" }).click();
		await page.getByLabel("Group 1", { exact: true }).fill("ops");
		// By keyboard: the section may still be unfolding, and move the button from under a pointer.
		await page.getByRole("button", { name: "Preview" }).press("Enter");
		const found = page.getByRole("status").filter({ hasText: "Last sign-in" });
		await found.waitFor();
		await page.getByLabel("Group 1", { exact: true }).fill("others");
		await found.waitFor({ state: "detached" });
	});

	test("offers lives of an API key that are allowed, and shows a key until it is told that it was seen", async () => {
		await platform.api("PUT", "/api/v0/security", { apiKeyMaxDays: 20 });
		await page.goto(`${platform.url}/account`);
		for (const name of ["One", "Other"]) {
			await page.getByRole("button", { name: "New Key" }).click();
			const life = page.getByLabel("Good for");
			assert.deepEqual(await life.getByRole("option").allTextContents(), ["1 day", "7 days", "20 days"]);
			assert.equal(await life.inputValue(), "20");
			await page.getByLabel("Name", { exact: true }).fill(name);
			await page.getByRole("button", { name: "Create", exact: true }).click();
			const shown = page.getByRole("dialog", { name: "Your new API key" });
			await shown.getByRole("button", { name: "Copy API key" }).waitFor();
			await page.keyboard.press("Escape");
			await page.keyboard.press("Escape");
			await shown.getByRole("button", { name: "Done" }).click();
			await shown.waitFor({ state: "detached" });
		}
		await page.route("**/api/v0/me/api-keys/*", (route) =>
			route.fulfill({ status: 409, json: { code: "conflict", detail: "Not now." } }),
		);
		await page.getByRole("button", { name: "Delete One" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("button", { name: "Delete" }).click();
		await dialog.getByText("Not now.").waitFor();
		await dialog.getByRole("button", { name: "Cancel" }).click();
		await page.getByRole("button", { name: "Delete Other" }).click();
		await dialog.getByText("Whatever uses it").waitFor();
		assert.equal(await dialog.getByText("Not now.").count(), 0, "what was refused of one key is not told of another");
	});

	test("stops asking for a test sign-in that nobody ends, says so, and begins another", async () => {
		await page.clock.install();
		await openAuthentication();
		let asked = 0;
		page.on("request", (request) => {
			if (!/\/tests\/[^/]+$/.test(request.url())) return;
			asked++;
			assert.equal(request.headers()["signet-background"], "1");
		});
		const begin = async (button: string): Promise<Page> => {
			const [second] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: button }).click()]);
			await page.getByText("Sign in in the second window").waitFor();
			return second;
		};
		// Nobody is sent to the provider, which would sign a person in by itself.
		await browser.context.route("**/oidc/test/**", (route) => route.fulfill({ body: "waiting" }));
		await begin("Test sign-in");
		const over = page.getByRole("alert").filter({ hasText: "Nothing came of the test sign-in" });
		await page.clock.fastForward(15 * MINUTE);
		await over.getByText("for 15 minutes").waitFor();
		await look(page, "platform-test-stopped");
		const before = asked;
		await page.clock.runFor(MINUTE);
		assert.equal(asked, before);
		await page.route("**/tests/*", (route) => route.fulfill({ status: 500, json: { code: "internal", detail: "It broke." } }));
		await Promise.all([
			page.waitForRequest((request) => request.url().endsWith("/tests")),
			page.getByRole("button", { name: "Begin another test" }).click(),
		]);
		await passing(1_000, async () => (await over.getByText("It cannot be read: It broke.").count()) > 0);
	});
});
