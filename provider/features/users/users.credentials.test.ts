import assert from "node:assert/strict";
import { createHash, pbkdf2Sync } from "node:crypto";
import { after, before, describe, it } from "node:test";
import bcrypt from "bcryptjs";
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
import { peopleNeeds } from "./users.harness.ts";
import { mountUsers } from "./users.routes.ts";
import { authenticate, findLink, findUser, redeemActivation, type User, type userObject } from "./users.ts";

type Shown = ReturnType<typeof userObject>;
const PASSWORD = "a long enough password";
const ANOTHER = "another long password";

for (const engine of engines) {
	describe(`credentials of people on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let admin: User;
		const ended: string[] = [];
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			admin = await makeAdministrator(db, "Root");
			api = await openManagement(db, admin.id, (routes) => mountUsers(routes, peopleNeeds(db, ended)));
		});
		after(async () => {
			await api.close();
			await close();
		});
		const at = (id: string, rest = "") => `/api/v1/users/${id}${rest}`;
		const outcome = async (method: string, path: string, options: Parameters<Management["call"]>[2] = {}) => {
			const { status, body } = await api.call(method, path, options);
			return status === 200 || status === 204 ? String(status) : `${status} ${body.errorCode}`;
		};
		let count = 0;
		const person = () => makePerson(db, `P${++count}`, PASSWORD);
		const changing = (oldPassword: string, newPassword: string, more: object = {}) => ({
			body: { oldPassword: { value: oldPassword }, newPassword: { value: newPassword }, ...more },
		});

		it("a password is changed by who knows the old one, and only so", async () => {
			const { id, profile, passwordChanged } = await person();
			const path = at(id, "/credentials/change_password");
			ended.length = 0;
			assert.equal(await outcome("POST", path, changing("not the old one", ANOTHER)), "403 E0000014");
			assert.equal(await outcome("POST", path, changing(PASSWORD, "short")), "403 E0000080");
			assert.equal((await findUser(db, id))?.passwordChanged, passwordChanged);
			assert.equal(await outcome("POST", `${path}?strict=true`, changing(PASSWORD, ANOTHER)), "200");
			assert.deepEqual(ended, []);
			assert.equal((await authenticate(db, profile.login, ANOTHER))?.id, id);
			assert.equal(await outcome("POST", path, changing(ANOTHER, PASSWORD, { revokeSessions: true })), "200");
			assert.deepEqual(ended, [id]);
		});

		it("the moment of a password's change always grows", async () => {
			const { id } = await person();
			const seen: (string | null)[] = [(await findUser(db, id))?.passwordChanged ?? null];
			const future = "2999-01-01T00:00:00.000Z";
			await db
				.updateTable("users")
				.set({ password_changed: future as never })
				.where("id", "=", id)
				.execute();
			seen.push(future);
			for (const value of [ANOTHER, PASSWORD]) {
				await api.call("POST", at(id), { body: { credentials: { password: { value } } } });
				seen.push((await findUser(db, id))?.passwordChanged ?? null);
			}
			assert.deepEqual(seen, [...seen].sort());
			assert.equal(new Set(seen).size, seen.length);
		});

		it("of two changes with the same old password one wins", async () => {
			const { id } = await person();
			const path = at(id, "/credentials/change_password");
			const outcomes = await Promise.all(
				["one new password", "two new passwords"].map((one) => outcome("POST", path, changing(PASSWORD, one))),
			);
			assert.deepEqual(outcomes.sort(), ["200", "403 E0000014"]);
		});

		it("a temporary password opens nothing but the choice of another", async () => {
			const { id, profile } = await person();
			for (const step of ["expire_password?tempPassword=true", "expire_password_with_temp_password?revokeSessions=true"]) {
				const { body } = await api.call<{ tempPassword: string }>("POST", at(id, `/lifecycle/${step}`));
				assert.equal((await authenticate(db, profile.login, body.tempPassword))?.status, "PASSWORD_EXPIRED");
				assert.equal(await authenticate(db, profile.login, PASSWORD), undefined);
			}
		});

		it("a recovery question is stored as a digest, answered in any letter case, and never shown with its answer", async () => {
			const { id, profile } = await person();
			const question = { question: "First pet?", answer: "Grace the Cat" };
			const path = at(id, "/credentials/change_recovery_question");
			const asked = (password: string, recovery_question: object) => ({
				body: { password: { value: password }, recovery_question },
			});
			assert.equal(await outcome("POST", path, asked("wrong password", question)), "403 E0000014");
			assert.equal(await outcome("POST", path, asked(PASSWORD, { ...question, answer: "abc" })), "400 E0000001");
			const answer = await api.call("POST", path, asked(PASSWORD, question));
			assert.deepEqual(answer.body as unknown, {
				password: {},
				recovery_question: { question: "First pet?" },
				provider: { type: "OKTA", name: "OKTA" },
			});
			assert.equal(
				JSON.stringify(await rowsOf(db, "users"))
					.toLowerCase()
					.includes("grace the cat"),
				false,
			);
			const recover = at(id, "/credentials/forgot_password_recovery_question");
			const recovering = (value: string) => ({ body: { password: { value: ANOTHER }, recovery_question: { answer: value } } });
			assert.equal(await outcome("POST", recover, recovering("grace the dog")), "403 E0000014");
			assert.equal(await outcome("POST", recover, recovering(" GRACE the cat ")), "200");
			assert.equal((await authenticate(db, profile.login, ANOTHER))?.id, id);
		});

		it("a link for a forgotten password asks the question, and one wrong answer spends it", async () => {
			const { id, profile } = await person();
			assert.equal(await outcome("POST", at(id, "/credentials/forgot_password?sendEmail=false")), "403 E0000034");
			await api.call("POST", at(id), { body: { credentials: { recovery_question: { question: "Pet?", answer: "Rover" } } } });
			const link = async () => {
				const { body } = await api.call<{ resetPasswordUrl: string }>(
					"POST",
					at(id, "/credentials/forgot_password?sendEmail=false"),
				);
				return body.resetPasswordUrl.split("/").at(-1) ?? "";
			};
			const first = await link();
			assert.equal((await findLink(db, first))?.question, "Pet?");
			assert.equal((await authenticate(db, profile.login, PASSWORD))?.status, "ACTIVE");
			await assert.rejects(redeemActivation(db, first, ANOTHER, "Fido"), { code: "answer_refused" });
			await assert.rejects(redeemActivation(db, first, ANOTHER, "Rover"), { code: "link_spent" });
			assert.equal((await redeemActivation(db, await link(), ANOTHER, "rover")).id, id);
		});

		const QUESTION = { question: "First pet?", answer: "Rover" };
		/** Calls that tell whether a password or an answer is right, and what each sends. */
		const guesses: Record<string, (guess: string) => object> = {
			change_password: (value) => ({ oldPassword: { value }, newPassword: { value: `${PASSWORD} ${++count}` } }),
			change_recovery_question: (value) => ({ password: { value }, recovery_question: QUESTION }),
			forgot_password_recovery_question: (answer) => ({
				password: { value: `${PASSWORD} ${++count}` },
				recovery_question: { answer },
			}),
		};
		for (const [call, sent] of Object.entries(guesses)) {
			it(`${call}: ten wrong guesses about one person, and no more for a while, not the right one either`, async () => {
				const right = call.startsWith("forgot") ? "rover" : PASSWORD;
				const [victim, other] = [await person(), await person()];
				for (const { id } of [victim, other])
					await api.call("POST", at(id), { body: { credentials: { recovery_question: QUESTION } } });
				const guess = ({ id }: User, value: string) => api.call("POST", at(id, `/credentials/${call}`), { body: sent(value) });
				const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => guess(victim, `wrong guess ${at}`)));
				const codes = answers.map(({ body }) => body.errorCode).sort();
				assert.deepEqual(codes, [...Array(10).fill("E0000014"), "E0000047", "E0000047"]);
				const refused = await guess(victim, right);
				assert.equal(refused.status, 429);
				assert.ok(Number(refused.headers["retry-after"]) > 0);
				assert.equal((await guess(other, right)).status, 200);
			});
		}

		it("guesses of every kind count together, and what is right or refused for another reason does not count", async () => {
			const { id } = await person();
			const path = (call: string) => at(id, `/credentials/${call}`);
			for (let time = 0; time < 12; time++) {
				assert.equal(await outcome("POST", path("change_password"), changing(PASSWORD, "short")), "403 E0000080");
				const asked = { body: { password: { value: PASSWORD }, recovery_question: QUESTION } };
				assert.equal(await outcome("POST", path("change_recovery_question"), asked), "200");
			}
			for (let time = 0; time < 10; time++) {
				const [call, sent] = Object.entries(guesses)[time % 3] ?? assert.fail();
				assert.equal(await outcome("POST", path(call), { body: sent(`wrong guess ${time}`) }), "403 E0000014");
			}
			for (const [call, sent] of Object.entries(guesses))
				assert.equal(await outcome("POST", path(call), { body: sent("another guess") }), "429 E0000047", call);
		});

		it("who reads a person and sends it back changes nothing", async () => {
			const { id } = await person();
			await api.call("POST", at(id), { body: { credentials: { recovery_question: { question: "Pet?", answer: "Rover" } } } });
			for (const method of ["PUT", "POST"]) {
				const { body: read, headers } = await api.call<Shown>("GET", at(id));
				const unchanged = { body: read, headers: { "if-match": String(headers["etag"]) } };
				const { status, body } = await api.call<Shown>(method, at(id), unchanged);
				assert.equal(status, 200, JSON.stringify(body));
				assert.deepEqual({ ...body, lastUpdated: "" }, { ...read, lastUpdated: "" });
			}
		});

		it("a change to what was read before somebody else's is refused, also at the same moment", async () => {
			const { id } = await person();
			const { headers } = await api.call<Shown>("GET", at(id));
			const etag = String(headers["etag"]);
			assert.match(etag, /^W\/"[\w-]{22}"$/);
			const change = (title: string) => outcome("POST", at(id), { body: { profile: { title } }, headers: { "if-match": etag } });
			assert.deepEqual((await Promise.all(["A", "B", "C"].map(change))).sort(), ["200", "412 E0000001", "412 E0000001"]);
			assert.equal(await outcome("PUT", at(id), { body: { profile: {} }, headers: { "if-match": '"none"' } }), "412 E0000001");
			assert.equal(await outcome("POST", at(id), { body: { profile: { title: "D" } }, headers: { "if-match": "*" } }), "200");
		});

		it("two PUTs and a DELETE at once leave one of their outcomes, never a failure", async () => {
			const { id, profile } = await person();
			const put = (title: string) => outcome("PUT", at(id), { body: { profile: { ...profile, title } } });
			const outcomes = await Promise.all([put("A"), put("B"), outcome("DELETE", at(id))]);
			assert.deepEqual(outcomes, ["200", "200", "204"]);
			assert.equal((await findUser(db, id))?.status, "DEPROVISIONED");
		});

		const b64 = (bytes: Buffer) => bytes.toString("base64");
		const salt = Buffer.from("salty salt");
		const sha = (name: string, ...parts: Buffer[]) => b64(createHash(name).update(Buffer.concat(parts)).digest());
		const word = Buffer.from(PASSWORD);
		const crypt = bcrypt.hashSync(PASSWORD, 5);
		const hashes: Record<string, object> = {
			BCRYPT: { workFactor: 5, salt: crypt.slice(7, 29), value: crypt.slice(29) },
			"SHA-512": { salt: b64(salt), saltOrder: "PREFIX", value: sha("sha512", salt, word) },
			"SHA-256": { salt: b64(salt), saltOrder: "POSTFIX", value: sha("sha256", word, salt) },
			"SHA-1": { value: sha("sha1", word) },
			MD5: { salt: b64(salt), saltOrder: "PREFIX", value: sha("md5", salt, word) },
			PBKDF2: {
				salt: b64(salt),
				iterationCount: 1000,
				keySize: 32,
				digestAlgorithm: "SHA512_HMAC",
				value: b64(pbkdf2Sync(PASSWORD, salt, 1000, 32, "sha512")),
			},
		};
		for (const [algorithm, rest] of Object.entries(hashes)) {
			it(`a password that came as ${algorithm} opens the account, and is Argon2id from then on`, async () => {
				const login = `${algorithm.toLowerCase()}@example.com`;
				const { body } = await api.call<Shown>("POST", "/api/v1/users", {
					body: {
						profile: { firstName: "H", lastName: "H", email: login, login },
						credentials: { password: { hash: { algorithm, ...rest } } },
					},
				});
				assert.deepEqual([body.status, body.credentials.provider.type], ["ACTIVE", "IMPORT"], JSON.stringify(body));
				assert.equal(await authenticate(db, login, `${PASSWORD}.`), undefined);
				assert.equal((await authenticate(db, login, PASSWORD))?.id, body.id);
				const row = await db.selectFrom("users").select("password_hash").where("id", "=", body.id).executeTakeFirstOrThrow();
				assert.match(row.password_hash ?? "", /^\$argon2id\$/);
				assert.equal((await authenticate(db, login, PASSWORD))?.id, body.id);
				assert.equal((await findUser(db, body.id))?.hasImportedPassword, false);
			});
		}

		it("hashes that cannot be, hooks and other providers are refused", async () => {
			const refused = [
				{ password: { hash: { algorithm: "BCRYPT", value: "x", salt: "y" } } },
				{ password: { hash: { algorithm: "BCRYPT", ...hashes["BCRYPT"], workFactor: 31 } } },
				{ password: { hash: { algorithm: "SHA-256", value: "AAAA" } } },
				{ password: { hash: { algorithm: "SHA-1", value: sha("sha1", word), salt: "AAAA" } } },
				{ password: { hash: { algorithm: "PBKDF2", ...hashes["PBKDF2"], iterationCount: 2_000_000_000 } } },
				{ password: { hash: { algorithm: "CRC32", value: "AAAA" } } },
				{ password: { value: PASSWORD, hash: { algorithm: "SHA-1", value: sha("sha1", word) } } },
				{ password: { hook: { type: "default" } } },
				{ provider: { type: "FEDERATION", name: "X" } },
				{ recovery_question: { answer: "no question" } },
			];
			const profile = { firstName: "H", lastName: "H", email: "no@example.com", login: "no@example.com" };
			const state = await rowsOf(db, "users");
			for (const credentials of refused)
				assert.equal(
					await outcome("POST", "/api/v1/users", { body: { profile, credentials } }),
					"400 E0000001",
					JSON.stringify(credentials),
				);
			assert.deepEqual(await rowsOf(db, "users"), state);
		});

		it("sessions end by themselves, or with tokens", async () => {
			const { id } = await person();
			ended.length = 0;
			assert.equal(await outcome("DELETE", at(id, "/sessions")), "204");
			assert.equal(await outcome("DELETE", at(id, "/sessions?oauthTokens=true&forgetDevices=true")), "204");
			assert.deepEqual(ended, [`sessions ${id}`, `sessions ${id}`, `tokens ${id}`]);
			ended.length = 0;
			assert.equal(
				await outcome("POST", at("me", "/lifecycle/delete_sessions"), { caller: id, body: { keepCurrent: true } }),
				"204",
			);
			assert.equal(await outcome("POST", at("me", "/lifecycle/delete_sessions"), { caller: id }), "204");
			assert.deepEqual(ended, [`sessions ${id}`, `sessions ${id}`]);
		});

		it("a person is found by the short form of their login, where it is one person's", async () => {
			const { id } = await makePerson(db, "Solo");
			assert.equal((await api.call<Shown>("GET", at("solo"))).body.id, id);
			assert.equal((await api.call("GET", at("sol"))).status, 404);
			const profile = { firstName: "S", lastName: "S", email: "s@example.net", login: "solo@example.net" };
			await api.call("POST", "/api/v1/users?activate=false", { body: { profile } });
			assert.equal((await api.call("GET", at("solo"))).status, 404);
		});
	});
}
