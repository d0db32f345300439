import { type Instant, now } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";

export interface Guesses {
	readonly points: number;
	readonly expires: string;
}

/** Primary key. What counts at present. */
export const selectGuesses = (db: Db, digest: string): Promise<Guesses | undefined> =>
	db
		.selectFrom("guesses")
		.select(["points", "expires"])
		.where("digest", "=", digest)
		.where("expires", ">", now())
		.executeTakeFirst();

/**
 * Counts one more, from one on where what was counted has expired, and answers how many there are: one statement, so that of many at once, in
 * whichever process, each gets another number. Where there are `most` already, nothing is written and nothing answered.
 */
const oneMore = (db: Db, digest: string, expires: Instant, most?: number) => {
	const moment = now();
	return db
		.insertInto("guesses")
		.values({ digest, points: 1, expires })
		.onConflict((conflict) => {
			const counted = conflict.column("digest").doUpdateSet(({ eb, ref, lit }) => ({
				points: eb
					.case()
					.when("guesses.expires", "<=", moment)
					.then(lit(1))
					.else(eb(ref("guesses.points"), "+", lit(1)))
					.end(),
				expires: eb.case().when("guesses.expires", "<=", moment).then(expires).else(ref("guesses.expires")).end(),
			}));
			if (most === undefined) return counted;
			return counted.where(({ or, eb }) => or([eb("guesses.points", "<", most), eb("guesses.expires", "<=", moment)]));
		})
		.returning(["points", "expires"]);
};

/** Primary key. */
export const addGuess = (db: Db, digest: string, expires: Instant): Promise<Guesses> =>
	oneMore(db, digest, expires).executeTakeFirstOrThrow();

/** Primary key. Undefined where there are `most` already. */
export const addGuessBelow = (db: Db, digest: string, expires: Instant, most: number): Promise<Guesses | undefined> =>
	oneMore(db, digest, expires, most).executeTakeFirst();

/** Primary key. */
export const takeGuessBack = async (db: Db, digest: string): Promise<void> => {
	await db
		.updateTable("guesses")
		.set(({ eb, lit }) => ({ points: eb("points", "-", lit(1)) }))
		.where("digest", "=", digest)
		.where("points", ">", 0)
		.where("expires", ">", now())
		.execute();
};

/** Index on `expires`. */
export const deleteExpired = async (db: Db): Promise<void> => {
	await db.deleteFrom("guesses").where("expires", "<=", now()).execute();
};
