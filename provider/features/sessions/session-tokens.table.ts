import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { Authentication } from "./sessions.ts";

export interface SessionTokensTable {
	digest: Fixed<string>;
	user_id: Fixed<string>;
	authentication: Fixed<Json<Authentication>>;
	expires: Fixed<Instant>;
}
