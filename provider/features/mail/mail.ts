/**
 * Mail: what the provider writes to people. A letter is kept in an outbox until a server has taken it, so that nothing is lost with a
 * process; where no server is set, administrators can read the outbox.
 */
import { after, instant, now } from "#common/db/columns.ts";
import { newId } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { MailSender, MailServer } from "#common/settings/mail.ts";
import type { Db } from "../../database.ts";
import type { Looks } from "../looks/looks.ts";
import { sealBody } from "./body.ts";
import type { Letter } from "./letters.ts";
import { deleteLettersBefore, expireFormer, expireLetters, insertLetter } from "./outbox.store.ts";
import { startSender } from "./sender.ts";
import { lifetimeOf, writtenLetter } from "./writing.ts";

export type { Letter } from "./letters.ts";
export { countUnsent } from "./outbox.store.ts";
export { getLetter, listLetters, mailState, type OutboxLetter, openLetter, removeLetter, resendLetter } from "./outbox.ts";

/** QUEUED waits for its time or for a server, FAILED will not be tried again by itself, EXPIRED held what is worth nothing any more. */
export type LetterStatus = "QUEUED" | "SENDING" | "SENT" | "FAILED" | "EXPIRED";

/** To whom. */
export interface Addressee {
	readonly id: string;
	readonly profile: {
		readonly email: string;
		readonly firstName: string;
		readonly lastName: string;
		readonly locale?: unknown;
	};
}

export interface Mailer {
	/** Puts a letter into the outbox, as a part of the transaction that `db` is, if any. Delivery follows by itself. */
	send(db: Db, to: Addressee, letter: Letter): Promise<void>;
}

export interface MailNeeds {
	readonly db: Db;
	readonly seal: Seal;
	readonly looks: Looks;
	/** Public address without a trailing slash. */
	readonly url: string;
	/** Undefined where letters wait in the outbox. */
	readonly server: MailServer | undefined;
	readonly from: MailSender | undefined;
	/** Hears what went wrong on our side. */
	failed(fault: unknown): void;
}

export interface Post extends Mailer {
	/** Whether a server takes letters. */
	readonly delivers: boolean;
	/** The address that letters are from. */
	readonly from: string;
	/** Looks into the outbox at once. */
	wake(): void;
	/** Ends with what is under way. */
	stop(): Promise<void>;
}

/** Days that it stays known of a letter that it was written. */
const KEPT_DAYS = 30;

/** Writes letters into the outbox, and delivers them where there is a server. */
export const createMailer = (needs: MailNeeds): Post => {
	const { seal, looks, url, server } = needs;
	const from = needs.from ?? { name: undefined, address: `no-reply@${new URL(url).hostname}` };
	const sender = server === undefined ? undefined : startSender({ ...needs, server, from: from.address });
	return {
		delivers: server !== undefined,
		from: from.address,
		wake: () => sender?.wake(),
		stop: async () => sender?.stop(),
		async send(db, { id: userId, profile }, letter) {
			const look = looks.lookOf(profile.locale);
			const { subject, ...body } = writtenLetter(look, profile.firstName, letter);
			const id = newId("ltr");
			const seconds = lifetimeOf(letter);
			if (seconds !== undefined) await expireFormer(db, userId, letter.kind);
			await insertLetter(db, {
				id,
				user_id: userId,
				kind: letter.kind,
				address: profile.email,
				name: oneLine(`${profile.firstName} ${profile.lastName}`),
				language: look.words.code,
				sender: oneLine(from.name ?? look.brand.name),
				subject: oneLine(subject),
				body: sealBody(seal, id, body),
				status: "QUEUED",
				attempts: 0,
				next_attempt: now(),
				claimed_until: null,
				claim: null,
				error: null,
				expires: seconds === undefined ? null : after(seconds),
				created: now(),
				sent: null,
			});
			sender?.wake();
		},
	};
};

/** What stands in a header (RFC 5322 section 2.2) has no line of its own. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, " ").trim();

/** Letters whose links and codes are dead lose them; what is old is forgotten. */
export const tendOutbox = async (db: Db): Promise<void> => {
	await expireLetters(db);
	await deleteLettersBefore(db, instant(new Date(Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1000)));
};
