import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { fromJson } from "#common/db/columns.ts";
import { asFault } from "#common/faults/fault.ts";
import { createSeal } from "#common/seal/seal.ts";
import { createLimiter } from "#common/web/limits.ts";
import { engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
	rowsOf,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { grantRole } from "../administrators/administrators.ts";
import { activateFactor, activeFactors, challengeFactor, enrolEmail, enrolTotp, makeRecoveryCodes } from "../factors/factors.ts";
import { codeAt, stepAt } from "../factors/totp.ts";
import { everyoneId } from "../groups/groups.ts";
import { createLooks } from "../looks/looks.ts";
import type { Letter } from "../mail/mail.ts";
import { createPolicy, createRule, ensurePolicies } from "../policies/policies.ts";
import { mountSessions } from "../sessions/sessions.routes.ts";
import { endSession, endSessionById, endSessionsOf } from "../sessions/sessions.ts";
import { deactivate, expirePassword, findUser, lockOut, setPassword, type User } from "../users/users.ts";
import { mountAuthn } from "./authn.routes.ts";
import { beginAuthn, proveFactor } from "./authn.ts";

const URL_OF_PROVIDER = "http://localhost:7081";
const COOKIE = "signet_provider_session";
const PASSWORD = "a long enough password";
const NEXT_PASSWORD = "another password of mine";
const seal = createSeal("a master key that only the tests use", "provider");

interface Shown {
	readonly status: string;
	readonly stateToken?: string;
	readonly sessionToken?: string;
	readonly relayState?: string;
	readonly errorCode?: string;
	readonly _embedded?: {
		user?: { id: string; profile: { login: string } };
		factors?: { id: string; factorType: string }[];
		factor?: { id: string; _embedded?: { activation?: { sharedSecret?: string } } };
	};
	readonly _links?: Record<string, { href: string }>;
}

interface Session {
	readonly id: string;
	readonly userId: string;
	readonly login: string;
	readonly amr: string[];
	readonly mfaActive: boolean;
	readonly errorCode?: string;
	readonly _links: { self: { href: string } };
}

/** Out of base32 (RFC 4648 section 6). */
const secretOf = (shared: string): Buffer => {
	const bits = [...shared].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"));
	return Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

for (const engine of engines) {
	describe(`signing in through the API on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let root: User;
		let ada: User;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensurePolicies(db, await everyoneId(db));
			root = await makeAdministrator(db, "Root");
			ada = await makePerson(db, "Ada", PASSWORD);
			const endAccess = async (userId: string) => void (await endSessionsOf(db, userId));
			api = await openManagement(db, root.id, (routes) => {
				mountAuthn(routes, { ...factorNeeds(), limiter: createLimiter(), endAccess, looks: createLooks() });
				mountSessions(routes, {
					db,
					url: URL_OF_PROVIDER,
					sessionCookie: COOKIE,
					organizationId: "00oexample",
					endSession: async (cookie) => void (await endSession(db, cookie)),
					endSessionById: async (id) => void (await endSessionById(db, id)),
				});
			});
		});
		afterEach(async () => {
			await api.close();
			await close();
		});

		const authn = (path: string, body: object) => api.call<Shown>("POST", `/api/v1/authn${path}`, { body, caller: null });
		const signIn = (password = PASSWORD, username = "ada@example.com", more: object = {}) =>
			authn("", { username, password, ...more });
		const begin = async (sessionToken: string) =>
			api.call<Session>("POST", "/api/v1/sessions", { body: { sessionToken }, caller: null });
		const cookieOf = ({ headers }: Awaited<ReturnType<typeof begin>>) =>
			/=([^;]+)/.exec(String(headers["set-cookie"]))?.[1] ?? "";

		/** A rule of sign-on for everybody. */
		const rule = async (signon: object) => {
			const policy = await createPolicy(db, { type: "OKTA_SIGN_ON", name: "Strict", document: {} }, "ACTIVE");
			await createRule(db, policy.id, { name: "Rule", document: { actions: { signon } } }, "ACTIVE");
		};
		const mailer = { delivers: true, send: async () => {} };
		const factorNeeds = () => ({ db, seal, url: URL_OF_PROVIDER, mailer });
		/** An authenticator app, and the code of the next step that was not used. */
		const withApp = async (user: User) => {
			const { factor, sharedSecret } = await enrolTotp(factorNeeds(), user, "OKTA");
			const secret = secretOf(sharedSecret);
			await activateFactor(factorNeeds(), user, factor.id, { passCode: codeAt(secret, stepAt(Date.now()) - 1) });
			return { id: factor.id, code: () => codeAt(secret, stepAt(Date.now()) + 1) };
		};

		it("a right password gives a session token, and that a session once", async () => {
			const answer = await signIn(PASSWORD, "ADA@example.com", { relayState: "/home", options: {} });
			assert.equal(answer.status, 200);
			assert.deepEqual(
				[answer.body.status, answer.body.relayState, answer.body._embedded?.user?.id],
				["SUCCESS", "/home", ada.id],
			);
			const started = await begin(answer.body.sessionToken ?? "");
			assert.deepEqual([started.status, started.body.login, started.body.amr], [200, "ada@example.com", ["pwd"]]);
			assert.equal((await begin(answer.body.sessionToken ?? "")).body.errorCode, "E0000004");
			const self = started.body._links.self.href;
			assert.equal(
				self,
				`${URL_OF_PROVIDER}/api/v1/sessions/${started.body.id}`,
				"never /me: clients keep what they read under it",
			);
			assert.notEqual((await findUser(db, ada.id))?.lastLogin, null);
		});

		it("what is stored of tokens, and what is told of sessions, opens nothing", async () => {
			await rule({ access: "ALLOW", requireFactor: true });
			await withApp(ada);
			const waiting = await signIn();
			const stored = JSON.stringify(await rowsOf(db, "authn_transactions"));
			assert.equal(stored.includes(waiting.body.stateToken ?? "?"), false);
			const other = await makePerson(db, "Eve", PASSWORD);
			await db.deleteFrom("policies").where("name", "=", "Strict").execute();
			const started = await begin((await signIn(PASSWORD, "eve@example.com")).body.sessionToken ?? "");
			assert.equal(started.body.userId, other.id);
			const cookie = cookieOf(started);
			assert.equal(JSON.stringify(started.body).includes(cookie), false);
			for (const taken of [started.body.id, `${started.body.id}.sig`]) {
				const headers = { cookie: `${COOKIE}=${taken}` };
				assert.equal((await api.call("GET", "/api/v1/sessions/me", { caller: null, headers })).body.errorCode, "E0000007");
			}
		});

		it("a wrong password, somebody unknown and somebody shut out hear the very same", async () => {
			const gone = await makePerson(db, "Gone", PASSWORD);
			await deactivate(db, gone.id);
			const locked = await makePerson(db, "Locked", PASSWORD);
			await lockOut(db, locked.id);
			const answers = await Promise.all([
				signIn("wrong"),
				signIn(PASSWORD, "nobody@example.com"),
				signIn(PASSWORD, "gone@example.com"),
				signIn(PASSWORD, "locked@example.com"),
			]);
			const told = answers.map(({ status, body }) => JSON.stringify([status, { ...body, errorId: "" }]));
			assert.deepEqual(new Set(told).size, 1, told.join("\n"));
			assert.equal(answers[0]?.body.errorCode, "E0000004");
		});

		it("guesses are counted as at the sign-in page", async () => {
			const guesses = await Promise.all(Array.from({ length: 14 }, (_, at) => signIn(`guess ${at}`)));
			assert.equal(guesses.filter(({ status }) => status === 401).length, 10);
			assert.equal((await signIn()).status, 429);
		});

		it("an expired password lets in only to choose another, which ends what was open", async () => {
			const before = cookieOf(await begin((await signIn()).body.sessionToken ?? ""));
			await expirePassword(db, ada.id);
			const { body } = await signIn();
			assert.deepEqual([body.status, body.sessionToken], ["PASSWORD_EXPIRED", undefined]);
			assert.equal(body._links?.["next"]?.href, `${URL_OF_PROVIDER}/api/v1/authn/credentials/change_password`);
			const change = (oldPassword: string, newPassword: string) =>
				authn("/credentials/change_password", { stateToken: body.stateToken, oldPassword, newPassword });
			assert.equal((await change("wrong", NEXT_PASSWORD)).body.errorCode, "E0000014");
			assert.equal((await change(PASSWORD, "short")).body.errorCode, "E0000080");
			const done = await change(PASSWORD, NEXT_PASSWORD);
			assert.equal(done.body.status, "SUCCESS");
			assert.equal((await change(NEXT_PASSWORD, PASSWORD)).body.errorCode, "E0000011", "a sign-in that is complete is over");
			const headers = { cookie: `${COOKIE}=${before}` };
			assert.equal((await api.call("GET", "/api/v1/sessions/me", { caller: null, headers })).status, 404);
			assert.equal((await signIn(NEXT_PASSWORD)).body.status, "SUCCESS");
		});

		it("a second factor that the policy asks for is asked for, and no step around it leads in", async () => {
			await rule({ access: "ALLOW", requireFactor: true });
			const app = await withApp(ada);
			const { body } = await signIn(PASSWORD, "ada@example.com", { relayState: "x" });
			assert.deepEqual([body.status, body.sessionToken, body.relayState], ["MFA_REQUIRED", undefined, "x"]);
			assert.deepEqual(
				body._embedded?.factors?.map(({ id }) => id),
				[app.id],
			);
			const stateToken = body.stateToken ?? "";
			const verify = (more: object, id = app.id, token = stateToken) =>
				authn(`/factors/${id}/verify`, { stateToken: token, ...more });
			assert.equal((await authn("/skip", { stateToken })).body.errorCode, "E0000079");
			assert.equal((await authn("/previous", { stateToken })).body.errorCode, "E0000079");
			const change = { stateToken, oldPassword: PASSWORD, newPassword: NEXT_PASSWORD };
			assert.equal((await authn("/credentials/change_password", change)).body.errorCode, "E0000079");
			assert.equal((await begin(stateToken)).body.errorCode, "E0000004");
			const challenged = await verify({});
			assert.deepEqual([challenged.body.status, challenged.body._embedded?.factor?.id], ["MFA_CHALLENGE", app.id]);
			assert.equal((await authn("/previous", { stateToken })).body.status, "MFA_REQUIRED");
			assert.equal((await authn("/introspect", { stateToken })).body.status, "MFA_REQUIRED");
			const eve = await makePerson(db, "Eve", PASSWORD);
			const foreign = await withApp(eve);
			assert.equal((await verify({ passCode: foreign.code() }, foreign.id)).body.errorCode, "E0000007");
			assert.equal((await verify({ passCode: "nope" })).body.errorCode, "E0000068");
			assert.equal((await verify({ passCode: app.code() }, app.id, `${stateToken}x`)).body.errorCode, "E0000011");
			const passCode = app.code();
			const tries = await Promise.all(Array.from({ length: 3 }, () => verify({ passCode })));
			const [won] = tries.filter(({ status }) => status === 200);
			assert.deepEqual([tries.filter(({ status }) => status === 200).length, won?.body.status], [1, "SUCCESS"]);
			const started = await begin(won?.body.sessionToken ?? "");
			assert.deepEqual([started.body.amr, started.body.mfaActive], [["pwd", "otp", "mfa"], true]);
			assert.equal((await authn("/introspect", { stateToken })).body.errorCode, "E0000011");
		});

		it("whoever has no factor where one is asked for sets one up, and is in", async () => {
			await rule({ access: "ALLOW", requireFactor: true });
			const { body } = await signIn();
			assert.deepEqual([body.status, body.sessionToken], ["MFA_ENROLL", undefined]);
			const { stateToken } = body;
			const offered = body._embedded?.factors?.map(({ factorType }) => factorType);
			assert.deepEqual(offered, ["webauthn", "token:software:totp", "email", "question"]);
			const begun = await authn("/factors", { stateToken, factorType: "token:software:totp", provider: "GOOGLE" });
			assert.equal(begun.body.status, "MFA_ENROLL_ACTIVATE");
			const { id = "", _embedded: shown } = begun.body._embedded?.factor ?? {};
			const activate = (passCode: string, factorId = id) =>
				authn(`/factors/${factorId}/lifecycle/activate`, { stateToken, passCode });
			assert.equal((await activate("000000")).body.errorCode, "E0000068");
			assert.equal((await activate("000000", "nothing")).body.errorCode, "E0000079");
			const secret = secretOf(shown?.activation?.sharedSecret ?? "");
			const done = await activate(codeAt(secret, stepAt(Date.now())));
			assert.equal(done.body.status, "SUCCESS");
			assert.deepEqual((await begin(done.body.sessionToken ?? "")).body.amr, ["pwd", "otp", "mfa"]);
		});

		it("codes by email are no way in to set up while no server takes mail: nobody would get one", async () => {
			await rule({ access: "ALLOW", requireFactor: true });
			mailer.delivers = false;
			try {
				const { body } = await signIn();
				const offered = body._embedded?.factors?.map(({ factorType }) => factorType);
				assert.deepEqual(offered, ["webauthn", "token:software:totp", "question"]);
				const { stateToken } = body;
				const begun = await authn("/factors", { stateToken, factorType: "email", provider: "OKTA" });
				assert.equal(begun.body.errorCode, "E0000079");
			} finally {
				mailer.delivers = true;
			}
		});

		it("a recovery code lets in once, and its use is an event of its own", async () => {
			await rule({ access: "ALLOW", requireFactor: true });
			const [code = "", next = ""] = await makeRecoveryCodes(factorNeeds(), ada);
			const spend = async (passCode: string) => {
				const { body } = await signIn();
				const stateToken = body.stateToken ?? "";
				const id = body._embedded?.factors?.[0]?.id ?? "";
				return (await authn(`/factors/${id}/verify`, { stateToken, passCode })).body;
			};
			assert.equal((await spend(code)).status, "SUCCESS");
			assert.equal((await spend(code)).errorCode, "E0000068");
			assert.equal((await spend(next)).status, "SUCCESS");
			const used = api.events.filter(({ type }) => type === "user.account.use_recovery_code");
			assert.equal(used.length, 2);
		});

		it("whoever has a factor that does is never let set another up instead", async () => {
			await rule({ access: "ALLOW", requireFactor: true });
			await withApp(ada);
			const { stateToken } = (await signIn()).body;
			const answer = await authn("/factors", {
				stateToken,
				factorType: "question",
				profile: { question: "disliked_food", answer: "mayonnaise" },
			});
			assert.equal(answer.body.errorCode, "E0000079");
		});

		it("a factor that its owner sets up meanwhile is proven before a sign-in that was offered to set one up adds another", async () => {
			await rule({ access: "ALLOW", requireFactor: true });
			const [offered, begun] = [(await signIn()).body, (await signIn()).body];
			const email = { factorType: "email" };
			const pending = await authn("/factors", {
				stateToken: begun.stateToken,
				factorType: "token:software:totp",
				provider: "GOOGLE",
			});
			const { id = "", _embedded: shown } = pending.body._embedded?.factor ?? {};
			const app = await withApp(ada);
			const late = await authn("/factors", { stateToken: offered.stateToken, ...email });
			assert.deepEqual([late.body.status, late.body._embedded?.factors?.map((factor) => factor.id)], ["MFA_REQUIRED", [app.id]]);
			const passCode = codeAt(secretOf(shown?.activation?.sharedSecret ?? ""), stepAt(Date.now()));
			const finish = await authn(`/factors/${id}/lifecycle/activate`, { stateToken: begun.stateToken, passCode });
			assert.equal(finish.body.status, "MFA_REQUIRED");
			assert.deepEqual(
				(await activeFactors(db, ada.id)).map((factor) => factor.id),
				[app.id],
			);
		});

		it("a mailed code does not complete a sign-in whose password was chosen by a mailed link", async () => {
			await rule({ access: "ALLOW", requireFactor: true });
			const letters: Letter[] = [];
			const send = async (_db: unknown, _to: unknown, letter: Letter) => void letters.push(letter);
			const needs = { ...factorNeeds(), mailer: { delivers: true, send }, limiter: createLimiter(), endAccess: async () => {} };
			const email = await enrolEmail(needs, ada);
			const code = () => letters.flatMap((letter) => (letter.kind === "email-code" ? [letter.code] : [])).at(-1) ?? "";
			await activateFactor(needs, ada, email.id, { passCode: code() });
			const origin = { address: "192.0.2.1" };
			const byMail = { user: ada, proven: ["password"], origin, byMail: true } as const;
			assert.equal((await beginAuthn(needs, byMail)).status, "DENIED");
			assert.equal((await beginAuthn(needs, { ...byMail, byMail: false })).status, "MFA_REQUIRED");
			const app = await withApp(ada);
			const waiting = await beginAuthn(needs, byMail);
			assert.ok(waiting.status === "MFA_REQUIRED");
			assert.deepEqual(
				waiting.factors.map(({ id }) => id),
				[app.id],
			);
			await challengeFactor(needs, ada, email.id);
			const around = proveFactor(needs, waiting.stateToken, email.id, { passCode: code() }, origin);
			await assert.rejects(around, (thrown) => asFault(thrown).code === "wrong_state");
			assert.equal((await proveFactor(needs, waiting.stateToken, app.id, { passCode: app.code() }, origin)).status, "SUCCESS");
		});

		it("whom the policy refuses does not get in", async () => {
			await rule({ access: "DENY" });
			assert.equal((await signIn()).body.errorCode, "E0000006");
		});

		it("a sign-in that was begun with a password that is theirs no more ends there, as one that was cancelled", async () => {
			await rule({ access: "ALLOW", requireFactor: true });
			const app = await withApp(ada);
			const first = (await signIn()).body.stateToken;
			await setPassword(db, ada.id, NEXT_PASSWORD);
			const late = await authn(`/factors/${app.id}/verify`, { stateToken: first, passCode: app.code() });
			assert.equal(late.body.errorCode, "E0000011");
			const second = (await signIn(NEXT_PASSWORD)).body.stateToken;
			assert.equal((await authn("/cancel", { stateToken: second })).status, 200);
			assert.equal((await authn("/introspect", { stateToken: second })).body.errorCode, "E0000011");
		});

		it("nobody is locked out unless a policy says so; the last Super Administrator never is", async () => {
			const guess = async (times: number, username: string) => {
				for (let time = 0; time < times; time++) await signIn("wrong", username);
			};
			await guess(5, "ada@example.com");
			assert.equal((await findUser(db, ada.id))?.status, "ACTIVE");
			const lockout = { maxAttempts: 3, autoUnlockMinutes: 0, showLockoutFailures: true };
			await createPolicy(db, { type: "PASSWORD", name: "Locks", document: { settings: { password: { lockout } } } }, "ACTIVE");
			await guess(3, "ada@example.com");
			assert.equal((await findUser(db, ada.id))?.status, "LOCKED_OUT");
			assert.equal((await signIn()).body.status, "LOCKED_OUT", "the policy shows it");
			await guess(4, "root@example.com");
			assert.equal((await findUser(db, root.id))?.status, "ACTIVE");
		});

		it("pages of other sites are refused, and malformed bodies too", async () => {
			const headers = { origin: "https://evil.example.com" };
			const cases: [string, object, number, string][] = [
				["/api/v1/authn", { headers, body: { username: "ada@example.com", password: PASSWORD } }, 403, "E0000006"],
				["/api/v1/sessions", { headers, body: { sessionToken: "x" } }, 403, "E0000006"],
				["/api/v1/authn", { body: {} }, 400, "E0000001"],
				["/api/v1/authn", { body: { username: "ada@example.com" } }, 400, "E0000001"],
				["/api/v1/authn", { body: { username: 1, password: PASSWORD } }, 400, "E0000001"],
				["/api/v1/authn", { body: { username: "a", password: "x".repeat(2000) } }, 400, "E0000001"],
				["/api/v1/authn", { body: { stateToken: "nothing" } }, 401, "E0000011"],
				["/api/v1/authn", { body: { token: "nothing" } }, 401, "E0000011"],
				["/api/v1/authn/introspect", { body: {} }, 400, "E0000001"],
				["/api/v1/authn/introspect", { body: { stateToken: "nothing" } }, 401, "E0000011"],
				["/api/v1/sessions", { body: { sessionToken: "nothing" } }, 401, "E0000004"],
				["/api/v1/sessions", { body: {} }, 400, "E0000001"],
			];
			for (const [path, options, status, code] of cases) {
				const answer = await api.call("POST", path, { caller: null, ...options });
				assert.deepEqual(
					[answer.status, answer.body.errorCode],
					[status, code],
					`${path} ${JSON.stringify(options).slice(0, 200)}`,
				);
			}
		});

		it("one's own session is read, refreshed and ended by its cookie; others' by who may, an administrator's by few", async () => {
			const started = await begin((await signIn()).body.sessionToken ?? "");
			const me = (method: string, path = "") =>
				api.call<Session>(method, `/api/v1/sessions/me${path}`, {
					caller: null,
					headers: { cookie: `${COOKIE}=${cookieOf(started)}`, origin: URL_OF_PROVIDER },
				});
			assert.equal((await me("GET")).body.id, started.body.id);
			assert.equal((await me("POST", "/lifecycle/refresh")).body.id, started.body.id);
			const desk = await makePerson(db, "Desk", PASSWORD);
			await grantRole(db, desk.id, "HELP_DESK_ADMIN");
			const roots = await begin((await signIn("correct horse battery", "root@example.com")).body.sessionToken ?? "");
			const as = (caller: string, method: string, id: string, path = "") =>
				api.call<Session>(method, `/api/v1/sessions/${id}${path}`, { caller });
			assert.equal((await as(ada.id, "GET", started.body.id)).body.errorCode, "E0000006");
			assert.equal((await as(desk.id, "GET", started.body.id)).body.userId, ada.id);
			assert.equal((await as(desk.id, "POST", started.body.id, "/lifecycle/refresh")).status, 200);
			assert.equal((await as(desk.id, "DELETE", roots.body.id)).body.errorCode, "E0000006");
			assert.equal((await as(root.id, "DELETE", "nothing")).body.errorCode, "E0000007");
			assert.equal((await as(desk.id, "DELETE", started.body.id)).status, 204);
			assert.equal((await me("GET")).body.errorCode, "E0000007");
			assert.equal((await me("DELETE")).body.errorCode, "E0000007");
		});

		it("a session lasts as long as the policy says", async () => {
			await rule({ access: "ALLOW", session: { maxSessionLifetimeMinutes: 60, maxSessionIdleMinutes: 10 } });
			await begin((await signIn()).body.sessionToken ?? "");
			const row = await db.selectFrom("sessions").selectAll().where("user_id", "=", ada.id).executeTakeFirstOrThrow();
			const { loginTs = 0 } = fromJson(row.payload);
			assert.equal(Number(row.ends) - loginTs, 3_600);
			assert.equal(row.expires < Number(row.ends), true, "it ends earlier when nobody uses it");
		});
	});
}
