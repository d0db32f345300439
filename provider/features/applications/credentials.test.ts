import assert from "node:assert/strict";
import { generateKeyPairSync, type JsonWebKey, X509Certificate } from "node:crypto";
import { describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import { open, seal, serve, webApp } from "./applications.harness.ts";
import { liveKeys } from "./keys.ts";
import { liveSecrets } from "./secrets.ts";

const APPS = "/api/v1/apps";

const rsa = (bits = 2048): JsonWebKey => generateKeyPairSync("rsa", { modulusLength: bits }).publicKey.export({ format: "jwk" });
const ec = (): JsonWebKey => generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });

const service = (keys: readonly unknown[], label = "Robot") => ({
	...webApp(label),
	credentials: { oauthClient: { token_endpoint_auth_method: "private_key_jwt" } },
	settings: {
		oauthClient: {
			application_type: "service",
			grant_types: ["client_credentials"],
			response_types: ["token"],
			...(keys.length > 0 ? { jwks: { keys } } : {}),
		},
	},
});

for (const engine of engines) {
	describe(`credentials of applications on ${engine.name}`, () => {
		const start = async (t: Parameters<typeof open>[1]) => {
			const db = await open(engine, t);
			const { call } = await serve(db, t);
			return { db, call };
		};
		const causes = (answer: { json(): { errorCode: string; errorCauses: { errorSummary: string }[] } }) =>
			answer
				.json()
				.errorCauses.map(({ errorSummary }) => errorSummary)
				.join(" ");

		it("take a chosen secret, of 14 to 100 printable characters, or make one", async (t) => {
			const { db, call } = await start(t);
			const chosen = "a secret is no secret".replaceAll(" ", "-");
			const body = { ...webApp(), credentials: { oauthClient: { client_id: "my-client", client_secret: chosen } } };
			const made = (await call("POST", APPS, body)).json();
			assert.equal(made.credentials.oauthClient.client_secret, chosen);
			const path = `${APPS}/${made.id}/credentials/secrets`;
			for (const wrong of ["x".repeat(13), "x".repeat(101), "with a blank in", "smörgåsbord-bord"]) {
				const refused = await call("POST", path, { client_secret: wrong });
				assert.deepEqual([refused.statusCode, refused.json().errorSummary], [400, "Api validation failed: client_secret"], wrong);
			}
			const second = await call("POST", path, { client_secret: "x".repeat(14), status: "INACTIVE" });
			assert.deepEqual([second.statusCode, second.json().status, second.json().client_secret], [201, "INACTIVE", "x".repeat(14)]);
			const one = `${path}/${second.json().id}`;
			assert.equal((await call("GET", one)).json().client_secret, "x".repeat(14));
			assert.equal((await call("POST", `${one}/lifecycle/activate`)).json().status, "ACTIVE");
			assert.equal((await liveSecrets(db, seal, made.id)).length, 2, "both authenticate");
			const full = await call("POST", path);
			assert.match(causes(full), /You have reached the maximum number of client secrets per client\.$/);
			const [first] = (await call("GET", path)).json().filter(({ id }: { id: string }) => id !== second.json().id);
			assert.match(causes(await call("DELETE", `${path}/${first.id}`)), /Deactivate the secret before deleting it\.$/);
			await call("POST", `${path}/${first.id}/lifecycle/deactivate`);
			assert.match(causes(await call("POST", `${one}/lifecycle/deactivate`)), /only active client secret\.$/);
			assert.equal((await call("DELETE", `${path}/${first.id}`)).statusCode, 204);
			const read = await db
				.selectFrom("system_log")
				.selectAll()
				.where("event_type", "=", "app.oauth2.client.read_client_secret")
				.execute();
			assert.equal(read.length, 2, "reading leaves an event");
		});

		it("keep the secret of a replacement that names none, or an empty one, and take a new one", async (t) => {
			const { db, call } = await start(t);
			const { id, credentials } = (await call("POST", APPS, webApp())).json();
			const put = async (client_secret?: string) =>
				(await call("PUT", `${APPS}/${id}`, { ...webApp(), credentials: { oauthClient: { client_secret } } })).json();
			const before = credentials.oauthClient.client_secret;
			assert.equal((await put()).credentials.oauthClient.client_secret, before);
			assert.equal((await put("")).credentials.oauthClient.client_secret, before);
			assert.equal((await put("another-secret-of-mine")).credentials.oauthClient.client_secret, "another-secret-of-mine");
			assert.deepEqual(await liveSecrets(db, seal, id), ["another-secret-of-mine"]);
			const jwt = { ...webApp(), credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_jwt" } } };
			assert.match(causes(await call("PUT", `${APPS}/${id}`, jwt)), /at least 32 characters/);
		});

		it("hold public keys, told apart by their kid, and show them in both forms", async (t) => {
			const { db, call } = await start(t);
			const made = await call("POST", APPS, service([{ ...rsa(), kid: "first" }]));
			assert.equal(made.statusCode, 200, made.body);
			const { id } = made.json();
			const path = `${APPS}/${id}/credentials/jwks`;
			assert.ok(!("client_secret" in made.json().credentials.oauthClient));
			assert.match(
				causes(await call("POST", `${APPS}/${id}/credentials/secrets`)),
				/'client_secret' cannot be used when 'token_endpoint_auth_method' is 'private_key_jwt'\.$/,
			);
			const added = await call("POST", path, { ...ec(), alg: "ES256", use: "sig", status: "ACTIVE" });
			assert.equal(added.statusCode, 201, added.body);
			assert.match(added.json().id, /^pks\w{17}$/);
			assert.equal(typeof added.json().kid, "string", "a thumbprint where none was given");
			const list = (await call("GET", path)).json();
			assert.deepEqual(list.jwks.keys, list.keys);
			assert.deepEqual(
				list.keys.map(({ kty }: JsonWebKey) => kty),
				["RSA", "EC"],
			);
			const first = `${path}/${list.keys[0].id}`;
			assert.equal((await call("GET", `${path}/first`)).json().id, list.keys[0].id);
			assert.equal((await call("GET", `${path}/none`)).json().errorSummary, "Not found: Resource not found: none (JsonWebKey)");
			assert.match(causes(await call("DELETE", first)), /Deactivate the key/);
			assert.equal((await call("POST", `${first}/lifecycle/deactivate`)).json().status, "INACTIVE");
			assert.equal((await liveKeys(db, id)).length, 1);
			const last = await call("POST", `${path}/${added.json().id}/lifecycle/deactivate`);
			assert.deepEqual([last.statusCode, last.json().errorSummary], [400, "Api validation failed: JsonWebKey"]);
			assert.equal((await call("DELETE", first)).statusCode, 204);
			// What was read may be sent back, and the keys are the same afterwards.
			const shown = (await call("GET", `${APPS}/${id}`)).json();
			assert.equal((await call("PUT", `${APPS}/${id}`, shown)).statusCode, 200);
			assert.equal((await call("GET", path)).json().keys[0].id, added.json().id);
			assert.equal((await call("PUT", `${APPS}/${id}`, service([]))).statusCode, 200, "left out is kept");
			assert.equal((await liveKeys(db, id)).length, 1);
		});

		it("refuse keys that are no public keys, too weak, too many or there already", async (t) => {
			const { db, call } = await start(t);
			const good = { ...rsa(), kid: "good" };
			const { id } = (await call("POST", APPS, service([good]))).json();
			const path = `${APPS}/${id}/credentials/jwks`;
			const secret = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
			const before = JSON.stringify(await db.selectFrom("application_keys").selectAll().execute());
			for (const [what, key] of [
				["the same kid", { ...ec(), kid: "good" }],
				["a private key", { ...secret }],
				["1024 bits", rsa(1024)],
				["a symmetric key", { kty: "oct", k: "c2VjcmV0" }],
				["no key", { kty: "RSA", n: "!", e: "AQAB" }],
				["a point that is not on the curve", { ...ec(), x: ec().x, y: ec().y }],
				["numbers", { kty: "RSA", n: 7, e: [] }],
				["another algorithm", { ...rsa(), alg: "HS256" }],
				["a long kid", { ...rsa(), kid: "x".repeat(256) }],
				["nothing", {}],
				["a status", { ...rsa(), status: "MAYBE" }],
			] as const) {
				const answer = await call("POST", path, key);
				assert.equal(answer.statusCode, 400, `${what}: ${answer.body}`);
			}
			for (const [what, keys] of [
				["twice the same kid", [good, { ...ec(), kid: "good" }]],
				["none active", [{ ...good, status: "INACTIVE" }]],
				["too many", Array.from({ length: 51 }, (_, at) => ({ ...good, kid: `k${at}` }))],
			] as const) {
				const answer = await call("PUT", `${APPS}/${id}`, service(keys));
				assert.equal(answer.statusCode, 400, `${what}: ${answer.body}`);
			}
			const both = service([good]);
			Object.assign(both.settings.oauthClient, { jwks_uri: "https://robot.example.com/jwks" });
			assert.equal((await call("PUT", `${APPS}/${id}`, both)).statusCode, 400);
			assert.equal(JSON.stringify(await db.selectFrom("application_keys").selectAll().execute()), before);
		});

		it("hold fifty keys at most, and one of each kid, when many come at once", async (t) => {
			const { call } = await start(t);
			const key = rsa();
			const { id } = (await call("POST", APPS, service([{ ...key, kid: "k0" }]))).json();
			const path = `${APPS}/${id}/credentials/jwks`;
			const twins = await Promise.all([1, 2, 3].map(() => call("POST", path, { ...key, kid: "twin" })));
			assert.deepEqual(twins.map(({ statusCode }) => statusCode).toSorted(), [201, 400, 400]);
			for (let at = 2; at < 49; at += 1) await call("POST", path, { ...key, kid: `k${at}` });
			const last = await Promise.all(["a", "b", "c"].map((kid) => call("POST", path, { ...key, kid })));
			assert.deepEqual(last.map(({ statusCode }) => statusCode).toSorted(), [201, 400, 400]);
			assert.equal((await call("GET", path)).json().keys.length, 50);
		});

		it("generate signing certificates, and give the same to another application", async (t) => {
			const { db, call } = await start(t);
			const { id } = (await call("POST", APPS, webApp("Wiki"))).json();
			const { id: other } = (await call("POST", APPS, webApp("Git"))).json();
			const path = `${APPS}/${id}/credentials/keys`;
			assert.deepEqual((await call("GET", path)).json(), []);
			for (const years of ["", "?validityYears=1", "?validityYears=11", "?validityYears=2.5"])
				assert.equal((await call("POST", `${path}/generate${years}`)).statusCode, 400, years);
			const made = await call("POST", `${path}/generate?validityYears=2`);
			assert.equal(made.statusCode, 201, made.body);
			const { kid, x5c, n } = made.json();
			const certificate = new X509Certificate(Buffer.from(x5c[0], "base64"));
			assert.equal(certificate.subject, "CN=Wiki");
			assert.ok(certificate.verify(certificate.publicKey), "signed by itself");
			assert.equal(certificate.publicKey.export({ format: "jwk" }).n, n);
			assert.equal(new Date(certificate.validTo).getUTCFullYear(), new Date(certificate.validFrom).getUTCFullYear() + 2);
			assert.equal((await call("GET", `${path}/${kid}`)).json().kid, kid);
			assert.equal((await call("GET", `${APPS}/${id}`)).json().credentials.signing.kid, kid);
			const cloned = await call("POST", `${path}/${kid}/clone?targetAid=${other}`);
			assert.equal(cloned.statusCode, 201, cloned.body);
			assert.deepEqual((await call("GET", `${APPS}/${other}/credentials/keys`)).json()[0].x5c, x5c);
			const filter = encodeURIComponent(`credentials.signing.kid eq "${kid}"`);
			assert.equal((await call("GET", `${APPS}?filter=${filter}`)).json().length, 2);
			assert.equal((await call("POST", `${path}/${kid}/clone?targetAid=0oaNone`)).statusCode, 404);
			assert.equal((await call("POST", `${path}/none/clone?targetAid=${other}`)).statusCode, 404);
			for (const { private_key } of await db.selectFrom("application_certificates").selectAll().execute())
				assert.ok(!private_key.includes("PRIVATE"), "sealed at rest");
		});
	});
}
