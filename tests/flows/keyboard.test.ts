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

/** What has the focus, as a screen reader would name it. */
const FOCUSED = `(() => {
	const one = document.activeElement;
	if (one === document.body) return "nothing";
	const label = one?.labels?.[0]?.textContent ?? one?.getAttribute("aria-label") ?? one?.textContent ?? "";
	return (one?.tagName + " " + label).replace(/\\s+/g, " ").trim();
})()`;
/** More stops than any page has. */
const MOST_STOPS = 120;

describe("by keyboard alone", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;
	let ada: TestPerson;

	before(async () => {
		provider = await startProvider();
		ada = await addPerson(provider, "Ada");
		await askForSecondStep(provider, ada);
		browser = await openBrowser();
		page = await browser.page();
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	const focused = (): Promise<string> => page.evaluate(FOCUSED);
	/** Presses Tab until the focus is on something that is called this; its ring can be seen. */
	const tabTo = async (name: RegExp) => {
		const met: string[] = [];
		for (let stops = 0; stops < MOST_STOPS; stops++) {
			const now = await focused();
			if (name.test(now)) {
				const ring = await page.evaluate(
					"(() => { const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement); return outlineStyle !== 'none' || boxShadow !== 'none' || document.activeElement.closest(':focus-within') !== null; })()",
				);
				assert.equal(ring, true, `nothing shows that ${now} has the focus`);
				return;
			}
			met.push(now);
			await page.keyboard.press("Tab");
		}
		assert.fail(`${name} is not among ${met.join(" | ")}`);
	};
	const press = async (name: RegExp, key = "Enter") => {
		await tabTo(name);
		await page.keyboard.press(key);
	};
	const type = async (name: RegExp, text: string) => {
		await tabTo(name);
		await page.keyboard.type(text);
	};

	/** One of an open menu, which takes the focus a moment after it is drawn, and once more when its effects have run. */
	const choose = async (name: string) => {
		await page.getByRole("menuitem", { name }).waitFor();
		await page.locator("[role=menu]:focus-within").waitFor();
		await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))");
		for (let steps = 0; steps < 20 && !(await focused()).endsWith(name); steps++) await page.keyboard.press("ArrowDown");
		assert.match(await focused(), new RegExp(`${name}$`), `the arrows do not lead to ${name}`);
		await page.keyboard.press("Enter");
	};

	test("somebody signs in, sets up an authenticator app, and keeps the recovery codes", async () => {
		await page.goto(`${provider.url}/login`);
		await type(/^INPUT Username/, ada.login);
		await type(/^INPUT Password/, ada.password);
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { name: "Set up another way to confirm that it is you" }).waitFor();
		// The second of the buttons: passkey, app, email, question.
		await tabTo(/^BUTTON Set up/);
		const kind = () => page.evaluate("document.activeElement.form?.querySelector('[name=kind]')?.value");
		for (let stops = 0; stops < MOST_STOPS && (await kind()) !== "totp"; stops++) await page.keyboard.press("Tab");
		await page.keyboard.press("Enter");
		await page.getByText("Scan this with your authenticator app").waitFor();
		const key = ((await page.locator("code.key").textContent()) ?? "").replaceAll(/\s/g, "");
		const app = new TOTP({ secret: Secret.fromBase32(key) });
		await type(/^INPUT Code/, app.generate());
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
		await press(/I have kept them/);
		await page.getByRole("heading", { name: "My applications" }).waitFor();
	});

	test("they go to their account, and change what is theirs", async () => {
		await page.getByRole("heading", { name: "My applications" }).waitFor();
		await press(/^BUTTON .*Ada Tester/);
		await choose("My account");
		await page.getByRole("heading", { name: "Profile", level: 1 }).waitFor();
		await tabTo(/^INPUT Mobile phone/);
		await page.keyboard.type("+43 1 2345");
		await press(/^BUTTON Save/);
		await page.getByText(/saved/i).first().waitFor();
		await press(/Sign-in methods/);
		await page.getByRole("heading", { name: "Sign-in methods" }).waitFor();
		await press(/Sessions/);
		await page.getByRole("heading", { name: "Sessions" }).waitFor();
	});

	test("they sign out from the menu", async () => {
		await press(/^BUTTON .*Ada Tester/);
		await choose("Sign out");
		await page.waitForURL(/\/(logout|login)/);
	});

	test("an administrator adds a person, and leads them through a menu and a question", async () => {
		await browser.context.clearCookies();
		await page.goto(`${provider.url}/login?next=/admin/people`);
		await type(/^INPUT Username/, ADMINISTRATOR.login);
		await type(/^INPUT Password/, ADMINISTRATOR.password);
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { name: "People", level: 1 }).waitFor();
		await press(/^BUTTON Add Person/i);
		await page.getByRole("dialog").waitFor();
		await type(/^INPUT First name/, "Grace");
		await type(/^INPUT Last name/, "Hopper");
		await type(/^INPUT Email/, "grace@example.com");
		await tabTo(/^INPUT I set a password now/);
		await page.keyboard.press("ArrowDown");
		await press(/^BUTTON Add person/);
		await page.getByRole("dialog", { name: "Activation link" }).waitFor();
		await page.keyboard.press("Escape");
		await page.goto(`${provider.url}/admin/people`);
		await press(/^A .*Grace Hopper/);
		await page.getByRole("heading", { name: "Grace Hopper" }).waitFor();
		await press(/^BUTTON More actions/);
		await choose("Deactivate");
		await page.getByRole("dialog").waitFor();
		await press(/^BUTTON Deactivate/);
		await page.getByText("has been deactivated").first().waitFor();
	});
});
