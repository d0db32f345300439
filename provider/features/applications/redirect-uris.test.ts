import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "#common/faults/fault.ts";
import type { ApplicationKind } from "./application.ts";
import { checkRedirectUris } from "./redirect-uris.ts";

const passes = (uris: readonly string[], kind: ApplicationKind = "web"): boolean => {
	try {
		checkRedirectUris("redirect_uris", uris, kind);
		return true;
	} catch (thrown) {
		assert.ok(thrown instanceof Fault && thrown.code === "invalid_request" && thrown.fields.length > 0, String(thrown));
		return false;
	}
};

describe("redirect URIs (RFC 6749 section 3.1.2, RFC 8252, RFC 9700)", () => {
	const cases: readonly (readonly [uri: string, web: boolean, native: boolean])[] = [
		["https://app.example.com/callback", true, true],
		["https://app.example.com/callback?tenant=1", true, true],
		["https://app.example.com", true, true],
		["https://[2001:db8::1]:8443/cb", true, true],
		["http://localhost:7080/oidc/callback", true, true],
		["http://127.0.0.1/cb", true, true],
		["http://[::1]:3000/cb", true, true],
		["http://intranet/cb", true, false],
		["https://localhost/cb", true, false],
		["com.example.app:/callback", false, true],
		["com.example.app://callback", false, true],
		["myapp://callback", false, true],
		["intent://x", false, false],
		["mailto:a@example.com", false, false],
		["view-source:https://app.example.com/", false, false],
		["https://app.example.com/cb#fragment", false, false],
		["https://app.example.com/cb#", false, false],
		["https://*.example.com/cb", false, false],
		["https://app.example.com/*", false, false],
		["javascript:alert(1)", false, false],
		["JavaScript:alert(1)", false, false],
		["data:text/html,x", false, false],
		["vbscript:x", false, false],
		["file:///etc/passwd", false, false],
		["blob:https://app.example.com/1", false, false],
		["about:blank", false, false],
		["/callback", false, false],
		["callback", false, false],
		["//app.example.com/cb", false, false],
		["https:app.example.com/cb", false, false],
		["https:/app.example.com/cb", false, false],
		["https:///app.example.com/cb", false, false],
		["https://", false, false],
		["https://user:pass@app.example.com/cb", false, false],
		["https://app.example.com@evil.example/cb", false, false],
		["https://app.example.com\\@evil.example/cb", false, false],
		["https://app.example.com/c b", false, false],
		[" https://app.example.com/cb", false, false],
		["https://app.example.com/cb\n", false, false],
		["https://app.exa\tmple.com/cb", false, false],
		["https://äpp.example.com/cb", false, false],
		["https://app.example.com/%zz", false, false],
		["https://app.example.com:99999/cb", false, false],
		["ftp://app.example.com/cb", false, false],
		["", false, false],
		[`https://app.example.com/${"x".repeat(2_000)}`, false, false],
	];
	for (const [uri, web, native] of cases) {
		it(`${JSON.stringify(uri.slice(0, 60))}: ${web ? "web" : "not web"}, ${native ? "native" : "not native"}`, () => {
			assert.equal(passes([uri], "web"), web);
			assert.equal(passes([uri], "browser"), web);
			assert.equal(passes([uri], "native"), native);
		});
	}

	it("are compared to the letter: one character more is another address, the same letters twice are refused", () => {
		const uri = "https://app.example.com/cb";
		for (const other of [
			`${uri}/`,
			"https://app.example.com/Cb",
			"https://app.example.com:443/cb",
			"https://APP.example.com/cb",
			`${uri}?`,
			"http://app.example.com/cb",
		]) {
			assert.ok(passes([uri, other]), other);
		}
		assert.ok(!passes([uri, uri]));
	});

	it("may have a wildcard for the first label of a host, and nowhere else, where the application asks for it", () => {
		const passesWith = (uri: string): boolean => {
			try {
				checkRedirectUris("redirect_uris", [uri], "web", true);
				return true;
			} catch {
				return false;
			}
		};
		assert.ok(passesWith("https://*.example.com/cb"));
		for (const uri of ["https://*/cb", "https://a.*.example.com/cb", "https://*example.com/cb", "https://app.example.com/*"]) {
			assert.ok(!passesWith(uri), uri);
		}
	});

	it("are at most a hundred", () => {
		const many = (count: number) => Array.from({ length: count }, (_, at) => `https://app.example.com/${at}`);
		assert.ok(passes(many(100)));
		assert.ok(!passes(many(101)));
	});
});
