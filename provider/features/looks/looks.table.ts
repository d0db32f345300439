import type { Fixed } from "#common/db/columns.ts";

/** One row, once somebody has saved it. */
export interface LooksTable {
	key: Fixed<"only">;
	/** Another with each change. */
	version: string;
	name: string;
	sign_in_text: string | null;
	/** `#rrggbb` */
	accent_light: string | null;
	accent_dark: string | null;
	/** Of the picture in `looks_logo`. */
	logo_digest: string | null;
}

/** One row, where there is a logo. */
export interface LooksLogoTable {
	key: Fixed<"only">;
	digest: string;
	media_type: string;
	/** Base64. */
	bytes: string;
}
