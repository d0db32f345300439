import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { asFault } from "#common/faults/fault.ts";
import { createSeal } from "#common/seal/seal.ts";
import type { Limiter } from "#common/web/limits.ts";
import { engines } from "#tests/harness/databases.ts";
import { makePerson, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { forgetDevices, rememberDevice } from "../devices/devices.ts";
import { createGuessLimiter } from "../guessing/guessing.ts";
import { signInWithPassword } from "./attempt.ts";

const ADA = "ada@example.com";
const EVE = "eve@example.com";
const PASSWORD = "correct horse battery";
const WRONG = "wrong horse battery";

for (const engine of engines) {
	describe(`guesses at a sign-in on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let limiter: Limiter;
		let ada: string;
		let device: string;
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			limiter = createGuessLimiter(db, createSeal("m".repeat(32), "provider"));
			ada = (await makePerson(db, "Ada", PASSWORD)).id;
			await makePerson(db, "Eve", PASSWORD);
			device = await rememberDevice(db, undefined, ada, { factorProven: false });
		});
		beforeEach(() => db.deleteFrom("guesses").execute());
		after(() => close());

		interface Try {
			readonly login?: string;
			readonly password?: string;
			readonly address?: string;
			readonly deviceCookie?: string;
		}
		const tried = ({ login = ADA, password = WRONG, address = "192.0.2.1", deviceCookie }: Try = {}): Promise<string> =>
			signInWithPassword({ db, limiter }, { login, password, address, deviceCookie }).then(
				() => "in",
				(thrown) => asFault(thrown).code,
			);
		const times = async (count: number, one: (at: number) => Promise<string>): Promise<Record<string, number>> => {
			const answers = await Promise.all(Array.from({ length: count }, (_, at) => one(at)));
			return Object.fromEntries(
				Map.groupBy(answers, (code) => code)
					.entries()
					.map(([code, { length }]) => [code, length]),
			);
		};

		test("from everywhere at one account are fifty an hour; on their own device its owner gets in, on a new one they wait", async () => {
			const from = (at: number) => tried({ address: `198.51.${Math.floor(at / 250)}.${at % 250}` });
			assert.deepEqual(await times(80, from), { credentials_refused: 50, too_many_attempts: 30 });
			assert.equal(await tried({ password: PASSWORD, deviceCookie: device }), "in");
			assert.equal(await tried({ password: PASSWORD, address: "203.0.113.9" }), "too_many_attempts");
			assert.equal(await tried({ login: EVE, password: PASSWORD, address: "203.0.113.9" }), "in", "nobody else is slowed");
		});

		test("on a known device have ten tries of their own, which say when they begin anew", async () => {
			const there = (password: string) => tried({ password, deviceCookie: device, address: "203.0.113.1" });
			assert.deepEqual(await times(30, () => there(WRONG)), { credentials_refused: 10, too_many_attempts: 20 });
			assert.equal(await there(PASSWORD), "too_many_attempts");
			const attempt = { login: ADA, password: PASSWORD, address: "203.0.113.1", deviceCookie: device };
			const fault = await signInWithPassword({ db, limiter }, attempt).then(() => undefined, asFault);
			assert.ok(fault?.retryAfter !== undefined && fault.retryAfter > 0 && fault.retryAfter <= 900);
		});

		test("with a cookie of somebody else's device, or one that was forgotten, are a stranger's", async () => {
			const eves = await rememberDevice(db, undefined, (await makePerson(db, "Mallory", PASSWORD)).id, { factorProven: false });
			assert.deepEqual(await times(12, () => tried({ deviceCookie: eves })), { credentials_refused: 10, too_many_attempts: 2 });
			assert.equal(await tried({ password: PASSWORD, deviceCookie: "z".repeat(43) }), "too_many_attempts");
			await forgetDevices(db, ada);
			assert.equal(await tried({ password: PASSWORD, deviceCookie: device }), "too_many_attempts");
			const deviceCookie = await rememberDevice(db, device, ada, { factorProven: false });
			assert.equal(await tried({ password: PASSWORD, deviceCookie }), "in");
		});

		test("are a hundred from one network, however often the guesser signs in to an account of their own between them", async () => {
			let compared = 0;
			for (let at = 0; at < 120; at++) {
				if ((await tried({ login: `person-${at}@example.com` })) === "credentials_refused") compared += 1;
				await tried({ login: EVE, password: PASSWORD });
			}
			assert.equal(compared, 100);
		});

		test("that are refused use up nothing of what others have", async () => {
			await times(200, () => tried());
			const elsewhere = (at: number) => tried({ address: `203.0.113.${at}` });
			assert.deepEqual(await times(60, elsewhere), { credentials_refused: 40, too_many_attempts: 20 });
		});
	});
}
