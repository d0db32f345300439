import type { Kysely } from "kysely";
import { newSecret } from "../seal/ids.ts";
import { after, type Instant, now } from "./columns.ts";

/** Work that one process does at a time, by name. */
export interface LeasesTable {
	name: string;
	holder: string;
	until: Instant;
}

interface Leased {
	readonly leases: LeasesTable;
}

/** This process. */
const HOLDER = newSecret(16);

/**
 * Primary key. Whether this process may do what `name` stands for during the next `seconds`: it held the lease before, or nobody does. A
 * lease is kept, so that the same process does the work again; of one that died it runs out. Clocks of machines may differ by less than that.
 */
export const holdLease = async (db: Kysely<never>, name: string, seconds: number): Promise<boolean> => {
	const { numInsertedOrUpdatedRows } = await (db as unknown as Kysely<Leased>)
		.insertInto("leases")
		.values({ name, holder: HOLDER, until: after(seconds) })
		.onConflict((conflict) =>
			conflict
				.column("name")
				.doUpdateSet({ holder: HOLDER, until: after(seconds) })
				.where((eb) => eb.or([eb("leases.holder", "=", HOLDER), eb("leases.until", "<", now())])),
		)
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
};

/** Primary key. Lets another process take over at once. */
export const leaveLease = async (db: Kysely<never>, name: string): Promise<void> => {
	await (db as unknown as Kysely<Leased>).deleteFrom("leases").where("name", "=", name).where("holder", "=", HOLDER).execute();
};

/** Runs `work` unless another process does, or did within the last `seconds`. The lease is renewed while it runs. */
export const withLease = async (
	db: Kysely<never>,
	name: string,
	seconds: number,
	work: () => Promise<unknown>,
): Promise<boolean> => {
	if (!(await holdLease(db, name, seconds))) return false;
	const renewing = setInterval(() => void holdLease(db, name, seconds).catch(() => {}), (seconds * 1000) / 3).unref();
	try {
		await work();
	} finally {
		clearInterval(renewing);
	}
	return true;
};
