import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
	rowsOf,
} from "#tests/harness/management.ts";
import { allowTrustedOrigins } from "../../cors.ts";
import type { Db } from "../../database.ts";
import { mountTrustedOrigins } from "./trusted-origins.routes.ts";
import { safeTarget, type TrustedOrigin, trustsForCors, trustsForRedirects } from "./trusted-origins.ts";

const URL_OF_PROVIDER = "http://localhost:7081";
const AT = "/api/v1/trustedOrigins";
const PORTAL = { name: "Portal", origin: "https://portal.example.com", scopes: [{ type: "CORS" }, { type: "REDIRECT" }] };

for (const engine of engines) {
	describe(`trusted origins on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const root = await makeAdministrator(db, "Root");
			api = await openManagement(db, root.id, (routes, app) => {
				allowTrustedOrigins(app, { url: URL_OF_PROVIDER, trusts: (origin) => trustsForCors(db, origin) });
				mountTrustedOrigins(routes, { db, url: URL_OF_PROVIDER });
				app.get("/api/v1/sessions/me", async () => ({}));
				app.get("/api/v1/users/me-too", async () => ({}));
			});
		});
		afterEach(async () => {
			await api.close();
			await close();
		});

		const make = async (input: object = PORTAL) => (await api.call<TrustedOrigin>("POST", AT, { body: input })).body;

		it("are made, read, replaced, turned off and on, and deleted, as Okta's clients do it", async () => {
			const made = await make();
			assert.equal(made.status, "ACTIVE");
			assert.match(made.id, /^tos\w{17}$/);
			assert.deepEqual((await api.call("GET", `${AT}/${made.id}`)).body, made);
			const sentBack = { ...made, name: "Intranet", scopes: [{ type: "CORS" }] };
			const replaced = await api.call<TrustedOrigin>("PUT", `${AT}/${made.id}`, { body: sentBack });
			assert.deepEqual([replaced.status, replaced.body.name, replaced.body.scopes], [200, "Intranet", [{ type: "CORS" }]]);
			for (const [verb, status] of [
				["deactivate", "INACTIVE"],
				["activate", "ACTIVE"],
			] as const) {
				const turned = await api.call<TrustedOrigin>("POST", `${AT}/${made.id}/lifecycle/${verb}`);
				assert.deepEqual([turned.status, turned.body.status], [200, status]);
			}
			assert.equal((await api.call("DELETE", `${AT}/${made.id}`)).status, 204);
			assert.equal((await api.call("GET", `${AT}/${made.id}`)).body.errorCode, "E0000007");
			assert.deepEqual(
				api.events.map(({ type }) => type.replace("security.trusted_origin.", "")),
				["create", "update", "deactivate", "activate", "delete"],
			);
		});

		it("are found by every property that a filter may name, and page by page", async () => {
			const portal = await make();
			const docs = await make({ name: "Docs", origin: "http://docs.example.com:8080", scopes: [{ type: "CORS" }] });
			await api.call("POST", `${AT}/${docs.id}/lifecycle/deactivate`);
			const found = async (query: string) =>
				(await api.call<TrustedOrigin[]>("GET", `${AT}?${query}`)).body.map(({ name }) => name).sort();
			const cases: [string, string[]][] = [
				["", ["Docs", "Portal"]],
				["q=PORT", ["Portal"]],
				["q=docs.example", ["Docs"]],
				[`filter=id eq "${portal.id}"`, ["Portal"]],
				['filter=name eq "docs"', ["Docs"]],
				['filter=origin eq "https://portal.example.com"', ["Portal"]],
				['filter=status eq "INACTIVE"', ["Docs"]],
				['filter=type eq "REDIRECT"', ["Portal"]],
				['filter=type eq "CORS" and status eq "ACTIVE"', ["Portal"]],
				['filter=type eq "IFRAME_EMBED"', []],
			];
			for (const [query, names] of cases) assert.deepEqual(await found(encodeURI(query)), names, query);
			const first = await api.call<TrustedOrigin[]>("GET", `${AT}?limit=1`);
			const next = /<([^>]+)>; rel="next"/.exec(String(first.headers["link"]))?.[1] ?? "";
			const second = await api.call<TrustedOrigin[]>("GET", next.replace(URL_OF_PROVIDER, ""));
			assert.deepEqual([first.body.length, second.body.length], [1, 1]);
			assert.notEqual(first.body[0]?.id, second.body[0]?.id);
		});

		it("refuse what is no bare origin, doubles, and whoever may not manage them; nothing is written", async () => {
			await make();
			const ada = await makePerson(db, "Ada", "a long enough password");
			const before = await rowsOf(db, "trusted_origins");
			const bad = (change: object) => ({ body: { ...PORTAL, name: "Other", origin: "https://other.example.com", ...change } });
			const cases: [string, string, object, number, string][] = [
				["POST", AT, bad({ origin: "https://other.example.com/" }), 400, "E0000001"],
				["POST", AT, bad({ origin: "https://other.example.com/path" }), 400, "E0000001"],
				["POST", AT, bad({ origin: "https://Other.example.com" }), 400, "E0000001"],
				["POST", AT, bad({ origin: "https://*.example.com" }), 400, "E0000001"],
				["POST", AT, bad({ origin: "https://user@other.example.com" }), 400, "E0000001"],
				["POST", AT, bad({ origin: "null" }), 400, "E0000001"],
				["POST", AT, bad({ origin: "javascript://x" }), 400, "E0000001"],
				["POST", AT, bad({ origin: "" }), 400, "E0000001"],
				["POST", AT, bad({ scopes: [] }), 400, "E0000001"],
				["POST", AT, bad({ scopes: [{ type: "CORS" }, { type: "CORS" }] }), 400, "E0000001"],
				["POST", AT, bad({ scopes: [{ type: "ANY" }] }), 400, "E0000001"],
				["POST", AT, bad({ scopes: "CORS" }), 400, "E0000001"],
				["POST", AT, bad({ more: 1 }), 400, "E0000001"],
				["POST", AT, bad({ name: "portal" }), 400, "E0000001"],
				["POST", AT, bad({ origin: PORTAL.origin }), 400, "E0000001"],
				["POST", AT, bad({ name: "x".repeat(300) }), 400, "E0000001"],
				["POST", AT, { ...bad({}), caller: ada.id }, 403, "E0000006"],
				["POST", AT, { ...bad({}), caller: null }, 403, "E0000005"],
				["GET", `${AT}?filter=${encodeURIComponent('name co "x"')}`, {}, 400, "E0000031"],
				["GET", `${AT}?filter=nonsense`, {}, 400, "E0000031"],
				["GET", `${AT}?after=nonsense`, {}, 400, "E0000001"],
				["GET", `${AT}?limit=0`, {}, 400, "E0000001"],
				["GET", `${AT}/00unobody`, {}, 404, "E0000007"],
				["PUT", `${AT}/tosnothing`, bad({}), 404, "E0000007"],
				["DELETE", `${AT}/tosnothing`, {}, 404, "E0000007"],
				["POST", `${AT}/tosnothing/lifecycle/activate`, {}, 404, "E0000007"],
			];
			for (const [method, path, options, status, code] of cases) {
				const answer = await api.call(method, path, options);
				assert.deepEqual([answer.status, answer.body.errorCode], [status, code], `${method} ${path} ${JSON.stringify(options)}`);
			}
			assert.deepEqual(await rowsOf(db, "trusted_origins"), before);
		});

		it("say what is trusted for what, at once and for nobody else", async () => {
			const { id } = await make();
			await make({ name: "Docs", origin: "http://docs.example.com", scopes: [{ type: "REDIRECT" }] });
			assert.deepEqual([await trustsForCors(db, PORTAL.origin), await trustsForRedirects(db, PORTAL.origin)], [true, true]);
			assert.deepEqual(
				[await trustsForCors(db, "http://docs.example.com"), await trustsForRedirects(db, "http://docs.example.com")],
				[false, true],
			);
			for (const other of [
				"http://portal.example.com",
				"https://portal.example.com:444",
				"https://evil.portal.example.com",
				"null",
				"",
			])
				assert.equal(await trustsForCors(db, other), false, other);
			const targets: [string, string | undefined][] = [
				["/apps?x=1", `${URL_OF_PROVIDER}/apps?x=1`],
				[`${PORTAL.origin}/bye`, `${PORTAL.origin}/bye`],
				...["//evil.example.com", "\\\\evil.example.com", "javascript:alert(1)", "http://localhost:7081@evil.example.com/"].map(
					(address): [string, undefined] => [address, undefined],
				),
				[`blob:${URL_OF_PROVIDER}/0a`, undefined],
				[`${PORTAL.origin.replace("//", "//user:secret@")}/`, undefined],
			];
			for (const [address, target] of targets) assert.equal(await safeTarget(db, address, URL_OF_PROVIDER), target, address);
			await api.call("POST", `${AT}/${id}/lifecycle/deactivate`);
			assert.equal(await trustsForCors(db, PORTAL.origin), false);
		});

		it("let their pages read what is open to them, with credentials, and no other page anything", async () => {
			await make();
			const asked = (method: string, path: string, origin: string) =>
				api.call(method, path, { headers: { origin, "access-control-request-method": "GET" } });
			const allowed = await asked("GET", "/api/v1/sessions/me", PORTAL.origin);
			assert.equal(allowed.headers["access-control-allow-origin"], PORTAL.origin);
			assert.equal(allowed.headers["access-control-allow-credentials"], "true");
			assert.match(String(allowed.headers["access-control-expose-headers"]), /DPoP-Nonce.*WWW-Authenticate/);
			assert.equal(allowed.headers["vary"], "Origin");
			const preflight = await asked("OPTIONS", "/api/v1/authn", PORTAL.origin);
			assert.equal(preflight.status, 204);
			assert.match(String(preflight.headers["access-control-allow-headers"]), /X-Okta-User-Agent-Extended/);
			const silent: [string, string, string][] = [
				["GET", "/api/v1/sessions/me", "https://evil.example.com"],
				["GET", "/api/v1/sessions/me", "null"],
				["GET", "/api/v1/sessions/me", "https://portal.example.com.evil.example"],
				["OPTIONS", "/api/v1/authn", "https://evil.example.com"],
				["GET", AT, PORTAL.origin],
				["GET", "/api/v1/users/me-too", PORTAL.origin],
				["OPTIONS", AT, PORTAL.origin],
			];
			for (const [method, path, origin] of silent) {
				const { headers } = await asked(method, path, origin);
				assert.equal(headers["access-control-allow-origin"], undefined, `${method} ${path} from ${origin}`);
				assert.equal(headers["access-control-allow-credentials"], undefined, `${method} ${path} from ${origin}`);
			}
		});
	});
}
