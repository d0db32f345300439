import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { OAuth2Claim } from "@okta/okta-sdk-nodejs";
import { all, type Org, startOrg } from "./org.ts";
import { refusal } from "./shapes.ts";

const plain = <T>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T;
interface Named {
	readonly id: string;
	readonly name: string;
	readonly status: string;
}

describe("@okta/okta-sdk-nodejs manages authorization servers", () => {
	let org: Org;
	let authServerId: string;
	before(async () => {
		org = await startOrg();
		const authorizationServer = { name: "Orders", description: "Of the shop", audiences: ["api://orders"] };
		authServerId = (await org.client.authorizationServerApi.createAuthorizationServer({ authorizationServer })).id as string;
	});
	after(() => org.stop());

	test("a server is read back, found, changed, switched off and on", async () => {
		const { authorizationServerApi: api } = org.client;
		const read = await api.getAuthorizationServer({ authServerId });
		assert.match(authServerId, /^aus\w{17}$/);
		assert.deepEqual(
			[read.name, read.audiences, read.issuer],
			["Orders", ["api://orders"], `${org.provider.url}/oauth2/${authServerId}`],
		);
		const found = await all(api.listAuthorizationServers({ q: "Ord" }));
		assert.deepEqual(
			found.map(({ id }) => id),
			[authServerId],
		);
		const changed = await api.replaceAuthorizationServer({
			authServerId,
			authorizationServer: { ...read, description: "Of all shops" },
		});
		assert.equal(changed.description, "Of all shops");
		assert.equal(await api.deactivateAuthorizationServer({ authServerId }), undefined);
		assert.equal((await api.getAuthorizationServer({ authServerId })).status, "INACTIVE");
		assert.equal(await api.activateAuthorizationServer({ authServerId }), undefined);
		const spare = await api.createAuthorizationServer({
			authorizationServer: { name: "Spare", description: "", audiences: ["api://spare"] },
		});
		await api.deactivateAuthorizationServer({ authServerId: spare.id as string });
		assert.equal(await api.deleteAuthorizationServer({ authServerId: spare.id as string }), undefined);
		await assert.rejects(api.getAuthorizationServer({ authServerId: spare.id as string }), refusal(404, "E0000007"));
	});

	test("the default server is there under its name", async () => {
		const read = await org.client.authorizationServerApi.getAuthorizationServer({ authServerId: "default" });
		assert.deepEqual([read.issuer, read.audiences], [`${org.provider.url}/oauth2/default`, ["api://default"]]);
	});

	test("scopes are made, read, changed and deleted, beside those of the protocol", async () => {
		const { authorizationServerApi: api } = org.client;
		const made = plain<Named>(
			await api.createOAuth2Scope({ authServerId, oAuth2Scope: { name: "orders:read", description: "Read orders" } }),
		);
		const scopeId = made.id;
		assert.equal(plain<Named>(await api.getOAuth2Scope({ authServerId, scopeId })).name, "orders:read");
		const names = (await all(api.listOAuth2Scopes({ authServerId }))).map(({ name }) => name);
		for (const name of ["openid", "profile", "email", "orders:read"]) assert.ok(names.includes(name), name);
		const oAuth2Scope = { name: "orders:read", description: "Read all orders" };
		const changed = plain<{ description: string }>(await api.replaceOAuth2Scope({ authServerId, scopeId, oAuth2Scope }));
		assert.equal(changed.description, "Read all orders");
		assert.equal(await api.deleteOAuth2Scope({ authServerId, scopeId }), undefined);
		await assert.rejects(api.getOAuth2Scope({ authServerId, scopeId }), refusal(404, "E0000007"));
	});

	test("claims are made, read, changed and deleted", async () => {
		const { authorizationServerApi: api } = org.client;
		const oAuth2Claim = {
			name: "department",
			status: "ACTIVE",
			claimType: "RESOURCE",
			valueType: "EXPRESSION",
			value: "user.department",
			conditions: { scopes: ["profile"] },
			alwaysIncludeInToken: true,
		} satisfies OAuth2Claim;
		const made = plain<Named>(await api.createOAuth2Claim({ authServerId, oAuth2Claim }));
		const claimId = made.id;
		assert.equal(plain<Named>(await api.getOAuth2Claim({ authServerId, claimId })).name, "department");
		assert.ok((await all(api.listOAuth2Claims({ authServerId }))).some(({ id }) => id === claimId));
		const changed = plain<Named>(
			await api.replaceOAuth2Claim({ authServerId, claimId, oAuth2Claim: { ...oAuth2Claim, name: "dept" } }),
		);
		assert.equal(changed.name, "dept");
		assert.equal(await api.deleteOAuth2Claim({ authServerId, claimId }), undefined);
	});

	test("policies and rules are made, read, changed, switched and deleted", async () => {
		const { authorizationServerApi: api } = org.client;
		const policy = {
			type: "OAUTH_AUTHORIZATION_POLICY",
			name: "For all",
			description: "Every client",
			priority: 1,
			status: "ACTIVE",
			conditions: { clients: { include: ["ALL_CLIENTS"] } },
		} as never;
		const made = plain<Named>(await api.createAuthorizationServerPolicy({ authServerId, policy }));
		const policyId = made.id;
		assert.equal(plain<Named>(await api.getAuthorizationServerPolicy({ authServerId, policyId })).name, "For all");
		assert.ok((await all(api.listAuthorizationServerPolicies({ authServerId }))).some(({ id }) => id === policyId));
		const renamed = await api.getAuthorizationServerPolicy({ authServerId, policyId });
		renamed.name = "For everybody";
		assert.equal(
			plain<Named>(await api.replaceAuthorizationServerPolicy({ authServerId, policyId, policy: renamed })).name,
			"For everybody",
		);
		assert.equal(await api.deactivateAuthorizationServerPolicy({ authServerId, policyId }), undefined);
		assert.equal(await api.activateAuthorizationServerPolicy({ authServerId, policyId }), undefined);

		const policyRule = {
			type: "RESOURCE_ACCESS",
			name: "An hour",
			priority: 1,
			status: "ACTIVE",
			conditions: {
				people: { users: { include: [], exclude: [] }, groups: { include: ["EVERYONE"], exclude: [] } },
				grantTypes: { include: ["authorization_code", "client_credentials"] },
				scopes: { include: ["*"] },
			},
			actions: { token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10080 } },
		} as never;
		const rule = plain<Named>(await api.createAuthorizationServerPolicyRule({ authServerId, policyId, policyRule }));
		const at = { authServerId, policyId, ruleId: rule.id };
		assert.equal(plain<Named>(await api.getAuthorizationServerPolicyRule(at)).name, "An hour");
		assert.equal((await all(api.listAuthorizationServerPolicyRules({ authServerId, policyId }))).length, 1);
		const changed = { ...(policyRule as object), name: "Sixty minutes" } as never;
		assert.equal(
			plain<Named>(await api.replaceAuthorizationServerPolicyRule({ ...at, policyRule: changed })).name,
			"Sixty minutes",
		);
		assert.equal(await api.deactivateAuthorizationServerPolicyRule(at), undefined);
		assert.equal(await api.activateAuthorizationServerPolicyRule(at), undefined);
		assert.equal(await api.deleteAuthorizationServerPolicyRule(at), undefined);
		assert.equal(await api.deleteAuthorizationServerPolicy({ authServerId, policyId }), undefined);
	});

	test("keys are listed and rotated, and clients and their tokens listed", async () => {
		const { authorizationServerApi: api } = org.client;
		const active = async () =>
			(await all(api.listAuthorizationServerKeys({ authServerId }))).find(({ status }) => status === "ACTIVE")?.kid;
		const before = await active();
		assert.equal((await api.getAuthorizationServerKey({ authServerId, keyId: before as string })).kid, before);
		await all(api.rotateAuthorizationServerKeys({ authServerId, use: { use: "sig" } }));
		assert.notEqual(await active(), before);
		assert.deepEqual(await all(api.listOAuth2ClientsForAuthorizationServer({ authServerId })), []);
		const clientId = "0oa00000000000000000";
		const ofClient = { authServerId, clientId };
		await assert.rejects(all(api.listRefreshTokensForAuthorizationServerAndClient(ofClient)), refusal(404, "E0000007"));
		const tokenId = "oar00000000000000000";
		const at = { authServerId, clientId, tokenId };
		await assert.rejects(api.getRefreshTokenForAuthorizationServerAndClient(at), refusal(404, "E0000007"));
		await assert.rejects(api.revokeRefreshTokenForAuthorizationServerAndClient(at), refusal(404, "E0000007"));
		await assert.rejects(api.revokeRefreshTokensForAuthorizationServerAndClient(ofClient), refusal(404, "E0000007"));
	});

	test("every call of the client's part for authorization servers was made, or is answered as what is not built", () =>
		org.coversAll("authorizationServerApi", {
			createAssociatedServers: [{ authServerId, associatedServerMediated: { trusted: ["x"] } }],
			deleteAssociatedServer: [{ authServerId, associatedServerId: "x" }],
			listAssociatedServersByTrustedType: [{ authServerId }],
		}));

	test("every answer had what strict clients require", () => org.satisfiesStrictClients());
});
