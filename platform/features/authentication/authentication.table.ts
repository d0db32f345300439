import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { Method } from "./configurations.ts";
import type { Options } from "./options.ts";
import type { ProviderDocument } from "./providers.ts";

/** One row per save or test; of the saved, the newest that has not run out of its trial is live. */
export interface ConfigurationsTable {
	id: Fixed<string>;
	method: Fixed<Method>;
	client_id: Fixed<string>;
	/** Sealed as `configurations.client_secret/<id>`. */
	client_secret: Fixed<string | null>;
	issuer: Fixed<string>;
	options: Fixed<Json<Options>>;
	/** Who saved it, by name as it was then. */
	saved_by: Fixed<string | null>;
	created: Fixed<Instant>;
	/** `test`: tried by *Test sign-in*, never live. */
	purpose: Fixed<"saved" | "test">;
	/** Of all that decides whether a sign-in succeeds, the secret included; keyed. */
	fingerprint: string;
	/** The configuration that was live before. */
	replaces: Fixed<string | null>;
	/** The newest save there was when this one was decided on: of two at once, one stands. */
	follows: Fixed<string | null>;
	/** The earlier configuration whose values it brought back. */
	restores: Fixed<string | null>;
	/** When it ends by itself unless somebody signs in on it or an administrator keeps it. */
	trial_ends: Fixed<Instant | null>;
	confirmed: Instant | null;
	/** By name, or how: `sign-in`, `test`. */
	confirmed_by: string | null;
	/** When it was noticed that the trial ran out. */
	rolled_back: Instant | null;
}

/** What was last heard from a provider: enough to verify its tokens while it is away. */
export interface ProviderDocumentsTable {
	issuer: Fixed<string>;
	metadata: Json<ProviderDocument["metadata"]>;
	keys: Json<NonNullable<ProviderDocument["keys"]>> | null;
	heard: Instant;
}

/** The platform's own key, for clients that prove themselves by `private_key_jwt`. */
export interface ClientKeysTable {
	kid: Fixed<string>;
	/** A JWK, sealed as `client_keys.private_key/<kid>`. */
	private_key: Fixed<string>;
	/** A JWK. */
	public_key: Fixed<string>;
	created: Fixed<Instant>;
}
