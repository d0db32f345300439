/**
 * Guessing: how often somebody may try what only its owner knows. The counts are rows, so that all processes share them and none is
 * forgotten at a restart. What is against floods alone is counted in memory (`common/web/limits.ts`).
 */
import { after } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import { addGuess, addGuessBelow, deleteExpired, type Guesses, selectGuesses, takeGuessBack } from "./guessing.store.ts";

const millisecondsLeft = ({ expires }: Guesses): number => Math.max(0, Date.parse(expires) - Date.now());

const refuse = ({ name, points, duration }: Limit, guesses: Guesses): never => {
	const sentence = `There were ${points} wrong tries within ${duration / 60} minutes.`;
	throw new Fault("too_many_attempts", {
		retryAfter: Math.max(1, Math.ceil(millisecondsLeft(guesses) / 1000)),
		advice: { rule: name, side: "person", sentence },
	});
};

/** A limiter whose counts are in the database. */
export const createGuessLimiter = (db: Db, seal: Pick<Seal, "fingerprint">): Limiter => {
	const digestOf = ({ name }: Limit, key: string): string => seal.fingerprint(`guesses ${name} ${key}`);
	const add = (limit: Limit, digest: string): Promise<Guesses> => addGuess(db, digest, after(limit.duration));
	const checkThat = async (limit: Limit, digest: string): Promise<void> => {
		const guesses = await selectGuesses(db, digest);
		if (guesses && guesses.points >= limit.points) refuse(limit, guesses);
	};
	return {
		async count(limit, key) {
			const guesses = await add(limit, digestOf(limit, key));
			const remaining = Math.max(0, limit.points - guesses.points);
			return { remaining, resetsIn: millisecondsLeft(guesses), exceeded: guesses.points > limit.points };
		},
		async consume(limit, key) {
			const digest = digestOf(limit, key);
			// Whoever goes on past the limit writes nothing.
			if (await addGuessBelow(db, digest, after(limit.duration), limit.points)) return;
			await checkThat(limit, digest);
			// What was used up has expired in between.
			const guesses = await add(limit, digest);
			if (guesses.points > limit.points) refuse(limit, guesses);
		},
		refund: (limit, key) => takeGuessBack(db, digestOf(limit, key)),
		check: (limit, key) => checkThat(limit, digestOf(limit, key)),
	};
};

/** Removes what counts no more. */
export const removeExpiredGuesses = (db: Db): Promise<void> => deleteExpired(db);
