import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import {
	ADMINISTRATOR,
	addPerson,
	askForSecondStep,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import { look } from "./looks.ts";
import { fillProviderForm, signInAtProvider } from "./steps.ts";

/** Milliseconds: no code of an authenticator app works twice, so a person waits for the next one. */
const STEP = 30_000;

/** A person of whom the organisation asks for a second factor sets one up, loses everything, and comes back by the help desk. */
describe("somebody who has lost every factor", () => {
	let provider: TestProvider;
	let desk: TestBrowser;
	let person: TestBrowser;
	let admin: Page;
	let page: Page;
	let ada: TestPerson;
	let app: TOTP;
	let lastStep = 0;
	let codes: readonly string[] = [];

	before(async () => {
		provider = await startProvider();
		ada = await addPerson(provider, "Ada");
		await askForSecondStep(provider, ada);
		desk = await openBrowser();
		person = await openBrowser();
		admin = await desk.page();
		page = await person.page();
		await signInAtProvider(admin, provider.url, ADMINISTRATOR);
	});
	after(async () => {
		await desk.close();
		await person.close();
		await provider.stop();
	});

	/** A code that was not used yet: those of the steps beside the present one are taken too. */
	const code = async () => {
		const now = () => Math.floor(Date.now() / STEP);
		lastStep = Math.max(lastStep + 1, now() - 1);
		while (lastStep > now() + 1) await page.waitForTimeout(500);
		return app.generate({ timestamp: lastStep * STEP });
	};
	const start = async () => {
		await person.context.clearCookies();
		await page.goto(`${provider.url}/login`);
		await fillProviderForm(page, ada);
	};
	const isIn = () => page.waitForURL(`${provider.url}/`);
	const setUpTheApp = async () => {
		await page.getByRole("heading", { name: "Set up another way to confirm that it is you" }).waitFor();
		await look(page, "provider-enrol-choice");
		await page
			.locator("form")
			.filter({ has: page.getByRole("heading", { name: "Authenticator app" }) })
			.getByRole("button", { name: "Set up" })
			.click();
		await page.getByText("Scan this with your authenticator app").waitFor();
		await look(page, "provider-enrol-totp");
		const key = (await page.locator("code.key").textContent()) ?? "";
		app = new TOTP({ secret: Secret.fromBase32(key.replaceAll(/\s/g, "")) });
		await page.getByLabel("Code of your authenticator app").fill(await code());
		await page.getByRole("button", { name: "Continue" }).click();
		await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
		await look(page, "provider-recovery-codes");
		codes = await page.locator("ul.codes code").allTextContents();
		assert.ok(codes.length >= 8, `${codes.length} codes`);
		await page.getByRole("link", { name: "I have kept them" }).click();
		await isIn();
	};

	test("sets up an authenticator app on the way in, and keeps recovery codes", async () => {
		await start();
		await setUpTheApp();
	});

	test("signs in with a code of the app, and not twice with the same one", async () => {
		await start();
		await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
		await look(page, "provider-second-factor");
		const given = await code();
		await page.getByLabel("Code of your authenticator app").fill(given);
		await page.getByRole("button", { name: "Continue" }).first().click();
		await isIn();
		await start();
		await page.getByLabel("Code of your authenticator app").fill(given);
		await page.getByRole("button", { name: "Continue" }).first().click();
		await page.getByRole("alert").first().waitFor();
	});

	test("without the app: a recovery code lets them in once", async () => {
		const signInWithCode = async () => {
			await start();
			await page.getByRole("button", { name: "Use a recovery code" }).click();
			await page.getByLabel("One of your recovery codes").fill(codes[0] ?? "");
			await page.getByRole("button", { name: "Continue" }).click();
		};
		await signInWithCode();
		await isIn();
		await signInWithCode();
		await page.getByRole("alert").first().waitFor();
	});

	test("without anything: the help desk resets the factors, and they set up another one", async () => {
		await admin.goto(`${provider.url}/admin/people/${ada.id}`);
		await admin.getByRole("button", { name: "More actions" }).click();
		await admin.getByRole("menuitem", { name: "Reset factors" }).click();
		await admin.getByRole("dialog").getByRole("button", { name: "Reset factors" }).click();
		await admin
			.getByText(/have been reset/)
			.first()
			.waitFor();
		await start();
		await setUpTheApp();
		const events = await provider.api<{ eventType: string }[]>(
			"GET",
			`/api/v1/logs?filter=${encodeURIComponent(`target.id eq "${ada.id}" and eventType eq "user.mfa.factor.reset_all"`)}`,
		);
		assert.equal(events.length, 1);
	});
});
