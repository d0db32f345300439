import type { SealedColumn } from "#common/seal/sealed.ts";

/** Every column of the provider whose values are sealed. */
export const sealedColumns: readonly SealedColumn[] = [
	{ table: "signing_keys", column: "private_jwk", key: "id" },
	{ table: "signing_key_stages", column: "private_jwk", key: "id" },
	{ table: "authorization_server_keys", column: "private_jwk", key: "id" },
	{ table: "application_secrets", column: "secret", key: "id" },
	{ table: "application_certificates", column: "private_key", key: "kid", primaryKey: ["application_id", "kid"] },
	{ table: "factors", column: "secret", key: "id" },
	{ table: "outbox", column: "body", key: "id" },
];
