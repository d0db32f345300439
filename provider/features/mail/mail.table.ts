import type { Fixed, Instant } from "#common/db/columns.ts";
import type { LetterStatus } from "./mail.ts";

/** Letters to people. */
export interface OutboxTable {
	id: Fixed<string>;
	user_id: Fixed<string>;
	/** Of the letter, such as `activation`. */
	kind: Fixed<string>;
	address: Fixed<string>;
	name: Fixed<string>;
	/** BCP 47: what it is written in. */
	language: Fixed<string>;
	/** The name that it comes from. */
	sender: Fixed<string>;
	subject: Fixed<string>;
	/** Sealed: links and codes stand in it. Null once it is of no more use. */
	body: string | null;
	status: LetterStatus;
	attempts: number;
	next_attempt: Instant;
	/** Until then a process is at it. */
	claimed_until: Instant | null;
	/** Names the claim, so that a process that was too slow does not speak for the next one. */
	claim: string | null;
	/** What the server said last. */
	error: string | null;
	/** When what stands in it is worth nothing any more. */
	expires: Fixed<Instant | null>;
	created: Fixed<Instant>;
	sent: Instant | null;
}
