import type { Draft } from "../configurations.ts";
import type { Ask } from "../outbound.ts";
import { address } from "./address.ts";
import type { Check, Context, Step } from "./check.ts";
import { clock } from "./clock.ts";
import { credentials } from "./credentials.ts";
import { document } from "./document.ts";
import { issuer } from "./issuer.ts";
import { keys } from "./keys.ts";
import { reached } from "./reached.ts";
import { redirect } from "./redirect.ts";
import { scopes } from "./scopes.ts";
import { support } from "./support.ts";

/** The checks in the order in which a person would debug. Each stands on what the ones before it found. */
const STEPS: readonly Step[] = [address, reached, document, issuer, support, scopes, keys, clock, credentials, redirect];

export interface Validation {
	readonly checks: readonly Check[];
	/** At least one check was refused: this must not be saved. */
	readonly refused: boolean;
	/** The issuer to be saved: a pasted document address has become what the document names. */
	readonly issuer?: string | undefined;
	/** How the provider let the client prove itself. */
	readonly clientAuthentication?: Draft["clientAuthentication"] | undefined;
}

export interface ValidationNeeds {
	readonly ask: Ask;
	/** The platform's own callback address. */
	readonly redirectUri: string;
	/** Signs a client assertion for `audience` (RFC 7523) in the draft's client's name; needed for `private_key_jwt` only. */
	readonly assertion?: (audience: string) => Promise<string>;
}

/**
 * Tries `draft` at its provider before it takes effect. Changes nothing here, and there leaves two or three failed token
 * requests in the provider's log. A draft with passwords only has nothing to check.
 */
export const validate = async (draft: Draft, needs: ValidationNeeds): Promise<Validation> => {
	if (draft.method === "built-in") return { checks: [], refused: false };
	const context: Context = { draft, ...needs, found: {} };
	const checks: Check[] = [];
	for (const step of STEPS) {
		const { id, title, field } = step;
		checks.push(withoutSecret({ id, title, field, ...(await step.run(context)) }, draft.clientSecret));
	}
	const { issuer, clientAuthentication } = context.found;
	return { checks, refused: checks.some(({ verdict }) => verdict === "refused"), issuer, clientAuthentication };
};

/** Providers may repeat in their errors what they were sent. */
const withoutSecret = (check: Check, secret: string): Check => {
	if (secret.length < 4) return check;
	const spellings = [secret, encodeURIComponent(secret), new URLSearchParams({ secret }).toString().slice("secret=".length)];
	const hide = (text: string): string => spellings.reduce((shown, spelling) => shown.replaceAll(spelling, "******"), text);
	return {
		...check,
		message: hide(check.message),
		...(check.actual === undefined ? {} : { actual: hide(check.actual) }),
	};
};
