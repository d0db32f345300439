import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { all, type Org, startOrg } from "./org.ts";
import { person, refusal, serviceApplication, webApplication } from "./shapes.ts";

const publicKey = (kid: string): Record<string, unknown> => ({
	...generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" }),
	kid,
	use: "sig",
	alg: "RS256",
});

/** What the client hands on of an application, as plain data. */
interface Shown {
	id: string;
	label: string;
	status: string;
	signOnMode: string;
	name: string;
	credentials: { oauthClient: { client_id: string; client_secret?: string; token_endpoint_auth_method: string } };
	settings: { oauthClient: Record<string, unknown> };
}
const plain = (application: unknown): Shown => JSON.parse(JSON.stringify(application)) as Shown;

describe("@okta/okta-sdk-nodejs manages applications", () => {
	let org: Org;
	before(async () => {
		org = await startOrg();
	});
	after(() => org.stop());

	const register = async (label: string, settings: object = {}) =>
		plain(await org.client.applicationApi.createApplication({ application: webApplication(label, settings) }));

	test("an OpenID Connect application is registered, read back, found, changed, deactivated and deleted", async () => {
		const { applicationApi } = org.client;
		const made = await register("Wiki");
		const appId = made.id;
		assert.match(appId, /^0oa\w{17}$/);
		assert.equal(made.credentials.oauthClient.client_id, appId);
		assert.ok((made.credentials.oauthClient.client_secret ?? "").length >= 14);
		const read = plain(await applicationApi.getApplication({ appId }));
		assert.deepEqual([read.label, read.status, read.signOnMode, read.name], ["Wiki", "ACTIVE", "OPENID_CONNECT", "oidc_client"]);
		assert.equal(read.credentials.oauthClient.client_secret, undefined);
		assert.deepEqual(read.settings.oauthClient["redirect_uris"], ["https://wiki.example.com/callback"]);
		for (const query of [{ q: "Wik" }, { filter: `id eq "${appId}"` }, { filter: 'name eq "oidc_client"' }]) {
			const found = await all(applicationApi.listApplications(query));
			assert.deepEqual(
				found.map(({ id }) => id),
				[appId],
				JSON.stringify(query),
			);
		}
		const application = await applicationApi.getApplication({ appId });
		application.label = "Wiki of all";
		const changed = plain(await applicationApi.replaceApplication({ appId, application }));
		assert.deepEqual([changed.id, changed.label], [appId, "Wiki of all"]);
		const [policy] = await all(org.client.policyApi.listPolicies({ type: "ACCESS_POLICY" }));
		assert.equal(await applicationApi.assignApplicationPolicy({ appId, policyId: policy?.id as string }), undefined);
		await assert.rejects(applicationApi.assignApplicationPolicy({ appId, policyId: appId }), refusal(404, "E0000007"));
		await assert.rejects(applicationApi.deleteApplication({ appId }), refusal(403, "E0000056"));
		assert.equal(await applicationApi.deactivateApplication({ appId }), undefined);
		assert.equal(plain(await applicationApi.getApplication({ appId })).status, "INACTIVE");
		assert.equal(await applicationApi.activateApplication({ appId }), undefined);
		assert.equal(await applicationApi.deactivateApplication({ appId }), undefined);
		assert.equal(await applicationApi.deleteApplication({ appId }), undefined);
		await assert.rejects(applicationApi.getApplication({ appId }), refusal(404, "E0000007"));
	});

	test("a bookmark and what its users' fixtures post are kept", async () => {
		const { applicationApi } = org.client;
		const bookmark = {
			name: "bookmark",
			label: "Canteen",
			signOnMode: "BOOKMARK",
			settings: { app: { requestIntegration: false, url: "https://canteen.example.com/menu" } },
		} as never;
		const made = plain(await applicationApi.createApplication({ application: bookmark }));
		assert.deepEqual([made.signOnMode, made.name], ["BOOKMARK", "bookmark"]);
		const native = {
			...(webApplication("Phone", {
				application_type: "native",
				grant_types: ["authorization_code", "implicit", "refresh_token"],
				response_types: ["code", "token", "id_token"],
				redirect_uris: ["https://phone.example.com/callback", "myapp://callback"],
			}) as object),
			credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_post" } },
		} as never;
		const phone = plain(await applicationApi.createApplication({ application: native }));
		assert.deepEqual(phone.settings.oauthClient["redirect_uris"], ["https://phone.example.com/callback", "myapp://callback"]);
	});

	test("people and groups are assigned, read back and taken off", async () => {
		const { applicationApi, userApi, groupApi } = org.client;
		const { id: appId } = await register("Chat");
		const { id: userId = "" } = await userApi.createUser({ body: person("Cora", "a good long password") });
		const { id: groupId = "" } = await groupApi.createGroup({ group: { profile: { name: "Chatters" } } });
		const assigned = await applicationApi.assignUserToApplication({ appId, appUser: { id: userId, scope: "USER" } });
		assert.deepEqual([assigned.id, assigned.scope, assigned.credentials?.userName], [userId, "USER", "cora@example.com"]);
		const changed = await applicationApi.updateApplicationUser({ appId, userId, appUser: { credentials: { userName: "cora" } } });
		assert.equal(changed.credentials?.userName, "cora");
		assert.equal((await applicationApi.getApplicationUser({ appId, userId })).credentials?.userName, "cora");
		assert.equal((await all(applicationApi.listApplicationUsers({ appId, limit: 1 }))).length, 1);
		const group = await applicationApi.assignGroupToApplication({ appId, groupId, applicationGroupAssignment: { priority: 0 } });
		assert.equal(group.id, groupId);
		assert.equal((await applicationApi.getApplicationGroupAssignment({ appId, groupId })).id, groupId);
		const patch = [{ op: "replace", path: "/priority", value: 3 }] as never;
		const moved = await applicationApi.updateGroupAssignmentToApplication({ appId, groupId, jsonPatchOperation: patch });
		assert.equal(moved.priority, 3);
		assert.equal((await all(applicationApi.listApplicationGroupAssignments({ appId }))).length, 1);
		for (const filter of [`user.id eq "${userId}"`, `group.id eq "${groupId}"`]) {
			const found = await all(applicationApi.listApplications({ filter }));
			assert.deepEqual(
				found.map(({ label }) => label),
				["Chat"],
				filter,
			);
		}
		assert.equal(await applicationApi.unassignUserFromApplication({ appId, userId }), undefined);
		assert.equal(await applicationApi.unassignApplicationFromGroup({ appId, groupId }), undefined);
		assert.equal((await all(applicationApi.listApplicationUsers({ appId }))).length, 0);
	});

	test("a logo is uploaded", async () => {
		const { id: appId } = await register("Painted");
		const png = Buffer.from(
			"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
			"base64",
		);
		await org.client.applicationApi.uploadApplicationLogo({ appId, file: { data: png, name: "logo.png" } as never });
		const read = (await org.client.applicationApi.getApplication({ appId })) as unknown as {
			_links: { logo: { href: string }[] };
		};
		const [logo] = read._links.logo;
		const picture = await fetch(logo?.href ?? "");
		assert.deepEqual([picture.status, picture.headers.get("content-type")], [200, "image/png"]);
	});

	test("secrets are made, switched and deleted: two at most, and one always active", async () => {
		const { applicationSSOPublicKeysApi: keys } = org.client;
		const { id: appId } = await register("Vault");
		const [first] = await all(keys.listOAuth2ClientSecrets({ appId }));
		const second = await keys.createOAuth2ClientSecret({
			appId,
			oAuth2ClientSecretRequestBody: { client_secret: "a-secret-of-our-own-0123456789" },
		});
		assert.deepEqual([second.client_secret, second.status], ["a-secret-of-our-own-0123456789", "ACTIVE"]);
		await assert.rejects(keys.createOAuth2ClientSecret({ appId }), /maximum number of client secrets per client/);
		const secretId = first?.id as string;
		assert.equal((await keys.getOAuth2ClientSecret({ appId, secretId })).secret_hash, first?.secret_hash);
		await assert.rejects(keys.deleteOAuth2ClientSecret({ appId, secretId }), /can't delete an active client secret/);
		assert.equal((await keys.deactivateOAuth2ClientSecret({ appId, secretId })).status, "INACTIVE");
		await assert.rejects(
			keys.deactivateOAuth2ClientSecret({ appId, secretId: second.id as string }),
			/can't deactivate the only active client secret/,
		);
		assert.equal((await keys.activateOAuth2ClientSecret({ appId, secretId })).status, "ACTIVE");
		await keys.deactivateOAuth2ClientSecret({ appId, secretId });
		assert.equal(await keys.deleteOAuth2ClientSecret({ appId, secretId }), undefined);
		assert.equal((await all(keys.listOAuth2ClientSecrets({ appId }))).length, 1);
	});

	test("public keys are added, switched and deleted", async () => {
		const { applicationSSOPublicKeysApi: keys, applicationApi } = org.client;
		const application = serviceApplication("Robot", [publicKey("first")]);
		const { id: appId } = plain(await applicationApi.createApplication({ application }));
		const added = plainKey(await keys.addJwk({ appId, addJwkRequest: publicKey("second") as never }));
		assert.deepEqual([added.kid, added.status], ["second", "ACTIVE"]);
		const keyId = added.id;
		assert.equal(plainKey(await keys.getJwk({ appId, keyId })).kid, "second");
		const listed = JSON.parse(JSON.stringify(await keys.listJwk({ appId }))) as { keys: { kid: string }[] };
		assert.deepEqual(listed.keys.map(({ kid }) => kid).sort(), ["first", "second"]);
		assert.equal(plainKey(await keys.deactivateOAuth2ClientJsonWebKey({ appId, keyId })).status, "INACTIVE");
		assert.equal(plainKey(await keys.activateOAuth2ClientJsonWebKey({ appId, keyId })).status, "ACTIVE");
		await keys.deactivateOAuth2ClientJsonWebKey({ appId, keyId });
		assert.equal(await keys.deletejwk({ appId, keyId }), undefined);
		await assert.rejects(keys.getJwk({ appId, keyId }), refusal(404, "E0000007"));
	});

	test("scopes are granted to a service and revoked", async () => {
		const { applicationApi } = org.client;
		const application = serviceApplication("Auditor", [publicKey("only")]);
		const { id: appId } = plain(await applicationApi.createApplication({ application }));
		const grant = await applicationApi.grantConsentToScope({
			appId,
			oAuth2ScopeConsentGrant: { issuer: org.provider.url, scopeId: "okta.users.read" },
		});
		const grantId = grant.id as string;
		assert.equal(grant.scopeId, "okta.users.read");
		assert.equal((await applicationApi.getScopeConsentGrant({ appId, grantId })).scopeId, "okta.users.read");
		assert.equal((await all(applicationApi.listScopeConsentGrants({ appId }))).length, 1);
		assert.equal(await applicationApi.revokeScopeConsentGrant({ appId, grantId }), undefined);
		assert.equal((await all(applicationApi.listScopeConsentGrants({ appId }))).length, 0);
	});

	test("signing certificates are generated, read and cloned", async () => {
		const { applicationApi } = org.client;
		const [{ id: appId }, { id: targetAid }] = [await register("Signer"), await register("Other signer")];
		const made = await applicationApi.generateApplicationKey({ appId, validityYears: 2 });
		const keyId = made.kid as string;
		assert.ok((made.x5c ?? []).length > 0);
		assert.equal((await applicationApi.getApplicationKey({ appId, keyId })).kid, keyId);
		assert.ok((await all(applicationApi.listApplicationKeys({ appId }))).some(({ kid }) => kid === keyId));
		assert.equal((await applicationApi.cloneApplicationKey({ appId, keyId, targetAid })).kid, keyId);
	});

	test("tokens are listed and revoked", async () => {
		const { applicationApi } = org.client;
		const { id: appId } = await register("Tokens");
		assert.deepEqual(await all(applicationApi.listOAuth2TokensForApplication({ appId })), []);
		assert.equal(await applicationApi.revokeOAuth2TokensForApplication({ appId }), undefined);
		await assert.rejects(
			applicationApi.getOAuth2TokenForApplication({ appId, tokenId: "oar00000000000000000" }),
			refusal(404, "E0000007"),
		);
		await assert.rejects(
			applicationApi.revokeOAuth2TokenForApplication({ appId, tokenId: "oar00000000000000000" }),
			refusal(404, "E0000007"),
		);
	});

	test("every call of the client's parts for applications was made, or is answered as what is not built", async () => {
		const appId = "0oa00000000000000000";
		await org.coversAll("applicationSSOPublicKeysApi");
		await org.coversAll("applicationApi", {
			activateDefaultProvisioningConnectionForApplication: [{ appId }],
			deactivateDefaultProvisioningConnectionForApplication: [{ appId }],
			getDefaultProvisioningConnectionForApplication: [{ appId }],
			updateDefaultProvisioningConnectionForApplication: [
				{ appId, ProvisioningConnectionRequest: { profile: { authScheme: "TOKEN" } } },
			],
			verifyProvisioningConnectionForApplication: [{ appName: "google", appId }],
			verifyProvisioningConnectionForGoogleApplication: [{ appId }],
			verifyProvisioningConnectionForOfficeApplication: [{ appId }],
			getUserProvisioningConnectionJWKS: [{ appId }],
			configureCapabilityApplication: [{ appId, capabilityType: "SSO" }],
			getOAuth2AccessTokenForExpressConfiguration: [{ appId }],
			createFederatedClaim: [{ appId, federatedClaimRequestBody: {} }],
			deleteFederatedClaim: [{ appId, claimId: "x" }],
			getFederatedClaim: [{ appId, claimId: "x" }],
			listFederatedClaims: [{ appId }],
			replaceFederatedClaim: [{ appId, claimId: "x", federatedClaim: {} }],
			generateCsrForApplication: [{ appId, metadata: {} }],
			getCsrForApplication: [{ appId, csrId: "x" }],
			listCsrsForApplication: [{ appId }],
			publishCsrFromApplication: [{ appId, csrId: "x", body: { data: Buffer.from("x"), name: "x" } }],
			revokeCsrFromApplication: [{ appId, csrId: "x" }],
			getFeatureForApplication: [{ appId, name: "USER_PROVISIONING" }],
			listFeaturesForApplication: [{ appId }],
			updateFeatureForApplication: [{ appId, name: "USER_PROVISIONING", CapabilitiesObject: {} }],
			previewSAMLmetadataForApplication: [{ appId, kid: "x" }],
		});
	});

	test("every answer had what strict clients require", () => org.satisfiesStrictClients());
});

const plainKey = (key: unknown) => JSON.parse(JSON.stringify(key)) as { id: string; kid: string; status: string };
