import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { createAuthenticator } from "../../harness/authenticator.ts";
import { all, type Org, startOrg } from "./org.ts";
import { person, refusal } from "./shapes.ts";

const PASSWORD = "a good long password";

interface Begun {
	readonly id: string;
	readonly status: string;
	readonly _embedded: { readonly activation: PublicKeyCredentialCreationOptionsJSON };
}
interface Asked {
	readonly factorResult: string;
	readonly _embedded: { readonly challenge: PublicKeyCredentialRequestOptionsJSON };
}

const plain = <T>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T;

describe("@okta/okta-sdk-nodejs manages origins, tokens, sessions, policies, factors and reads the System Log", () => {
	let org: Org;
	before(async () => {
		org = await startOrg();
	});
	after(() => org.stop());

	test("a trusted origin is made, read back, found, changed, switched and deleted", async () => {
		const { trustedOriginApi: api } = org.client;
		const trustedOrigin = {
			name: "Shop",
			origin: "https://shop.example.com",
			scopes: [{ type: "CORS" as const }, { type: "REDIRECT" as const }],
		};
		const made = await api.createTrustedOrigin({ trustedOrigin });
		const trustedOriginId = made.id as string;
		assert.match(trustedOriginId, /^tos\w{17}$/);
		assert.equal((await api.getTrustedOrigin({ trustedOriginId })).origin, "https://shop.example.com");
		for (const query of [{ q: "Shop" }, { filter: 'type eq "REDIRECT"' }, { filter: 'status eq "ACTIVE"' }])
			assert.deepEqual(
				(await all(api.listTrustedOrigins(query))).map(({ id }) => id),
				[trustedOriginId],
				JSON.stringify(query),
			);
		const changed = await api.replaceTrustedOrigin({ trustedOriginId, trustedOrigin: { ...made, name: "The shop" } });
		assert.equal(changed.name, "The shop");
		assert.equal((await api.deactivateTrustedOrigin({ trustedOriginId })).status, "INACTIVE");
		assert.equal((await api.activateTrustedOrigin({ trustedOriginId })).status, "ACTIVE");
		assert.equal(await api.deleteTrustedOrigin({ trustedOriginId }), undefined);
		await assert.rejects(api.getTrustedOrigin({ trustedOriginId }), refusal(404, "E0000007"));
	});

	test("API tokens are listed, read, renamed and revoked", async () => {
		const { apiTokenApi: api } = org.client;
		const spare = await org.provider.api<{ id: string }>("POST", "/api/v1/internal/api-tokens", { name: "spare" });
		const names = (await all(api.listApiTokens())).map(({ name }) => name);
		assert.deepEqual(names.sort(), ["sdk", "spare"]);
		assert.equal((await api.getApiToken({ apiTokenId: spare.id })).name, "spare");
		assert.equal((await api.upsertApiToken({ apiTokenId: spare.id, apiTokenUpdate: { name: "second" } })).name, "second");
		assert.equal(await api.revokeApiToken({ apiTokenId: spare.id }), undefined);
		await assert.rejects(api.getApiToken({ apiTokenId: spare.id }), refusal(404, "E0000007"));
	});

	test("a session begins with a one-time token of /authn, is read, refreshed and ended", async () => {
		const { sessionApi: api, userApi } = org.client;
		await userApi.createUser({ body: person("Sam", PASSWORD) });
		const authn = await fetch(`${org.provider.url}/api/v1/authn`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ username: "sam@example.com", password: PASSWORD }),
		});
		const { sessionToken, status } = (await authn.json()) as { sessionToken: string; status: string };
		assert.equal(status, "SUCCESS");
		const made = await api.createSession({ createSessionRequest: { sessionToken } });
		const sessionId = made.id as string;
		assert.equal(made.login, "sam@example.com");
		await assert.rejects(api.createSession({ createSessionRequest: { sessionToken } }), refusal(401, "E0000004"));
		assert.equal((await api.getSession({ sessionId })).userId, made.userId);
		assert.equal((await api.refreshSession({ sessionId })).id, sessionId);
		assert.equal(await api.revokeSession({ sessionId }), undefined);
		await assert.rejects(api.getSession({ sessionId }), refusal(404, "E0000007"));
		for (const call of [() => api.getCurrentSession({}), () => api.refreshCurrentSession({}), () => api.closeCurrentSession({})])
			await assert.rejects(call(), refusal(404, "E0000007"));
	});

	test("policies and rules are made, read, changed, switched and deleted", async () => {
		const { policyApi: api } = org.client;
		const [system] = plain<{ system: boolean }[]>(await all(api.listPolicies({ type: "OKTA_SIGN_ON" })));
		assert.equal(system?.system, true);
		const everyone = plain<{ id: string }[]>(await all(org.client.groupApi.listGroups({ q: "Everyone" })))[0]?.id as string;
		const policy = {
			type: "OKTA_SIGN_ON",
			name: "Staff",
			status: "ACTIVE",
			description: "For staff",
			conditions: { people: { groups: { include: [everyone] } } },
		} as never;
		const made = plain<{ id: string; name: string }>(await api.createPolicy({ policy }));
		const policyId = made.id;
		assert.equal(plain<{ name: string }>(await api.getPolicy({ policyId })).name, "Staff");
		assert.equal(
			plain<{ name: string }>(
				await api.replacePolicy({ policyId, policy: { ...(policy as object), name: "All staff" } as never }),
			).name,
			"All staff",
		);
		assert.equal(await api.deactivatePolicy({ policyId }), undefined);
		assert.equal(await api.activatePolicy({ policyId }), undefined);
		const policyRule = {
			type: "SIGN_ON",
			name: "Allow",
			conditions: { network: { connection: "ANYWHERE" }, authContext: { authType: "ANY" } },
			actions: {
				signon: {
					access: "ALLOW",
					requireFactor: false,
					session: { maxSessionIdleMinutes: 120, maxSessionLifetimeMinutes: 0, usePersistentCookie: false },
				},
			},
		} as never;
		const rule = plain<{ id: string }>(await api.createPolicyRule({ policyId, policyRule }));
		const at = { policyId, ruleId: rule.id };
		assert.equal(plain<{ name: string }>(await api.getPolicyRule(at)).name, "Allow");
		assert.ok(plain<{ id: string }[]>(await all(api.listPolicyRules({ policyId }))).some(({ id }) => id === rule.id));
		const renamed = { ...(policyRule as object), name: "Allow all" } as never;
		assert.equal(plain<{ name: string }>(await api.replacePolicyRule({ ...at, policyRule: renamed })).name, "Allow all");
		assert.equal(await api.deactivatePolicyRule(at), undefined);
		assert.equal(await api.activatePolicyRule(at), undefined);
		assert.equal(await api.deletePolicyRule(at), undefined);
		assert.equal(await api.deletePolicy({ policyId }), undefined);
		await assert.rejects(api.getPolicy({ policyId }), refusal(404, "E0000007"));
	});

	test("network zones are made, listed, read, replaced, switched, and deleted once no rule names them", async () => {
		const { networkZoneApi: api, policyApi } = org.client;
		const zone = { type: "IP", name: "Office", gateways: [{ type: "CIDR", value: "192.0.2.0/24" }] } as never;
		const made = plain<{ id: string; type: string; status: string }>(await api.createNetworkZone({ zone }));
		assert.deepEqual([made.type, made.status], ["IP", "ACTIVE"]);
		const at = { zoneId: made.id };
		const sentBack = Object.assign(await api.getNetworkZone(at), { name: "Head office" });
		assert.equal(plain<{ name: string }>(await api.replaceNetworkZone({ ...at, zone: sentBack })).name, "Head office");
		assert.equal(plain<{ status: string }>(await api.deactivateNetworkZone(at)).status, "INACTIVE");
		assert.equal(plain<{ status: string }>(await api.activateNetworkZone(at)).status, "ACTIVE");
		const found = plain<{ id: string }[]>(await all(api.listNetworkZones({ filter: 'name eq "Head office"' })));
		assert.deepEqual(
			found.map(({ id }) => id),
			[made.id],
		);
		const policy = { type: "OKTA_SIGN_ON", name: "From the office" } as never;
		const { id: policyId } = plain<{ id: string }>(await policyApi.createPolicy({ policy }));
		const policyRule = {
			type: "SIGN_ON",
			name: "Office",
			conditions: { network: { connection: "ZONE", include: [made.id] } },
			actions: { signon: { access: "ALLOW" } },
		} as never;
		await policyApi.createPolicyRule({ policyId, policyRule });
		await assert.rejects(api.deleteNetworkZone(at), refusal(400, "E0000001"));
		await policyApi.deletePolicy({ policyId });
		assert.equal(await api.deleteNetworkZone(at), undefined);
		await assert.rejects(api.getNetworkZone(at), refusal(404, "E0000007"));
		await org.coversAll("networkZoneApi");
	});

	test("a passkey and mailed codes are factors: begun, activated, listed, verified and removed", async () => {
		const { userFactorApi: api, userApi } = org.client;
		const userId = (await userApi.createUser({ body: person("Kay", PASSWORD) })).id as string;
		const device = createAuthenticator({ origin: org.provider.url });
		const body = { factorType: "webauthn", provider: "FIDO" } as never;
		const begun = plain<Begun>(await api.enrollFactor({ userId, body }));
		assert.equal(begun.status, "PENDING_ACTIVATION");
		const made = device.create(begun._embedded.activation).response;
		const at = { userId, factorId: begun.id };
		const attested = { attestation: made.attestationObject, clientData: made.clientDataJSON } as never;
		assert.equal(plain<Begun>(await api.activateFactor({ ...at, body: attested })).status, "ACTIVE");
		const email = { factorType: "email", provider: "OKTA", profile: { email: "kay@example.com" } } as never;
		const pending = plain<{ id: string; status: string }>(await api.enrollFactor({ userId, body: email }));
		assert.equal(pending.status, "PENDING_ACTIVATION");
		const wrong = { passCode: "nope" } as never;
		await assert.rejects(api.activateFactor({ userId, factorId: pending.id, body: wrong }), refusal(403, "E0000068"));
		const listed = (await all(api.listFactors({ userId }))).map(({ factorType }) => factorType);
		assert.deepEqual(listed, ["email", "webauthn"]);
		const asked = plain<Asked>(await api.verifyFactor({ ...at, body: {} as never }));
		assert.equal(asked.factorResult, "CHALLENGE");
		const signed = device.get({ rpId: "localhost", ...asked._embedded.challenge }).response;
		const proof = {
			clientData: signed.clientDataJSON,
			authenticatorData: signed.authenticatorData,
			signatureData: signed.signature,
		} as never;
		assert.equal((await api.verifyFactor({ ...at, body: proof })).factorResult, "SUCCESS");
		await assert.rejects(api.verifyFactor({ ...at, body: proof }), refusal(403, "E0000068"));
		assert.equal(await api.unenrollFactor(at), undefined);
		await assert.rejects(api.getFactor(at), refusal(404, "E0000007"));
	});

	test("a security question is a factor: catalogued, enrolled, read, verified and removed", async () => {
		const { userFactorApi: api, userApi } = org.client;
		const userId = (await userApi.createUser({ body: person("Fay", PASSWORD) })).id as string;
		assert.ok(
			plain<{ factorType: string }[]>(await all(api.listSupportedFactors({ userId }))).some(
				({ factorType }) => factorType === "question",
			),
		);
		const [question] = plain<{ question: string }[]>(await all(api.listSupportedSecurityQuestions({ userId })));
		const body = {
			factorType: "question",
			provider: "OKTA",
			profile: { question: question?.question, answer: "mayonnaise" },
		} as never;
		const factor = plain<{ id: string; status: string }>(await api.enrollFactor({ userId, body }));
		assert.equal(factor.status, "ACTIVE");
		const at = { userId, factorId: factor.id };
		assert.equal(plain<{ id: string }>(await api.getFactor(at)).id, factor.id);
		assert.equal((await all(api.listFactors({ userId }))).length, 1);
		assert.equal((await api.verifyFactor({ ...at, body: { answer: "mayonnaise" } as never })).factorResult, "SUCCESS");
		await assert.rejects(api.verifyFactor({ ...at, body: { answer: "mustard" } as never }), refusal(403, "E0000068"));
		const totp = { factorType: "token:software:totp", provider: "GOOGLE" } as never;
		const pending = plain<{ id: string; status: string }>(await api.enrollFactor({ userId, body: totp }));
		assert.equal(pending.status, "PENDING_ACTIVATION");
		await assert.rejects(
			api.activateFactor({ userId, factorId: pending.id, body: { passCode: "000000" } as never }),
			refusal(403, "E0000068"),
		);
		assert.equal(await api.unenrollFactor(at), undefined);
		await assert.rejects(api.getFactor(at), refusal(404, "E0000007"));
	});

	test("the System Log tells what was done, by filter and by words", async () => {
		const { systemLogApi: api } = org.client;
		// Without an end the client would wait for what is to come.
		const until = new Date(Date.now() + 60_000).toISOString();
		const made = await all(api.listLogEvents({ filter: 'eventType eq "security.trusted_origin.create"', until }));
		assert.deepEqual(
			made.map(({ outcome }) => outcome?.result),
			["SUCCESS"],
		);
		const byMe = await all(
			api.listLogEvents({
				filter: `actor.id eq "${made[0]?.actor?.id}" and eventType sw "policy."`,
				limit: 2,
				until,
			}),
		);
		assert.ok(byMe.length > 4);
		const found = await all(api.listLogEvents({ q: "trusted origin shop", until }));
		assert.ok(found.length > 0);
	});

	test("every call of these parts of the client was made, or is answered as what is not built", async () => {
		const policyId = "00p00000000000000000";
		const userId = "00u00000000000000000";
		await org.coversAll("trustedOriginApi");
		await org.coversAll("sessionApi");
		await org.coversAll("systemLogApi");
		await org.coversAll("policyApi", {
			clonePolicy: [{ policyId }],
			createPolicySimulation: [{ simulatePolicy: [] }],
			deletePolicyResourceMapping: [{ policyId, mappingId: "x" }],
			getPolicyMapping: [{ policyId, mappingId: "x" }],
			listPolicyApps: [{ policyId }],
			listPolicyMappings: [{ policyId }],
			mapResourceToPolicy: [{ policyId, policyMappingRequest: {} }],
		});
		await org.coversAll("userFactorApi", {
			getFactorTransactionStatus: [{ userId, factorId: "x", transactionId: "x" }],
			getYubikeyOtpTokenById: [{ tokenId: "x" }],
			listYubikeyOtpTokens: [{}],
			uploadYubikeyOtpTokenSeed: [{ uploadYubikeyOtpTokenSeedRequest: {} }],
			resendEnrollFactor: [{ userId, factorId: "x", resendUserFactor: {} }],
		});
	});

	test("every answer had what strict clients require", () => org.satisfiesStrictClients());

	test("a token that revokes itself is refused from then on", async () => {
		const { apiTokenApi: api } = org.client;
		assert.equal(await api.revokeCurrentApiToken(), undefined);
		await assert.rejects(all(api.listApiTokens()), refusal(401, "E0000011"));
		await org.coversAll("apiTokenApi");
	});
});
