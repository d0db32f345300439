import { inBatches } from "#common/db/batches.ts";
import { type Instant, now } from "#common/db/columns.ts";
import { type Place, preparedRow, preparedWrite } from "#common/db/prepared.ts";
import type { Db } from "../../database.ts";

export interface Guesses {
	readonly points: number;
	readonly expires: string;
}

interface Guess {
	readonly digest: string;
	readonly moment: Instant;
	readonly expires: Instant;
	readonly most: number;
}

/** Counts outlive the process; what a power cut takes of the last moment, nobody misses. */
const RELAXED = { relaxed: true };

const counting = preparedRow((db: Db, place: Place<Pick<Guess, "digest" | "moment">>) =>
	db
		.selectFrom("guesses")
		.select(["points", "expires"])
		.where("digest", "=", place("digest"))
		.where("expires", ">", place("moment")),
);

/** Primary key. What counts at present. */
export const selectGuesses = (db: Db, digest: string): Promise<Guesses | undefined> => counting(db, { digest, moment: now() });

/**
 * Counts one more, from one on where what was counted has expired, and answers how many there are: one statement, so that of many at once, in
 * whichever process, each gets another number. Where there are `most` already, nothing is written and nothing answered.
 */
const oneMore = preparedRow(
	(db: Db, place: Place<Guess>) =>
		db
			.insertInto("guesses")
			.values({ digest: place("digest"), points: 1, expires: place("expires") })
			.onConflict((conflict) =>
				conflict
					.column("digest")
					.doUpdateSet(({ eb, ref, lit }) => ({
						points: eb
							.case()
							.when("guesses.expires", "<=", place("moment"))
							.then(lit(1))
							.else(eb(ref("guesses.points"), "+", lit(1)))
							.end(),
						expires: eb
							.case()
							.when("guesses.expires", "<=", place("moment"))
							.then(ref("excluded.expires"))
							.else(ref("guesses.expires"))
							.end(),
					}))
					.where(({ or, eb }) => or([eb("guesses.points", "<", place("most")), eb("guesses.expires", "<=", place("moment"))])),
			)
			.returning(["points", "expires"]),
	RELAXED,
);

/** More than anybody guesses. */
const ANY = 2 ** 31 - 1;

/** Primary key. */
export const addGuess = async (db: Db, digest: string, expires: Instant): Promise<Guesses> => {
	const guesses = await addGuessBelow(db, digest, expires, ANY);
	return guesses ?? { points: ANY, expires };
};

/** Primary key. Undefined where there are `most` already. */
export const addGuessBelow = (db: Db, digest: string, expires: Instant, most: number): Promise<Guesses | undefined> =>
	oneMore(db, { digest, expires, most, moment: now() });

const oneLess = preparedWrite(
	(db: Db, place: Place<Pick<Guess, "digest" | "moment">>) =>
		db
			.updateTable("guesses")
			.set(({ eb, lit }) => ({ points: eb("points", "-", lit(1)) }))
			.where("digest", "=", place("digest"))
			.where("points", ">", 0)
			.where("expires", ">", place("moment")),
	RELAXED,
);

/** Primary key. */
export const takeGuessBack = async (db: Db, digest: string): Promise<void> => {
	await oneLess(db, { digest, moment: now() });
};

/** Index on `expires`. */
export const deleteExpired = (db: Db): Promise<void> =>
	inBatches((most) => {
		const over = db.selectFrom("guesses").select("digest").where("expires", "<=", now()).orderBy("expires").limit(most);
		// A count that began anew meanwhile stays.
		return db.deleteFrom("guesses").where("digest", "in", over).where("expires", "<=", now());
	});
