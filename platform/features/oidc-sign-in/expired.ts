import { after, now } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import { deleteExpiredAttempts } from "./oidc-sign-in.store.ts";
import { deleteExpiredTests, deleteTriedConfigurations } from "./try-out.store.ts";

/** Seconds. */
export const TEST_LASTS = 3_600;

/** Tests that ran out, and what they tried: it holds a client secret. */
export const removeExpiredTests = async (db: Db): Promise<void> => {
	await deleteExpiredTests(db, now());
	await deleteTriedConfigurations(db, after(-TEST_LASTS));
};

/** Sign-ins that never came back. */
export const removeExpiredAttempts = (db: Db): Promise<void> => deleteExpiredAttempts(db, now());
