import { type FaultCode, faultEntry } from "./catalogue.ts";

/** What is wrong with one field: which, in a person's words, and where it helps what was expected and what was given. */
export interface FieldFault {
	readonly field: string;
	readonly message: string;
	readonly expected?: string;
	readonly actual?: string;
}

/** Which rule refused, and what to change on which side; for administrators only. */
export interface Advice {
	/** Stable, such as `id-token.issuer`. */
	readonly rule: string;
	/** Whose to change: this platform's administrators, the provider's, or the person who signs in. */
	readonly side: "platform" | "provider" | "person";
	/** What to change, with the values concerned, so that it can be sent on as it is. Nothing secret. */
	readonly sentence: string;
	/** What should have come, and what came. */
	readonly expected?: string | undefined;
	readonly received?: string | undefined;
}

export interface FaultDetails {
	/** What the client or the person may read; the catalogue's sentence when absent. */
	readonly description?: string;
	/** What only the log may hold. */
	readonly detail?: string;
	readonly cause?: unknown;
	readonly fields?: readonly FieldFault[];
	/** What administrators may read about it; in no answer but an administrator's. */
	readonly advice?: Advice | undefined;
	/** Seconds after which trying again makes sense; becomes `Retry-After`. */
	readonly retryAfter?: number;
	/** Becomes `WWW-Authenticate` (RFC 6750 section 3). */
	readonly challenge?: string;
	/** May be sent to a redirect URI as an OAuth error (RFC 6749 section 4.1.2.1). */
	readonly redirectable?: boolean;
}

/**
 * The one error of both halves. `description` and `fields` may reach a client; `detail` and `cause` reach only the log, `advice`
 * the audit log too.
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
	readonly advice: Advice | undefined;
	readonly retryAfter: number | undefined;
	readonly challenge: string | undefined;

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
		this.advice = details.advice;
		this.retryAfter = details.retryAfter;
		this.challenge = details.challenge;
		this.allow_redirect = details.redirectable ?? false;
	}
}

/** A fault of one field, the commonest kind. */
export const fieldFault = (code: FaultCode, field: string, message: string): Fault =>
	new Fault(code, { fields: [{ field, message }] });

/** Any thrown value as a Fault; what is not one already is `internal`, and never guessed from its type. */
export const asFault = (thrown: unknown): Fault => (thrown instanceof Fault ? thrown : new Fault("internal", { cause: thrown }));
