import type { Fixed, Instant } from "#common/db/columns.ts";

/** The keys that sign, one for each algorithm: what release 0.1.0 knows of keys. */
export interface SigningKeysTable {
	/** The `kid`. */
	id: Fixed<string>;
	algorithm: Fixed<string>;
	/** JSON Web Key, sealed as `signing_keys.private_jwk/<id>`. */
	private_jwk: Fixed<string>;
	created: Fixed<Instant>;
}

/** All keys of the organisation's server. */
export interface SigningKeyStagesTable {
	/** The `kid`. */
	id: Fixed<string>;
	algorithm: Fixed<string>;
	status: "NEXT" | "ACTIVE" | "EXPIRED";
	/** JSON Web Key, sealed as `signing_key_stages.private_jwk/<id>`. */
	private_jwk: Fixed<string>;
	/** Since then it is published. */
	created: Fixed<Instant>;
	/** Since then it signs. */
	activated: Instant | null;
	/** Since then it does not sign any more. */
	retired: Instant | null;
}

/** One row: how the organisation's keys change. */
export interface SigningKeyPolicyTable {
	id: Fixed<string>;
	rotation_mode: "AUTO" | "MANUAL";
	rotation_days: number;
	/** A key is published this long before it signs. */
	published_days: number;
	/** How long it is remembered from where keys are fetched and tokens are asked for. */
	address_days: number;
	last_rotated: Instant;
	/** `null`: by hand. */
	next_rotation: Instant | null;
}

/** The latest fetch of a server's public keys from an address. */
export interface KeyFetchesTable {
	server_id: Fixed<string>;
	address: Fixed<string>;
	/** As the fetch named it in its query; empty where it named none. */
	client_id: Fixed<string>;
	/** The next key among those that were served. */
	next_kid: string;
	user_agent: string;
	seen: Instant;
}

/** Where an application's back end asks for tokens from. */
export interface ClientAddressesTable {
	application_id: Fixed<string>;
	address: Fixed<string>;
	seen: Instant;
}
