import { errors, type KoaContextWithOIDC } from "oidc-provider";
import { type Definition, PERSONAL_SCOPES } from "../features/authorization-servers/authorization-servers.ts";
import { requestedScope } from "./offline-access.ts";

/** Okta's words, which people look up. */
const UNKNOWN = "One or more scopes are not configured for the authorization server resource.";
const NO_DEFAULT = "The authorization server resource does not have any configured default scopes, 'scope' must be provided.";

const named = (scope: unknown): readonly string[] => (typeof scope === "string" ? scope.split(" ").filter(Boolean) : []);

const defaultsOf = ({ scopes }: Definition): readonly string[] => scopes.filter((scope) => scope.default).map(({ name }) => name);

/**
 * An authorization request names scopes of this server, or none and gets the default ones. The engine itself leaves out what it does not
 * know without a word, so what was sent is looked at.
 */
export const checkScopes =
	(definition: Definition) =>
	(ctx: KoaContextWithOIDC): void => {
		const { params } = ctx.oidc;
		if (!params) return;
		const known = new Set(definition.scopes.map(({ name }) => name));
		const wanted = named(requestedScope(ctx));
		if (!wanted.every((scope) => known.has(scope))) throw new errors.InvalidScope(UNKNOWN, wanted.join(" "));
		if (wanted.length > 0) return;
		const defaults = defaultsOf(definition);
		if (defaults.length === 0) throw new errors.InvalidScope(NO_DEFAULT, "");
		params["scope"] = defaults.join(" ");
	};

/** The scopes of an application that asks for itself (RFC 6749 section 4.4.2): those it names, or the default ones. */
export const ownScopes = (definition: Definition, { oidc }: KoaContextWithOIDC): readonly string[] => {
	const sent = named(oidc.body?.["scope"]);
	const wanted = sent.length > 0 ? sent : defaultsOf(definition).filter((scope) => !PERSONAL_SCOPES.includes(scope));
	if (wanted.length === 0) throw new errors.InvalidScope(NO_DEFAULT, "");
	const known = new Set(definition.scopes.map(({ name }) => name));
	const fits = (scope: string) => known.has(scope) && !PERSONAL_SCOPES.includes(scope);
	if (!wanted.every(fits)) throw new errors.InvalidScope(UNKNOWN, wanted.join(" "));
	return [...new Set(wanted)];
};
