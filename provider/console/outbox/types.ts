/** A letter to a person, without what it says. */
export interface Letter {
	readonly id: string;
	readonly userId: string;
	readonly kind: string;
	readonly address: string;
	readonly name: string;
	readonly subject: string;
	readonly status: "QUEUED" | "SENDING" | "SENT" | "FAILED" | "EXPIRED";
	readonly attempts: number;
	/** When it is tried again; `null` where it is not. */
	readonly nextAttempt: string | null;
	/** What the server said last. */
	readonly error: string | null;
	readonly created: string;
	/** Whether it is kept what it says. */
	readonly readable: boolean;
}

export interface MailState {
	/** Whether a mail server takes letters. */
	readonly delivers: boolean;
	readonly from: string;
	readonly letters: Readonly<Partial<Record<Letter["status"], number>>>;
}

export const OUTBOX = "/api/v1/internal/outbox";
