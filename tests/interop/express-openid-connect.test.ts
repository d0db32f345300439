import assert from "node:assert/strict";
import type { Server } from "node:http";
import { after, before, describe, test } from "node:test";
import express from "express";
import openidConnect from "express-openid-connect";
import { createAgent } from "../harness/agent.ts";
import {
	addPerson,
	freePort,
	registerApplication,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";

const { auth } = openidConnect;

describe("express-openid-connect signs in at our provider", () => {
	let provider: TestProvider;
	let server: Server;
	let base: string;
	let person: TestPerson;

	before(async () => {
		provider = await startProvider();
		const port = await freePort();
		base = `http://localhost:${port}`;
		const { clientId, clientSecret } = await registerApplication(provider, "Express", {
			redirectUris: [`${base}/callback`],
			logoutUris: [base],
		});
		person = await addPerson(provider, "Ada", [clientId]);
		const app = express();
		app.use(
			auth({
				issuerBaseURL: provider.url,
				baseURL: base,
				clientID: clientId,
				clientSecret,
				secret: "a secret of the application's own, long enough",
				authRequired: false,
				idpLogout: true,
				authorizationParams: { response_type: "code", scope: "openid profile email" },
			}),
		);
		app.get("/", (request, response) => {
			response.json(request.oidc.isAuthenticated() ? request.oidc.user : null);
		});
		server = app.listen(port, "localhost");
		await new Promise((resolve) => server.once("listening", resolve));
	});
	after(async () => {
		server.close();
		server.closeAllConnections();
		await provider.stop();
	});

	test("and out again, at both sides", async () => {
		const agent = createAgent();
		const home = await agent.submit(await agent.open(`${base}/login`), { login: person.login, password: person.password });
		assert.equal(JSON.parse(home.text).email, person.login);

		const question = await agent.open(`${base}/logout`);
		assert.match(question.text, /Sign out\?/);
		const after = await agent.submit(question, { logout: "yes" });
		assert.equal(after.url.replace(/\/$/, ""), base);
		assert.equal(after.text, "null");
		assert.match((await agent.open(`${base}/login`)).text, /okta-signin-password/, "the session at the provider is over too");
	});
});
