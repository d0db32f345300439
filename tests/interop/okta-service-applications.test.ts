import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client } from "@okta/okta-sdk-nodejs";
import { ADMINISTRATOR, startProvider, type TestProvider } from "../harness/provider.ts";
import { registerService, type TestService } from "../harness/service-application.ts";

describe("okta-sdk-nodejs as a service application (authorizationMode PrivateKey)", () => {
	let provider: TestProvider;
	before(async () => {
		provider = await startProvider();
	});
	after(() => provider.stop());

	const clientFor = (service: TestService, scopes: string[], privateKey: string | object = service.key.privateJwk) =>
		new Client({
			orgUrl: provider.url,
			authorizationMode: "PrivateKey",
			clientId: service.clientId,
			scopes,
			privateKey: privateKey as string,
		});
	const logins = async (client: Client) => {
		const found: unknown[] = [];
		for await (const user of await client.userApi.listUsers()) found.push(user?.profile?.login);
		return found;
	};

	test("lists people with a Bearer token", async () => {
		const service = await registerService(provider, "Reader", { scopes: ["okta.users.read"] });
		assert.deepEqual(await logins(clientFor(service, ["okta.users.read"])), [ADMINISTRATOR.login]);
	});

	test("lists people, call after call, with a token that is bound to its key (DPoP)", async () => {
		const service = await registerService(provider, "Bound reader", { scopes: ["okta.users.read"], dpop: true });
		const client = clientFor(service, ["okta.users.read"]);
		assert.deepEqual(await logins(client), [ADMINISTRATOR.login]);
		assert.deepEqual(await logins(client), [ADMINISTRATOR.login]);
	});

	test("hears that its scope does not reach", async () => {
		const service = await registerService(provider, "Group reader", { scopes: ["okta.groups.read"] });
		await assert.rejects(logins(clientFor(service, ["okta.groups.read"])), /Okta HTTP 403 E0000006/);
	});

	test("loses a scope at the next call once its grant is revoked", async () => {
		const service = await registerService(provider, "Passing", {});
		const grantId = await service.grant("okta.users.read");
		const client = clientFor(service, ["okta.users.read"]);
		assert.deepEqual(await logins(client), [ADMINISTRATOR.login]);
		await provider.api("DELETE", `/api/v1/apps/${service.clientId}/grants/${grantId}`);
		await assert.rejects(logins(client), /Okta HTTP 403/);
	});
});
