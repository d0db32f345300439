import type { Selectable } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import type { Instant } from "#common/db/columns.ts";
import { type Place, preparedRow, preparedWrite } from "#common/db/prepared.ts";
import type { Db } from "../../database.ts";
import type { SignInAttemptsTable } from "./oidc-sign-in.table.ts";

export type AttemptRow = Selectable<SignInAttemptsTable>;

export const insertAttempt = async (db: Db, row: AttemptRow): Promise<void> => {
	await insert(db, row);
};

const insert = preparedWrite((db: Db, place: Place<AttemptRow>) =>
	db.insertInto("sign_in_attempts").values({
		digest: place("digest"),
		browser_digest: place("browser_digest"),
		configuration_id: place("configuration_id"),
		nonce: place("nonce"),
		code_verifier: place("code_verifier"),
		next: place("next"),
		expires: place("expires"),
	} satisfies Record<keyof SignInAttemptsTable, unknown>),
);

/** Takes the row away, by primary key; of two who ask at once, one gets it. */
export const takeAttempt = (db: Db, digest: string, browser: string, at: Instant): Promise<AttemptRow | undefined> =>
	take(db, { digest, browser, at });

const take = preparedRow((db: Db, place: Place<{ digest: string; browser: string; at: Instant }>) =>
	db
		.deleteFrom("sign_in_attempts")
		.where("digest", "=", place("digest"))
		.where("browser_digest", "=", place("browser"))
		.where("expires", ">", place("at"))
		.returningAll(),
);

/** Through the index on expires. */
export const deleteExpiredAttempts = (db: Db, at: Instant): Promise<void> =>
	inBatches((most) => {
		const over = db.selectFrom("sign_in_attempts").select("digest").where("expires", "<=", at).orderBy("expires").limit(most);
		return db.deleteFrom("sign_in_attempts").where("digest", "in", over);
	});
