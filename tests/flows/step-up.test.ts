import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TOTP } from "otpauth";
import { type Agent, createAgent, type Page } from "../harness/agent.ts";
import { ownDatabase } from "../harness/databases.ts";
import {
	addPerson,
	registerApplication,
	signedInAgent,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import { createRelyingParty, type RelyingParty } from "../harness/relying-party.ts";
import { startMailServer, type TestMailServer } from "../harness/smtp.ts";

const REDIRECT = "http://localhost:7099/callback";
const SESSION = "signet_provider_session";
const TWO = "urn:okta:loa:2fa:any";

interface Claims {
	readonly sub: string;
	readonly amr: readonly string[];
	readonly acr: string;
	readonly auth_time: number;
}
interface Entry {
	readonly eventType: string;
	readonly outcome: { readonly result: string; readonly reason?: string };
}

for (const engine of ["SQLite", "PostgreSQL"]) {
	describe(`what an application and its policy ask for, beyond a session, on ${engine}`, () => {
		let mail: TestMailServer;
		let provider: TestProvider;
		let wikiId: string;
		let wiki: RelyingParty;
		let people = 0;

		before(async () => {
			mail = await startMailServer();
			provider = await startProvider({
				mailServer: mail.url,
				...(engine === "SQLite" ? {} : { databaseUrl: await ownDatabase() }),
			});
			const application = await registerApplication(provider, "Wiki", { redirectUris: [REDIRECT] });
			wiki = await createRelyingParty(provider.url, application, REDIRECT);
			const apps = await provider.api<{ id: string }[]>("GET", "/api/v1/apps?q=Wiki");
			wikiId = apps[0]?.id ?? "";
		});
		after(async () => {
			await provider.stop();
			await mail.stop();
		});

		const somebody = () => addPerson(provider, `Person${++people}`, [wikiId]);
		/** Somebody with an authenticator app, whose codes work once each. */
		const withApp = async () => {
			const person = await somebody();
			const at = `/api/v1/users/${person.id}/factors`;
			const begun = await provider.api<{ id: string; _embedded: { activation: { sharedSecret: string } } }>("POST", at, {
				factorType: "token:software:totp",
				provider: "GOOGLE",
			});
			const totp = new TOTP({ secret: begun._embedded.activation.sharedSecret });
			let ahead = -1;
			const code = () => totp.generate({ timestamp: Date.now() + 30_000 * ahead++ });
			await provider.api("POST", `${at}/${begun.id}/lifecycle/activate`, { passCode: code() });
			return { person, code };
		};
		const rule = async (appSignOn: object, people: readonly TestPerson[]) => {
			const name = `Policy ${people.map(({ id }) => id).join(" ")} ${Math.random()}`;
			const { id } = await provider.api<{ id: string }>("POST", "/api/v1/policies", { type: "ACCESS_POLICY", name });
			const conditions = { people: { users: { include: people.map((person) => person.id) } } };
			await provider.api("POST", `/api/v1/policies/${id}/rules`, {
				type: "ACCESS_POLICY",
				name: "Rule",
				conditions,
				actions: { appSignOn },
			});
			await provider.api("PUT", `/api/v1/apps/${wikiId}/policies/${id}`);
		};
		const factor = (more: object = {}) => ({
			access: "ALLOW",
			verificationMethod: { type: "ASSURANCE", factorMode: "2FA", ...more },
		});
		const stops = (to: string) => to.startsWith(REDIRECT);
		const open = (agent: Agent, extra: Record<string, string> = {}) => agent.open(wiki.authorizeUrl(extra), { follow: stops });
		const locationOf = (page: Page) => new URL(page.headers.get("location") ?? `${page.url}?ended=${page.status}`);
		const errorOf = (page: Page) => locationOf(page).searchParams.get("error");
		const claimsOf = async (page: Page): Promise<Claims> => {
			const { text } = await wiki.exchange(locationOf(page).searchParams.get("code") ?? "");
			const [, payload = ""] = (JSON.parse(text) as { id_token: string }).id_token.split(".");
			return JSON.parse(Buffer.from(payload, "base64url").toString());
		};
		const signedIn = ({ login, password }: TestPerson) => signedInAgent(provider.url, { login, password });
		const isStep = ({ text }: Page) => assert.match(text, /Confirm that it is you/);
		const isSignIn = ({ text }: Page) => assert.match(text, /okta-signin-password/);
		const prove = (agent: Agent, page: Page, passCode: string) => agent.submit(page, { passCode }, "", stops);

		test("acr_values asks a session for the factor alone, and raises it under another cookie", async () => {
			const { person, code } = await withApp();
			const agent = await signedIn(person);
			const plain = await claimsOf(await open(agent));
			assert.deepEqual([plain.amr, plain.acr], [["pwd"], "urn:okta:loa:1fa:pwd"]);
			const before = agent.cookie(SESSION);
			const step = await open(agent, { acr_values: TWO });
			isStep(step);
			assert.equal((await prove(agent, step, "000000")).status, 403);
			const raised = await claimsOf(await prove(agent, step, code()));
			assert.deepEqual([raised.amr, raised.acr, raised.auth_time], [["pwd", "otp", "mfa"], TWO, plain.auth_time]);
			assert.notEqual(agent.cookie(SESSION), before);
			assert.equal((await claimsOf(await open(agent, { acr_values: TWO }))).acr, TWO);
			assert.equal(
				(await claimsOf(await open(agent, { acr_values: `urn:okta:loa:1fa:any ${TWO}` }))).acr,
				"urn:okta:loa:1fa:any",
			);
		});

		test("prompt=none never asks: interaction_required where the person could prove more, a true acr where they could not", async () => {
			const { person } = await withApp();
			assert.equal(errorOf(await open(await signedIn(person), { acr_values: TWO, prompt: "none" })), "interaction_required");
			const plain = await signedIn(await somebody());
			assert.equal((await claimsOf(await open(plain, { acr_values: TWO, prompt: "none" }))).acr, "urn:okta:loa:1fa:pwd");
		});

		test("an essential acr that nobody can reach is refused, and one within reach is asked for", async () => {
			const claims = (...values: string[]) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }) });
			const plain = await signedIn(await somebody());
			assert.equal(errorOf(await open(plain, claims(TWO))), "unmet_authentication_requirements");
			const { person, code } = await withApp();
			const agent = await signedIn(person);
			assert.equal(errorOf(await open(agent, claims("phr"))), "unmet_authentication_requirements");
			const step = await open(agent, claims("phr", TWO));
			isStep(step);
			assert.equal((await claimsOf(await prove(agent, step, code()))).acr, TWO);
		});

		test("the application's policy asks a session for a factor, and a sign-in for both", async () => {
			const { person, code } = await withApp();
			await rule(factor(), [person]);
			const agent = await signedIn(person);
			assert.equal(errorOf(await open(agent, { prompt: "none" })), "interaction_required");
			const step = await open(agent);
			isStep(step);
			assert.deepEqual((await claimsOf(await prove(agent, step, code()))).amr, ["pwd", "otp", "mfa"]);
			const fresh = createAgent();
			const asked = await fresh.submit(await open(fresh), { login: person.login, password: person.password });
			isStep(asked);
			assert.deepEqual((await claimsOf(await prove(fresh, asked, code()))).amr, ["pwd", "otp", "mfa"]);
		});

		test("whom the application's policy denies reads so with an id, under which the log has the rule", async () => {
			const person = await somebody();
			await rule({ access: "DENY" }, [person]);
			const agent = await signedIn(person);
			assert.equal(errorOf(await open(agent, { prompt: "none" })), "access_denied");
			const page = await open(agent);
			assert.equal(page.status, 403);
			assert.match(page.text, /You cannot sign in here/);
			const [, id = ""] = /<code>(req[^<]+)<\/code>/.exec(page.text) ?? [];
			const events = await provider.api<Entry[]>("GET", `/api/v1/logs?q=${id}`);
			assert.match(JSON.stringify(events), /sign_in_denied/);
			assert.match(JSON.stringify(events), /Rule/);
			const told = await agent.submit(page, {}, "/refuse", stops);
			assert.equal(errorOf(told), "access_denied");
			const fresh = createAgent();
			const refused = await fresh.submit(await open(fresh), { login: person.login, password: person.password });
			assert.deepEqual([refused.status, fresh.cookie(SESSION)], [403, undefined]);
		});

		test("a policy that asks for a sign-in each time has one each time, and auth_time moves", async () => {
			const person = await somebody();
			await rule({ access: "ALLOW", verificationMethod: { type: "ASSURANCE", factorMode: "1FA", reauthenticateIn: "PT0S" } }, [
				person,
			]);
			const agent = await signedIn(person);
			assert.equal(errorOf(await open(agent, { prompt: "none" })), "login_required");
			for (let time = 0; time < 2; time++) {
				const page = await open(agent);
				isSignIn(page);
				const began = Math.floor(Date.now() / 1000);
				const done = await agent.submit(page, { login: person.login, password: person.password }, "", stops);
				assert.equal((await claimsOf(done)).auth_time >= began, true);
			}
		});

		test("a session token is such a sign-in once, and auth_time is the moment that it was made", async () => {
			const { login, password, ...person } = await somebody();
			const verificationMethod = { type: "ASSURANCE", factorMode: "1FA", reauthenticateIn: "PT0S" };
			await rule({ access: "ALLOW", verificationMethod }, [{ login, password, ...person }]);
			const answer = await fetch(`${provider.url}/api/v1/authn`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify({ username: login, password }),
			});
			const { sessionToken, expiresAt } = (await answer.json()) as { sessionToken: string; expiresAt: string };
			const agent = createAgent();
			const { auth_time, amr } = await claimsOf(await open(agent, { sessionToken }));
			assert.deepEqual(amr, ["pwd"]);
			assert.equal(Math.abs(auth_time + 300 - Date.parse(expiresAt) / 1000) <= 1, true);
			isSignIn(await open(agent));
			isSignIn(await open(createAgent(), { sessionToken }));
		});

		test("where a new sign-in is asked for, the factor is asked for anew too, and what follows is complete", async () => {
			const { person, code } = await withApp();
			await rule(factor(), [person]);
			const { login, password } = person;
			const agent = createAgent();
			await prove(agent, await agent.submit(await open(agent), { login, password }), code());
			const again = await open(agent, { prompt: "login" });
			isSignIn(again);
			const step = await agent.submit(again, { login, password }, "", stops);
			isStep(step);
			assert.deepEqual((await claimsOf(await prove(agent, step, code()))).amr, ["pwd", "otp", "mfa"]);
		});

		test("a mailed code does not complete the sign-in in which a link gave another password, and does the next", async () => {
			const person = await somebody();
			const at = `/api/v1/users/${person.id}/factors`;
			const begun = await provider.api<{ id: string }>("POST", at, { factorType: "email", provider: "OKTA" });
			let passCode: string | undefined;
			while (passCode === undefined) passCode = /\b\d{6}\b/.exec((await mail.next()).text ?? "")?.[0];
			await provider.api("POST", `${at}/${begun.id}/lifecycle/activate`, { passCode });
			const conditions = { people: { users: { include: [person.id] } } };
			const policy = { type: "OKTA_SIGN_ON", name: `Mailbox ${person.id}`, conditions };
			const { id } = await provider.api<{ id: string }>("POST", "/api/v1/policies", policy);
			const signon = { access: "ALLOW", requireFactor: true, factorPromptMode: "ALWAYS" };
			await provider.api("POST", `/api/v1/policies/${id}/rules`, { type: "SIGN_ON", name: "Rule", actions: { signon } });
			const reset = `/api/v1/users/${person.id}/lifecycle/reset_password?sendEmail=false`;
			const { resetPasswordUrl } = await provider.api<{ resetPasswordUrl: string }>("POST", reset);
			const agent = createAgent();
			const password = "another password of mine";
			const set = await agent.submit(await agent.open(resetPasswordUrl), { password });
			isSignIn(set);
			assert.match(set.text, /Your new password is set/);
			assert.equal(agent.cookie(SESSION), undefined);
			isStep(await agent.submit(set, { login: person.login, password }));
		});

		test("a rule for new devices holds for a session that came from a session token", async () => {
			const person = await somebody();
			const name = `New devices ${person.id}`;
			const { id } = await provider.api<{ id: string }>("POST", "/api/v1/policies", { type: "ACCESS_POLICY", name });
			await provider.api("POST", `/api/v1/policies/${id}/rules`, {
				type: "ACCESS_POLICY",
				name: "Strangers",
				conditions: { people: { users: { include: [person.id] } }, device: { known: false } },
				actions: { appSignOn: { access: "DENY" } },
			});
			await provider.api("PUT", `/api/v1/apps/${wikiId}/policies/${id}`);
			const answer = await fetch(`${provider.url}/api/v1/authn`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify({ username: person.login, password: person.password }),
			});
			const { sessionToken } = (await answer.json()) as { sessionToken: string };
			assert.equal(errorOf(await open(createAgent(), { sessionToken, prompt: "none" })), "access_denied");
			assert.equal(errorOf(await open(await signedIn(person), { prompt: "none" })), null);
		});

		test("a step that a session began is worth nothing where a new sign-in is asked for, nor once the session has ended", async () => {
			const { person, code } = await withApp();
			const agent = await signedIn(person);
			const step = await open(agent, { acr_values: TWO });
			const [, stateToken = ""] = /name="stateToken" value="([^"]+)"/.exec(step.text) ?? [];
			const [, factorId = ""] = /name="factorId" value="([^"]+)"/.exec(step.text) ?? [];
			const again = await open(agent, { prompt: "login" });
			isSignIn(again);
			const { origin } = new URL(provider.url);
			const send = (to: string) =>
				agent.open(to, {
					method: "POST",
					body: new URLSearchParams({ stateToken, factorId, passCode: code() }).toString(),
					headers: { origin, "sec-fetch-site": "same-origin" },
					follow: stops,
				});
			const begun = await open(agent, { acr_values: TWO });
			isStep(begun);
			isSignIn(await send(`${again.url}/next`));
			const [, late = ""] = /name="stateToken" value="([^"]+)"/.exec(begun.text) ?? [];
			await agent.submit(await agent.open(`${provider.url}/logout`), {}, "/logout");
			const body = new URLSearchParams({ stateToken: late, factorId, passCode: code() }).toString();
			const headers = { origin, "sec-fetch-site": "same-origin" };
			const ended = await agent.open(`${provider.url}/login/next`, { method: "POST", body, headers, follow: false });
			assert.deepEqual([ended.status, agent.cookie(SESSION)], [401, undefined]);
		});

		test("a person is told of a browser that is new, and not of the first one, nor of one that they know", async () => {
			const person = await somebody();
			const letters = async () => {
				const sent = await provider.api<Entry[]>("GET", `/api/v1/logs?filter=actor.id eq "${person.id}"`);
				return sent.filter(({ eventType }) => eventType === "user.session.new_device").length;
			};
			const agent = await signedIn(person);
			assert.equal(await letters(), 0);
			agent.forget(SESSION);
			await agent.submit(await agent.open(`${provider.url}/login`), { login: person.login, password: person.password });
			assert.equal(await letters(), 0);
			await signedIn(person);
			assert.equal(await letters(), 1);
		});

		test("a browser on which a factor was proven may take its place for the policy, and never for acr", async () => {
			const { person, code } = await withApp();
			const conditions = { people: { users: { include: [person.id] } } };
			const policy = { type: "OKTA_SIGN_ON", name: `Device ${person.id}`, conditions };
			const { id } = await provider.api<{ id: string }>("POST", "/api/v1/policies", policy);
			const signon = { access: "ALLOW", requireFactor: true, factorPromptMode: "DEVICE", factorLifetime: 60 };
			await provider.api("POST", `/api/v1/policies/${id}/rules`, { type: "SIGN_ON", name: "Rule", actions: { signon } });
			const agent = createAgent();
			const { login, password } = person;
			const step = await agent.submit(await open(agent), { login, password });
			isStep(step);
			assert.deepEqual((await claimsOf(await prove(agent, step, code()))).amr, ["pwd", "otp", "mfa"]);
			agent.forget(SESSION);
			const { amr, acr } = await claimsOf(await agent.submit(await open(agent), { login, password }, "", stops));
			assert.deepEqual([amr, acr], [["pwd"], "urn:okta:loa:1fa:pwd"]);
			assert.deepEqual((await claimsOf(await open(agent))).amr, ["pwd"]);
			isStep(await open(agent, { acr_values: TWO }));
			const stranger = createAgent();
			isStep(await stranger.submit(await open(stranger), { login, password }));
		});

		test("/login/again asks a session for what it lacks, or for the password, and never for somebody else's", async () => {
			const { person, code } = await withApp();
			const agent = await signedIn(person);
			const before = agent.cookie(SESSION);
			const step = await agent.open(`${provider.url}/login/again?next=${encodeURIComponent("/account")}`);
			isStep(step);
			const done = await agent.submit(step, { passCode: code() }, "", (to) => to === `${provider.url}/account`);
			assert.equal(done.headers.get("location"), "/account");
			assert.notEqual(agent.cookie(SESSION), before);
			const me = await agent.open(`${provider.url}/api/v1/sessions/me`);
			assert.deepEqual((JSON.parse(me.text) as { amr: string[] }).amr, ["pwd", "otp", "mfa"]);
			const page = await agent.open(`${provider.url}/login/again?anew=1&next=https://evil.example.com/`);
			isSignIn(page);
			const other = await somebody();
			const refused = await agent.submit(page, { login: other.login, password: other.password });
			assert.equal(refused.status, 401);
			assert.match(refused.text, /as the person who is signed in already/);
			const nobody = await createAgent().open(`${provider.url}/login/again?next=/account`, { follow: false });
			assert.match(nobody.headers.get("location") ?? "", /^\/login\?next=/);
		});
	});
}
