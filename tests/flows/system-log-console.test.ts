import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, photograph, type TestBrowser } from "../harness/browser.ts";
import { ADMINISTRATOR, addPerson, registerApplication, startProvider, type TestProvider } from "../harness/provider.ts";
import { signInAtProvider } from "./steps.ts";

const CALLBACK = "http://localhost:7099/callback";

describe("the System Log in the console", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;
	let clientId = "";

	before(async () => {
		provider = await startProvider();
		browser = await openBrowser();
		page = await browser.page();
		({ clientId } = await registerApplication(provider, "Wiki", { redirectUris: [CALLBACK] }));
		await addPerson(provider, "Grace", [clientId]);
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	const open = async () => {
		await page.goto(`${provider.url}/admin/system-log`);
		await page.getByRole("table", { name: "Events" }).waitFor();
	};
	const rows = () => page.getByRole("table", { name: "Events" }).getByRole("row");
	const askFor = (redirectUri: string) =>
		fetch(
			`${provider.url}/oauth2/v1/authorize?${new URLSearchParams({
				client_id: clientId,
				response_type: "code",
				scope: "openid",
				state: "some-state-of-the-application",
				redirect_uri: redirectUri,
				code_challenge: "x".repeat(43),
				code_challenge_method: "S256",
			})}`,
			{ redirect: "manual" },
		);
	const look = async (name: string) => {
		for (const colorScheme of ["light", "dark"] as const) {
			await page.emulateMedia({ colorScheme });
			assert.deepEqual(await photograph(page, `${name}-${colorScheme}`), { violations: [], overflows: [] });
		}
		await page.emulateMedia({ colorScheme: "light" });
	};
	const registered = async (): Promise<readonly string[]> =>
		(await provider.api<{ settings: { oauthClient: { redirect_uris: string[] } } }>("GET", `/api/v1/apps/${clientId}`)).settings
			.oauthClient.redirect_uris;

	test("is searched by event type, outcome, actor, target and request ID, and cleared again", async () => {
		await open();
		await page.getByRole("button", { name: "Filters" }).click();
		await page
			.getByRole("combobox", { name: "Event type" })
			.or(page.getByRole("textbox", { name: "Event type" }))
			.fill("create application");
		await page.getByRole("option", { name: "Create application (application.lifecycle.create)" }).click();
		await rows().nth(1).getByText("application.lifecycle.create").waitFor();
		await page.getByRole("row").filter({ hasText: "user.lifecycle.create" }).waitFor({ state: "detached" });
		await page.getByRole("button", { name: "Clear filters" }).click();
		await page.getByLabel("Target", { exact: true }).fill("grace@example.com");
		await rows().filter({ hasText: "user.lifecycle.create" }).first().waitFor();
		await page.getByRole("row").filter({ hasText: "application.lifecycle.create" }).waitFor({ state: "detached" });
		await page.getByLabel("Target", { exact: true }).fill("");
		await page.getByLabel("Outcome").selectOption("FAILURE");
		await page.getByText("No events").waitFor();
		await look("provider-system-log-filters");
		await page.getByRole("button", { name: "Clear filters" }).click();
		await rows().nth(1).waitFor();
	});

	test("live tail shows what happens now at the top, by keyboard, and rests while nobody can see the page", async () => {
		await open();
		const live = page.getByRole("switch", { name: "Live tail" });
		await live.focus();
		await page.keyboard.press("Space");
		await page.getByText("New events appear at the top.").waitFor();
		await provider.api("POST", "/api/v1/groups", { profile: { name: "Seen live" } });
		await rows().nth(1).getByText("group.lifecycle.create").waitFor();
		await look("provider-system-log-live");
		const asked: string[] = [];
		page.on("request", (request) => {
			if (request.url().includes("/api/v1/logs?")) asked.push(request.headers()["signet-background"] ?? "");
		});
		await page.waitForRequest(/api\/v1\/logs\?/);
		assert.ok(
			asked.every((background) => background === "1"),
			"the session is not used by it",
		);
		const hide = (state: string) =>
			page.evaluate(
				`Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
				document.dispatchEvent(new Event("visibilitychange"))`,
			);
		await hide("hidden");
		await page.getByText("Rests while nobody can see this page.").waitFor();
		await provider.api("POST", "/api/v1/groups", { profile: { name: "Made in the dark" } });
		await page.waitForTimeout(3_000);
		const { length } = asked;
		await page.waitForTimeout(3_000);
		assert.equal(asked.length, length, "nothing is asked for meanwhile");
		await hide("visible");
		await rows().nth(1).getByText("Made in the dark").waitFor();
		await live.press("Space");
		await page.getByText("New events appear at the top.").waitFor({ state: "detached" });
	});

	test("is exported as CSV and JSON, all that matches; a long export says how far it is and is cancelled", async () => {
		await open();
		for (const [item, check] of [
			[
				"CSV, for a spreadsheet",
				(text: string) => assert.ok(text.startsWith('"published","eventType",') && text.includes("Seen live")),
			],
			["JSON, as the API answers", (text: string) => assert.ok((JSON.parse(text) as unknown[]).length > 3)],
		] as const) {
			await page.getByRole("button", { name: "Export" }).click();
			const download = page.waitForEvent("download");
			await page.getByRole("menuitem", { name: item }).click();
			check(readFileSync(await (await download).path(), "utf8"));
			await page
				.getByText(/\d+ events have been saved\./)
				.first()
				.waitFor();
		}
		await rows().nth(1).waitFor();
		// A picture waits for that, and it does not come while an export is held back.
		await page.waitForLoadState("networkidle");
		let answer = () => {};
		await page.route("**/logs/export**", async (route) => {
			await new Promise<void>((resolve) => {
				answer = resolve;
			});
			await route.abort().catch(() => {});
		});
		await page.getByRole("button", { name: "Export" }).click();
		await page.getByRole("menuitem", { name: "CSV, for a spreadsheet" }).click();
		const dialog = page.getByRole("dialog", { name: "Export events" });
		await dialog.getByText("0 events so far").waitFor();
		await look("provider-system-log-export");
		await dialog.getByRole("button", { name: "Cancel" }).click();
		await dialog.waitFor({ state: "detached" });
		answer();
		await page.unroute("**/logs/export**");
		await page.reload();
		await page.getByRole("row").filter({ hasText: "system.log.export" }).first().waitFor();
	});

	test("an address that is not registered: the person sees an id, the log both sides, and an administrator adds it", async () => {
		const wanted = "http://localhost:7099/Callback/";
		const refused = await askFor(wanted);
		const shown = await refused.text();
		assert.equal(refused.status, 400);
		assert.equal(shown.includes("/Callback/"), false);
		const [requestId = ""] = /req[\w-]+/.exec(shown) ?? [];
		assert.notEqual(requestId, "", "the page says an id");
		await open();
		await page.getByRole("button", { name: "Filters" }).click();
		await page.getByLabel("Request ID").fill(requestId);
		await rows().nth(1).getByText("app.oauth2.authorize").waitFor();
		await page.getByRole("button", { name: "Details of OAuth2 authorization request" }).first().click();
		await page.getByText("What differs").waitFor();
		await page.getByText(wanted, { exact: true }).waitFor();
		await page.getByText(CALLBACK, { exact: true }).waitFor();
		await look("provider-system-log-uri");
		await page.getByRole("button", { name: "Add this URI" }).click();
		const dialog = page.getByRole("dialog", { name: "Add this redirect URI?" });
		await dialog.getByRole("button", { name: "Add to Wiki" }).click();
		await page.getByText("The URI has been added to Wiki.").waitFor();
		assert.deepEqual(await registered(), [CALLBACK, wanted]);
		assert.equal((await askFor(wanted)).status, 303, "on to the sign-in");
	});

	test("an address of a stranger's: shown whole, never a link, and added only by who vouches for its host", async () => {
		const evil = `https://wiki.example.com.evil.example/${"long/".repeat(40)}callback`;
		await askFor(evil);
		await open();
		await page.getByRole("button", { name: "Details of OAuth2 authorization request" }).first().click();
		await page.getByText(evil, { exact: true }).waitFor();
		assert.equal(await page.locator('a[href*="evil.example"]').count(), 0);
		await page.getByRole("button", { name: "Add this URI" }).click();
		const dialog = page.getByRole("dialog", { name: "Add this redirect URI?" });
		await dialog.getByText("Another host: wiki.example.com.evil.example").waitFor();
		assert.ok(await dialog.getByText(evil, { exact: true }).isVisible());
		const add = dialog.getByRole("button", { name: "Add to Wiki" });
		assert.equal(await add.isDisabled(), true);
		await look("provider-system-log-foreign-uri");
		await dialog.getByRole("checkbox", { name: /I know this address/ }).check();
		assert.equal(await add.isDisabled(), false);
		await dialog.getByRole("button", { name: "Cancel" }).click();
		assert.equal((await registered()).includes(evil), false);
	});

	test("the same host by another scheme is another address, and has to be vouched for too", async () => {
		await askFor(CALLBACK.replace("http:", "custom:"));
		await open();
		await page.getByRole("button", { name: "Details of OAuth2 authorization request" }).first().click();
		await page.getByRole("button", { name: "Add this URI" }).click();
		const dialog = page.getByRole("dialog", { name: "Add this redirect URI?" });
		await dialog.getByText("Another scheme: custom").waitFor();
		assert.equal(await dialog.getByRole("button", { name: "Add to Wiki" }).isDisabled(), true);
		await dialog.getByRole("button", { name: "Cancel" }).click();
	});

	test("what registration would refuse is refused here too, in its words", async () => {
		await askFor("https://localhost:7099/callback#fragment");
		await open();
		await page.getByRole("button", { name: "Details of OAuth2 authorization request" }).first().click();
		await page.getByRole("button", { name: "Add this URI" }).click();
		const dialog = page.getByRole("dialog", { name: "Add this redirect URI?" });
		const vouch = dialog.getByRole("checkbox");
		if (await vouch.count()) await vouch.check();
		await dialog.getByRole("button", { name: "Add to Wiki" }).click();
		await dialog
			.getByText(/no fragment/)
			.first()
			.waitFor();
	});

	test("an address to go to after signing out: the same", async () => {
		const bye = "http://localhost:7099/bye";
		const query = new URLSearchParams({ client_id: clientId, post_logout_redirect_uri: bye });
		const refused = await fetch(`${provider.url}/oauth2/v1/logout?${query}`);
		assert.equal(refused.status, 400);
		assert.equal((await refused.text()).includes("/bye"), false);
		await open();
		await page.getByRole("button", { name: "Details of User logout from Signet" }).first().click();
		await page.getByText(bye, { exact: true }).waitFor();
		await page.getByRole("button", { name: "Add this URI" }).click();
		const dialog = page.getByRole("dialog", { name: "Add this logout redirect URI?" });
		await dialog.getByRole("checkbox", { name: /I know this address/ }).check();
		await dialog.getByRole("button", { name: "Add to Wiki" }).click();
		await page.getByText("The URI has been added to Wiki.").waitFor();
		assert.equal((await fetch(`${provider.url}/oauth2/v1/logout?${query}`)).status, 200);
	});

	test("names the rules that decided about a sign-in, and the limit that refused one", async () => {
		for (let time = 0; time < 11; time++)
			await fetch(`${provider.url}/login`, {
				method: "POST",
				redirect: "manual",
				headers: { origin: provider.url },
				body: new URLSearchParams({ login: "grace@example.com", password: `guess number ${time}` }),
			});
		await open();
		const details = page.getByRole("button", { name: "Details of User login to Signet" });
		await details.first().click();
		await page.getByText("Rule that refused").waitFor();
		await page.getByText("sign-in/account", { exact: true }).waitFor();
		await details.first().click();
		await page.getByLabel("Search events").fill("admin@example.com success");
		await page.getByRole("row").filter({ hasText: "Failure" }).first().waitFor({ state: "detached" });
		await details.first().click();
		await page.getByText("Rules that decided").waitFor();
		await look("provider-system-log-rules");
		await page
			.getByRole("link", { name: / of Default/ })
			.first()
			.click();
		await page.getByRole("heading", { name: "Policies", level: 1 }).waitFor();
	});

	test("says how long events are kept, and an administrator changes that", async () => {
		await open();
		await page.getByText("Events are kept for 180 days.").waitFor();
		await page.getByRole("button", { name: "Change how long" }).click();
		const dialog = page.getByRole("dialog", { name: "How long events are kept" });
		await dialog.getByLabel("Days").fill("90");
		await dialog.getByText("are removed for good").waitFor();
		await look("provider-system-log-retention");
		await dialog.getByRole("button", { name: "Save" }).click();
		await page.getByText("Events are kept for 90 days.").first().waitFor();
	});
});
