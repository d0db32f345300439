import { after, type Instant, instant } from "#common/db/columns.ts";
import type { Lifetimes, Security } from "../preferences/preferences.ts";
import type { SessionRow } from "./sessions.store.ts";
import type { EndReason, Method } from "./sessions.ts";

/** When a session is over by itself. */

const MINUTE = 60;

export const lifetimesOf = ({ sessions }: Security, method: Method): Lifetimes =>
	method === "built-in" ? sessions.builtIn : sessions.openidConnect;

/** Seconds from the sign-in. */
export const longest = (security: Security, method: Method): number => lifetimesOf(security, method).absoluteMinutes * MINUTE;

type Limited = Pick<SessionRow, "method" | "created" | "expires" | "last_used" | "refresh_expires" | "ended" | "end_reason">;

/** The moment at which it ends, however busy it is. A limit that was shortened holds for sessions under way too. */
export const lastMoment = ({ method, created, expires }: Limited, security: Security): Instant => {
	const limit = Date.parse(created) + longest(security, method) * 1000;
	return limit < Date.parse(expires) ? instant(new Date(limit)) : expires;
};

/** Why a session is over at `moment`; undefined while it is not. */
export const reasonAt = (
	row: Limited,
	security: Security,
	moment: Instant,
	last = lastMoment(row, security),
): EndReason | undefined => {
	if (row.ended !== null) return row.end_reason ?? "expired";
	if (last <= moment) return "expired";
	if (row.refresh_expires !== null && row.refresh_expires <= moment) return "tokens-expired";
	const { idleMinutes } = lifetimesOf(security, row.method);
	const used = row.last_used ?? row.created;
	return idleMinutes !== null && after(idleMinutes * MINUTE, Date.parse(used)) <= moment ? "idle" : undefined;
};
