import { type FaultCode, faultEntry } from "./catalogue.ts";

/** What is wrong with one field: which, in a person's words, and where it helps what was expected and what was given. */
export interface FieldFault {
	readonly field: string;
	readonly message: string;
	readonly expected?: string;
	readonly actual?: string;
}

export interface FaultDetails {
	/** What the client or the person may read; the catalogue's sentence when absent. */
	readonly description?: string;
	/** What only the log may hold. */
	readonly detail?: string;
	readonly cause?: unknown;
	readonly fields?: readonly FieldFault[];
	/** Seconds after which trying again makes sense; becomes `Retry-After`. */
	readonly retryAfter?: number;
	/** May be sent to a redirect URI as an OAuth error (RFC 6749 section 4.1.2.1). */
	readonly redirectable?: boolean;
}

/**
 * The one error of both halves. `description` and `fields` may reach a client; `detail` and `cause` reach only the log.
 *
 * The properties `expose`, `statusCode`, `error`, `error_description` and `allow_redirect` are read by `oidc-provider`,
 * which then answers with the fault unchanged.
 */
export class Fault extends Error {
	override readonly name = "Fault";
	readonly code: FaultCode;
	readonly statusCode: number;
	readonly expose = true;
	readonly error: string;
	readonly error_description: string;
	readonly allow_redirect: boolean;
	readonly description: string;
	readonly detail: string | undefined;
	readonly fields: readonly FieldFault[];
	readonly retryAfter: number | undefined;

	constructor(code: FaultCode, details: FaultDetails = {}) {
		const entry = faultEntry(code);
		super(entry.oauth, details.cause === undefined ? undefined : { cause: details.cause });
		this.code = code;
		this.statusCode = entry.status;
		this.error = entry.oauth;
		this.description = details.description ?? entry.sentence;
		this.error_description = this.description;
		this.detail = details.detail;
		this.fields = details.fields ?? [];
		this.retryAfter = details.retryAfter;
		this.allow_redirect = details.redirectable ?? false;
	}
}

/** A fault of one field, the commonest kind. */
export const fieldFault = (code: FaultCode, field: string, message: string): Fault =>
	new Fault(code, { fields: [{ field, message }] });

/** Any thrown value as a Fault; what is not one already is `internal`, and never guessed from its type. */
export const asFault = (thrown: unknown): Fault => (thrown instanceof Fault ? thrown : new Fault("internal", { cause: thrown }));
