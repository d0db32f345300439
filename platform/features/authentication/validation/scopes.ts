import { couldNotTell, type Finding, notTried, refused, type Step, verified } from "./check.ts";

/** What is always asked for; `openid` makes it OpenID Connect. */
export const BASE_SCOPES = ["openid", "profile", "email"];

/** RFC 6749 section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** The scopes are well-formed, and known to the provider where it lists them; it need not list all (Discovery 1.0 section 3). */
export const scopes: Step = {
	id: "scopes",
	title: "The scopes are known",
	field: "additionalScopes",
	run({ draft, found }): Finding {
		const malformed = draft.additionalScopes.find((scope) => !SCOPE.test(scope));
		if (malformed !== undefined) return refused("A scope has letters that no scope may have.", { actual: malformed });
		if (found.metadata === undefined) return notTried();
		const stated = found.metadata.scopes_supported;
		if (!Array.isArray(stated)) return couldNotTell("The provider does not list its scopes.");
		const unknown = [...BASE_SCOPES, ...draft.additionalScopes].filter((scope) => !stated.includes(scope));
		return unknown.length === 0
			? verified("The provider lists them all.")
			: couldNotTell(
					`The provider does not list ${unknown.join(", ")}. It may know more than it lists; if not, sign-in fails with invalid_scope.`,
					{
						actual: stated.slice(0, 30).join(", "),
					},
				);
	},
};
