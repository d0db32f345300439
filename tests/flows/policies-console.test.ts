import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { ADMINISTRATOR, startProvider, type TestProvider } from "../harness/provider.ts";
import { look, looksAt } from "./looks.ts";
import { fillProviderForm, signInAtProvider } from "./steps.ts";

const ADA = { login: "ada@example.com", password: "correct horse battery" };

describe("policies in the console", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;

	before(async () => {
		provider = await startProvider();
		const profile = { firstName: "Ada", lastName: "Lovelace", email: ADA.login, login: ADA.login };
		const ada = await provider.api<{ id: string }>("POST", "/api/v1/users?activate=true", {
			profile,
			credentials: { password: { value: ADA.password } },
		});
		const group = await provider.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Contractors" } });
		await provider.api("PUT", `/api/v1/groups/${group.id}/users/${ada.id}`);
		browser = await openBrowser();
		page = await browser.page();
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	const dialog = () => page.getByRole("dialog");
	const saved = (text: string) => page.getByText(text).first().waitFor();
	const pick = async (label: string, typed: string, option: string | RegExp) => {
		await dialog().getByLabel(label, { exact: true }).fill(typed);
		await page.getByRole("option", { name: option }).first().click();
		await page.keyboard.press("Tab");
	};
	/** Whether a person who knows their password gets in now. */
	const getsIn = async (): Promise<boolean> => {
		const other = await openBrowser();
		try {
			const theirs = await other.page();
			await theirs.goto(`${provider.url}/login`);
			await fillProviderForm(theirs, ADA);
			const [inside, refused] = [theirs.getByText("Ada").first(), theirs.getByText("does not let you sign in").first()];
			await inside.or(refused).first().waitFor();
			return !(await refused.isVisible());
		} finally {
			await other.close();
		}
	};

	test("a network is added; what is no address is said where it was typed", async () => {
		await looksAt(page, "provider-networks-empty", `${provider.url}/admin/networks`, "Networks");
		await page.getByRole("button", { name: "Add network" }).click();
		await dialog().getByRole("textbox", { name: "Name" }).fill("Workshop");
		await dialog().getByLabel("Addresses").fill("127.0.0.0/8\n::1\nnowhere");
		await dialog().getByRole("button", { name: "Add network" }).click();
		await dialog().getByText("nowhere is no address and no network").waitFor();
		await look(page, "provider-network-dialog");
		await dialog().getByLabel("Addresses").fill("127.0.0.0/8\n::1\n192.0.2.1-192.0.2.9");
		await dialog().getByRole("button", { name: "Add network" }).click();
		await saved("Workshop has been added.");
		await page.getByText("127.0.0.0/8, ::1, 192.0.2.1-192.0.2.9").waitFor();
		await look(page, "provider-networks");
	});

	test("a rule is built in words, tried before it counts, switched on, and met by the person it is for", async () => {
		assert.equal(await getsIn(), true);
		await looksAt(page, "provider-policies-sign-on", `${provider.url}/admin/policies/sign-on`, "Policies");
		await page.getByRole("button", { name: "Add policy" }).click();
		await dialog().getByRole("textbox", { name: "Name" }).fill("Contractors");
		await pick("For members of (none: for everybody)", "Contr", "Contractors");
		await dialog().getByRole("button", { name: "Add policy" }).click();
		await saved("Contractors has been added.");
		await page.getByText("No rules yet").waitFor();

		await page.getByRole("button", { name: "Add rule to Contractors" }).click();
		await dialog().getByRole("textbox", { name: "Name" }).fill("Not from the workshop");
		await dialog().getByLabel("From anywhere").uncheck();
		await pick("From these networks", "Work", "Workshop");
		await dialog().getByText("Deny", { exact: true }).click();
		await dialog().getByRole("button", { name: "Try this rule before it is saved" }).click();
		await pick("Person", "Ada", /Ada Lovelace/);
		await dialog().getByLabel("From the address").fill("203.0.113.7");
		await dialog().getByRole("button", { name: "Try it" }).click();
		await dialog().getByText("Their password lets them in.").waitFor();
		await dialog().getByText("it is for other networks").waitFor();
		await dialog().getByLabel("From the address").fill("127.0.0.1");
		await dialog().getByRole("button", { name: "Try it" }).click();
		await dialog().getByText("They are refused.").waitFor();
		await look(page, "provider-policy-rule-dialog");
		assert.equal(await getsIn(), true, "nothing was saved");
		await dialog().getByRole("button", { name: "Add rule" }).click();
		await saved("Not from the workshop has been added. It counts once you switch it on.");
		assert.equal(await getsIn(), true, "it is not switched on");

		await page.getByRole("button", { name: "Actions for Not from the workshop" }).click();
		await page.getByRole("menuitem", { name: "Switch on" }).click();
		await saved("Not from the workshop has been switched on.");
		await page.getByText("From Workshop").waitFor();
		await look(page, "provider-policies-with-rule");
		assert.equal(await getsIn(), false, "it counts");
	});

	test("the order is changed by buttons, and what would lock every administrator out is refused with its reason", async () => {
		await page.getByRole("button", { name: "Add policy" }).click();
		await dialog().getByRole("textbox", { name: "Name" }).fill("Everybody");
		await dialog().getByRole("button", { name: "Add policy" }).click();
		await saved("Everybody has been added.");
		await page.getByRole("button", { name: "Move Everybody up" }).click();
		await page.getByRole("heading", { name: "1. Everybody" }).waitFor();
		await page.getByRole("button", { name: "Add rule to Everybody" }).click();
		await dialog().getByRole("textbox", { name: "Name" }).fill("Nobody");
		await dialog().getByText("Deny", { exact: true }).click();
		await dialog().getByRole("button", { name: "Add rule" }).click();
		await saved("Nobody has been added.");
		await page.getByRole("button", { name: "Actions for Nobody" }).click();
		await page.getByRole("menuitem", { name: "Switch on" }).click();
		await page.getByText("With this no Super Administrator could get into the console any more.").waitFor();
		await page.getByRole("button", { name: "Actions for Everybody" }).click();
		await page.getByRole("menu", { name: "Actions for Everybody" }).getByRole("menuitem", { name: "Delete" }).click();
		await dialog().getByRole("button", { name: "Delete" }).click();
		await saved("Everybody has been deleted.");
	});

	test("an application's policy is made, tried as though it were chosen, and chosen on its Sign On tab", async () => {
		await looksAt(page, "provider-policies-applications", `${provider.url}/admin/policies/applications`, "Policies");
		await page.getByRole("button", { name: "Add policy" }).click();
		await dialog().getByRole("textbox", { name: "Name" }).fill("Strict");
		await dialog().getByRole("button", { name: "Add policy" }).click();
		await saved("Strict has been added.");
		await page.getByRole("button", { name: "Add rule to Strict" }).click();
		await dialog().getByRole("textbox", { name: "Name" }).fill("Keys");
		await dialog().getByLabel("Ask for two factors of different kinds").check();
		await dialog().getByLabel("Which method").selectOption("One of these methods");
		assert.equal(await dialog().getByRole("button", { name: "Add rule" }).isDisabled(), true, "none is chosen yet");
		await dialog().getByLabel("Passkey or security key").check();
		await dialog().getByLabel("How often").selectOption("Sign in again after some time");
		await dialog().getByLabel("After minutes").fill("120");
		await dialog().getByRole("button", { name: "Try this rule before it is saved" }).click();
		await pick("Person", "Ada", /Ada Lovelace/);
		await dialog().getByLabel("From the address").fill("203.0.113.7");
		await dialog().getByRole("button", { name: "Try it" }).click();
		await dialog().getByText("They are asked to set up another factor first.").waitFor();
		await look(page, "provider-access-rule-dialog");
		await dialog().getByRole("button", { name: "Add rule" }).click();
		await saved("Keys has been added.");
		await page.getByText("Ask for two factors: Passkey or security key; sign in again after 2 h").waitFor();
		const app = await provider.api<{ id: string }>("POST", "/api/v1/apps", {
			name: "oidc_client",
			label: "Wiki",
			signOnMode: "OPENID_CONNECT",
			settings: { oauthClient: { redirect_uris: ["https://wiki.example.com/callback"] } },
		});
		await page.goto(`${provider.url}/admin/applications/${app.id}/sign-on`);
		await page.getByRole("button", { name: "Edit sign-on policy" }).click();
		await page.getByLabel("Policy", { exact: true }).selectOption("Strict");
		await page.getByRole("button", { name: "Save" }).click();
		await saved("The policy has been chosen.");
		await page.getByRole("link", { name: "Strict" }).waitFor();
		await look(page, "provider-application-sign-on-policy");
	});

	test("passwords and enrolment are policies in forms, too", async () => {
		await looksAt(page, "provider-policies-password", `${provider.url}/admin/policies/password`, "Policies");
		await page.getByRole("button", { name: "Add policy" }).click();
		await dialog().getByRole("textbox", { name: "Name" }).fill("Long");
		await dialog().getByLabel("Shortest length").fill("3");
		await dialog().getByRole("button", { name: "Add policy" }).click();
		await dialog().locator('[aria-invalid="true"]').waitFor();
		await look(page, "provider-password-policy-dialog");
		await dialog().getByLabel("Shortest length").fill("16");
		await dialog().getByLabel("Former passwords that cannot be used again").fill("5");
		await dialog().getByRole("button", { name: "Add policy" }).click();
		await saved("Long has been added.");
		await page.getByText("At least 16 characters").waitFor();
		await page.getByRole("tab", { name: "Enrolment" }).click();
		await page.getByRole("button", { name: "Add policy" }).click();
		await dialog().getByRole("textbox", { name: "Name" }).fill("Keys for all");
		await dialog().getByLabel("Passkeys and security keys").selectOption("Required");
		await look(page, "provider-enrolment-policy-dialog");
		await dialog().getByRole("button", { name: "Add policy" }).click();
		await saved("Keys for all has been added.");
		const [policy] = await provider.api<{ settings: { factors: Record<string, { enroll: { self: string } }> } }[]>(
			"GET",
			"/api/v1/policies?type=MFA_ENROLL",
		);
		assert.equal(policy?.settings.factors["fido_webauthn"]?.enroll.self, "REQUIRED");
		await look(page, "provider-policies-enrolment");
	});

	test("in the dark the pages are as clean", async () => {
		await page.emulateMedia({ colorScheme: "dark" });
		await looksAt(page, "provider-policies-sign-on-dark", `${provider.url}/admin/policies/sign-on`, "1. Contractors");
		await looksAt(page, "provider-networks-dark", `${provider.url}/admin/networks`, "Networks");
		await page.emulateMedia({ colorScheme: "light" });
	});

	test("an address of a tab that is not there says so", async () => {
		await page.goto(`${provider.url}/admin/policies/nonsense`);
		await page.getByRole("heading", { name: "Page not found" }).or(page.getByText("not found")).first().waitFor();
	});
});
