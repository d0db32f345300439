import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { createAgent } from "../harness/agent.ts";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { ADMINISTRATOR, addPerson, freePort, startProvider, type TestPerson, type TestProvider } from "../harness/provider.ts";
import { startAnswering } from "../misbehaving/answering.ts";
import { type MisbehavingProvider, startMisbehavingProvider } from "../misbehaving/provider.ts";
import { look, looksAt } from "./looks.ts";
import { fillProviderForm, savePreferences, signInAtPlatform } from "./steps.ts";

const AUTHENTICATION = "/api/v0/authentication";

interface Live {
	readonly method: string;
	readonly issuer: string;
	readonly clientId: string;
	readonly allowedEmailDomains: readonly string[];
}

describe("the platform's settings of sign-in, beyond the three values", () => {
	let provider: MisbehavingProvider;
	let platform: TestPlatform;
	let browser: TestBrowser;
	let page: Page;

	before(async () => {
		const port = await freePort();
		platform = await startPlatform({ port });
		provider = await startMisbehavingProvider([`${platform.url}/oidc/callback`]);
		const { issuer, clientId, clientSecret } = provider;
		await platform.api("PUT", AUTHENTICATION, { method: "openid-connect", issuer, clientId, clientSecret });
		provider.signsIn({ sub: "1", name: "Ada", email: "ada@example.com", email_verified: true, groups: ["staff", "ops"] });
		await createAgent().open(`${platform.url}/oidc/login`);
		browser = await openBrowser();
		page = await browser.page();
		await signInAtPlatform(page, platform.url);
	});
	after(async () => {
		await browser?.close();
		await platform?.stop();
		await provider?.stop();
	});

	const live = () => platform.api<Live>("GET", AUTHENTICATION);
	const open = async (section: string): Promise<void> => {
		await page.getByRole("button", { name: section }).click();
	};

	test("what cannot be is named beside its option, in a section that opens for it, and nothing typed is lost", async () => {
		await page.goto(`${platform.url}/manage/admin/authentication`);
		await open("Accounts and claims");
		await page.getByLabel("Allowed email domains").fill("*.example.com");
		await page.getByLabel("Claim for the name").fill("display name");
		await savePreferences(page);
		await page.getByText("Enter domains such as example.com, without wildcards.").first().waitFor();
		assert.equal(await page.getByLabel("Allowed email domains").inputValue(), "*.example.com");
		assert.deepEqual((await live()).allowedEmailDomains, []);
		await look(page, "platform-authentication-options");
		await page.getByLabel("Allowed email domains").fill("example.com");
		await savePreferences(page);
		await page.getByText("Enter the name of a claim.").first().waitFor();
		await page.getByLabel("Claim for the name").fill("name");
		await savePreferences(page);
		await page.getByText("These preferences are in force from now on.").waitFor();
		assert.deepEqual((await live()).allowedEmailDomains, ["example.com"]);
	});

	test("what could not be told stands beside its field too, and stops nothing", async () => {
		await page.goto(`${platform.url}/manage/admin/authentication`);
		await page.getByLabel("Additional Scopes").fill("no-such-scope");
		await page.getByRole("button", { name: "Check Only" }).click();
		await page.getByText("Nothing was refused").waitFor();
		await page.getByText(/^Could not tell: The provider does not list no-such-scope/).waitFor();
	});

	test("groups give roles by a table that is tried on a real person's last claims before it is saved", async () => {
		// More people than one page of the list has; Zoe is the last of them.
		for (let at = 0; at < 26; at++) {
			const name = at === 25 ? "Zoe 25" : `Built ${at}`;
			const email = at === 25 ? "zoe25@example.com" : `built${at}@example.com`;
			const authType = at === 25 ? "openid-connect" : "built-in";
			await platform.api("POST", "/api/v0/users", { name, email, authType });
		}
		await page.goto(`${platform.url}/manage/admin/authentication`);
		await open("Groups give roles");
		await page.getByRole("switch", { name: "Groups give roles" }).press("Space");
		await page.getByRole("button", { name: "Add Group" }).click();
		await page.getByLabel("Group 1", { exact: true }).fill("ops");
		await page.getByLabel("Role of group 1").selectOption("Site manager");
		await page.getByRole("button", { name: "Preview" }).click();
		const found = page.getByRole("status").filter({ hasText: "staff, ops" });
		await found.getByText("Site manager").first().waitFor();
		await look(page, "platform-authentication-groups");
		const search = page.getByLabel("Search people to try it on");
		const offered = page.getByLabel("Try it on", { exact: true });
		await search.fill("nobody of this name");
		await page.getByText("Nobody found whose Auth Type is OpenID Connect.").waitFor();
		assert.equal(await found.count(), 0, "what was found about Ada stands beside nobody else");
		await search.fill("zoe");
		await search.press("Enter");
		await offered.getByRole("option", { name: "Zoe 25 (zoe25@example.com)" }).waitFor({ state: "attached" });
		assert.equal(await offered.getByRole("option").count(), 1);
		assert.equal(await page.getByText("Preferences saved.").count(), 0, "Enter searches, and saves nothing");
		await search.fill("");
		await offered.getByRole("option", { name: "Ada (ada@example.com)" }).waitFor({ state: "attached" });
		await savePreferences(page);
		await page.getByText("These preferences are in force from now on.").waitFor();
		await createAgent().open(`${platform.url}/oidc/login`);
		const { items } = await platform.api<{ items: { email: string; roles: string[] }[] }>("GET", "/api/v0/users?q=ada");
		assert.ok(items[0]?.roles.includes("site-manager"));
	});

	test("values that were proven before are known again when they are entered anew and checked", async () => {
		await page.goto(`${platform.url}/manage/admin/authentication`);
		const proof = page.getByText("Ada signed in on exactly these values");
		await proof.waitFor();
		await page.getByLabel("Client Secret").fill(provider.clientSecret);
		await proof.waitFor({ state: "detached" });
		await page.getByRole("button", { name: "Check Only" }).click();
		await proof.waitFor();
		await page.getByLabel("Client Secret").fill("another secret altogether");
		await proof.waitFor({ state: "detached" });
	});

	test("why an earlier configuration cannot be brought back is told check by check, and blames nothing in the form", async () => {
		await page.goto(`${platform.url}/manage/admin/authentication`);
		const past = page.getByRole("listitem").filter({ hasText: "groups" }).first();
		provider.misbehave("secret-changed");
		try {
			await past.getByRole("button", { name: "Bring back" }).click();
			await page.getByRole("alert").filter({ hasText: "Not saved: at least one check was refused" }).waitFor();
			await page.getByRole("heading", { name: "Checks" }).waitFor();
			await page.getByText("Client ID and Client Secret are right").waitFor();
			assert.equal(await page.getByText("That did not work").count(), 0);
			assert.equal(await page.getByLabel("Client Secret").getAttribute("aria-invalid"), null);
			await look(page, "platform-bring-back-refused");
		} finally {
			provider.misbehave();
		}
		const { savedAt } = await platform.api<{ savedAt: string }>("GET", AUTHENTICATION);
		await past.getByRole("button", { name: "Bring back" }).click();
		await page.getByText("These settings are in force again.").waitFor();
		assert.notEqual((await platform.api<{ savedAt: string }>("GET", AUTHENTICATION)).savedAt, savedAt);
		await page.getByText("Not saved: at least one check was refused").waitFor({ state: "detached" });
	});

	test("settings that were never in force are told from those that were rolled back", async () => {
		await page.route("**/api/v0/authentication/history", async (route) => {
			const response = await route.fetch();
			const { items } = (await response.json()) as { items: object[] };
			const marked = items.map((item, at) => ({ ...item, rolledBack: at < 2, neverInForce: at === 1 }));
			await route.fulfill({ response, json: { items: marked } });
		});
		await page.goto(`${platform.url}/manage/admin/authentication`);
		await page.getByText("Never in force").waitFor();
		assert.equal(await page.getByText("Rolled back").count(), 1);
		await page.unroute("**/api/v0/authentication/history");
	});

	test("eight tabs of one person all load and go on answering, and all leave when the session is ended", async () => {
		const person = await openBrowser();
		try {
			const tabs = await Promise.all(Array.from({ length: 8 }, () => person.page()));
			for (const tab of tabs) {
				await tab.goto(`${platform.url}/oidc/login`);
				await tab.getByText("Hello, Ada").waitFor();
			}
			for (const tab of tabs) assert.equal(await tab.evaluate("fetch('/api/v0/me').then(({ status }) => status)"), 200);
			const { items } = await platform.api<{ items: { id: string }[] }>("GET", "/api/v0/users?q=ada");
			await platform.api("DELETE", `/api/v0/users/${items[0]?.id}/sessions`);
			await Promise.all(tabs.map((tab) => tab.waitForURL(`${platform.url}/login**`)));
		} finally {
			await person.close();
		}
	});

	test("a page that lost its connection opens another, and leaves where the session ended unheard meanwhile", async () => {
		const person = await openBrowser();
		try {
			const theirs = await person.page();
			await theirs.clock.install();
			let handshakes = 0;
			await theirs.routeWebSocket("**/api/v0/events", (socket) => {
				handshakes++;
				const server = socket.connectToServer();
				if (handshakes === 1) void server.close().then(() => socket.close({ code: 1001, reason: "going-away" }));
			});
			await theirs.goto(`${platform.url}/oidc/login`);
			await theirs.getByText("Hello, Ada").waitFor();
			await passing(theirs, () => handshakes >= 2);
			const { items } = await platform.api<{ items: { id: string }[] }>("GET", "/api/v0/users?q=ada");
			await platform.api("DELETE", `/api/v0/users/${items[0]?.id}/sessions`);
			await passing(theirs, () => theirs.url().startsWith(`${platform.url}/login`));
		} finally {
			await person.close();
		}
	});

	test("where no WebSocket gets through, a page asks five times and no more, so that the session can go idle", async () => {
		const person = await openBrowser();
		try {
			const theirs = await person.page();
			await theirs.clock.install();
			await theirs.addInitScript(`
				const Real = WebSocket;
				window.handshakes = 0;
				window.WebSocket = function () {
					window.handshakes++;
					return new Real(location.origin.replace(/^http/, "ws") + "/nowhere");
				};
			`);
			// The page's own question comes first.
			let asked = -1;
			theirs.on("request", (request) => {
				if (request.url().endsWith("/api/v0/me")) asked++;
			});
			await theirs.goto(`${platform.url}/oidc/login`);
			await theirs.getByText("Hello, Ada").waitFor();
			const handshakes = () => theirs.evaluate<number>("handshakes");
			await passing(theirs, async () => (await handshakes()) >= 5);
			for (let more = 0; more < 10; more++) {
				await theirs.clock.runFor(60_000);
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
			assert.deepEqual([await handshakes(), asked], [5, 1], "and once whether the session is still there");
		} finally {
			await person.close();
		}
	});

	test("whoever looks after users sees where somebody is signed in, and ends it; the person is told why", async () => {
		const person = await openBrowser();
		try {
			const theirs = await person.page();
			await theirs.goto(`${platform.url}/oidc/login`);
			await theirs.getByText("Hello, Ada").waitFor();
			await page.goto(`${platform.url}/manage/users`);
			await page.getByRole("button", { name: "Actions for Ada" }).click();
			await page.getByRole("menuitem", { name: "Sessions" }).click();
			const dialog = page.getByRole("dialog", { name: "Sessions of Ada" });
			await dialog.getByText("Chrome on Linux").first().waitFor();
			await look(page, "platform-user-sessions");
			await dialog.getByRole("button", { name: "End all" }).click();
			await dialog.getByText("Ada is signed in nowhere.").waitFor();
			await theirs.waitForURL(`${platform.url}/login**`);
			await theirs.getByText(/ended/).first().waitFor();
			await look(theirs, "platform-session-ended");
		} finally {
			await person.close();
		}
	});

	test("people make API keys that are shown once, use them, and delete them", async () => {
		await page.goto(`${platform.url}/account`);
		await page.getByRole("button", { name: "New Key" }).click();
		await page.getByLabel("Name", { exact: true }).fill("Nightly report");
		await look(page, "platform-new-api-key");
		await page.getByRole("button", { name: "Create", exact: true }).click();
		await page.getByRole("button", { name: "Copy API key" }).click();
		const key = String(await page.evaluate("navigator.clipboard.readText()"));
		const ask = async () =>
			(await createAgent().open(`${platform.url}/api/v0/me`, { headers: { authorization: `Bearer ${key}` } })).status;
		assert.equal(await ask(), 200);
		await page.getByRole("button", { name: "Done" }).click();
		await page.reload();
		await page.getByText("Nightly report").waitFor();
		assert.equal(await page.getByText(key).count(), 0);
		await look(page, "platform-account");
		await page.getByRole("button", { name: "Delete Nightly report" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
		await page.getByText("You have no API keys.").waitFor();
		assert.equal(await ask(), 401);
	});

	test("an auditor reads the settings and can change none", async () => {
		const made = await platform.api<{ user: { id: string }; temporaryPassword: string }>("POST", "/api/v0/users", {
			name: "Audra",
			email: "audra@example.com",
			authType: "built-in",
		});
		await platform.api("PATCH", `/api/v0/users/${made.user.id}`, { roles: ["auditor"] });
		const auditor = await openBrowser();
		try {
			const theirs = await auditor.page();
			await theirs.goto(`${platform.url}/login`);
			await theirs.getByLabel("Email").fill("audra@example.com");
			await theirs.getByLabel("Password").fill(made.temporaryPassword);
			await theirs.getByRole("button", { name: "Sign in", exact: true }).click();
			await theirs.getByLabel("New password").fill("a password for Audra alone");
			await theirs.getByRole("button").first().click();
			await theirs.waitForURL(`${platform.url}/`);
			await theirs.getByRole("link", { name: "Authentication" }).click();
			await theirs.getByText("Your roles let you read these settings").waitFor();
			assert.ok(await theirs.getByLabel("Issuer").isDisabled());
			assert.equal(await theirs.getByRole("button", { name: /Save|Bring back|Connect/ }).count(), 0);
			await look(theirs, "platform-authentication-auditor");
		} finally {
			await auditor.close();
		}
	});
});

/** Lets a page's clock run until something holds. */
const passing = async (page: Page, holds: () => boolean | Promise<boolean>): Promise<void> => {
	for (let tries = 0; !(await holds()); tries++) {
		assert.ok(tries < 200, "it did not happen");
		await page.clock.runFor(1_000);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
};

describe("connecting with a registration token", () => {
	let provider: TestProvider;
	let platform: TestPlatform;
	let browser: TestBrowser;
	let page: Page;
	let ada: TestPerson;

	before(async () => {
		provider = await startProvider();
		platform = await startPlatform();
		ada = await addPerson(provider, "Ada");
		browser = await openBrowser();
		page = await browser.page();
		await signInAtPlatform(page, platform.url);
	});
	after(async () => {
		await browser?.close();
		await platform?.stop();
		await provider?.stop();
	});

	test("needs the issuer and the token alone: the form fills itself, and people sign in", async () => {
		const groups = await provider.api<{ id: string; type: string }[]>("GET", "/api/v1/groups");
		const groupId = groups.find(({ type }) => type === "BUILT_IN")?.id;
		const { token } = await provider.api<{ token: string }>("POST", "/api/v1/registration-tokens", { name: "Platform", groupId });
		await page.goto(`${platform.url}/manage/admin/authentication`);
		await page.getByRole("button", { name: "Connect with a token" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Issuer of the provider").fill(provider.url);
		await dialog.getByLabel("Registration token").fill("not the token");
		await dialog.getByRole("button", { name: "Connect", exact: true }).click();
		await dialog.getByText("A registration token has no blanks").waitFor();
		await dialog.getByLabel("Registration token").fill("not-the-token");
		await dialog.getByRole("button", { name: "Connect", exact: true }).click();
		await dialog.getByText("The provider does not accept this registration token").waitFor();
		await look(page, "platform-connect-refused");
		await dialog.getByLabel("Registration token").fill(token);
		await dialog.getByRole("button", { name: "Connect", exact: true }).click();
		await dialog.waitFor({ state: "detached" });
		await page.getByText("These preferences are in force from now on.").waitFor();
		assert.match(await page.getByLabel("Client ID").inputValue(), /^0oa/);
		assert.equal(await page.getByLabel("Issuer").inputValue(), provider.url);
		const person = await openBrowser();
		try {
			const theirs = await person.page();
			await theirs.goto(`${platform.url}/oidc/login`);
			await fillProviderForm(theirs, ada);
			await theirs.getByText("Hello, Ada Tester").waitFor();
		} finally {
			await person.close();
		}
	});
});

describe("a provider that registers the platform, and then does not know it", () => {
	test("is told check by check in the dialog, and changes nothing", async () => {
		const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
		const provider = await startAnswering((url) => ({
			"/.well-known/openid-configuration": {
				json: {
					issuer: url,
					authorization_endpoint: `${url}/authorize`,
					token_endpoint: `${url}/token`,
					jwks_uri: `${url}/keys`,
					registration_endpoint: `${url}/register`,
					response_types_supported: ["code"],
					subject_types_supported: ["public"],
					id_token_signing_alg_values_supported: ["RS256"],
				},
			},
			"/keys": { json: { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "RS256" }] } },
			"/token": { status: 401, json: { error: "invalid_client" } },
			"/register": { status: 201, json: { client_id: "platform", client_secret: "a secret that was given" } },
		}));
		const platform = await startPlatform();
		const browser = await openBrowser();
		try {
			const page = await browser.page();
			await signInAtPlatform(page, platform.url);
			await page.goto(`${platform.url}/manage/admin/authentication`);
			await page.getByRole("button", { name: "Connect with a token" }).click();
			const dialog = page.getByRole("dialog");
			await dialog.getByLabel("Issuer of the provider").fill(provider.url);
			await dialog.getByLabel("Registration token").fill("a-token");
			await dialog.getByRole("button", { name: "Connect", exact: true }).click();
			const refused = dialog.getByRole("alert").filter({ hasText: "at least one check was refused" });
			await refused.getByText("Client ID and Client Secret are right").waitFor();
			await refused.getByText(/The provider refused the Client ID or the Client Secret/).waitFor();
			assert.equal(await refused.getByRole("listitem").count(), 1, "what holds is no part of it");
			await look(page, "platform-connect-checks");
			assert.equal((await platform.api<Live>("GET", AUTHENTICATION)).method, "built-in");
		} finally {
			await browser.close();
			await platform.stop();
			await provider.stop();
		}
	});
});

describe("a fresh machine with both halves", () => {
	test("offers on the set-up page to connect them, and with one click more the provider's people sign in", async () => {
		const registrationToken = "registration-token-that-both-halves-were-started-with";
		const provider = await startProvider({ registrationToken });
		const platform = await startPlatform({ administrator: false, otherUrl: provider.url, registrationToken });
		const browser = await openBrowser();
		try {
			const page = await browser.page();
			await looksAt(page, "platform-setup-offer", platform.setupLink ?? "", "Welcome to Signet");
			assert.ok(await page.getByRole("checkbox", { name: /Connect to the identity provider/ }).isChecked());
			assert.equal((await page.content()).includes(registrationToken), false);
			await page.getByLabel("Name").fill("Site admin");
			await page.getByLabel("Email").fill(ADMINISTRATOR.login);
			await page.getByLabel("Password").fill(ADMINISTRATOR.password);
			await page.getByRole("button").first().click();
			await page.getByText("This platform is connected to the identity provider at").waitFor();
			await look(page, "platform-connected");
			const ada = await addPerson(provider, "Ada");
			await browser.context.clearCookies();
			await page.goto(`${platform.url}/oidc/login`);
			await fillProviderForm(page, ada);
			await page.getByText("Hello, Ada Tester").waitFor();
			assert.equal((await platform.api<Live>("GET", AUTHENTICATION)).issuer, provider.url);
		} finally {
			await browser.close();
			await platform.stop();
			await provider.stop();
		}
	});
});
