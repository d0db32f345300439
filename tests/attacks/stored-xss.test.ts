import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server";
import type { Page } from "playwright-core";
import { fillProviderForm, signInAtProvider } from "../flows/steps.ts";
import { createAuthenticator } from "../harness/authenticator.ts";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { callApi } from "../harness/half.ts";
import { ADMINISTRATOR, registerApplication, signedInAgent, startProvider, type TestProvider } from "../harness/provider.ts";

/** Becomes an element, and runs, wherever it is taken for markup. */
const EVIL = `"><img data-xss src=x onerror=window.xss=1>`;
/** The same where blanks are not allowed. */
const EVIL_WORD = `"><img/data-xss/src=x>`;
const FOUND = "document.querySelectorAll('[data-xss]').length + (window.xss ?? 0)";

/** Every text that somebody can leave, and every page that shows it to somebody else. */
describe("stored XSS at the provider", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;
	const ids: Record<string, string> = {};
	const person = { login: `${EVIL_WORD}@example.com`, password: "a good long password" };

	const make = async (name: string, path: string, body: unknown, method = "POST") => {
		ids[name] = (await provider.api<{ id: string }>(method, path, body))?.id ?? "";
	};
	before(async () => {
		provider = await startProvider();
		await provider.api("POST", "/api/v1/meta/schemas/user/default", {
			definitions: { custom: { properties: { evil: { title: EVIL, description: EVIL, type: "string" } } } },
		});
		await make("person", "/api/v1/users?activate=true", {
			profile: {
				firstName: EVIL,
				lastName: EVIL,
				login: person.login,
				email: person.login.replaceAll(/[<>"/]/g, ""),
				nickName: EVIL,
				displayName: EVIL,
				title: EVIL,
				evil: EVIL,
			},
			credentials: { password: { value: person.password }, recovery_question: { question: EVIL, answer: "mayonnaise" } },
		});
		await make("group", "/api/v1/groups", { profile: { name: EVIL, description: EVIL } });
		await provider.api("PUT", `/api/v1/groups/${ids["group"]}/users/${ids["person"]}`);
		await make("rule", "/api/v1/groups/rules", {
			type: "group_rule",
			name: EVIL.slice(0, 50),
			conditions: { expression: { value: `user.title=="${EVIL.replaceAll('"', "'")}"`, type: "urn:okta:expression:1.0" } },
			actions: { assignUserToGroups: { groupIds: [ids["group"]] } },
		});
		ids["app"] = (await registerApplication(provider, EVIL, { redirectUris: ["https://app.example.com/callback"] })).clientId;
		await provider.api("POST", `/api/v1/apps/${ids["app"]}/users`, { id: ids["person"], scope: "USER" });
		await make("policy", "/api/v1/policies", { type: "OKTA_SIGN_ON", name: EVIL, description: EVIL });
		await make("policyRule", `/api/v1/policies/${ids["policy"]}/rules`, {
			type: "SIGN_ON",
			name: EVIL,
			conditions: { people: { groups: { include: [ids["group"]] } } },
			actions: { signon: { access: "ALLOW", requireFactor: false } },
		});
		await make("server", "/api/v1/authorizationServers", { name: EVIL, description: EVIL, audiences: ["api://x"] });
		await provider.api("POST", `/api/v1/authorizationServers/${ids["server"]}/scopes`, {
			name: "evil",
			displayName: EVIL.slice(0, 40),
			description: EVIL,
		});
		await provider.api("POST", "/api/v1/internal/api-tokens", { name: EVIL });
		await make("origin", "/api/v1/trustedOrigins", {
			name: EVIL,
			origin: "https://site.example.com",
			scopes: [{ type: "CORS" }],
		});
		await make("zone", "/api/v1/zones", {
			type: "IP",
			name: EVIL.slice(0, 128),
			gateways: [{ type: "CIDR", value: "192.0.2.0/24" }],
		});
		await make("passwords", "/api/v1/policies", { type: "PASSWORD", name: EVIL, description: EVIL });
		await make("access", "/api/v1/policies", { type: "ACCESS_POLICY", name: EVIL, description: EVIL });
		await make("enrolment", "/api/v1/policies", { type: "MFA_ENROLL", name: EVIL, description: EVIL });
		const looks = "/api/v1/internal/looks";
		const { accent } = await provider.api<{ accent: unknown }>("GET", looks);
		await provider.api("PUT", looks, { name: EVIL, signInText: `${EVIL}\n${EVIL}`, accent });
		const own = await signedInAgent(provider.url, person);
		const factors = `/api/v1/users/${ids["person"]}/factors`;
		const made = (await callApi(own, provider.url, "POST", factors, { factorType: "webauthn", provider: "FIDO" })) as {
			id: string;
			_embedded: { activation: PublicKeyCredentialCreationOptionsJSON };
		};
		const credential = createAuthenticator({ origin: provider.url }).create(made._embedded.activation);
		await callApi(own, provider.url, "POST", `${factors}/${made.id}/lifecycle/activate`, { credential, name: EVIL });
		browser = await openBrowser();
		page = await browser.page();
		// What strangers leave in the log: a name, a browser.
		await page.setExtraHTTPHeaders({ "user-agent": EVIL });
		await page.goto(`${provider.url}/login?next=${encodeURIComponent(EVIL)}`);
		await fillProviderForm(page, { login: EVIL, password: "whatever it may be" });
		await page.setExtraHTTPHeaders({});
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	const isClean = async (address: string) => {
		await page.goto(`${provider.url}${address}`);
		await page.waitForLoadState("networkidle");
		assert.equal(await page.evaluate(FOUND), 0, address);
		assert.equal(await page.getByRole("heading", { name: "There is no page at this address" }).count(), 0, address);
	};

	test("the payload would be found where a page took it for markup", async () => {
		await page.goto(`${provider.url}/login`);
		await page.evaluate(`document.querySelector("main").insertAdjacentHTML("beforeend", ${JSON.stringify(EVIL)})`);
		assert.notEqual(await page.evaluate(FOUND), 0);
	});

	test("what people meet on their way in shows it as text", async () => {
		await isClean(`/login?next=${encodeURIComponent(`/${EVIL}`)}`);
		await isClean(`/login?error=${encodeURIComponent(EVIL)}&login=${encodeURIComponent(EVIL)}`);
		const authorize = new URLSearchParams({
			client_id: ids["app"] ?? "",
			redirect_uri: "https://app.example.com/callback",
			response_type: "code",
			scope: "openid",
			state: "s",
			code_challenge: "x".repeat(43),
			code_challenge_method: "S256",
			login_hint: EVIL,
			ui_locales: EVIL,
		});
		await isClean(`/oauth2/v1/authorize?${authorize}`);
		await page.getByText(EVIL).first().waitFor();
		await isClean(`/oauth2/v1/authorize?${authorize}&redirect_uri=${encodeURIComponent(EVIL)}`);
		await page.goto(`${provider.url}/login`);
		await fillProviderForm(page, person);
		await page.waitForURL(`${provider.url}/`);
		for (const address of [
			"/",
			"/logout",
			`/logout?fromURI=${encodeURIComponent(EVIL)}`,
			`/activate/${encodeURIComponent(EVIL)}`,
		])
			await isClean(address);
	});

	test("the console shows it as text, on every page and in what opens on them", async () => {
		await browser.context.clearCookies();
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
		const app = `/admin/applications/${ids["app"]}`;
		const server = `/admin/api/authorization-servers/${ids["server"]}`;
		const addresses = [
			"/admin/people",
			`/admin/people/${ids["person"]}`,
			"/admin/groups",
			`/admin/groups/${ids["group"]}`,
			"/admin/groups/rules",
			"/admin/applications",
			...["general", "sign-on", "assignments"].map((tab) => `${app}/${tab}`),
			...["authorization-servers", "tokens", "trusted-origins"].map((tab) => `/admin/api/${tab}`),
			...["settings", "scopes", "claims", "policies"].map((tab) => `${server}/${tab}`),
			"/admin/profile-editor",
			"/admin/people/import",
			"/admin/networks",
			...["sign-on", "applications", "password", "enrolment"].map((tab) => `/admin/policies/${tab}`),
			"/admin/looks",
			"/admin/outbox",
			"/admin/system-log",
		];
		for (const address of addresses) await isClean(address);
		// The last one is the log: its details too.
		const opener = page.getByRole("row").filter({ hasText: "unknown" }).first();
		await opener.getByRole("button").first().click();
		assert.equal(await page.evaluate(FOUND), 0, "details of an event");
	});
});
