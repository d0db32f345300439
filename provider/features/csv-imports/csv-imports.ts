/**
 * People from CSV files, and people to CSV files.
 *
 * A file comes in slices, and each slice's rows are kept at once, so that nothing large is held in memory and an upload goes on where
 * it broke off. Looking at the rows and writing them is the same work (`batch.ts`), done by a job in every process (`job.ts`): some
 * rows in each transaction, with the place it has come to, so that a process that is killed has done a batch or has not.
 */
import { now, toJson } from "#common/db/columns.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { type Actor, allowsEverywhere, personOf } from "../administrators/administrators.ts";
import { customAttributes } from "../schemas/schemas.ts";
import { baseNames } from "../users/users.ts";
import { deleteImportRow, insertImport, lockImport, selectImport, selectRows, updateImport } from "./csv-imports.store.ts";
import { GROUPS, type Plan, problemsOfPlan } from "./plan.ts";

export { selectUnderWay } from "./csv-imports.store.ts";
export { exportPeople } from "./export.ts";
export { type PeopleImportsJob, removeOldImportRows, startPeopleImports } from "./job.ts";
export { listImports, listRows, sampleOf } from "./listing.ts";
export { GROUPS, type Plan, type Problem } from "./plan.ts";
export { reportLines } from "./report.ts";
export { receiveSlice } from "./upload.ts";

/**
 * UPLOADING: waits for the rest of the file. UPLOADED: waits to be told which column is what. CHECKING, CHECKED: every row is looked at.
 * RUNNING, COMPLETE: people are written. CANCELLED: by somebody, and may go on. FAILED: whoever began it may not do so any more.
 */
export type ImportStatus = "UPLOADING" | "UPLOADED" | "CHECKING" | "CHECKED" | "RUNNING" | "COMPLETE" | "CANCELLED" | "FAILED";

/** What a row does, or has done. */
export type RowOutcome = "NEW" | "CHANGED" | "UNCHANGED" | "WRONG";
export type Counts = Readonly<Record<RowOutcome, number>>;
const NO_COUNTS: Counts = { NEW: 0, CHANGED: 0, UNCHANGED: 0, WRONG: 0 };

/** The call that began an import: its events are that call's. */
export interface Origin {
	readonly requestId: string;
	readonly ipAddress: string;
	readonly userAgent: string;
}

export interface PeopleImport {
	readonly id: string;
	readonly name: string;
	readonly status: ImportStatus;
	readonly userId: string;
	readonly size: number;
	readonly received: number;
	readonly header: readonly string[] | undefined;
	readonly rowCount: number;
	readonly plan: Plan | undefined;
	readonly checked: number;
	readonly done: number;
	readonly found: Counts;
	readonly made: Counts;
	readonly reason: string | null;
	readonly created: string;
	readonly started: string | null;
	readonly finished: string | null;
}

export const LARGEST_FILE = 100_000_000;
export const MOST_ROWS = 250_000;

/** Columns of this name are dropped when the file comes: passwords are never imported, and not kept. */
export const isSecretColumn = (name: string): boolean =>
	/pass\s*(word|wort|phrase|wd|code)|kennwort|\bpwd\b|secret(?!ar)|\bhash\b/i.test(name.replaceAll("_", " "));

/** @throws Fault `invalid_request` (`name`, `size`), `forbidden` for an application. */
export const createImport = async (
	db: Db,
	actor: Actor,
	{ name, size }: { name: string; size: number },
): Promise<PeopleImport> => {
	if (size > LARGEST_FILE) throw fieldFault("invalid_request", "size", "A file may have 100 MB. Divide it.");
	const id = newId("csv");
	await insertImport(db, {
		id,
		name: name.replace(/\p{C}/gu, " ").trim() || "people.csv",
		status: "UPLOADING",
		user_id: personOf(actor).userId,
		size,
		received: 0,
		rest: "",
		line: 1,
		separator: null,
		header: null,
		row_count: 0,
		plan: null,
		checked: 0,
		done: 0,
		found: toJson(NO_COUNTS),
		made: toJson(NO_COUNTS),
		reason: null,
		origin: null,
		holder: null,
		beat: null,
		created: now(),
		started: null,
		finished: null,
	});
	return getImport(db, id);
};

/** @throws Fault `not_found`. */
export const getImport = async (db: Db, id: string): Promise<PeopleImport> => {
	const found = await selectImport(db, id);
	if (!found) throw noSuchImport(id);
	return found;
};

export const noSuchImport = (id: string): Fault =>
	new Fault("not_found", { description: `Not found: Resource not found: ${id} (PeopleImport)` });

/**
 * Has every row looked at, by this plan; nothing is written but what was found.
 *
 * @throws Fault `invalid_request` (`columns`, ...), `forbidden` where groups are asked for by whoever may not manage them, `conflict`.
 */
export const checkImport = async (db: Db, actor: Actor, id: string, plan: Plan): Promise<PeopleImport> => {
	if ((plan.createGroups || plan.columns.includes(GROUPS)) && !allowsEverywhere(actor, "groups.manage"))
		throw new Fault("forbidden", { description: "Putting people into groups takes the permission to manage groups." });
	const attributes = new Set<string>([...baseNames, ...(await customAttributes(db)).keys()]);
	await change(db, id, ["UPLOADED", "CHECKED", "FAILED"], ({ header = [], done, status }) => {
		if (done > 0) throw notNow(status);
		const fields = problemsOfPlan(plan, header, attributes);
		if (fields.length > 0) throw new Fault("invalid_request", { fields });
		const { userId } = personOf(actor);
		const afresh = { checked: 0, found: toJson(NO_COUNTS), holder: null, reason: null, finished: null };
		return { status: "CHECKING", user_id: userId, plan: toJson(plan), ...afresh };
	});
	return getImport(db, id);
};

/** Writes the people: those of rows that are right. Goes on where it was cancelled. @throws Fault `conflict`. */
export const runImport = async (db: Db, actor: Actor, id: string, origin: Origin): Promise<PeopleImport> => {
	const { userId } = personOf(actor);
	const present = await getImport(db, id);
	const left = await selectRows(db, { id, after: present.done, limit: 1 });
	await change(db, id, ["CHECKED", "CANCELLED", "FAILED"], ({ started, plan, checked, done, rowCount }) => {
		if (!plan || checked < rowCount) throw new Fault("conflict", { description: "The rows have to be checked first." });
		if (left.length === 0 && done < rowCount)
			throw new Fault("conflict", { description: "The rows of this file were forgotten meanwhile. Upload it again." });
		const first = started === null ? { started: now() } : {};
		return { status: "RUNNING", user_id: userId, origin: toJson(origin), finished: null, reason: null, holder: null, ...first };
	});
	return getImport(db, id);
};

/** Stops what is under way, after the batch that is being written: what was written stays. @throws Fault `conflict`. */
export const cancelImport = async (db: Db, id: string): Promise<PeopleImport> => {
	await change(db, id, ["CHECKING", "RUNNING"], ({ status }) =>
		status === "CHECKING" ? { status: "UPLOADED", holder: null } : { status: "CANCELLED", holder: null, finished: now() },
	);
	return getImport(db, id);
};

/** Forgets a file and its rows. People stay. @throws Fault `conflict` while it is under way. */
export const deleteImport = (db: Db, id: string): Promise<void> =>
	db.transaction().execute(async (tx) => {
		const found = await lockImport(tx, id);
		if (!found) throw noSuchImport(id);
		if (found.status === "CHECKING" || found.status === "RUNNING") throw notNow(found.status);
		await deleteImportRow(tx, id);
	});

const change = (
	db: Db,
	id: string,
	from: readonly ImportStatus[],
	to: (present: PeopleImport) => Parameters<typeof updateImport>[2],
): Promise<void> =>
	db.transaction().execute(async (tx) => {
		const present = await lockImport(tx, id);
		if (!present) throw noSuchImport(id);
		if (!from.includes(present.status)) throw notNow(present.status);
		await updateImport(tx, id, to(present));
	});

export const notNow = (status: ImportStatus): Fault =>
	new Fault("conflict", { description: `This cannot be done while the import is ${status}.` });
