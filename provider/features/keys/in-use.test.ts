import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { ownDatabase } from "#tests/harness/databases.ts";
import {
	addPerson,
	registerApplication,
	startProvider,
	type TestApplication,
	type TestPerson,
	type TestProvider,
} from "#tests/harness/provider.ts";
import { createRelyingParty, type RelyingParty } from "#tests/harness/relying-party.ts";
import type { Reader } from "./readers.ts";

/** Whole providers over one database, each with what it keeps in memory. */

const AT = "/api/v1/org/credentials";
const REDIRECT = "http://localhost:9/callback";

interface Key {
	readonly kid: string;
	readonly alg: string;
	readonly status: string;
}

const eventually = async <T>(what: () => Promise<T>, holds: (value: T) => boolean): Promise<T> => {
	for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
		const value = await what();
		if (holds(value)) return value;
	}
	return assert.fail("not within a minute");
};

for (const engine of ["SQLite", "PostgreSQL"] as const) {
	describe(`signing keys of two processes on one ${engine}`, () => {
		const dataDir = mkdtempSync(join(tmpdir(), "signet-keys-"));
		let databaseUrl: string | undefined;
		let providers: TestProvider[] = [];
		let application: TestApplication;
		let ada: TestPerson;
		let parties: RelyingParty[];

		const start = () => startProvider({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
		before(async () => {
			databaseUrl = engine === "PostgreSQL" ? await ownDatabase() : undefined;
			providers = [await start(), await start()];
			application = await registerApplication(here(), "Wiki", { redirectUris: [REDIRECT], alg: "ES256" });
			ada = await addPerson(here(), "Ada", [application.clientId]);
			parties = await Promise.all(providers.map(({ url }) => createRelyingParty(url, application, REDIRECT)));
		});
		after(async () => {
			for (const provider of providers) await provider.stop();
			rmSync(dataDir, { recursive: true, force: true });
		});

		const here = (): TestProvider => providers[0] as TestProvider;
		const there = (): TestProvider => providers[1] as TestProvider;
		const keys = () => here().api<Key[]>("GET", `${AT}/keys`);
		const published = async ({ url }: TestProvider) =>
			(await (await fetch(`${url}/oauth2/v1/keys`)).json()) as JSONWebKeySet & { keys: { kid: string }[] };
		const idToken = async (party: RelyingParty | undefined): Promise<string> => {
			const callback = await party?.signIn(ada);
			const answer = await party?.exchange(callback?.searchParams.get("code") ?? "");
			return (JSON.parse(answer?.text ?? "{}") as { id_token: string }).id_token;
		};
		const verify = async (token: string, provider: TestProvider) =>
			jwtVerify(token, createLocalJWKSet(await published(provider)));

		test("a process signs with the next key soon after another rotated, and all published it before", async () => {
			const before = await keys();
			const find = (status: string, alg = "ES256") => before.find((key) => key.status === status && key.alg === alg)?.kid;
			for (const provider of providers) {
				const kids = (await published(provider)).keys.map(({ kid }) => kid);
				assert.deepEqual(new Set(kids), new Set(before.map(({ kid }) => kid)));
			}
			const old = await idToken(parties[1]);
			assert.equal(decodeProtectedHeader(old).kid, find("ACTIVE"));
			// Somebody is in the middle of a sign-in, with a code of before.
			const callback = await parties[1]?.signIn(ada);

			await here().api("POST", `${AT}/lifecycle/keyRotate`);
			const fresh = await eventually(
				() => idToken(parties[1]),
				(token) => decodeProtectedHeader(token).kid !== find("ACTIVE"),
			);
			assert.equal(decodeProtectedHeader(fresh).kid, find("NEXT"));
			const finished = await parties[1]?.exchange(callback?.searchParams.get("code") ?? "");
			assert.equal(finished?.status, 200);
			for (const token of [old, fresh]) for (const provider of providers) await verify(token, provider);
			const default256 = (
				await here().api<{ credentials: { signing: { kid: string } } }>("GET", `/api/v1/apps/${application.clientId}`)
			).credentials.signing.kid;
			assert.equal(default256, find("NEXT", "RS256"));
		});

		test("a custom server's keys rotate at every process too", async () => {
			const path = "/api/v1/authorizationServers/default/credentials";
			const kids = async () =>
				((await (await fetch(`${there().url}/oauth2/default/v1/keys`)).json()) as { keys: { kid: string }[] }).keys.map(
					({ kid }) => kid,
				);
			const before = await kids();
			await here().api("POST", `${path}/lifecycle/keyRotate`, { use: "sig" });
			const rotated = await eventually(kids, ([first]) => first !== before[0]);
			assert.deepEqual(new Set(rotated.slice(0, 1)), new Set(before.slice(1, 2)));
		});

		test("keys and metadata may be kept for an hour, are not sent twice, and stay open to every page", async () => {
			const { url } = here();
			const addresses = [
				"/oauth2/v1/keys",
				"/v1/keys",
				"/oauth2/default/v1/keys",
				"/.well-known/openid-configuration",
				"/.well-known/oauth-authorization-server",
				"/oauth2/default/.well-known/openid-configuration",
				"/.well-known/oauth-authorization-server/oauth2/default",
			];
			for (const address of addresses) {
				const first = await fetch(`${url}${address}`);
				assert.equal(first.status, 200, address);
				assert.equal(first.headers.get("cache-control"), "public, max-age=3600");
				assert.equal(first.headers.get("access-control-allow-origin"), "*");
				assert.match(String(first.headers.get("vary")), /Origin/i);
				assert.match(String(first.headers.get("content-type")), /^application\/(jwk-set\+)?json/);
				assert.ok(first.headers.get("x-request-id"));
				const etag = first.headers.get("etag") ?? "";
				assert.notEqual(await first.text(), "");
				for (const given of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
					const again = await fetch(`${url}${address}`, { headers: { "if-none-match": given, origin: "https://spa.example" } });
					assert.equal(again.status, 304, `${address} ${given}`);
					assert.equal(again.headers.get("etag"), etag);
					assert.equal(again.headers.get("access-control-allow-origin"), "https://spa.example");
					assert.equal(await again.text(), "");
				}
				const changed = await fetch(`${url}${address}`, { headers: { "if-none-match": '"other"' } });
				assert.equal(changed.status, 200);
				const head = await fetch(`${url}${address}`, { method: "HEAD" });
				assert.deepEqual([head.status, head.headers.get("etag")], [200, etag]);
				const asked = await fetch(`${url}${address}`, {
					method: "OPTIONS",
					headers: { origin: "https://spa.example", "access-control-request-method": "GET" },
				});
				assert.deepEqual([asked.status, asked.headers.get("access-control-allow-methods")], [204, "GET"]);
			}
		});

		test("what only looks like the address of keys is no address, and is not kept", async () => {
			for (const address of [
				"/oauth2/v1/x/v1/keys",
				"/oauth2/default/x/v1/keys",
				"/oauth2/nothing/v1/keys",
				"/oauth2/v1/keys/x",
			]) {
				const answer = await fetch(`${here().url}${address}`);
				assert.equal(answer.status, 404, address);
				assert.equal(answer.headers.get("cache-control")?.includes("public") ?? false, false);
			}
			const posted = await fetch(`${here().url}/oauth2/v1/keys`, { method: "POST" });
			assert.ok(posted.status >= 400 && posted.status < 500);
		});

		test("a stopped process leaves who fetched the next key and which secret was used, and never a secret in clear", async () => {
			const states = async () =>
				(await here().api<Reader[]>("GET", `${AT}/readers`)).map(({ label, nextKey }) => `${label}: ${nextKey}`);
			await registerApplication(here(), "Other", { redirectUris: [REDIRECT] });
			await idToken(parties[1]);
			await published(there());
			const [, stopping] = providers;
			providers = [here()];
			await stopping?.stop();
			assert.deepEqual(await states(), ["Other: NOT_SEEN", "Wiki: ADDRESS"]);
			const [secret] = await here().api<{ lastUsed: string | null }[]>(
				"GET",
				`/api/v1/apps/${application.clientId}/credentials/secrets`,
			);
			assert.ok(secret?.lastUsed);
			assert.equal(here().storedText().includes(application.clientSecret), false);

			await here().api("POST", `${AT}/lifecycle/keyRotate`);
			assert.deepEqual(await states(), ["Other: NOT_SEEN", "Wiki: NOT_SEEN"]);
			await fetch(`${here().url}/oauth2/v1/keys?client_id=${application.clientId}`);
			providers = [await start(), here()];
			await providers[1]?.stop();
			providers = [here()];
			assert.deepEqual(await states(), ["Other: NOT_SEEN", "Wiki: NAMED"]);
		});
	});
}
