import { Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import { listNamed, type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import { type Body, openBody } from "./body.ts";
import type { LetterStatus } from "./mail.ts";
import { countByStatus, deleteLetter, type LetterRow, requeueLetter, selectLetter, selectLetters } from "./outbox.store.ts";

/** A letter as administrators see it: without what it says. */
export interface OutboxLetter {
	readonly id: string;
	readonly userId: string;
	readonly kind: string;
	readonly address: string;
	readonly name: string;
	readonly language: string;
	readonly subject: string;
	readonly status: LetterStatus;
	readonly attempts: number;
	readonly nextAttempt: string | null;
	readonly error: string | null;
	readonly expires: string | null;
	readonly created: string;
	readonly sent: string | null;
	/** Whether it is kept what it says. */
	readonly readable: boolean;
}

const toLetter = (row: LetterRow): OutboxLetter => ({
	id: row.id,
	userId: row.user_id,
	kind: row.kind,
	address: row.address,
	name: row.name,
	language: row.language,
	subject: row.subject,
	status: row.status,
	attempts: row.attempts,
	nextAttempt: row.status === "QUEUED" ? row.next_attempt : null,
	error: row.error,
	expires: row.expires,
	created: row.created,
	sent: row.sent,
	readable: row.body !== null,
});

const LIST = listNamed("outbox", {});

/** The newest first. @throws Fault `invalid_request` (`after`). */
export const listLetters = async (
	db: Db,
	{ limit, after }: { limit: number; after?: string | undefined },
): Promise<Page<OutboxLetter>> => {
	const [list, created, id] = after === undefined ? [] : (readCursor(after, 3) ?? []);
	if (after !== undefined && list !== LIST)
		throw new Fault("invalid_request", { fields: [{ field: "after", message: "is not a place in this list" }] });
	const before = created === undefined || id === undefined ? undefined : { created, id };
	const rows = await selectLetters(db, { limit: limit + 1, before });
	return pageOf(rows, limit, (last) => writeCursor(LIST, last.created, last.id), toLetter);
};

const existing = async (db: Db, id: string): Promise<LetterRow> => {
	const row = await selectLetter(db, id);
	if (!row) throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (Letter)` });
	return row;
};

/** @throws Fault `not_found`. */
export const getLetter = async (db: Db, id: string): Promise<OutboxLetter> => toLetter(await existing(db, id));

/** What a letter says. @throws Fault `not_found`, also where it is not kept any more. */
export const openLetter = async (db: Db, seal: Seal, id: string): Promise<Body> => {
	const { body } = await existing(db, id);
	if (body === null) throw new Fault("not_found", { description: "What this letter says is not kept any more." });
	return openBody(seal, id, body);
};

/** Tries a letter again, at once. @throws Fault `not_found`, `conflict` where it is on its way or of no more use. */
export const resendLetter = async (db: Db, id: string): Promise<OutboxLetter> => {
	await existing(db, id);
	if (!(await requeueLetter(db, id)))
		throw new Fault("conflict", { description: "This letter is on its way, or of no more use." });
	return getLetter(db, id);
};

/** @throws Fault `not_found`. */
export const removeLetter = async (db: Db, id: string): Promise<void> => {
	if (!(await deleteLetter(db, id))) await existing(db, id);
};

/** How many letters there are in each state. */
export const mailState = (db: Db): ReturnType<typeof countByStatus> => countByStatus(db);
