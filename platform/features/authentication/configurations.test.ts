import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createSeal } from "#common/seal/seal.ts";
import { engines } from "#tests/harness/databases.ts";
import type { Db, Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import {
	builtInDisabled,
	clientSecretOf,
	type DraftInput,
	draftOf,
	liveConfiguration,
	saveConfiguration,
} from "./configurations.ts";
import { DEFAULTS } from "./options.ts";

const seal = createSeal("x".repeat(40), "platform");
const WANTED: DraftInput = {
	method: "openid-connect",
	clientId: "platform",
	clientSecret: "first secret",
	issuer: "https://login.example.com",
	additionalScopes: ["groups offline_access", "groups"],
	disableBuiltIn: true,
};

for (const engine of engines) {
	describe(`configurations on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		beforeEach(async () => {
			({ db, close } = await engine.open<Tables>("platform", migrations));
		});
		afterEach(() => close());

		const save = async (input: DraftInput, found = {}) =>
			saveConfiguration(db, seal, { draft: await draftOf(db, seal, input), found, savedBy: "Ada" });

		it("before anything is saved people sign in with passwords, and accounts are made at first sign-in", async () => {
			const { method, automaticAccountCreation, savedAt } = await liveConfiguration(db);
			assert.deepEqual([method, automaticAccountCreation, savedAt], ["built-in", true, null]);
		});

		it("the newest save is live, and keeps what was not mentioned", async () => {
			await save(WANTED);
			await save({ method: "openid-connect", enableAccessTokens: true });
			const { id: _, savedAt, fingerprint, ...live } = await liveConfiguration(db);
			assert.ok(savedAt && fingerprint);
			assert.deepEqual(live, {
				...DEFAULTS,
				method: "openid-connect",
				clientId: "platform",
				clientSecretSet: true,
				issuer: "https://login.example.com",
				additionalScopes: ["groups", "offline_access"],
				enableAccessTokens: true,
				disableBuiltIn: true,
				automaticAccountCreation: true,
				savedBy: "Ada",
				purpose: "saved",
				trialEnds: null,
				replaces: null,
			});
		});

		it("what validation found out is saved: the exact issuer and how the client proves itself", async () => {
			await save(WANTED, { issuer: "https://login.example.com/", clientAuthentication: "client_secret_post" });
			const { issuer, clientAuthentication } = await liveConfiguration(db);
			assert.deepEqual([issuer, clientAuthentication], ["https://login.example.com/", "client_secret_post"]);
		});

		it("the secret is sealed in its row, stays when none is given, and moves along", async () => {
			const first = await save(WANTED);
			const second = await save({ method: "openid-connect", clientSecret: "" });
			const rows = await db.selectFrom("configurations").selectAll().execute();
			assert.ok(rows.every(({ client_secret }) => client_secret !== null && !client_secret.includes("first secret")));
			assert.equal(await clientSecretOf(db, seal, first.id), "first secret");
			assert.equal(await clientSecretOf(db, seal, second.id), "first secret");
		});

		it("the saved secret is not sent to another issuer", async () => {
			await save(WANTED);
			for (const issuer of ["https://evil.example", "https://login.example.com.evil.example", "https://login.example.com:8443"]) {
				await assert.rejects(draftOf(db, seal, { method: "openid-connect", issuer }), { code: "invalid_request" });
			}
			assert.equal(
				(await draftOf(db, seal, { method: "openid-connect", issuer: "https://login.example.com/" })).clientSecret,
				"first secret",
			);
		});

		it("passwords can be chosen again, and the provider's settings wait", async () => {
			await save(WANTED);
			const live = await save({ method: "built-in", issuer: "https://evil.example" });
			assert.deepEqual([live.method, live.issuer, live.clientSecretSet], ["built-in", "https://login.example.com", true]);
			assert.equal(builtInDisabled(live), false, "switching passwords off means nothing without a provider");
			assert.equal(builtInDisabled(await save({ method: "openid-connect" })), true);
		});
	});
}
