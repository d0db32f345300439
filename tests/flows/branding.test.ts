import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { ADMINISTRATOR, startProvider, type TestProvider } from "../harness/provider.ts";
import { look } from "./looks.ts";
import { signInAtProvider } from "./steps.ts";

const LOGO =
	'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 32"><rect width="32" height="32" rx="6" fill="#6a1b9a"/><circle cx="16" cy="16" r="8" fill="#fff"/><rect x="42" y="11" width="70" height="10" rx="5" fill="#8a5ab0"/></svg>';

describe("an organisation's own looks", () => {
	let provider: TestProvider;
	let administrator: TestBrowser;
	let person: TestBrowser;
	let admin: Page;
	let visitor: Page;

	before(async () => {
		provider = await startProvider();
		administrator = await openBrowser();
		person = await openBrowser();
		admin = await administrator.page();
		visitor = await person.page();
		await signInAtProvider(admin, provider.url, ADMINISTRATOR);
	});
	after(async () => {
		await administrator.close();
		await person.close();
		await provider.stop();
	});

	const lookTwice = async (page: Page, name: string) => {
		await look(page, name);
		await page.emulateMedia({ colorScheme: "dark" });
		await look(page, `${name}-dark`);
		await page.emulateMedia({ colorScheme: "light" });
	};
	const save = () => admin.getByRole("button", { name: "Save", exact: true }).click();
	const colourOf = (page: Page) =>
		page.evaluate("getComputedStyle(document.querySelector('#okta-signin-submit')).backgroundColor");
	const showsLogo = (page: Page) => page.evaluate("document.querySelector('.brand img').naturalWidth > 0");

	test("a colour that people cannot read is refused beside its field, and the others stay as they are", async () => {
		await admin.goto(`${provider.url}/admin`);
		await admin.getByRole("link", { name: "Looks" }).first().click();
		await admin.getByRole("heading", { name: "Looks", level: 1 }).waitFor();
		await admin.getByLabel("Organisation name").fill("Kessel Works");
		await admin.getByLabel("Colour on light pages").fill("#ffcc00");
		await save();
		await admin.getByText("The contrast to the light page is 1.38:1").waitFor();
		await visitor.goto(`${provider.url}/login`);
		assert.equal(await visitor.title(), "Sign in · Signet");
	});

	test("name, colours, words and logo are on the sign-in page at once, light and dark", async () => {
		await admin.getByLabel("Colour on light pages").fill("#6a1b9a");
		await admin.getByLabel("Colour on dark pages").fill("#d7b8ee");
		await admin.getByLabel("Text on the sign-in page").fill("Trouble signing in?\nCall the works office: 12 34");
		await save();
		await admin.getByText("The looks have been saved.").waitFor();
		await admin
			.locator('input[type="file"]')
			.setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: Buffer.from(LOGO) });
		await admin.getByRole("button", { name: "Save logo" }).click();
		await admin.getByText("The logo has been saved.").waitFor();
		await lookTwice(admin, "provider-looks");
		assert.equal(await admin.title(), "Looks · Kessel Works");

		await visitor.goto(`${provider.url}/login`);
		assert.equal(await visitor.title(), "Sign in · Kessel Works");
		await visitor.getByText("Call the works office: 12 34").waitFor();
		assert.equal(await colourOf(visitor), "rgb(106, 27, 154)");
		assert.equal(await showsLogo(visitor), true);
		await lookTwice(visitor, "branded-sign-in");
		await visitor.emulateMedia({ colorScheme: "dark" });
		assert.equal(await colourOf(visitor), "rgb(215, 184, 238)");
		await visitor.emulateMedia({ colorScheme: "light" });
	});

	test("the consoles bear the organisation's name", async () => {
		await admin.reload();
		await admin.getByRole("banner").getByText("Kessel Works").waitFor();
		await admin.goto(`${provider.url}/`);
		await admin.getByRole("banner").getByText("Kessel Works").waitFor();
	});

	test("without logo and colours it is Signet's mark and Signet's green again", async () => {
		await admin.goto(`${provider.url}/admin/looks`);
		await admin.getByRole("button", { name: "Remove", exact: true }).click();
		await admin.getByText("The logo has been removed.").waitFor();
		await admin.getByLabel("Colour on light pages").fill("");
		await admin.getByLabel("Colour on dark pages").fill("");
		await save();
		await admin.getByText("The looks have been saved.").waitFor();
		await visitor.goto(`${provider.url}/login`);
		assert.equal(await visitor.locator(".brand img").count(), 0);
		assert.equal(await colourOf(visitor), "rgb(15, 95, 83)");
	});
});
