import { fromJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { asFault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { administratorIds } from "../administrators/administrators.ts";
import { findByNames, type Group, membershipsAmong, NAME_LENGTH } from "../groups/groups.ts";
import { type CustomAttribute, customAttributes } from "../schemas/schemas.ts";
import { findByLogins, type PreparedUser, type Profile, prepareUser, profileWith, type User } from "../users/users.ts";
import { type RowValues, valuesOf } from "./cells.ts";
import { type Row, selectFirstLines } from "./csv-imports.store.ts";
import { GROUPS, type PeopleImport, type Plan, type Problem, type RowOutcome } from "./csv-imports.ts";

/** What a row comes to, and what is to be written for it. */
export interface Decision {
	readonly row: Row;
	readonly login: string;
	readonly outcome: RowOutcome;
	readonly problems: readonly Problem[];
	/** Of who is new. */
	readonly prepared?: PreparedUser;
	/** Of who is here, and changes. */
	readonly user?: User;
	readonly profile?: Profile | undefined;
	/** Folded names of the groups to join, but those that the person is in. */
	readonly groups: readonly string[];
}

export interface Decided {
	readonly decisions: readonly Decision[];
	/** The groups that rows name, by folded name, and how those are written that are not there. */
	readonly groups: ReadonlyMap<string, Group>;
	readonly missing: ReadonlyMap<string, string>;
}

export interface DecisionContext {
	readonly plan: Plan;
	readonly header: readonly string[];
	/** Whether whoever imports may change administrators. */
	readonly overAdministrators: boolean;
	/** People who are found are kept from changing until the transaction ends. */
	readonly locked: boolean;
}

/** Holds rows against what is here, by the very rules of the API. */
export const decideRows = async (
	db: Db,
	{ id }: PeopleImport,
	rows: readonly Row[],
	context: DecisionContext,
): Promise<Decided> => {
	const { plan, header, locked } = context;
	const custom = await customAttributes(db);
	const read = rows.map((row) => {
		const cells = fromJson(row.cells);
		return { row, width: cells.length, values: valuesOf(cells, plan, custom) };
	});
	const logins = [...new Set(read.map(({ values }) => fold(values.login)))].filter((login) => login !== "");
	const first = new Map(await selectFirstLines(db, id, logins, rows[0]?.number ?? 0));
	const people = await findByLogins(db, logins, { locked });
	const known = [...people.values()].map((user) => user.id);
	const administrators = new Set(await administratorIds(db));
	// What a Super Administrator starts after somebody else had it looked at is no more than what they were shown.
	const mayChange = ({ id: userId }: User, row: Row): boolean =>
		!administrators.has(userId) || (context.overAdministrators && !(locked && row.outcome === "WRONG"));
	const names = new Map(read.flatMap(({ values }) => values.groups.map((name) => [fold(name), name] as const)));
	const groups = await findByNames(db, [...names.keys()]);
	const ids = [...groups.values()].map((group) => group.id);
	const memberships = await membershipsAmong(db, ids, known);
	const missing = new Map([...names].filter(([key]) => !groups.has(key)));

	const decide = async ({ row, width, values }: (typeof read)[number]): Promise<Decision> => {
		const login = fold(values.login);
		const before = first.get(login);
		if (login !== "" && !before) first.set(login, { number: row.number, line: row.line });
		const wrong = (...problems: readonly (readonly [name: string | null, message: string])[]): Decision => ({
			row,
			login,
			outcome: "WRONG",
			problems: problems.map(([name, message]) => ({ column: name && columnOf(plan, header, name), message })),
			groups: [],
		});
		if (width !== header.length) return wrong([null, `Has ${width} values, and the header ${header.length}.`]);
		if (login === "") return wrong(["login", "Is required."]);
		if (before) return wrong(["login", `Line ${before.line} is about the same person.`]);
		const user = people.get(login);
		if (user && plan.update && !mayChange(user, row))
			return wrong(["login", "Only a Super Administrator may change an administrator."]);
		const checked = await checkedRow(values, { user, plan, custom });
		const refused = "problems" in checked ? checked.problems : [];
		const unknown = values.groups.map((name) => problemOfGroup(name, plan, missing)).filter((problem) => problem !== undefined);
		if ("problems" in checked || unknown.length > 0)
			return wrong(...refused, ...unknown.map((message) => [GROUPS, message] as const));
		if (user && !plan.update) return { row, login, outcome: "UNCHANGED", problems: [], groups: [] };
		const joins = values.groups.map(fold).filter((key) => joinable(key, groups, user, memberships));
		const outcome = !user ? "NEW" : checked.profile || joins.length > 0 ? "CHANGED" : "UNCHANGED";
		return { row, login, outcome, problems: [], groups: joins, ...(user ? { user } : {}), ...checked };
	};
	const decisions: Decision[] = [];
	for (const one of read) decisions.push(await decide(one));
	return { decisions, groups, missing };
};

const problemOfGroup = (name: string, plan: Plan, missing: ReadonlyMap<string, string>): string | undefined => {
	if (!missing.has(fold(name))) return undefined;
	if (!plan.createGroups) return "There is no group of this name.";
	return name.length > NAME_LENGTH || /\p{Cc}/u.test(name) ? "No group can have this name." : undefined;
};

/** Everybody is in Everyone already. */
const joinable = (
	key: string,
	groups: ReadonlyMap<string, Group>,
	user: User | undefined,
	memberships: ReadonlySet<string>,
): boolean => {
	const group = groups.get(key);
	return group?.type !== "BUILT_IN" && !(group && user && memberships.has(`${group.id} ${user.id}`));
};

const checkedRow = async (
	{ profile }: RowValues,
	{ user, plan, custom }: { user: User | undefined; plan: Plan; custom: ReadonlyMap<string, CustomAttribute> },
): Promise<
	| { readonly prepared?: PreparedUser; readonly profile?: Profile | undefined }
	| { readonly problems: readonly (readonly [name: string, message: string])[] }
> => {
	try {
		if (!user) return { prepared: await prepareUser({ profile, activate: plan.activate }, custom) };
		return plan.update ? { profile: profileWith(user, profile, custom) } : {};
	} catch (thrown) {
		const fault = asFault(thrown);
		if (fault.code !== "invalid_request") throw thrown;
		return { problems: fault.fields.map(({ field, message }) => [field.replace(/^profile\./, ""), message] as const) };
	}
};

/** What the file calls the column; the attribute's own name where no column holds it. */
const columnOf = ({ columns }: Plan, header: readonly string[], name: string): string => {
	const at = columns.indexOf(name);
	return at < 0 ? name : (header[at] ?? name);
};
