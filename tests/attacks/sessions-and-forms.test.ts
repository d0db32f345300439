import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
	type Credential,
	type InjectedProvider,
	injectProvider,
	PROVIDER_URL,
	SUPER_ADMIN,
} from "#tests/harness/provider-inject.ts";

const COOKIE = "signet_provider_session";
const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** The provider as an attacker sees it: forms of other sites, cookies that were planted or taken, addresses that lead away. */
describe("attacks on sessions and forms of the provider", () => {
	let provider: InjectedProvider;
	before(async () => {
		provider = await injectProvider();
	});
	after(() => provider.close());

	const form = (path: string, fields: Record<string, string>, headers: Credential = { origin: PROVIDER_URL }) =>
		provider.call("POST", path, { ...FORM, ...headers }, new URLSearchParams(fields).toString());
	const signIn = (headers: Credential = {}, fields: Record<string, string> = {}) =>
		form("/login", { ...SUPER_ADMIN, ...fields }, { origin: PROVIDER_URL, ...headers });
	const sessionIn = (answer: Awaited<ReturnType<typeof signIn>>) =>
		answer.cookies.find(({ name }) => name === COOKIE)?.value ?? "";
	const isSignedIn = async (value: string) =>
		(await provider.call("GET", "/api/v1/internal/me", { cookie: `${COOKIE}=${value}` })).statusCode === 200;

	it("session fixation: a cookie that was there before the sign-in is worth nothing after it", async () => {
		const planted = "x".repeat(43);
		const fresh = sessionIn(await signIn({ cookie: `${COOKIE}=${planted}` }));
		assert.notEqual(fresh, planted);
		assert.deepEqual([await isSignedIn(planted), await isSignedIn(fresh)], [false, true]);
		// The attacker's own session, in the victim's browser: it ends, and does not become the victim's.
		const attackers = sessionIn(await signIn());
		const victims = sessionIn(await signIn({ cookie: `${COOKIE}=${attackers}` }));
		assert.deepEqual([await isSignedIn(attackers), await isSignedIn(victims)], [false, true]);
	});

	it("cookie theft: a copy of the cookie opens nothing once its owner has signed out", async () => {
		const cookie = sessionIn(await signIn());
		const stolen = cookie;
		assert.equal(await isSignedIn(stolen), true);
		await form("/logout", {}, { origin: PROVIDER_URL, cookie: `${COOKIE}=${cookie}` });
		assert.equal(await isSignedIn(stolen), false);
	});

	it("the session's cookie is out of reach of scripts and of other sites' requests", async () => {
		const answer = await signIn();
		const set = [answer.headers["set-cookie"] ?? []].flat().filter((line) => line.startsWith(`${COOKIE}=`));
		assert.equal(set.length, 1);
		assert.match(set[0] ?? "", /; HttpOnly/i);
		assert.match(set[0] ?? "", /; SameSite=Lax/i);
	});

	it("CSRF: every form and every call that changes something refuses another site's", async () => {
		const session = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
		const changing = provider.routes.filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method));
		const forgeries: Credential[] = [
			{ origin: "https://evil.example.com" },
			{ origin: "null" },
			{ origin: `${PROVIDER_URL}.evil.example.com` },
			{ origin: "http://localhost:7080" },
			{ "sec-fetch-site": "cross-site" },
			{ "sec-fetch-site": "same-site" },
			// An old browser's, or one whose headers somebody took away.
			{},
		];
		const taken: string[] = [];
		for (const { method, url } of changing)
			for (const forgery of forgeries) {
				const path = url.replaceAll(/:\w+/g, "nothing").replace("*", "nothing");
				const headers = { ...FORM, cookie: session["cookie"] ?? "", ...forgery };
				const { statusCode, body } = await provider.call(method, path, headers, "x=1");
				if (statusCode !== 403 || !/another site|E0000006|foreign|origin/i.test(body))
					taken.push(`${method} ${url} ${JSON.stringify(forgery)}: ${statusCode}`);
			}
		// The engine's own endpoints are no routes of ours; that one only answers a redirect to a GET.
		assert.ok(changing.length > 150, `${changing.length} routes`);
		assert.deepEqual(taken, []);
	});

	it("open redirect: after a sign-in or a sign-out a browser is sent to no other site", async () => {
		const elsewhere = [
			"https://evil.example.com/",
			"//evil.example.com",
			"/\\evil.example.com",
			"\\\\evil.example.com",
			"/.//evil.example.com",
			"/%09/evil.example.com",
			"\t//evil.example.com",
			"javascript:alert(1)",
			"data:text/html,x",
			`${PROVIDER_URL}@evil.example.com/`,
			`${PROVIDER_URL}.evil.example.com/`,
		];
		const leads = (location: unknown) => new URL(String(location ?? "/"), PROVIDER_URL);
		for (const next of elsewhere) {
			const { statusCode, headers } = await signIn({}, { next });
			assert.equal(statusCode, 303);
			assert.equal(leads(headers.location).origin, PROVIDER_URL, `next=${next}`);
			const out = await form(`/logout?fromURI=${encodeURIComponent(next)}`, {});
			assert.equal(leads(out.headers.location).origin, PROVIDER_URL, `fromURI=${next}`);
			const gone = await provider.call("GET", `/logout?fromURI=${encodeURIComponent(next)}`, {});
			assert.equal(leads(gone.headers.location).origin, PROVIDER_URL, `fromURI=${next}`);
			const page = await provider.call("GET", `/login?next=${encodeURIComponent(next)}`, {});
			assert.equal(leads(/name="next" value="([^"]*)"/.exec(page.body)?.[1]?.replaceAll("&amp;", "&")).origin, PROVIDER_URL);
			const cookie = await provider.call(
				"GET",
				`/login/sessionCookieRedirect?token=x&redirectUrl=${encodeURIComponent(next)}`,
				{},
			);
			assert.notEqual(leads(cookie.headers.location).hostname, "evil.example.com", `redirectUrl=${next}`);
		}
	});

	it("clickjacking: no page can be framed", async () => {
		const session = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
		const pages = provider.routes.filter(({ method, url }) => method === "GET" && !url.startsWith("/api/v1/"));
		assert.ok(pages.length > 10, `${pages.length} pages`);
		for (const { url } of pages)
			for (const headers of [{}, session]) {
				const path = url.replaceAll(/:\w+/g, "nothing").replace("*", "nothing");
				const answer = await provider.call("GET", path, headers);
				assert.equal(answer.headers["x-frame-options"], "DENY", url);
				assert.match(String(answer.headers["content-security-policy"]), /frame-ancestors 'none'/, url);
			}
	});
});
