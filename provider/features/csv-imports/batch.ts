import { fromJson, now, toJson } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import { actorFor, allows, allowsEverywhere, type Person } from "../administrators/administrators.ts";
import { customAttributes } from "../schemas/schemas.ts";
import { recordEvents } from "../system-log/system-log.ts";
import { baseNames } from "../users/users.ts";
import { type ImportRow, lockRow, noteOutcomes, selectRows, toImport, updateImport } from "./csv-imports.store.ts";
import { type Counts, GROUPS, type Plan, type RowOutcome } from "./csv-imports.ts";
import { type Decision, decideRows } from "./decision.ts";
import { eventOf } from "./events.ts";
import { type WritingNeeds, writePeople } from "./writing.ts";

/** Rows of one transaction: nobody else writes to SQLite meanwhile, and on PostgreSQL nobody joins Everyone. */
const AT_ONCE = 200;

/**
 * One step of an import: looks at some rows, and writes them where it runs. The place it has come to moves in the same transaction, in
 * which the import's row is locked: two processes never take the same rows, and a kill undoes a batch and loses nothing.
 *
 * @returns whether there may be more to do.
 */
export const takeStep = (db: Db, needs: WritingNeeds, id: string, holder: string): Promise<boolean> =>
	db.transaction().execute(async (tx) => {
		const row = await lockRow(tx, id);
		if (!row || row.holder !== holder || (row.status !== "CHECKING" && row.status !== "RUNNING")) return false;
		const present = toImport(row);
		const actor = await actorFor(tx, present.userId);
		if (!actor || !mayImport(actor, present.plan)) {
			const reason = "Whoever began it may not do so any more.";
			await updateImport(tx, id, { status: "FAILED", holder: null, reason, finished: now() });
			return false;
		}
		const writes = row.status === "RUNNING";
		const rows = await selectRows(tx, { id, after: writes ? present.done : present.checked, limit: AT_ONCE });
		const last = rows.at(-1);
		if (!last || !present.plan) {
			await finish(tx, row, actor);
			return false;
		}
		const context = {
			plan: await presentPlan(tx, present.plan),
			header: present.header ?? [],
			overAdministrators: allows(actor, "roles.manage"),
			locked: writes,
		};
		const decided = await decideRows(tx, present, rows, context);
		if (writes) await writePeople(tx, needs, { actor, plan: context.plan, origin: row.origin, decided });
		await noteOutcomes(tx, decided.decisions.map(noted));
		const at = writes
			? { done: last.number, made: toJson(added(present.made, decided.decisions)) }
			: { checked: last.number, found: toJson(added(present.found, decided.decisions)) };
		await updateImport(tx, id, { ...at, beat: now() });
		return true;
	});

const mayImport = (actor: Person, plan: Plan | undefined): boolean => {
	const withGroups = plan?.createGroups || plan?.columns.includes(GROUPS);
	return allowsEverywhere(actor, "users.manage") && (!withGroups || allowsEverywhere(actor, "groups.manage"));
};

/** An attribute that was deleted meanwhile is left out, as it is left out of everybody's profile. */
const presentPlan = async (tx: Tx, plan: Plan): Promise<Plan> => {
	const custom = await customAttributes(tx);
	const known = new Set<string>([GROUPS, ...baseNames, ...custom.keys()]);
	return { ...plan, columns: plan.columns.map((name) => (name !== null && known.has(name) ? name : null)) };
};

const noted = ({ row, login, outcome, problems }: Decision) => ({
	...row,
	login: login === "" ? null : login.slice(0, 100).toWellFormed(),
	outcome,
	problems: problems.length === 0 ? null : toJson(problems),
});

const added = (before: Counts, decisions: readonly Decision[]): Counts => {
	const count = (outcome: RowOutcome) => before[outcome] + decisions.filter((one) => one.outcome === outcome).length;
	return { NEW: count("NEW"), CHANGED: count("CHANGED"), UNCHANGED: count("UNCHANGED"), WRONG: count("WRONG") };
};

const finish = async (tx: Tx, row: ImportRow, actor: Person): Promise<void> => {
	if (row.status === "CHECKING") return updateImport(tx, row.id, { status: "CHECKED", holder: null });
	await updateImport(tx, row.id, { status: "COMPLETE", holder: null, finished: now() });
	const target = { type: "PeopleImport", id: row.id, displayName: row.name };
	const detail = { ...(fromJson(row.made) as Counts) };
	await recordEvents(tx, [{ ...eventOf("system.import.complete", actor, row.origin, [target]), detail }]);
};
