import assert from "node:assert/strict";
import type { Server } from "node:http";
import { after, before, describe, test } from "node:test";
import middleware from "@okta/oidc-middleware";
import express, { type RequestHandler } from "express";
import session from "express-session";
import { createAgent } from "../harness/agent.ts";
import {
	addPerson,
	freePort,
	registerApplication,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";

const { ExpressOIDC } = middleware;

describe("@okta/oidc-middleware signs in at our provider", () => {
	let provider: TestProvider;
	let server: Server;
	let base: string;
	let person: TestPerson;
	const faults: unknown[] = [];

	before(async () => {
		provider = await startProvider();
		const port = await freePort();
		base = `http://localhost:${port}`;
		const { clientId, clientSecret } = await registerApplication(provider, "Middleware", {
			redirectUris: [`${base}/authorization-code/callback`],
			logoutUris: [`${base}/`],
			// The library knows no PKCE.
			pkceRequired: false,
		});
		person = await addPerson(provider, "Ada", [clientId]);
		const oidc = new ExpressOIDC({
			issuer: provider.url,
			client_id: clientId,
			client_secret: clientSecret,
			appBaseUrl: base,
			scope: "openid profile email",
			testing: { disableHttpsCheck: true },
		} as never);
		oidc.on("error", (fault: unknown) => faults.push(fault));
		const app = express();
		app.use(session({ secret: "the application's own", resave: false, saveUninitialized: false }));
		// The library brings types of another Express.
		app.use(oidc.router as unknown as RequestHandler);
		app.get("/me", oidc.ensureAuthenticated() as unknown as RequestHandler, (request, response) => {
			response.json(request.userContext);
		});
		app.get("/", (request, response) => {
			response.json(request.userContext ?? null);
		});
		await new Promise((resolve) => oidc.once("ready", () => resolve(undefined)));
		server = app.listen(port, "localhost");
		await new Promise((resolve) => server.once("listening", resolve));
	});
	after(async () => {
		server.close();
		server.closeAllConnections();
		await provider.stop();
	});

	test("and out again, at both sides, with its tokens revoked", async () => {
		const agent = createAgent();
		const page = await agent.open(`${base}/me`, { headers: { accept: "text/html" } });
		const { text } = await agent.submit(page, { login: person.login, password: person.password });
		const { userinfo, tokens } = JSON.parse(text) as { userinfo: Record<string, string>; tokens: Record<string, string> };
		assert.equal(userinfo["sub"], person.id);
		assert.equal(userinfo["preferred_username"], person.login);

		const userinfoWith = (token: string | undefined) =>
			createAgent().open(`${provider.url}/oauth2/v1/userinfo`, { headers: { authorization: `Bearer ${token}` } });
		assert.equal((await userinfoWith(tokens["access_token"])).status, 200);
		const question = await agent.open(`${base}/logout`, { method: "POST", body: "" });
		assert.match(question.text, /Sign out\?/);
		const after = await agent.submit(question, { logout: "yes" });
		assert.equal(after.text, "null");
		assert.equal((await userinfoWith(tokens["access_token"])).status, 401, "revoked");
		assert.match((await agent.open(`${base}/me`, { headers: { accept: "text/html" } })).text, /okta-signin-password/);
		assert.deepEqual(faults, []);
	});
});
