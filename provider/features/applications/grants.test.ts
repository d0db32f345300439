import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import { open, PROVIDER, serve, webApp } from "./applications.harness.ts";
import { grantedScopes } from "./applications.ts";

const APPS = "/api/v1/apps";
const key = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });

for (const engine of engines) {
	describe(`scopes of the API that applications hold, on ${engine.name}`, () => {
		it("are granted once each, shown, and taken away", async (t) => {
			const db = await open(engine, t);
			const { call } = await serve(db, t);
			const { id } = (await call("POST", APPS, webApp())).json();
			const path = `${APPS}/${id}/grants`;
			const made = await call("POST", path, { issuer: PROVIDER, scopeId: "okta.users.read" });
			assert.equal(made.statusCode, 201, made.body);
			const grant = made.json();
			assert.match(grant.id, /^oag\w{17}$/);
			assert.deepEqual(
				[grant.scopeId, grant.issuer, grant.source, grant.status, grant.clientId, grant.createdBy],
				["okta.users.read", PROVIDER, "ADMIN", "ACTIVE", id, { id: "admin", type: "User" }],
			);
			const again = await Promise.all(
				[1, 2, 3].map(() => call("POST", path, { issuer: `${PROVIDER}/`, scopeId: "okta.users.read" })),
			);
			for (const answer of again) assert.equal(answer.json().id, grant.id);
			assert.deepEqual(await grantedScopes(db, id), ["okta.users.read"]);
			assert.deepEqual((await call("GET", path)).json(), [grant]);
			assert.deepEqual((await call("GET", `${path}/${grant.id}`)).json(), grant);
			for (const [body, status] of [
				[{ issuer: PROVIDER, scopeId: "okta.nothing.read" }, 400],
				[{ issuer: PROVIDER, scopeId: "openid" }, 400],
				[{ issuer: "https://evil.example", scopeId: "okta.apps.read" }, 400],
				[{ scopeId: "okta.apps.read" }, 400],
				[{ issuer: PROVIDER, scopeId: ["okta.apps.read"] }, 400],
				[{ issuer: PROVIDER, scopeId: "okta.apps.read", colour: "red" }, 400],
			] as const) {
				assert.equal((await call("POST", path, body)).statusCode, status, JSON.stringify(body));
			}
			assert.equal((await call("GET", `${path}/oagNone`)).statusCode, 404);
			const { id: other } = (await call("POST", APPS, webApp("Git"))).json();
			assert.equal((await call("DELETE", `${APPS}/${other}/grants/${grant.id}`)).statusCode, 404, "another application's");
			assert.equal((await call("DELETE", `${path}/${grant.id}`)).statusCode, 204);
			assert.deepEqual(await grantedScopes(db, id), []);
		});

		it("are granted by nobody who may not manage grants", async (t) => {
			const db = await open(engine, t);
			const { call } = await serve(db, t);
			const { id } = (await call("POST", APPS, webApp())).json();
			const body = { issuer: PROVIDER, scopeId: "okta.apps.read" };
			for (const role of ["ORG_ADMIN", "APP_ADMIN", "READ_ONLY_ADMIN"]) {
				assert.equal((await call("POST", `${APPS}/${id}/grants`, body, role)).statusCode, 403, role);
			}
			assert.deepEqual(await grantedScopes(db, id), []);
		});

		it("close an application's credentials and settings to whoever may only manage applications", async (t) => {
			const db = await open(engine, t);
			const { call } = await serve(db, t);
			const robot = {
				...webApp("Robot"),
				credentials: { oauthClient: { token_endpoint_auth_method: "private_key_jwt" } },
				settings: { oauthClient: { application_type: "service", jwks: { keys: [{ ...key(), kid: "k1" }] } } },
			};
			const { id } = (await call("POST", APPS, robot)).json();
			const { id: plain } = (await call("POST", APPS, webApp("Plain"))).json();
			const certificate = (await call("POST", `${APPS}/${plain}/credentials/keys/generate?validityYears=2`)).json();
			const secret = (await call("GET", `${APPS}/${plain}/credentials/secrets`)).json()[0].id;
			const attempts = (app: string) =>
				[
					["PUT", `${APPS}/${app}`, app === id ? robot : webApp("Plain")],
					["POST", `${APPS}/${app}/credentials/jwks`, key()],
					["POST", `${APPS}/${app}/credentials/jwks/k1/lifecycle/deactivate`],
					["POST", `${APPS}/${app}/credentials/jwks/k1/lifecycle/activate`],
					["DELETE", `${APPS}/${app}/credentials/jwks/k1`],
					["GET", `${APPS}/${app}/credentials/secrets`],
					["POST", `${APPS}/${app}/credentials/secrets`],
					["GET", `${APPS}/${app}/credentials/secrets/${secret}`],
					["POST", `${APPS}/${app}/credentials/secrets/${secret}/lifecycle/deactivate`],
					["DELETE", `${APPS}/${app}/credentials/secrets/${secret}`],
					["POST", `${APPS}/${app}/credentials/keys/generate?validityYears=2`],
					["POST", `${APPS}/${plain}/credentials/keys/${certificate.kid}/clone?targetAid=${app}`],
					["POST", `/api/v1/internal/apps/${app}/settings/oauth/idToken`, {}],
					["PUT", `${APPS}/${app}/policies/none`],
				] as const;
			for (const [method, path, body] of attempts(id)) {
				assert.notEqual((await call(method, path, body, "APP_ADMIN")).statusCode, 403, `free: ${method} ${path}`);
			}
			for (const app of [id, plain]) {
				await call("POST", `${APPS}/${app}/grants`, { issuer: PROVIDER, scopeId: "okta.users.manage" });
			}
			const tables = ["applications", "application_keys", "application_secrets", "application_certificates"] as const;
			const rows = async () =>
				JSON.stringify(await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute())));
			const before = await rows();
			for (const role of ["APP_ADMIN", "ORG_ADMIN"]) {
				for (const [method, path, body] of [...attempts(id), ...attempts(plain)]) {
					const answer = await call(method, path, body, role);
					assert.deepEqual([answer.statusCode, answer.json().errorCode], [403, "E0000006"], `${role} ${method} ${path}`);
				}
			}
			assert.equal(await rows(), before);
			assert.equal((await call("PUT", `${APPS}/${id}`, robot)).statusCode, 200, "a Super Administrator may");
		});

		it("are read by whoever reads applications' grants, and secrets by nobody who only reads", async (t) => {
			const db = await open(engine, t);
			const { call } = await serve(db, t);
			const { id } = (await call("POST", APPS, webApp())).json();
			const [secret] = (await call("GET", `${APPS}/${id}/credentials/secrets`)).json();
			for (const role of ["READ_ONLY_ADMIN", "REPORT_ADMIN", "API_ACCESS_MANAGEMENT_ADMIN"]) {
				assert.equal((await call("GET", `${APPS}/${id}`, undefined, role)).statusCode, 200, role);
				for (const path of [`${APPS}/${id}/credentials/secrets`, `${APPS}/${id}/credentials/secrets/${secret.id}`])
					assert.equal((await call("GET", path, undefined, role)).statusCode, 403, `${role} ${path}`);
				for (const path of [APPS, `${APPS}/${id}`])
					assert.ok(!(await call("GET", path, undefined, role)).body.includes(secret.client_secret));
			}
			assert.equal((await call("GET", `${APPS}/${id}/grants`, undefined, "READ_ONLY_ADMIN")).statusCode, 200);
		});
	});
}
