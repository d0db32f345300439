import { instant } from "#common/db/columns.ts";
import { networkOf } from "#common/web/network.ts";
import type { NewAuditEvent } from "./audit.ts";

/**
 * Refusals that repeat. Anybody can call an address that needs no sign-in as often as its limit allows, and any member one that
 * is not for members, and must not fill the log by that: of those alike (action, reason, user or else network) within a minute the
 * first ten, which are more than people cause, are events of their own, and the others are counted into one more. Counted in
 * memory, by each process for itself.
 *
 * Only for what is refused with no sign-in under way: an answer that belongs to none (`attempt_expired`), a logout token that does
 * not hold (`logout_refused`), a sign-in that cannot begin (`provider_unreachable`); and for want of permission. For a call that is
 * counted has no event under the request id that it was shown; the first fifty of these ids stand in the detail of the event that
 * counts them.
 */
export interface Repeats {
	/** What is to be written now: what minutes that are over have counted, and `event` where it is among the first of its kind. */
	take(event: NewAuditEvent, moment: number): readonly NewAuditEvent[];
	/** What minutes that are over have counted. */
	over(moment: number): readonly NewAuditEvent[];
}

/** Milliseconds. */
const MINUTE = 60_000;
/** Users and networks told apart; all beyond them are one. */
const MOST = 100;
const FIRST = 10;
const MOST_IDS = 50;

interface Counted {
	/** Milliseconds. */
	readonly began: number;
	readonly requestIds: string[];
	/** The first ones included. */
	count: number;
	last: NewAuditEvent;
}

export const createRepeats = (): Repeats => {
	const kinds = new Map<string, Counted>();
	const over = (moment: number): readonly NewAuditEvent[] => {
		const done = [...kinds].filter(([, { began }]) => Math.abs(moment - began) >= MINUTE);
		for (const [kind] of done) kinds.delete(kind);
		return done.filter(([, { count }]) => count > FIRST).map(([, counted]) => toEvent(counted));
	};
	return {
		over,
		take(event, moment) {
			const counted = over(moment);
			const own = kindOf(event, event.actor?.id ?? networkOf(event.address));
			const kind = kinds.has(own) || kinds.size < MOST ? own : kindOf(event, "others");
			const known = kinds.get(kind) ?? { began: moment, requestIds: [], count: 0, last: event };
			kinds.set(kind, known);
			known.count++;
			if (known.count <= FIRST) return [...counted, event];
			known.last = event;
			if (known.requestIds.length < MOST_IDS) known.requestIds.push(event.requestId);
			return counted;
		},
	};
};

const kindOf = ({ action, reason }: NewAuditEvent, who: string): string => `${action} ${reason} ${who}`;

const toEvent = ({ last, count, began, requestIds }: Counted): NewAuditEvent => ({
	...last,
	detail: { ...last.detail, repeated: count - FIRST, since: instant(new Date(began)), requestIds },
});
