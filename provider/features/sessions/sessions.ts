/**
 * Sessions: one per browser, shared by the console, the dashboard and every application. The row is the protocol engine's
 * own session record, so that single sign-on and single sign-out see the same one.
 */

/** The engine's session record, without its cookie value. */
export interface SessionPayload {
	readonly uid: string;
	readonly accountId?: string;
	/** Seconds since the epoch. */
	readonly loginTs?: number;
	readonly amr?: readonly string[];
	readonly acr?: string;
	readonly iat?: number;
	readonly exp: number;
	readonly [other: string]: unknown;
}
