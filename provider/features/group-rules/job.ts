import { setImmediate } from "node:timers/promises";
import { after, type Instant } from "#common/db/columns.ts";
import { createTurn } from "#common/db/turns.ts";
import type { Db } from "../../database.ts";
import { queueEvaluation } from "../groups/groups.ts";
import { selectChangedSince } from "./evaluation.store.ts";
import { evaluateSome, type IsConsoleOpen } from "./evaluation.ts";

export interface GroupRulesJob {
	/** Resolves once the step that is under way is done. */
	stop(): Promise<void>;
}

const PAUSE_MILLISECONDS = 700;
/** A change is on record with the moment at which its transaction wrote, and is seen when that ends. */
const OVERLAP_SECONDS = 5;
const MOST_CHANGED = 1_000;

/** Evaluates group rules until it is stopped. Several processes may do so at once. */
export const startGroupRules = (db: Db, onError: (thrown: unknown) => void, isConsoleOpen?: IsConsoleOpen): GroupRulesJob => {
	let stopped = false;
	let timer: NodeJS.Timeout | undefined;
	// Whom one process has queued another need not.
	const turn = createTurn(db as never, "group rules");
	const catchUp = catchingUp(db);
	const round = async (): Promise<void> => {
		try {
			if (await turn.isMine()) await catchUp();
			while (!stopped && (await evaluateSome(db, isConsoleOpen))) await setImmediate();
		} catch (thrown) {
			onError(thrown);
		}
	};
	let running: Promise<void> = Promise.resolve();
	const go = () => {
		running = round().then(() => {
			if (!stopped) timer = setTimeout(go, PAUSE_MILLISECONDS).unref();
		});
	};
	go();
	return {
		async stop() {
			stopped = true;
			clearTimeout(timer);
			await running;
			await turn.leave();
		},
	};
};

/** Queues whoever was changed without being queued: a net below the changes that leave word themselves. */
const catchingUp = (db: Db) => {
	let seen = after(-3_600);
	let recent = new Map<string, Instant>();
	return async (): Promise<void> => {
		const changed = await selectChangedSince(db, after(-OVERLAP_SECONDS, Date.parse(seen)), MOST_CHANGED);
		const fresh = changed.filter(({ id, last_updated }) => recent.get(id) !== last_updated).map(({ id }) => id);
		if (fresh.length > 0) await db.transaction().execute((tx) => queueEvaluation(tx, fresh));
		recent = new Map(changed.map(({ id, last_updated }) => [id, last_updated]));
		const last = changed.at(-1)?.last_updated;
		if (last !== undefined && last > seen) seen = last;
	};
};
