import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import {
	ADMINISTRATOR,
	addPerson,
	signedInAgent,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import { startMailServer, type TestMailServer } from "../harness/smtp.ts";
import { look, looksAt } from "./looks.ts";
import { signInAtProvider } from "./steps.ts";

const NEXT_PASSWORD = "another password of mine";

/** As `look`, in light and dark. */
const lookTwice = async (page: Page, name: string): Promise<void> => {
	await look(page, name);
	await page.emulateMedia({ colorScheme: "dark" });
	await look(page, `${name}-dark`);
	await page.emulateMedia({ colorScheme: "light" });
};

describe("a forgotten password, with a mail server", () => {
	let mail: TestMailServer;
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;
	let ada: TestPerson;
	let link: string;

	before(async () => {
		mail = await startMailServer();
		provider = await startProvider({ mailServer: mail.url });
		ada = await addPerson(provider, "Ada");
		browser = await openBrowser();
		page = await browser.page();
	});
	after(async () => {
		await browser.close();
		await provider.stop();
		await mail.stop();
	});

	test("a person asks at the sign-in, finds a link in the mailbox, chooses another password, and signs in with it", async () => {
		const elsewhere = await signedInAgent(provider.url, ada);
		await page.goto(`${provider.url}/login`);
		await page.getByRole("link", { name: "Forgot your password?" }).click();
		await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
		await lookTwice(page, "provider-forgot");
		await page.getByLabel("Username or email").fill(ada.login);
		await page.getByRole("button", { name: "Send link" }).click();
		await page.getByRole("heading", { name: "Look into your mailbox" }).waitFor();
		await lookTwice(page, "provider-forgot-asked");
		const letter = await mail.next();
		assert.deepEqual([letter.to].flat()[0]?.value[0]?.address, ada.login);
		link = /http:\/\/localhost:\d+\/login\/reset\/[\w-]+/.exec(letter.text ?? "")?.[0] ?? "";
		await page.goto(link);
		await page.getByRole("heading", { name: "Choose another password" }).waitFor();
		await lookTwice(page, "provider-reset");
		await page.getByLabel("New password").fill("password");
		await page.getByRole("button", { name: "Set password and sign in" }).click();
		await page.locator(".field-error").waitFor();
		await lookTwice(page, "provider-reset-refused");
		await page.getByLabel("New password").fill(NEXT_PASSWORD);
		await page.getByRole("button", { name: "Set password and sign in" }).click();
		await page.waitForURL(`${provider.url}/`);
		assert.equal((await elsewhere.open(`${provider.url}/api/v1/users/me`)).status, 403, "what was open has ended");
		await browser.context.clearCookies();
		await signInAtProvider(page, provider.url, { login: ada.login, password: NEXT_PASSWORD });
		assert.match((await mail.next()).subject ?? "", /password .* was changed/);
	});

	test("the link works once", async () => {
		await page.goto(link);
		await page.getByText("This link has been used or has expired").waitFor();
	});

	test("who is not there hears the same, and nobody is written to", async () => {
		const resets = () => mail.letters.filter(({ subject }) => subject?.startsWith("Choose another password"));
		const before = resets().length;
		await page.goto(`${provider.url}/login/forgot`);
		await page.getByLabel("Username or email").fill("nobody@example.com");
		await page.getByRole("button", { name: "Send link" }).click();
		await page.getByText("If there is an account with this name, we have written to its mailbox.").waitFor();
		// A letter to somebody who is there comes after whatever was written for nobody.
		await page.goto(`${provider.url}/login/forgot`);
		await page.getByLabel("Username or email").fill(ada.login);
		await page.getByRole("button", { name: "Send link" }).click();
		while (resets().length === before) await mail.next();
		assert.deepEqual(
			resets().map(({ to }) => [to].flat()[0]?.value[0]?.address),
			[ada.login, ada.login],
		);
	});

	test("in the language of the person", async () => {
		await page.setExtraHTTPHeaders({ "accept-language": "de" });
		await looksAt(page, "provider-forgot-de", `${provider.url}/login/forgot`, /^Passwort vergessen/);
		await looksAt(page, "provider-unlock-de", `${provider.url}/login/unlock`, /entsperren/i);
		await page.setExtraHTTPHeaders({});
	});

	test("the outbox tells what was sent, and a test mail reaches the administrator", async () => {
		await browser.context.clearCookies();
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
		await page.goto(`${provider.url}/admin/outbox`);
		await page.getByRole("button", { name: "Send a test mail" }).click();
		await page.getByText("is on its way").waitFor();
		let letter = await mail.next();
		while (!/arrives/.test(letter.subject ?? "")) letter = await mail.next();
		assert.equal([letter.to].flat()[0]?.value[0]?.address, ADMINISTRATOR.login);
		await page.reload();
		await page.getByText("Sent").first().waitFor();
		await lookTwice(page, "provider-outbox");
	});

	test("an administrator mails a link instead of handing it over", async () => {
		await page.goto(`${provider.url}/admin/people`);
		await page.getByRole("button", { name: "Add person" }).first().click();
		await page.getByLabel("First name").fill("Grace");
		await page.getByLabel("Last name").fill("Tester");
		await page.getByLabel("Email").fill("grace@example.com");
		await page.getByLabel("They choose one, with an activation link").check();
		await page.getByRole("dialog").getByRole("button", { name: "Add person" }).click();
		await page.getByRole("button", { name: "Mail a new one instead" }).waitFor();
		await look(page, "provider-link-or-mail");
		await page.getByRole("button", { name: "Mail a new one instead" }).click();
		await page.getByText("is on its way to grace@example.com").waitFor();
		let letter = await mail.next();
		while (!/Activate your account/.test(letter.subject ?? "")) letter = await mail.next();
		assert.equal([letter.to].flat()[0]?.value[0]?.address, "grace@example.com");
	});
});

describe("the outbox, without a mail server", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;

	before(async () => {
		provider = await startProvider();
		browser = await openBrowser();
		page = await browser.page();
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	test("is empty at first", async () => {
		await page.goto(`${provider.url}/admin/outbox`);
		await page.getByText("No letters yet").waitFor();
		await look(page, "provider-outbox-empty");
	});

	test("keeps the letter of a new person; a Super Administrator reads it, which is logged, and hands the link over", async () => {
		const profile = { firstName: "Grace", lastName: "Tester", email: "grace@example.com", login: "grace@example.com" };
		await provider.api("POST", "/api/v1/users?activate=true", { profile });
		await page.reload();
		await page.getByText("grace@example.com").waitFor();
		await page.getByText("Unsent").first().waitFor();
		await lookTwice(page, "provider-outbox-unsent");
		await page.getByRole("button", { name: /Actions for Activate your account/ }).click();
		await page.getByRole("menuitem", { name: "Read" }).click();
		const letter = page.getByLabel("The letter", { exact: true });
		await letter.waitFor();
		await lookTwice(page, "provider-outbox-letter");
		const link = /http:\/\/localhost:\d+\/activate\/[\w-]+/.exec((await letter.textContent()) ?? "")?.[0] ?? "";
		await page.getByRole("button", { name: "Close" }).last().click();
		const events = await provider.api<{ eventType: string }[]>(
			"GET",
			`/api/v1/logs?filter=${encodeURIComponent('eventType eq "system.mail.read"')}`,
		);
		assert.equal(events.length, 1);
		const other = await openBrowser();
		try {
			const person = await other.page();
			await person.goto(link);
			await person.getByLabel("New password").fill("a password of Grace's own");
			await person.getByRole("button", { name: "Set password and sign in" }).click();
			await person.waitForURL(`${provider.url}/`);
		} finally {
			await other.close();
		}
	});

	test("lets an administrator delete a letter, with the keyboard", async () => {
		const opener = page.getByRole("button", { name: /Actions for Activate your account/ });
		await opener.focus();
		await page.keyboard.press("Enter");
		await page.getByRole("menuitem", { name: "Delete" }).focus();
		await page.keyboard.press("Enter");
		await page.getByRole("dialog").getByRole("button", { name: "Delete" }).focus();
		await page.keyboard.press("Enter");
		await page.getByText("The letter has been deleted.").waitFor();
		await page.getByText("grace@example.com", { exact: true }).waitFor({ state: "detached" });
	});
});
