import type { Fixed, Instant } from "#common/db/columns.ts";

export interface SetupLinksTable {
	digest: Fixed<string>;
	expires: Fixed<Instant>;
}
