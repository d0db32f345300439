import type { SealedColumn } from "#common/seal/sealed.ts";

/** Every column of the platform whose values are sealed. */
export const sealedColumns: readonly SealedColumn[] = [
	{ table: "client_keys", column: "private_key", key: "kid" },
	{ table: "configurations", column: "client_secret", key: "id" },
	{ table: "sessions", column: "id_token", key: "digest" },
	{ table: "sessions", column: "access_token", key: "digest" },
	{ table: "sessions", column: "refresh_token", key: "digest", busyUntil: "refreshing_until" },
	{ table: "sign_in_attempts", column: "code_verifier", key: "digest" },
	{ table: "sign_in_tests", column: "outcome", key: "configuration_id" },
];
