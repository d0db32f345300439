import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TOTP } from "otpauth";
import type { CDPSession, Page } from "playwright-core";
import { openBrowser, photograph, type TestBrowser } from "../harness/browser.ts";
import {
	addPerson,
	askForSecondStep,
	registerApplication,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import { createRelyingParty, type RelyingParty } from "../harness/relying-party.ts";

const REDIRECT = "http://localhost:7099/callback";

interface Claims {
	readonly sub: string;
	readonly amr: readonly string[];
	readonly acr: string;
}

describe("people sign in with what they have", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;
	let cdp: CDPSession;
	let wiki: RelyingParty;
	let authenticatorId: string;
	let ada: TestPerson;
	let bob: TestPerson;
	let eve: TestPerson;
	let codes: string[] = [];

	before(async () => {
		provider = await startProvider();
		ada = await addPerson(provider, "Ada");
		bob = await addPerson(provider, "Bob");
		eve = await addPerson(provider, "Eve");
		const application = await registerApplication(provider, "Wiki", { redirectUris: [REDIRECT] });
		wiki = await createRelyingParty(provider.url, application, REDIRECT);
		const apps = await provider.api<{ id: string }[]>("GET", "/api/v1/apps?q=Wiki");
		for (const { id } of [ada, bob, eve]) await provider.api("POST", `/api/v1/apps/${apps[0]?.id}/users`, { id, scope: "USER" });
		await askForSecondStep(provider, ada, bob);
		browser = await openBrowser();
		page = await browser.page();
		page.setDefaultTimeout(5_000);
		cdp = await browser.context.newCDPSession(page);
		await cdp.send("WebAuthn.enable");
		await plugIn();
		await page.route(`${REDIRECT}**`, (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<h1>Wiki</h1>" }));
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	/** A laptop with a fingerprint reader. */
	const plugIn = async () => {
		const options = {
			protocol: "ctap2",
			transport: "internal",
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			automaticPresenceSimulation: false,
		} as const;
		({ authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options }));
	};
	/** Whether a finger lies on it. It counts for what is asked for from then on. */
	const touch = (enabled: boolean) => cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
	const touching = async (act: () => Promise<void>) => {
		await touch(true);
		await act();
	};

	const typePassword = async ({ login, password }: TestPerson) => {
		await page.getByLabel("Username or email").fill(login);
		await page.getByLabel("Password", { exact: true }).fill(password);
		await page.getByRole("button", { name: "Sign in", exact: true }).click();
	};
	const signOut = () => browser.context.clearCookies({ name: /session/ });
	const begin = async ({ finger = false, ...extra }: { finger?: boolean; [parameter: string]: unknown } = {}) => {
		await touch(finger);
		await signOut();
		await page.goto(wiki.authorizeUrl(extra as Record<string, string>));
	};
	const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
	const isHeaded = (name: string) => page.getByRole("heading", { name, exact: true }).waitFor();
	const fine = async (name: string) => {
		const { violations, overflows } = await photograph(page, name);
		assert.deepEqual([violations, overflows], [[], []], name);
	};
	/** The ID token that the application gets. */
	const arrived = async (): Promise<Claims> => {
		await page.getByRole("heading", { name: "Wiki" }).waitFor();
		const { text } = await wiki.exchange(new URL(page.url()).searchParams.get("code") ?? "");
		const [, payload = ""] = (JSON.parse(text) as { id_token: string }).id_token.split(".");
		return JSON.parse(Buffer.from(payload, "base64url").toString());
	};

	test("whoever has no factor makes a passkey on the way in, and gets recovery codes once", async () => {
		await begin();
		await fine("sign-in-with-passkey");
		await typePassword(ada);
		await page.getByRole("heading", { name: "Set up another way to confirm that it is you" }).waitFor();
		await fine("sign-in-enrolment");
		await page.locator("form", { hasText: "Passkey" }).getByRole("button", { name: "Set up" }).first().click();

		await page.getByLabel("Name of this passkey").fill("Laptop");
		await fine("sign-in-make-passkey");
		await touching(() => press("Make a passkey"));
		await isHeaded("Your recovery codes");
		await fine("sign-in-recovery-codes");
		codes = await page.locator(".codes li").allTextContents();
		assert.equal(codes.length, 10);
		await page.getByRole("link", { name: "I have kept them" }).click();
		const { sub, amr, acr } = await arrived();
		assert.deepEqual([sub, amr, acr], [ada.id, ["pwd", "pop", "user", "mfa"], "phr"]);
	});

	test("a passkey is a second factor", async () => {
		await begin();
		await typePassword(ada);
		await isHeaded("Confirm that it is you");
		await fine("sign-in-step-passkey");
		await touching(() => press("Use a passkey"));
		const { amr, acr } = await arrived();
		assert.deepEqual([amr, acr], [["pwd", "pop", "user", "mfa"], "phr"]);
	});

	test("a passkey alone signs in, as the browser offers it in the field", async () => {
		await begin({ finger: true });
		const { sub, amr } = await arrived();
		assert.deepEqual([sub, amr], [ada.id, ["pop", "user", "mfa"]]);
	});

	test("a recovery code takes the place of a passkey that is lost, once", async () => {
		const use = async () => {
			await begin();
			await typePassword(ada);
			await press("Use a recovery code");
			await page.getByLabel("One of your recovery codes").fill(codes[0] ?? "");
			await press("Continue");
		};
		await use();
		assert.deepEqual((await arrived()).amr, ["pwd", "recovery", "mfa"]);
		await use();
		await page.getByRole("alert").first().waitFor();
		assert.equal(new URL(page.url()).pathname.startsWith("/login/"), true);
	});

	test("an authenticator app is set up by its QR code, and asked for from then on", async () => {
		await begin();
		await typePassword(bob);
		await page.locator("form", { hasText: "Authenticator app" }).getByRole("button", { name: "Set up" }).click();
		await isHeaded("Set up an authenticator app");
		await fine("sign-in-make-totp");
		const secret = ((await page.locator("code.key").textContent()) ?? "").replaceAll(" ", "");
		const code = (ahead: number) => new TOTP({ secret }).generate({ timestamp: Date.now() + ahead * 30_000 });
		await page.getByLabel("Code of your authenticator app").fill("000000");
		await press("Continue");
		await page.getByRole("alert").waitFor();
		await page.getByLabel("Code of your authenticator app").fill(code(0));
		await press("Continue");
		await page.getByRole("link", { name: "I have kept them" }).click();
		assert.deepEqual((await arrived()).amr, ["pwd", "otp", "mfa"]);
		await begin();
		await typePassword(bob);
		await fine("sign-in-step-totp");
		await page.getByLabel("Code of your authenticator app").fill(code(1));
		await press("Continue");
		assert.deepEqual((await arrived()).amr, ["pwd", "otp", "mfa"]);
	});

	test("whom a policy denies, and whose password has expired, read what to do, in the dark and in German too", async () => {
		const conditions = { people: { users: { include: [eve.id] } } };
		const policy = { type: "OKTA_SIGN_ON", name: "Nobody", conditions };
		const { id } = await provider.api<{ id: string }>("POST", "/api/v1/policies", policy);
		const actions = { signon: { access: "DENY" } };
		const rule = { type: "SIGN_ON", name: "Rule", actions };
		const { id: ruleId } = await provider.api<{ id: string }>("POST", `/api/v1/policies/${id}/rules`, rule);
		await page.emulateMedia({ colorScheme: "dark" });
		await begin();
		await typePassword(eve);
		await isHeaded("You cannot sign in here");
		await fine("sign-in-denied-dark");
		await provider.api("DELETE", `/api/v1/policies/${id}/rules/${ruleId}`);
		await provider.api("POST", `/api/v1/users/${eve.id}/lifecycle/expire_password`);
		await begin({ ui_locales: "de" });
		await page.getByLabel("Benutzername oder E-Mail").fill(eve.login);
		await page.getByLabel("Passwort", { exact: true }).fill(eve.password);
		await fine("sign-in-german-dark");
		await press("Anmelden");
		await page.getByLabel("Neues Passwort").fill("a password that nobody had");
		await fine("sign-in-expired-german-dark");
		await page.getByLabel("Neues Passwort").press("Enter");
		assert.equal((await arrived()).sub, eve.id);
		await page.emulateMedia({ colorScheme: "light" });
	});

	test("a passkey alone signs in, by the button", async () => {
		// As in a browser that offers none in fields.
		await page.addInitScript("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
		await begin();
		await touching(() => press("Sign in with a passkey"));
		const { sub, amr } = await arrived();
		assert.deepEqual([sub, amr], [ada.id, ["pop", "user", "mfa"]]);
	});
});
