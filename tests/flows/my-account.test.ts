import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { addPerson, registerApplication, startProvider, type TestPerson, type TestProvider } from "../harness/provider.ts";
import { startMailServer, type TestMailServer } from "../harness/smtp.ts";
import { look } from "./looks.ts";

/** My account at the provider, as a person with a browser walks through it: in English and in German, much of it by keyboard. */

const REDIRECT = "http://localhost:9/callback";
const FIELDS = ["Username or email", "Password", "Sign in"] as const;
const FELDER = ["Benutzername oder E-Mail", "Passwort", "Anmelden"] as const;

/** The code of an authenticator app (RFC 6238), `steps` from now. */
const codeOf = (secret: string, steps = 0): string => {
	const bits = [...secret.replaceAll(/[\s=]/g, "")]
		.map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
		.join("");
	const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
	const mac = createHmac("sha1", key).update(counter).digest();
	const at = (mac.at(-1) ?? 0) & 15;
	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
};

const signIn = async (page: Page, url: string, person: TestPerson, [login, password, button]: readonly string[]) => {
	await page.goto(`${url}/login`);
	await page.getByLabel(login ?? "").fill(person.login);
	await page.getByLabel(password ?? "", { exact: true }).fill(person.password);
	await page.getByRole("button", { name: button ?? "", exact: true }).click();
	await page.waitForURL(`${url}/`);
};

/** Dark and light, wide and narrow. */
const lookTwice = async (page: Page, name: string) => {
	await page.emulateMedia({ colorScheme: "light" });
	await look(page, `${name}-light`);
	await page.emulateMedia({ colorScheme: "dark" });
	await look(page, `${name}-dark`);
	await page.emulateMedia({ colorScheme: "light" });
};

describe("my account", () => {
	let provider: TestProvider;
	let mail: TestMailServer;
	let browser: TestBrowser;
	let page: Page;
	let ada: TestPerson;
	let url: string;
	let secret = "";

	before(async () => {
		mail = await startMailServer();
		provider = await startProvider({ mailServer: mail.url });
		({ url } = provider);
		await provider.api("POST", "/api/v1/meta/schemas/user/default", {
			definitions: {
				custom: {
					properties: {
						pronouns: { title: "Pronouns", type: "string", permissions: [{ principal: "SELF", action: "READ_WRITE" }] },
						floor: { title: "Floor", type: "integer" },
					},
				},
			},
		});
		const { clientId } = await registerApplication(provider, "Wiki", { redirectUris: [REDIRECT] });
		ada = await addPerson(provider, "Ada", [clientId]);
		browser = await openBrowser({ locale: "en-GB" });
		page = await browser.page();
		page.setDefaultTimeout(8_000);
		await signIn(page, url, ada, FIELDS);
		const query = { client_id: clientId, redirect_uri: REDIRECT, response_type: "code", scope: "openid", state: "a" };
		const authorize = `${url}/oauth2/v1/authorize?${new URLSearchParams(query)}`;
		const cookies = (await browser.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
		const answer = await fetch(authorize, { headers: { cookie: cookies }, redirect: "manual" });
		assert.match(answer.headers.get("location") ?? "", /^http:\/\/localhost:9\/callback\?code=/);
	});
	after(async () => {
		await browser.close();
		await provider.stop();
		await mail.stop();
	});

	const open = async (tab: string, heading: string) => {
		await page.goto(`${url}/account/${tab}`);
		await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
	};
	const notice = (text: string) => page.locator(".mantine-Notification-root", { hasText: text }).first().waitFor();

	test("is reached from the dashboard by keyboard", async () => {
		await page.getByRole("heading", { name: "My applications" }).waitFor();
		await lookTwice(page, "account-dashboard");
		await page.getByRole("button", { name: "Account of Ada Tester" }).focus();
		await page.keyboard.press("Enter");
		await page.getByRole("menuitem", { name: "My account" }).waitFor();
		await page.keyboard.press("Enter");
		await page.waitForURL(`${url}/account/profile`);
		await page.goto(`${url}/account`);
		await page.waitForURL(`${url}/account/profile`);
	});

	test("profile: what is hers is changed, the rest is read", async () => {
		await open("profile", "Profile");
		await lookTwice(page, "account-profile");
		assert.equal(await page.getByLabel("Username").count(), 0);
		await page.getByText("ada@example.com").first().waitFor();
		await page.getByLabel("Pronouns").focus();
		await page.keyboard.type("she");
		await page.keyboard.press("Enter");
		await notice("Your profile has been saved.");
		await page.reload();
		assert.equal(await page.getByLabel("Pronouns").inputValue(), "she");
		await page.getByLabel("First name").fill("");
		await page.getByRole("button", { name: "Save" }).click();
		await page.getByText("Is required.").waitFor();
		await page.getByRole("button", { name: "Cancel" }).click();
	});

	test("language: German at once, also for what the server writes", async () => {
		await open("language", "Language and theme");
		await lookTwice(page, "account-language");
		await page.getByRole("radio", { name: "Deutsch" }).focus();
		await page.keyboard.press("Space");
		await page.getByRole("heading", { name: "Sprache und Darstellung", level: 1 }).waitFor();
		assert.equal(await page.evaluate("document.documentElement.lang"), "de");
		await page.getByRole("radio", { name: "Wie in diesem Browser eingestellt" }).click();
		await page.getByRole("heading", { name: "Language and theme", level: 1 }).waitFor();
	});

	test("theme: is kept in the browser", async () => {
		await open("language", "Language and theme");
		await page.getByRole("radio", { name: "Dark" }).check();
		await page.waitForFunction("document.documentElement.dataset.mantineColorScheme === 'dark'");
		await page.reload();
		await page.waitForFunction("document.documentElement.dataset.mantineColorScheme === 'dark'");
		await page.getByRole("radio", { name: "As this device is set" }).check();
		await page.waitForFunction("document.documentElement.dataset.mantineColorScheme === 'light'");
	});

	test("password: rules stand before it, and a new one ends the sessions elsewhere", async () => {
		const elsewhere = await openBrowser({ locale: "en" });
		try {
			const there = await elsewhere.page();
			await signIn(there, url, ada, FIELDS);
			await open("password", "Password");
			await page.getByText("has at least 8 characters").waitFor();
			await lookTwice(page, "account-password");
			const change = async (old: string, wanted: string) => {
				await page.getByLabel("Current password").fill(old);
				await page.getByLabel("New password", { exact: true }).fill(wanted);
				await page.getByLabel("New password once more").fill(wanted);
				await page.keyboard.press("Enter");
			};
			await change("not the password", "another long password");
			await page.getByText("The old password is not right.").waitFor();
			await change(ada.password, "short");
			await page.getByText("Use at least 8 characters.").waitFor();
			await change(ada.password, "another long password");
			await notice("The password has been changed.");
			ada = { ...ada, password: "another long password" };
			await page.reload();
			await page.getByRole("heading", { name: "Password", level: 1 }).waitFor();
			await there.goto(`${url}/`);
			await there.waitForURL(`${url}/login**`);
		} finally {
			await elsewhere.close();
		}
	});

	test("sessions: another browser's is seen and ended, this one is marked", async () => {
		const elsewhere = await openBrowser({ locale: "en" });
		try {
			const there = await elsewhere.page();
			await signIn(there, url, ada, FIELDS);
			await open("sessions", "Sessions");
			await page.getByText("This one").waitFor();
			await page
				.getByText(/Address (127\.0\.0\.1|::1)/)
				.first()
				.waitFor();
			await lookTwice(page, "account-sessions");
			await page.getByRole("button", { name: /^End the session of/ }).focus();
			await page.keyboard.press("Enter");
			await page.getByRole("dialog").waitFor();
			await look(page, "account-sessions-dialog");
			await page.getByRole("button", { name: "End it" }).click();
			await notice("The session has ended.");
			await page.getByRole("button", { name: /^End the session of/ }).waitFor({ state: "detached" });
			await there.goto(`${url}/account`);
			await there.waitForURL(`${url}/login**`);
		} finally {
			await elsewhere.close();
		}
	});

	test("connected applications: access is revoked", async () => {
		await open("applications", "Connected applications");
		await page.getByText("Has access").waitFor();
		await lookTwice(page, "account-applications");
		await page.getByRole("button", { name: "Revoke the access of Wiki" }).click();
		await page.getByRole("button", { name: "Revoke access" }).click();
		await notice("Wiki has no access any more.");
		await page.getByText("last signed in").waitFor();
		await page.getByText("Has access").waitFor({ state: "detached" });
	});

	test("recent activity: in plain words", async () => {
		await open("activity", "Recent activity");
		await page.getByText("You signed in to Wiki").waitFor();
		await page.getByText("The password was changed").first().waitFor();
		await lookTwice(page, "account-activity");
	});

	test("sign-in methods: the app, by its key; then changes ask for it", async () => {
		await open("sign-in-methods", "Sign-in methods");
		await lookTwice(page, "account-methods-none");
		await page.getByRole("button", { name: "Set up the authenticator app" }).click();
		await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
		await lookTwice(page, "account-totp");
		secret = (await page.getByRole("textbox", { name: "Key" }).inputValue()).replaceAll(" ", "");
		await page.getByLabel("Code", { exact: true }).fill("000000");
		await page.keyboard.press("Enter");
		await page.getByRole("dialog").getByRole("alert").waitFor();
		await page.getByLabel("Code", { exact: true }).fill(codeOf(secret));
		await page.keyboard.press("Enter");
		await notice("The authenticator app is set up.");
		await page.getByRole("button", { name: "Add passkey" }).click();
		await page.getByRole("dialog").getByLabel("Name").fill("My laptop");
		await page.keyboard.press("Enter");
		await page.waitForURL(`${url}/login/again**`);
		await look(page, "account-step-up");
		await passAgain();
	});

	const passAgain = async () => {
		if (await page.getByLabel("Password", { exact: true }).isVisible()) {
			await page.getByLabel("Password", { exact: true }).fill(ada.password);
			await page.keyboard.press("Enter");
		}
		await page.getByLabel("Code of your authenticator app").fill(codeOf(secret, 1));
		await page.keyboard.press("Enter");
		await page.waitForURL(`${url}/account/sign-in-methods`);
	};

	test("sign-in methods: passkeys, added with a name, renamed, removed", async () => {
		const devices = await browser.context.newCDPSession(page);
		await devices.send("WebAuthn.enable");
		await devices.send("WebAuthn.addVirtualAuthenticator", {
			options: {
				protocol: "ctap2",
				transport: "internal",
				hasResidentKey: true,
				hasUserVerification: true,
				isUserVerified: true,
				automaticPresenceSimulation: true,
			},
		});
		await page.getByRole("button", { name: "Add passkey" }).click();
		await page.getByRole("dialog").getByLabel("Name").fill("My laptop");
		await look(page, "account-passkey-name");
		await page.keyboard.press("Enter");
		await notice("The passkey has been added.");
		await page.getByText("My laptop").waitFor();
		await lookTwice(page, "account-methods");
		await page.getByRole("button", { name: "Rename My laptop" }).click();
		await page.getByRole("dialog").getByLabel("Name").fill("Work laptop");
		await page.keyboard.press("Enter");
		await notice("The passkey has been renamed.");
		await page.getByRole("button", { name: "Add passkey" }).click();
		await page.keyboard.press("Enter");
		await page.getByText("This device has a passkey of this account already.").waitFor();
		await page.keyboard.press("Escape");
		await page.getByRole("button", { name: "Remove Work laptop" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
		await notice("Work laptop has been removed.");
		await page.getByText("You have no passkeys.").waitFor();
	});

	test("sign-in methods: recovery codes, shown once", async () => {
		await open("sign-in-methods", "Sign-in methods");
		await page.getByRole("button", { name: "Make recovery codes" }).click();
		await page.getByRole("dialog").getByText("They are shown only this once").waitFor();
		await lookTwice(page, "account-recovery-codes");
		await page.getByRole("button", { name: "Copy", exact: true }).click();
		const copied = (await page.evaluate("navigator.clipboard.readText()")) as string;
		assert.equal(copied.trim().split("\n").length, 10);
		const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as file" }).click()]);
		assert.equal(file.suggestedFilename(), "signet-recovery-codes.txt");
		await page.getByRole("button", { name: "I have kept them" }).click();
		await page.getByText("10 codes left").waitFor();
		assert.equal(await page.getByText(copied.split("\n")[0] ?? "-").count(), 0);
	});

	test("sign-in methods: codes by email, and the letters that tell of a change", async () => {
		await open("sign-in-methods", "Sign-in methods");
		await page.getByRole("button", { name: "Set up codes by email" }).click();
		await page.getByText("A code is on its way to ada@example.com.").waitFor();
		let text = "";
		while (!/\b\d{6}\b/.test(text)) text = (await mail.next()).text ?? "";
		await page.getByLabel("Code", { exact: true }).fill(/\b\d{6}\b/.exec(text)?.[0] ?? "");
		await page.keyboard.press("Enter");
		await notice("Codes by email are set up.");
		const after = await provider.api<readonly { kind: string }[]>("GET", "/api/v1/internal/outbox?limit=20");
		assert.ok(after.some(({ kind }) => kind === "factor-changed"));
	});

	test("sign-in methods: a question whose answer is too short is refused, and both kinds of question are set up", async () => {
		await open("sign-in-methods", "Sign-in methods");
		await page.getByRole("button", { name: "Set up the security question" }).click();
		await page.getByLabel("Answer").fill("ab");
		await page.keyboard.press("Enter");
		await page.getByText("Use at least four characters that are not part of the question.").waitFor();
		await page.getByLabel("Answer").fill("mayonnaise");
		await page.keyboard.press("Enter");
		await notice("The security question is set up.");
		await page.getByRole("button", { name: "Set up the recovery question" }).click();
		await page.getByRole("textbox", { name: "Question" }).fill("Which bridge?");
		await page.getByLabel("Answer").fill("the blue one");
		await page.getByLabel("Your password").fill(ada.password);
		await look(page, "account-recovery-question");
		await page.keyboard.press("Enter");
		await notice("The recovery question has been saved.");
		await page.getByText("Which bridge?").waitFor();
	});

	test("in German, by a browser that is", async () => {
		const deutsch = await openBrowser({ locale: "de-AT" });
		try {
			const seite = await deutsch.page();
			const bob = await addPerson(provider, "Bob");
			await signIn(seite, url, bob, FELDER);
			await seite.getByRole("heading", { name: "Meine Anwendungen" }).waitFor();
			await lookTwice(seite, "konto-anwendungen");
			for (const [tab, heading] of [
				["profile", "Profil"],
				["password", "Passwort"],
				["sign-in-methods", "Anmeldemethoden"],
				["sessions", "Sitzungen"],
				["applications", "Verbundene Anwendungen"],
				["activity", "Letzte Aktivitäten"],
				["language", "Sprache und Darstellung"],
				["nothing", "Nicht gefunden"],
			] as const) {
				await seite.goto(`${url}/account/${tab}`);
				await seite.getByRole("heading", { name: heading, level: 1 }).waitFor();
				assert.equal(await seite.evaluate("document.documentElement.lang"), "de");
				await look(seite, `konto-${tab}`);
			}
			await seite.goto(`${url}/account/password`);
			await seite.getByLabel("Bisheriges Passwort").fill("falsch");
			await seite.getByLabel("Neues Passwort", { exact: true }).fill("ein langes Passwort");
			await seite.getByLabel("Neues Passwort wiederholen").fill("ein langes Passwort");
			await seite.keyboard.press("Enter");
			await seite.getByText("Das bisherige Passwort stimmt nicht.").waitFor();
			await look(seite, "konto-passwort-falsch");
		} finally {
			await deutsch.close();
		}
	});
});
