import type { Draft } from "../configurations.ts";
import type { Metadata } from "../discovery.ts";
import type { Ask } from "../outbound.ts";
import type { Knocked } from "./knock.ts";

/** The fields of the form that a check may stand beside. */
export type Field = "issuer" | "clientId" | "clientSecret" | "redirectUri" | "additionalScopes";

/** A value that would make it right, offered beside its field. */
export interface Suggestion {
	readonly field: Field;
	readonly value: string;
	readonly label: string;
}

/**
 * What one check came to. `verified` was seen to hold, `refused` was seen not to and keeps the draft from being saved,
 * `could-not-tell` says why not and stops nothing.
 */
export interface Finding {
	readonly verdict: "verified" | "refused" | "could-not-tell";
	readonly message: string;
	readonly expected?: string;
	readonly actual?: string;
	readonly suggestion?: Suggestion;
	/** Where it is another field than the step's own. */
	readonly field?: Field | null;
	/** A second field, where the provider's answer does not tell which of the two it is about. */
	readonly also?: Field;
}

export interface Check extends Finding {
	readonly id: string;
	readonly title: string;
	readonly field: Field | null;
}

/** What the steps so far have found out. */
export interface Found {
	/** The issuer as given, without the discovery path; from the issuer check on, exactly the provider's own. */
	issuer?: string;
	/** A discovery document's address was pasted, so that no slash was stated. */
	wasDocument?: boolean;
	discovery?: { readonly text: string; readonly date: string | null; readonly sent: number; readonly received: number };
	metadata?: Metadata;
	/** The metadata comes from the issuer that was asked for: secrets may be sent to its endpoints. */
	trusted?: boolean;
	clientAuthentication?: Draft["clientAuthentication"];
	/** What came of the authorization request. */
	knocked?: Promise<Knocked>;
	/** What the token endpoint said about the redirect URI, when it did. */
	redirectRefused?: string;
}

export interface Context {
	readonly draft: Draft;
	readonly ask: Ask;
	readonly redirectUri: string;
	/** A client assertion for `audience` (RFC 7523), where the platform proves itself by its own key. */
	readonly assertion?: ((audience: string) => Promise<string>) | undefined;
	readonly found: Found;
}

/** One check: a title that a person reads, the field it belongs to, and the doing. */
export interface Step {
	readonly id: string;
	readonly title: string;
	readonly field: Field | null;
	run(context: Context): Finding | Promise<Finding>;
}

export const verified = (message: string, more: Partial<Finding> = {}): Finding => ({ verdict: "verified", message, ...more });
export const refused = (message: string, more: Partial<Finding> = {}): Finding => ({ verdict: "refused", message, ...more });
export const couldNotTell = (message: string, more: Partial<Finding> = {}): Finding => ({
	verdict: "could-not-tell",
	message,
	...more,
});

/** A step whose ground is missing. */
export const notTried = (): Finding => couldNotTell("Not tried: a check above has to hold first.");

/** Text from outside as one line, short enough to show. */
export const shown = (text: string): string => {
	const line = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
	return line.length > 200 ? `${line.slice(0, 200)}…` : line;
};
