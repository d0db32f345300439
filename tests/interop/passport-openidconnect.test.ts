import assert from "node:assert/strict";
import type { Server } from "node:http";
import { after, before, describe, test } from "node:test";
import express from "express";
import session from "express-session";
import passport from "passport";
import OpenIDConnectStrategy from "passport-openidconnect";
import { createAgent } from "../harness/agent.ts";
import {
	addPerson,
	freePort,
	registerApplication,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";

describe("passport-openidconnect, which knows no PKCE, signs in at our provider", () => {
	let provider: TestProvider;
	let server: Server;
	let base: string;
	let person: TestPerson;

	before(async () => {
		provider = await startProvider();
		const port = await freePort();
		base = `http://localhost:${port}`;
		const { clientId, clientSecret } = await registerApplication(provider, "Passport", {
			redirectUris: [`${base}/callback`],
			authMethod: "client_secret_post",
		});
		person = await addPerson(provider, "Ada", [clientId]);
		const strategy = new OpenIDConnectStrategy(
			{
				issuer: provider.url,
				authorizationURL: `${provider.url}/oauth2/v1/authorize`,
				tokenURL: `${provider.url}/oauth2/v1/token`,
				userInfoURL: `${provider.url}/oauth2/v1/userinfo`,
				clientID: clientId,
				clientSecret,
				callbackURL: `${base}/callback`,
				scope: ["profile", "email"],
			},
			(_issuer: string, profile: object, done: (fault: unknown, user: object) => void) => done(null, profile),
		);
		passport.use("signet", strategy);
		passport.serializeUser((user, done) => done(null, user));
		passport.deserializeUser((user: Express.User, done) => done(null, user));
		const app = express();
		app.use(session({ secret: "a secret of the application's own", resave: false, saveUninitialized: false }));
		app.use(passport.initialize(), passport.session());
		app.get("/login", passport.authenticate("signet"));
		app.get("/callback", passport.authenticate("signet", { successRedirect: "/", failureMessage: true }));
		app.get("/", (request, response) => {
			response.json(request.user ?? null);
		});
		server = app.listen(port, "localhost");
		await new Promise((resolve) => server.once("listening", resolve));
	});
	after(async () => {
		server.close();
		server.closeAllConnections();
		await provider.stop();
	});

	test("with name and email from userinfo", async () => {
		const agent = createAgent();
		const home = await agent.submit(await agent.open(`${base}/login`), { login: person.login, password: person.password });
		const user = JSON.parse(home.text) as { id: string; displayName: string; emails: { value: string }[] };
		assert.equal(user.id, person.id);
		assert.equal(user.displayName, "Ada Tester");
		assert.equal(user.emails[0]?.value, person.login);
	});
});
