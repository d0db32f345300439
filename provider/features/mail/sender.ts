import { after, now } from "#common/db/columns.ts";
import { newSecret } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { MailServer } from "#common/settings/mail.ts";
import type { Db } from "../../database.ts";
import { recordEvent } from "../system-log/system-log.ts";
import { openBody } from "./body.ts";
import { claimLetter, type LetterRow, selectDue, settleLetter } from "./outbox.store.ts";
import { type Deliver, delivererTo, type Message, Undelivered } from "./smtp.ts";

export interface SenderNeeds {
	readonly db: Db;
	readonly seal: Seal;
	readonly server: MailServer;
	/** Email address. */
	readonly from: string;
	failed(fault: unknown): void;
}

export interface Sender {
	wake(): void;
	stop(): Promise<void>;
}

/** Seconds that a process has for a letter: far more than the server may take. After that another may try. */
const CLAIM = 10 * 60;
/** Minutes before the next attempt, by how many there were; the last one from then on. */
const PAUSES = [1, 5, 15, 60] as const;
/** Two days. */
const MOST_ATTEMPTS = 50;
const AT_ONCE = 3;
/** Milliseconds: letters of other processes, and those whose time comes. */
const ROUND = 2_000;
/** Milliseconds: the transaction that holds a new letter is not over yet when it is written. */
const SOON = 50;

/** Seconds, give or take a fifth: letters that failed together need not come again together. */
const pauseAfter = (attempts: number): number =>
	(PAUSES[Math.min(attempts, PAUSES.length) - 1] ?? 60) * 60 * (0.8 + Math.random() * 0.4);

/**
 * Delivers what waits in the outbox. Each letter is claimed by one process; where it ends between the server's yes and our note of it, the
 * letter comes a second time, under the same Message-ID.
 */
export const startSender = ({ db, seal, server, from, failed }: SenderNeeds): Sender => {
	const deliver = delivererTo(server);
	let timer: NodeJS.Timeout | undefined;
	let due = 0;
	let round: Promise<void> | undefined;
	let stopped = false;

	/** Never later than it is planned already: letters that are written all the time would keep each other from leaving. */
	const next = (milliseconds: number): void => {
		const moment = Date.now() + milliseconds;
		if (stopped || (timer !== undefined && due <= moment)) return;
		clearTimeout(timer);
		due = moment;
		timer = setTimeout(begin, milliseconds);
	};
	const begin = (): void => {
		timer = undefined;
		round ??= work()
			.catch(failed)
			.finally(() => {
				round = undefined;
				next(ROUND);
			});
	};
	const work = async (): Promise<void> => {
		const due = await selectDue(db, 100);
		const worker = async () => {
			for (let id = due.shift(); id !== undefined && !stopped; id = due.shift()) await deliverOne(db, seal, deliver, from, id);
		};
		await Promise.all(Array.from({ length: AT_ONCE }, worker));
	};

	next(SOON);
	return {
		wake: () => next(SOON),
		async stop() {
			stopped = true;
			clearTimeout(timer);
			await round;
		},
	};
};

const deliverOne = async (db: Db, seal: Seal, deliver: Deliver, from: string, id: string): Promise<void> => {
	const claim = newSecret(12);
	const row = await claimLetter(db, id, claim, after(CLAIM));
	if (row === undefined) return;
	const { body } = row;
	if (body === null || (row.expires !== null && row.expires <= now())) {
		await settleLetter(db, id, claim, { status: "EXPIRED", body: null });
		return;
	}
	const fault = await attempt(() => deliver(messageOf(row, seal, body, from)));
	if (fault === undefined) {
		if (await settleLetter(db, id, claim, { status: "SENT", body: null, sent: now(), error: null })) await tell(db, row);
		return;
	}
	const { message: error, permanent } = fault;
	if (!permanent && row.attempts < MOST_ATTEMPTS)
		await settleLetter(db, id, claim, { status: "QUEUED", error, next_attempt: after(pauseAfter(row.attempts)) });
	else if (await settleLetter(db, id, claim, { status: "FAILED", error })) await tell(db, row, error);
};

/** Why it did not work; undefined where it did. */
const attempt = async (delivery: () => Promise<void>): Promise<Undelivered | undefined> => {
	try {
		await delivery();
		return undefined;
	} catch (thrown) {
		if (thrown instanceof Undelivered) return thrown;
		// Not a word of what else went wrong: the letter may stand in it.
		return new Undelivered("The letter could not be opened: was it sealed under another key?", true);
	}
};

const messageOf = ({ id, sender, address, name, subject }: LetterRow, seal: Seal, body: string, from: string): Message => {
	return { id, from: { name: sender, address: from }, to: { name, address }, subject, ...openBody(seal, id, body) };
};

/** How it has ended, in the System Log. */
const tell = (db: Db, { id, kind, user_id, address, name, attempts }: LetterRow, reason?: string): Promise<void> =>
	recordEvent(db, {
		eventType: reason === undefined ? "system.mail.send" : "system.mail.failed",
		actor: { id: null, type: "SystemPrincipal", alternateId: "system", displayName: "Signet" },
		targets: [
			{ id: user_id, type: "User", displayName: name, alternateId: address },
			{ id, type: "Letter", displayName: kind },
		],
		result: reason === undefined ? "SUCCESS" : "FAILURE",
		reason,
		requestId: id,
		client: { ipAddress: "", userAgent: "" },
		detail: { kind, attempts },
	});
