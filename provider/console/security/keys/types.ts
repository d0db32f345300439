export const CREDENTIALS = "/api/v1/org/credentials";

/** One of the organisation's signing keys. */
export interface SigningKey {
	readonly kid: string;
	readonly alg: string;
	readonly status: "ACTIVE" | "NEXT" | "EXPIRED";
	readonly created: string;
	readonly activated: string | null;
	readonly retired: string | null;
}

/** How they change. */
export interface KeyPolicy {
	readonly rotationMode: "AUTO" | "MANUAL";
	readonly rotationDays: number;
	readonly publishedDays: number;
	readonly addressDays: number;
	readonly lastRotated: string;
	readonly nextRotation: string | null;
}

/** An application, and whether it has read the next keys. */
export interface KeyReader {
	readonly id: string;
	readonly label: string;
	readonly nextKey: "NAMED" | "ADDRESS" | "NOT_SEEN";
	readonly fetch: { readonly seen: string; readonly address: string; readonly userAgent: string } | null;
	readonly lastTokenRequest: string | null;
	readonly hasBackEnd: boolean;
}
