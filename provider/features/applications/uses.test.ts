import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { noChanges } from "#common/db/changes.ts";
import { createSeal } from "#common/seal/seal.ts";
import { engines } from "#tests/harness/databases.ts";
import { openProviderDatabase, rowsOf } from "#tests/harness/management.ts";
import {
	type Credential,
	type InjectedProvider,
	injectProvider,
	PROVIDER_URL,
	SUPER_ADMIN,
} from "#tests/harness/provider-inject.ts";
import type { Db } from "../../database.ts";
import { createApplication, deleteApplication, setApplicationStatus } from "./registration.ts";
import { createSecret, listSecrets } from "./secrets.ts";
import { selectSecretUses } from "./uses.store.ts";
import { type CredentialUses, createCredentialUses } from "./uses.ts";

const seal = createSeal("only for tests only for tests only", "provider");

for (const engine of engines) {
	describe(`uses of secrets on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let uses: CredentialUses;
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			uses = createCredentialUses({ db, seal, changes: noChanges }, (thrown) => {
				throw thrown;
			});
		});
		after(async () => {
			await uses.stop();
			await close();
		});
		const settings = { redirectUris: ["https://app.example/callback"] };

		test("of two live secrets the one that was used is told apart, with one write for all its uses", async () => {
			const { id } = await createApplication(db, seal, { label: "Wiki", kind: "web", settings });
			await createSecret(db, seal, id, {});
			const [newer, older] = await listSecrets(db, seal, id);
			for (let i = 0; i < 100; i++) uses.secret(id, older?.secret ?? "");
			assert.deepEqual(await rowsOf(db, "secret_uses"), [[]], "nothing is written while nobody waits for it");
			await uses.flush();
			const found = await selectSecretUses(db, [newer?.id ?? "", older?.id ?? ""]);
			assert.deepEqual([...found.keys()], [older?.id]);
		});

		test("what was deleted meanwhile, or never was a secret, leaves nothing, and keeps nothing else from being written", async () => {
			const [gone, kept] = [
				await createApplication(db, seal, { label: "Gone", kind: "web", settings }),
				await createApplication(db, seal, { label: "Kept", kind: "web", settings }),
			];
			const secretOf = async (id: string) => (await listSecrets(db, seal, id))[0];
			const [first, second] = [await secretOf(gone.id), await secretOf(kept.id)];
			uses.secret(gone.id, first?.secret ?? "");
			uses.secret(kept.id, "not its secret");
			uses.secret(kept.id, second?.secret ?? "");
			uses.key(kept.id, "no such key");
			await setApplicationStatus(db, gone.id, "INACTIVE");
			await deleteApplication(db, gone.id);
			await uses.flush();
			const found = await selectSecretUses(db, [first?.id ?? "", second?.id ?? ""]);
			assert.deepEqual([...found.keys()], [second?.id]);
			assert.deepEqual(await rowsOf(db, "key_uses"), [[]]);
		});
	});
}

describe("uses of secrets and keys at the token endpoint", () => {
	let provider: InjectedProvider;
	let root: Credential;
	before(async () => {
		provider = await injectProvider();
		root = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
	});
	after(() => provider.close());

	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
	const claims = (clientId: string) => ({
		iss: clientId,
		sub: clientId,
		aud: `${PROVIDER_URL}/oauth2/default/v1/token`,
		jti: Math.random().toString(36),
		exp: Math.floor(Date.now() / 1000) + 60,
	});
	const register = async (method: string, jwks?: object) => {
		const app = await provider.done<{ id: string; credentials: { oauthClient: { client_secret: string } } }>(
			"POST",
			"/api/v1/apps",
			root,
			{
				name: "oidc_client",
				label: method,
				signOnMode: "OPENID_CONNECT",
				credentials: { oauthClient: { token_endpoint_auth_method: method } },
				settings: {
					oauthClient: { application_type: "service", grant_types: ["client_credentials"], response_types: ["token"], ...jwks },
				},
			},
		);
		return { id: app.id, secret: app.credentials.oauthClient.client_secret };
	};
	const ask = async (form: Record<string, string>, headers: Record<string, string> = {}) =>
		provider.app.inject({
			method: "POST",
			url: "/oauth2/default/v1/token",
			headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
			payload: new URLSearchParams({ grant_type: "client_credentials", ...form }).toString(),
		});
	const assertion = (text: string) => ({
		client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
		client_assertion: text,
	});

	test("are noted for a secret that is sent, a secret that signs and a private key, and not for a wrong one", async () => {
		const scope = "custom";
		await provider.done("POST", "/api/v1/authorizationServers/default/scopes", root, { name: scope });
		const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
		const jwk = { ...publicKey.export({ format: "jwk" }), kid: "theirs", use: "sig", alg: "ES256" };
		const [basic, wrong, signing, keyed] = [
			await register("client_secret_basic"),
			await register("client_secret_post"),
			await register("client_secret_jwt"),
			await register("private_key_jwt", { jwks: { keys: [jwk] } }),
		];
		const header = { authorization: `Basic ${Buffer.from(`${basic.id}:${basic.secret}`).toString("base64")}` };
		assert.equal((await ask({ scope }, header)).statusCode, 200);
		assert.equal((await ask({ scope, client_id: wrong.id, client_secret: "something else" })).statusCode, 401);
		const bySecret = `${part({ alg: "HS256" })}.${part(claims(signing.id))}`;
		const mac = createHmac("sha256", signing.secret).update(bySecret).digest("base64url");
		const signed = await ask({ scope, ...assertion(`${bySecret}.${mac}`) });
		assert.equal(signed.statusCode, 200, signed.body);
		const byKey = `${part({ alg: "ES256", kid: "theirs" })}.${part(claims(keyed.id))}`;
		const signature = sign("sha256", Buffer.from(byKey), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url");
		const proven = await ask({ scope, ...assertion(`${byKey}.${signature}`) });
		assert.equal(proven.statusCode, 200, proven.body);

		const { dataDir } = provider;
		// Written at the end.
		await provider.app.close();
		const { openDatabase } = await import("#common/db/database.ts");
		const { migrations } = await import("../../migrations/index.ts");
		const db = (await openDatabase({ dataDir }, "provider", migrations)) as unknown as Db;
		const used = await db
			.selectFrom("secret_uses")
			.innerJoin("application_secrets", "application_secrets.id", "secret_id")
			.select("application_id")
			.execute();
		assert.deepEqual(new Set(used.map(({ application_id }) => application_id)), new Set([basic.id, signing.id]));
		const keys = await db
			.selectFrom("key_uses")
			.innerJoin("application_keys", "application_keys.id", "key_id")
			.select("application_id")
			.execute();
		assert.deepEqual(
			keys.map(({ application_id }) => application_id),
			[keyed.id],
		);
		await db.destroy();
	});
});
