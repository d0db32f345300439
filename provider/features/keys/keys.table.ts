import type { Fixed, Instant } from "#common/db/columns.ts";

export interface SigningKeysTable {
	/** The `kid`. */
	id: Fixed<string>;
	algorithm: Fixed<string>;
	/** JSON Web Key, sealed as `signing_keys.private_jwk/<id>`. */
	private_jwk: Fixed<string>;
	created: Fixed<Instant>;
}
