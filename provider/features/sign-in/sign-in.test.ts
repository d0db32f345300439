import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { asFault } from "#common/faults/fault.ts";
import { createLimiter } from "#common/web/limits.ts";
import { engines } from "#tests/harness/databases.ts";
import { makePerson, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { BY_PASSWORD, endSessionsOf, readSession, sessionRecords, startSession } from "../sessions/sessions.ts";
import { signInWithPassword } from "./attempt.ts";

for (const engine of engines) {
	describe(`sign-in on ${engine.name}`, () => {
		const password = "correct horse battery";
		let db: Db;
		let close: () => Promise<void>;
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await makePerson(db, "Ada", password);
		});
		after(() => close());

		/** The refusal's code, or the person's login. */
		const tried = (limiter: ReturnType<typeof createLimiter>, guess: string, address = "192.0.2.1"): Promise<string> =>
			signInWithPassword({ db, limiter }, { login: "ada@example.com", password: guess, address }).then(
				({ profile }) => profile.login,
				(thrown) => asFault(thrown).code,
			);

		it("tries ten guesses of forty at once, and the person elsewhere still gets in", async () => {
			const limiter = createLimiter();
			const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => tried(limiter, `guess ${at}`)));
			assert.equal(answers.filter((answer) => answer === "credentials_refused").length, 10);
			assert.equal(await tried(limiter, password), "too_many_attempts");
			assert.equal(await tried(limiter, password, "192.0.2.2"), "ada@example.com");
		});

		it("counts a line as one address, however many it can send from (RFC 6177 section 2)", async () => {
			const limiter = createLimiter();
			const from = (at: number) => `2001:db8:0:1::${at.toString(16)}`;
			for (let at = 0; at < 10; at++) await tried(limiter, "guess", from(at));
			assert.equal(await tried(limiter, password, from(10)), "too_many_attempts");
			assert.equal(await tried(limiter, password, "2001:db8:0:2::1"), "ada@example.com");
		});

		it("never slows a person who knows the password", async () => {
			const limiter = createLimiter();
			for (let time = 0; time < 12; time++) assert.equal(await tried(limiter, password), "ada@example.com");
		});

		it("a session that was ended while a request was under way stays ended", async () => {
			const { id } = await makePerson(db, "Eve");
			const cookie = await startSession(db, id, BY_PASSWORD, { address: "192.0.2.1", userAgent: "" });
			const payload = await sessionRecords.find(db, cookie);
			assert.ok(payload?.iat);
			await endSessionsOf(db, id);
			await sessionRecords.save(db, cookie, { ...payload, iat: payload.iat - 60 });
			assert.equal(await readSession(db, cookie), undefined);
		});
	});
}
