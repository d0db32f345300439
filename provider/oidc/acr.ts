import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import { acrOf, type Method, methodsOfAmr } from "../features/assurance/assurance.ts";

/** More than anybody asks for. */
const MOST = 20;

/** What the session has proven. */
export const provenIn = ({ oidc }: Pick<KoaContextWithOIDC, "oidc">): readonly Method[] =>
	methodsOfAmr((oidc.session as { amr?: readonly string[] } | undefined)?.amr ?? []);

const wordsOf = (value: unknown): readonly string[] =>
	typeof value === "string" ? value.split(" ").filter(Boolean).slice(0, MOST) : [];

/** What a request prefers (OpenID Connect Core section 3.1.2.1), best first. */
export const acrsOf = ({ oidc }: Pick<KoaContextWithOIDC, "oidc">): readonly string[] => wordsOf(oidc.params?.["acr_values"]);

/** Of these a request has to have one (OpenID Connect Core section 5.5.1.1). */
export const essentialAcrsOf = ({ oidc }: Pick<KoaContextWithOIDC, "oidc">): readonly string[] => {
	const { acr } = idTokenClaimsIn(oidc.params?.["claims"]);
	if (acr?.essential !== true) return [];
	const values = Array.isArray(acr.values) ? acr.values : [acr.value];
	return values.filter((value): value is string => typeof value === "string").slice(0, MOST);
};

interface AcrRequest {
	readonly essential?: unknown;
	readonly value?: unknown;
	readonly values?: unknown;
}

const idTokenClaimsIn = (claims: unknown): { readonly acr?: AcrRequest | null } => {
	try {
		return JSON.parse(String(claims))?.id_token ?? {};
	} catch {
		return {};
	}
};

/** What of a `claims` parameter is understood: which scopes open which claims, an application decides by its scopes. */
export const understood = (claims: unknown): string => {
	const { acr } = idTokenClaimsIn(JSON.stringify(claims));
	return JSON.stringify({ id_token: acr === undefined ? {} : { acr } });
};

/** The `acr` that an engine tells: the first that was asked for and is true, else the strongest that is. */
export const tellTrueAcr = (engine: Provider): void => {
	Object.defineProperty(engine.OIDCContext.prototype, "acr", {
		get(this: KoaContextWithOIDC["oidc"]) {
			const ctx = { oidc: this };
			return acrOf(provenIn(ctx), [...essentialAcrsOf(ctx), ...acrsOf(ctx)]);
		},
	});
};
