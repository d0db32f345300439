import type { Draft } from "../configurations.ts";
import type { Metadata } from "../discovery.ts";
import { couldNotTell, type Finding, notTried, refused, type Step, verified } from "./check.ts";

/** Signature algorithms of ID tokens that this platform verifies. */
export const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];

interface Need {
	readonly what: string;
	readonly stated: readonly unknown[] | undefined;
	/** Any one of these will do. */
	readonly wanted: readonly string[];
}

/** Absent members have the defaults of Discovery 1.0 section 3. */
const needsOf = (metadata: Metadata, { clientAuthentication }: Draft): readonly Need[] => [
	{ what: "the response type", stated: metadata.response_types_supported, wanted: ["code"] },
	{ what: "the grant type", stated: metadata.grant_types_supported, wanted: ["authorization_code"] },
	{ what: "PKCE with", stated: metadata.code_challenge_methods_supported, wanted: ["S256"] },
	{ what: "ID tokens signed with", stated: metadata.id_token_signing_alg_values_supported, wanted: ALGORITHMS },
	{
		what: "clients that prove themselves by",
		stated: metadata.token_endpoint_auth_methods_supported,
		wanted: clientAuthentication === "private_key_jwt" ? [clientAuthentication] : ["client_secret_basic", "client_secret_post"],
	},
];

/** The provider supports what this platform will use. */
export const support: Step = {
	id: "support",
	title: "The provider supports what is needed",
	field: "issuer",
	run({ draft, found }): Finding {
		if (found.metadata === undefined) return notTried();
		for (const { what, stated, wanted } of needsOf(found.metadata, draft)) {
			if (stated !== undefined && !(Array.isArray(stated) && stated.some((value) => wanted.includes(value as string)))) {
				return refused(`The provider does not support ${what} ${wanted.join(" or ")}.`, {
					expected: wanted.join(" or "),
					actual: Array.isArray(stated) && stated.length > 0 ? stated.slice(0, 20).join(", ") : "none",
				});
			}
		}
		if (found.metadata.code_challenge_methods_supported === undefined) {
			return couldNotTell(
				"The provider does not say whether it supports PKCE. The platform uses it; a provider that does not know it passes over it.",
			);
		}
		return verified("Authorization code with PKCE, signed ID tokens, a client secret: all there.");
	},
};
