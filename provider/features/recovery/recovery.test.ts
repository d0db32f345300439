import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { FastifyInstance, FastifyReply } from "fastify";
import { Secret, TOTP } from "otpauth";
import { createSeal } from "#common/seal/seal.ts";
import { createLimiter } from "#common/web/limits.ts";
import { engines } from "#tests/harness/databases.ts";
import { makePerson, openManagement, openProviderDatabase, rowsOf } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import type { AuthnNeeds } from "../authn/authn.ts";
import { activateFactor, enrolTotp } from "../factors/factors.ts";
import { everyoneId } from "../groups/groups.ts";
import { createLooks } from "../looks/looks.ts";
import type { Letter } from "../mail/mail.ts";
import { createPolicy, createRule, ensurePolicies, listPolicies, listRules, replaceRule } from "../policies/policies.ts";
import {
	authenticate,
	deactivate,
	expirePassword,
	findUser,
	lockOut,
	resetPassword,
	suspend,
	type User,
	updateProfile,
} from "../users/users.ts";
import { mountRecovery } from "./recovery.routes.ts";
import { createRecovery, type Recovery } from "./recovery.ts";
import { mountRecoveryApi } from "./recovery-api.routes.ts";

const URL_OF_PROVIDER = "http://localhost:7081";
const PASSWORD = "a long enough password";
const NEXT_PASSWORD = "another password of mine";
const seal = createSeal("a master key that only the tests use", "provider");

for (const engine of engines) {
	describe(`getting back in on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let app: FastifyInstance;
		let end: () => Promise<void>;
		let recovery: Recovery;
		let needs: AuthnNeeds;
		let ada: User;
		let letters: { to: string; letter: Letter }[];
		let ended: string[];

		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensurePolicies(db, await everyoneId(db));
			ada = await makePerson(db, "Ada", PASSWORD);
			[letters, ended] = [[], []];
			const send = async (_db: Db, to: { id: string }, letter: Letter) => void letters.push({ to: to.id, letter });
			const mailer = { delivers: true, send };
			const endAccess = async (id: string) => void ended.push(id);
			needs = { db, seal, url: URL_OF_PROVIDER, mailer, limiter: createLimiter(), endAccess };
			recovery = createRecovery({ ...needs, failed: (fault) => assert.fail(String(fault)) });
			const api = await openManagement(db, "", (routes, server) => {
				app = server;
				const signIn = async ({ reply }: { reply: FastifyReply }, { id }: User, next: string) => {
					ended.push(`then ${id} signs in`);
					return reply.redirect(next, 303);
				};
				mountRecovery(routes, { db, looks: createLooks(), recovery, signIn });
				mountRecoveryApi(routes, { ...needs, recovery });
			});
			end = api.close;
		});
		afterEach(async () => {
			await recovery.settled();
			await end();
			await close();
		});

		const page = (url: string, form?: Record<string, string>, headers: Record<string, string> = {}) =>
			app.inject({
				method: form === undefined ? "GET" : "POST",
				url,
				headers: { ...(form && { "content-type": "application/x-www-form-urlencoded" }), ...headers },
				...(form && { payload: new URLSearchParams(form).toString() }),
			});
		const authn = async (path: string, body: object) => {
			const { statusCode, body: text } = await app.inject({
				method: "POST",
				url: `/api/v1/authn/${path}`,
				headers: { "content-type": "application/json" },
				payload: JSON.stringify(body),
			});
			return {
				statusCode,
				body: JSON.parse(text) as Record<string, never> & { stateToken: string; status: string; errorCode: string },
			};
		};
		/** Asks, and answers the address of the link that came, if any. */
		const linkFor = async (login: string, wish = "forgot"): Promise<string | undefined> => {
			const before = letters.length;
			assert.equal((await page(`/login/${wish}`, { login })).statusCode, 200);
			await recovery.settled();
			const { letter } = letters[before] ?? {};
			return letter && "link" in letter ? letter.link : undefined;
		};
		const pathOf = (link: string | undefined): string => new URL(link ?? "about:blank").pathname;
		const statusOf = async ({ id }: User) => (await findUser(db, id))?.status;
		/** The rule of the built-in password policy says so. */
		const allow = async (actions: object) => {
			const [policy] = await listPolicies(db, "PASSWORD");
			const [rule] = policy ? await listRules(db, policy.id) : [];
			assert.ok(policy && rule);
			await replaceRule(db, policy.id, rule.id, { ...rule, document: { ...rule.document, actions } } as never);
		};
		const passwordsOf = async () =>
			Promise.all([PASSWORD, NEXT_PASSWORD].map(async (one) => Boolean(await authenticate(db, "ada@example.com", one))));

		it("a forgotten password: a link by mail, once, and all that was open ends", async () => {
			const path = pathOf(await linkFor("ada@example.com"));
			assert.match((await page(path)).body, /Choose another password/);
			const done = await page(path, { password: NEXT_PASSWORD });
			assert.equal(done.statusCode, 303, done.body);
			assert.deepEqual(await passwordsOf(), [false, true]);
			assert.deepEqual(ended, [ada.id, `then ${ada.id} signs in`]);
			assert.deepEqual(letters.at(-1)?.letter, { kind: "password-changed", byAdministrator: false });
			assert.deepEqual([(await page(path)).statusCode, (await page(path, { password: PASSWORD })).statusCode], [410, 410]);
		});

		it("a recovery token twice, at the same moment: one gets it", async () => {
			const path = pathOf(await linkFor("ada@example.com"));
			const answers = await Promise.all(
				Array.from({ length: 8 }, (_, at) => page(path, { password: `a password of try ${at}` })),
			);
			assert.deepEqual(answers.map(({ statusCode }) => statusCode).toSorted(), [303, ...Array(7).fill(410)]);
		});

		it("a refused password says why and uses nothing up", async () => {
			const path = pathOf(await linkFor("ada@example.com"));
			const refused = await page(path, { password: "short" });
			assert.equal(refused.statusCode, 400);
			assert.match(refused.body, /field-error/);
			assert.equal((await page(path, { password: NEXT_PASSWORD })).statusCode, 303);
		});

		it("the answer is the same to the letter for everybody and nobody, and leaves before anybody looks", async () => {
			const gone = await makePerson(db, "Gone", PASSWORD);
			await deactivate(db, gone.id);
			const answers = new Set<string>();
			const statements: number[] = [];
			for (const login of ["ada@example.com", "gone@example.com", "nobody@example.com", PASSWORD]) {
				const before = await rowsOf(db, "activation_links", "outbox", "system_log");
				const answer = await page("/login/forgot", { login });
				answers.add(`${answer.statusCode} ${answer.body}`);
				assert.deepEqual(await rowsOf(db, "activation_links", "outbox", "system_log"), before, "nothing was done yet");
				statements.push(letters.length);
				const { body, statusCode } = await authn("recovery/password", { username: login, factorType: "EMAIL" });
				answers.add(`${statusCode} ${JSON.stringify(body)}`);
				await recovery.settled();
				letters = [];
			}
			assert.equal(answers.size, 2, [...answers].join("\n"));
			assert.deepEqual(new Set(statements), new Set([0]));
		});

		it("the database hears the same of a known and of an unknown account until the answer has left", async () => {
			const heard: string[][] = [];
			for (const login of ["ada@example.com", "nobody@example.com"]) {
				const asked: string[] = [];
				const listening = db.withPlugin({
					transformQuery: ({ node }) => {
						asked.push(node.kind);
						return node;
					},
					transformResult: async ({ result }) => result,
				});
				const needs = {
					url: URL_OF_PROVIDER,
					mailer: { send: async () => {} },
					limiter: createLimiter(),
					endAccess: async () => {},
				};
				const listened = createRecovery({ ...needs, db: listening, failed: () => {} });
				const client = { address: "192.0.2.1", userAgent: "" };
				await listened.ask({ wish: "password", name: login, client, requestId: "r" });
				heard.push([...asked]);
				await listened.settled();
				assert.ok(asked.length > 0);
			}
			assert.deepEqual(heard[0], heard[1]);
		});

		it("the link is made of our own address, whatever host a request names", async () => {
			const hosts = { host: "evil.example", "x-forwarded-host": "evil.example", forwarded: "host=evil.example" };
			await page("/login/forgot", { login: "ada@example.com" }, hosts);
			await recovery.settled();
			const { letter } = letters[0] ?? {};
			assert.ok(letter && "link" in letter && letter.link.startsWith(`${URL_OF_PROVIDER}/login/reset/`));
		});

		it("no form of another site asks for a letter or sets a password", async () => {
			const evil = { origin: "https://evil.example", cookie: "a=b" };
			assert.equal((await page("/login/forgot", { login: "ada@example.com" }, evil)).statusCode, 403);
			const path = pathOf(await linkFor("ada@example.com"));
			assert.equal((await page(path, { password: NEXT_PASSWORD }, evil)).statusCode, 403);
		});

		it("works in the states that have a way back, and in no other", async () => {
			const states: readonly (readonly [string, (id: string) => Promise<unknown>])[] = [
				["ACTIVE", async () => {}],
				["PASSWORD_EXPIRED", (id) => expirePassword(db, id)],
				["RECOVERY", (id) => resetPassword(db, id)],
				["LOCKED_OUT", (id) => lockOut(db, id)],
				["SUSPENDED", (id) => suspend(db, id)],
				["DEPROVISIONED", (id) => deactivate(db, id)],
			];
			for (const [state, bring] of states) {
				const person = await makePerson(db, state.replace("_", ""), PASSWORD);
				await bring(person.id);
				const link = await linkFor(person.profile.login);
				const works = !["SUSPENDED", "DEPROVISIONED"].includes(state);
				assert.equal(link !== undefined, works, state);
				if (!works) continue;
				assert.equal((await page(pathOf(link), { password: NEXT_PASSWORD })).statusCode, 303, state);
				assert.equal(await statusOf(person), "ACTIVE", state);
			}
			assert.equal(await linkFor((await makePerson(db, "Staged")).profile.login), undefined);
		});

		it("a link is dead once the person is suspended, has another address, or another password", async () => {
			const changes = [
				(id: string) => suspend(db, id),
				(id: string) => updateProfile(db, id, { email: "elsewhere@example.com" }, { partial: true }),
				async (id: string) => {
					const { login } = (await findUser(db, id))?.profile ?? { login: "" };
					await page(pathOf(await linkFor(login)), { password: "yet another password" });
				},
			];
			for (const [at, change] of changes.entries()) {
				const person = await makePerson(db, `P${at}`, PASSWORD);
				const path = pathOf(await linkFor(person.profile.login));
				await change(person.id);
				assert.equal((await page(path, { password: NEXT_PASSWORD })).statusCode, 410, String(at));
			}
		});

		it("only so many letters to one mailbox, and nobody hears it; only so many wishes of one network", async () => {
			const links = [];
			for (let time = 0; time < 8; time++) links.push(await linkFor("ada@example.com"));
			assert.equal(links.filter((link) => link !== undefined).length, 5);
			for (let time = 0; time < 12; time++) await linkFor("nobody@example.com");
			const limited = await page("/login/forgot", { login: "nobody@example.com" });
			assert.equal(limited.statusCode, 429);
			assert.ok(Number(limited.headers["retry-after"]) > 0);
		});

		it("a locked account opens by a link from the mailbox, after a click, and others hear nothing", async () => {
			await lockOut(db, ada.id);
			const path = pathOf(await linkFor("ada@example.com", "unlock"));
			assert.match((await page(path)).body, /Unlock my account/);
			assert.equal(await statusOf(ada), "LOCKED_OUT", "looking at it changes nothing");
			assert.equal((await page(path, {})).statusCode, 200);
			assert.equal(await statusOf(ada), "ACTIVE");
			assert.equal((await page(path, {})).statusCode, 410);
			assert.equal(await linkFor("ada@example.com", "unlock"), undefined, "who is not locked out gets no letter");
		});

		it("holds to the person's password policy: no reset, no unlock where it says so", async () => {
			const link = await linkFor("ada@example.com");
			await allow({ selfServicePasswordReset: { access: "DENY" }, selfServiceUnlock: { access: "ALLOW" } });
			assert.equal(await linkFor("ada@example.com"), undefined);
			assert.equal((await page(pathOf(link))).statusCode, 410, "a link of before too");
			await allow({ selfServicePasswordReset: { access: "ALLOW" }, selfServiceUnlock: { access: "DENY" } });
			await lockOut(db, ada.id);
			assert.equal(await linkFor("ada@example.com"), undefined, "a reset would open the locked account");
			assert.equal(await linkFor("ada@example.com", "unlock"), undefined);
		});

		it("a rule for another network lets nobody here", async () => {
			const link = await linkFor("ada@example.com");
			const both = { selfServicePasswordReset: { access: "ALLOW" }, selfServiceUnlock: { access: "ALLOW" } };
			const document = { conditions: { network: { connection: "ZONE", include: ["nzoelsewhere"] } }, actions: both };
			const policy = await createPolicy(db, { type: "PASSWORD", name: "Office", document: {} }, "ACTIVE");
			await createRule(db, policy.id, { name: "In the office", document }, "ACTIVE");
			assert.equal(await linkFor("ada@example.com"), undefined);
			assert.equal((await page(pathOf(link), { password: NEXT_PASSWORD })).statusCode, 410);
		});

		it("through the API: a mailed link takes the place of no second factor", async () => {
			const [policy] = await listPolicies(db, "OKTA_SIGN_ON");
			const [rule] = policy ? await listRules(db, policy.id) : [];
			assert.ok(policy && rule);
			const actions = { signon: { access: "ALLOW", requireFactor: true } };
			await replaceRule(db, policy.id, rule.id, { ...rule, document: { ...rule.document, actions } } as never);
			const { factor, sharedSecret } = await enrolTotp(needs, ada, "OKTA");
			const secret = Secret.fromBase32(sharedSecret);
			await activateFactor(needs, ada, factor.id, { passCode: new TOTP({ secret }).generate() });
			const recoveryToken = pathOf(await linkFor("ada@example.com"))
				.split("/")
				.at(-1);
			const { stateToken } = (await authn("recovery/token", { recoveryToken })).body;
			const { body } = await authn("credentials/reset_password", { stateToken, newPassword: NEXT_PASSWORD });
			assert.deepEqual([body.status, body["sessionToken"]], ["MFA_REQUIRED", undefined]);
		});

		it("through the API: challenge, token, new password, and the ordinary way in", async () => {
			const asked = await authn("recovery/password", { username: "ada@example.com", factorType: "EMAIL", relayState: "here" });
			assert.deepEqual(asked.body as object, {
				status: "RECOVERY_CHALLENGE",
				factorResult: "WAITING",
				relayState: "here",
				factorType: "EMAIL",
				recoveryType: "PASSWORD",
			});
			await recovery.settled();
			const { letter } = letters[0] ?? {};
			const recoveryToken = letter && "link" in letter ? (letter.link.split("/").at(-1) ?? "") : "";
			const [one, other] = await Promise.all([
				authn("recovery/token", { recoveryToken }),
				authn("recovery/token", { recoveryToken }),
			]);
			assert.deepEqual([one.statusCode, other.statusCode].toSorted(), [200, 401], "a token is exchanged once");
			const { stateToken, status } = one.statusCode === 200 ? one.body : other.body;
			assert.equal(status, "PASSWORD_RESET");
			const reset = await authn("credentials/reset_password", { stateToken, newPassword: NEXT_PASSWORD });
			assert.equal(reset.body.status, "SUCCESS", JSON.stringify(reset.body));
			assert.deepEqual(await passwordsOf(), [false, true]);
			assert.equal((await authn("credentials/reset_password", { stateToken, newPassword: PASSWORD })).body.errorCode, "E0000011");
		});

		it("through the API: tokens that never were are refused alike", async () => {
			for (const [path, body] of [
				["recovery/token", { recoveryToken: "x".repeat(43) }],
				["recovery/answer", { stateToken: "x".repeat(43), answer: "green" }],
				["credentials/reset_password", { stateToken: "x".repeat(43), newPassword: NEXT_PASSWORD }],
			] as const)
				assert.deepEqual((await authn(path, body)).body.errorCode, "E0000011", path);
			assert.equal((await authn("recovery/password", { username: "ada@example.com", factorType: "SMS" })).statusCode, 400);
			assert.equal((await authn("recovery/password", {})).statusCode, 400);
		});

		it("through the API: a locked account opens", async () => {
			await lockOut(db, ada.id);
			assert.equal((await authn("recovery/unlock", { username: "ada@example.com" })).body.status, "RECOVERY_CHALLENGE");
			await recovery.settled();
			const { letter } = letters[0] ?? {};
			const recoveryToken = letter && "link" in letter ? (letter.link.split("/").at(-1) ?? "") : "";
			assert.equal((await authn("recovery/token", { recoveryToken })).body.status, "SUCCESS");
			assert.equal(await statusOf(ada), "ACTIVE");
		});
	});
}
