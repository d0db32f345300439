import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import {
	addPerson,
	freePort,
	registerApplication,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";

const LIBRARY = readFileSync(new URL("../../node_modules/@okta/okta-auth-js/dist/okta-auth-js.min.js", import.meta.url));

/** A Single-Page App: a page with the library and nothing else. */
const serve = async (port: number): Promise<Server> => {
	const server = createServer((request, response) => {
		const script = request.url === "/auth.js";
		response.writeHead(200, { "content-type": script ? "text/javascript" : "text/html" });
		response.end(script ? LIBRARY : "<!doctype html><title>SPA</title><script src=/auth.js></script>");
	});
	await new Promise<void>((resolve) => server.listen(port, "localhost", () => resolve()));
	return server;
};

describe("@okta/okta-auth-js in a browser signs in at our provider", () => {
	let provider: TestProvider;
	let spa: Server;
	let base: string;
	let person: TestPerson;
	let clientId: string;
	let browser: TestBrowser;
	let page: Page;

	before(async () => {
		provider = await startProvider();
		const port = await freePort();
		base = `http://localhost:${port}`;
		spa = await serve(port);
		const registered = await registerApplication(provider, "SPA", {
			kind: "browser",
			redirectUris: [`${base}/callback`],
			logoutUris: [base, `${base}/`],
			grantTypes: ["authorization_code", "refresh_token"],
		});
		clientId = registered.clientId;
		person = await addPerson(provider, "Ada", [clientId]);
		browser = await openBrowser();
		page = await browser.page();
	});
	after(async () => {
		await browser.close();
		spa.close();
		spa.closeAllConnections();
		await provider.stop();
	});

	/** Runs `body` in the page, where `auth` is the library's client; what it answers must be JSON. */
	const inPage = (body: string, options = "{}"): Promise<Record<string, unknown>> =>
		page.evaluate(`(async () => {
			const auth = window.auth ?? new OktaAuth({
				issuer: ${JSON.stringify(provider.url)}, clientId: ${JSON.stringify(clientId)},
				redirectUri: ${JSON.stringify(`${base}/callback`)}, scopes: ["openid", "profile", "email", "offline_access"],
				...${options},
			});
			${body}
		})()`);

	test("by redirect, with PKCE, and reads who it is", async () => {
		await page.goto(base);
		await inPage("window.setTimeout(() => auth.signInWithRedirect(), 0); return {};");
		await page.locator("#okta-signin-username").fill(person.login);
		await page.locator("#okta-signin-password").fill(person.password);
		await page.locator("#okta-signin-submit").click();
		await page.waitForURL(`${base}/callback?*`);
		const tokens = await inPage(`
			const { tokens } = await auth.token.parseFromUrl();
			auth.tokenManager.setTokens(tokens);
			const user = await auth.token.getUserInfo(tokens.accessToken, tokens.idToken);
			return { user, claims: tokens.idToken.claims, kinds: Object.keys(tokens).sort() };
		`);
		assert.deepEqual(tokens["kinds"], ["accessToken", "idToken", "refreshToken"]);
		assert.equal((tokens["user"] as Record<string, string>)["sub"], person.id);
		assert.equal((tokens["claims"] as Record<string, string>)["preferred_username"], person.login);
	});

	test("again without a word, in a hidden frame that hears the answer as a message", async () => {
		await page.goto(base);
		const silent = await inPage(`
			const { tokens } = await auth.token.getWithoutPrompt({ scopes: ["openid"] });
			return { sub: tokens.idToken.claims.sub };
		`);
		assert.equal(silent["sub"], person.id);
	});

	test("renews by refresh token, revokes, and hears refusals with a description", async () => {
		await page.goto(base);
		const renewed = await inPage(`
			const { accessToken, refreshToken } = await auth.tokenManager.getTokens();
			const renewed = await auth.token.renewTokens();
			await auth.revokeAccessToken(renewed.accessToken);
			let refusal;
			try { await auth.token.getUserInfo(renewed.accessToken, renewed.idToken); } catch (fault) { refusal = String(fault); }
			return { changed: renewed.accessToken.accessToken !== accessToken.accessToken, refusal };
		`);
		assert.equal(renewed["changed"], true);
		assert.ok(renewed["refusal"]);
	});

	test("out, and a hidden frame then says login_required", async () => {
		await page.goto(`${base}/app`);
		await inPage("window.setTimeout(() => auth.signOut({ postLogoutRedirectUri: location.origin }), 0); return {};");
		await page.waitForURL(`${base}/`);
		const after = await inPage(`
			try { await auth.token.getWithoutPrompt({ scopes: ["openid"] }); } catch (fault) {
				return { code: fault.errorCode, text: fault.errorSummary };
			}
			return {};
		`);
		assert.deepEqual(after, {
			code: "login_required",
			text: "The client specified not to prompt, but the user is not logged in.",
		});
	});

	test("in a window of its own, which tells the page and closes", async () => {
		await page.goto(`${base}/app`);
		const opening = page.waitForEvent("popup");
		const answer = inPage(`
			const { tokens } = await auth.token.getWithPopup({ scopes: ["openid"] });
			return { sub: tokens.idToken.claims.sub };
		`);
		const popup = await opening;
		await popup.locator("#okta-signin-username").fill(person.login);
		await popup.locator("#okta-signin-password").fill(person.password);
		await popup.locator("#okta-signin-submit").click();
		assert.deepEqual(await answer, { sub: person.id });
		await browser.context.clearCookies();
	});

	test("with tokens that are bound to a key of the browser's (DPoP)", async () => {
		const bound = await registerApplication(provider, "Bound SPA", {
			kind: "browser",
			redirectUris: [`${base}/callback`],
			more: { dpop_bound_access_tokens: true },
		});
		await provider.api("POST", `/api/v1/apps/${bound.clientId}/users`, { id: person.id, scope: "USER" });
		const options = `{ clientId: ${JSON.stringify(bound.clientId)}, scopes: ["openid", "email"], dpop: true }`;
		await page.goto(`${base}/app`);
		await inPage("window.setTimeout(() => auth.signInWithRedirect(), 0); return {};", options);
		await page.locator("#okta-signin-username").fill(person.login);
		await page.locator("#okta-signin-password").fill(person.password);
		await page.locator("#okta-signin-submit").click();
		await page.waitForURL(`${base}/callback?*`);
		const { type, email, asBearer } = await inPage(
			`const { tokens } = await auth.token.parseFromUrl();
			auth.tokenManager.setTokens(tokens);
			const url = tokens.accessToken.userinfoUrl;
			const { Authorization, Dpop } = await auth.getDPoPAuthorizationHeaders({ url, method: "GET" });
			const answer = await fetch(url, { headers: { Authorization, DPoP: Dpop } });
			const stolen = await fetch(url, { headers: { Authorization: "Bearer " + tokens.accessToken.accessToken } });
			return { type: tokens.accessToken.tokenType, email: (await answer.json()).email, asBearer: stolen.status };`,
			options,
		);
		assert.deepEqual({ type, email, asBearer }, { type: "DPoP", email: person.login, asBearer: 401 });
	});

	test("with a password of its own form (/api/v1/authn), whose session token the frame takes along", async () => {
		await provider.api("POST", "/api/v1/trustedOrigins", { name: "SPA", origin: base, scopes: [{ type: "CORS" }] });
		await page.goto(`${base}/app`);
		const answer = await inPage(`
			const transaction = await auth.signInWithCredentials({
				username: ${JSON.stringify(person.login)}, password: ${JSON.stringify(person.password)},
			});
			const { tokens } = await auth.token.getWithoutPrompt({ scopes: ["openid"], sessionToken: transaction.sessionToken });
			return { status: transaction.status, sub: tokens.idToken.claims.sub };
		`);
		assert.deepEqual(answer, { status: "SUCCESS", sub: person.id });
	});

	test("by implicit flow, where the application may", async () => {
		const implicit = await registerApplication(provider, "Implicit SPA", {
			kind: "browser",
			redirectUris: [`${base}/callback`],
			grantTypes: ["authorization_code", "implicit"],
			responseTypes: ["code", "token", "id_token"],
		});
		await provider.api("POST", `/api/v1/apps/${implicit.clientId}/users`, { id: person.id, scope: "USER" });
		await page.goto(`${base}/app`);
		const answer = await inPage(
			`const { tokens } = await auth.token.getWithoutPrompt({ scopes: ["openid", "email"] });
			const user = await auth.token.getUserInfo(tokens.accessToken, tokens.idToken);
			return { email: user.email };`,
			`{ clientId: ${JSON.stringify(implicit.clientId)}, pkce: false }`,
		);
		assert.deepEqual(answer, { email: person.login });
	});
});
