import type { Kysely } from "kysely";
import { valueKey } from "../common/db/keys.ts";
import { fold } from "../common/db/search.ts";
import type { Tables } from "../provider/database.ts";
import type { Size } from "./api-size.ts";

type Row = Record<string, unknown>;
type Tables_ = Record<string, Row>;

/** The n-th id of a kind: the same in every run. */
export const idOf = (prefix: string, n: number): string => `${prefix}${String(n).padStart(17, "0")}`;

/** One of each, made through the API: the others are its copies with other names. */
export interface Templates {
	readonly userId: string;
	readonly groupId: string;
	readonly applicationId: string;
}

const DEPARTMENTS = ["Engineering", "Sales", "Finance", "Support", "Legal", "People", "Operations", "Research"];
/** Members of a group, but of the first, in which everybody is. */
const MEMBERS = 20;
/** People who are assigned to an application, but to the first, to which everybody is. */
const ASSIGNED = 200;
const GROUPS_ASSIGNED = 10;

const profileOf = (n: number) => ({
	login: `person${n}@example.com`,
	email: `person${n}@example.com`,
	firstName: `Given${n % 500}`,
	lastName: `Family${Math.floor(n / 100)}`,
	department: DEPARTMENTS[n % DEPARTMENTS.length] ?? "",
	city: `City ${n % 1000}`,
});

/** Makes people, groups, applications, and who is in which and assigned to which. */
export const seedPeople = async (
	typed: Kysely<Tables>,
	size: Size,
	{ userId, groupId, applicationId }: Templates,
	say: (text: string) => void,
): Promise<void> => {
	const db = typed as unknown as Kysely<Tables_>;
	const one = (table: string, id: string) => db.selectFrom(table).selectAll().where("id", "=", id).executeTakeFirstOrThrow();
	const fill = async (table: string, rows: Iterable<Row>) => {
		const { count } = await insertAll(db, table, rows);
		say(`${table}: ${count.toLocaleString("en")}`);
	};
	const moments = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();

	const user = await one("users", userId);
	await fill(
		"users",
		numbers(size.people, (n) => userRow(user, n, moments(n))),
	);
	await fill("user_attributes", flat(size.people, attributesOf));

	const group = await one("groups", groupId);
	await fill(
		"groups",
		numbers(size.groups, (n) => {
			const name = n === 0 ? "All staff" : `Group ${n}`;
			const at = moments(n);
			return {
				...group,
				id: idOf("00g", n),
				name,
				name_key: fold(name),
				created: at,
				last_updated: at,
				last_membership_updated: at,
			};
		}),
	);
	const everyone = await db.selectFrom("groups").select("id").where("type", "=", "BUILT_IN").executeTakeFirstOrThrow();
	await fill(
		"group_members",
		numbers(size.people, (n) => ({ group_id: everyone["id"], user_id: idOf("00u", n) })),
	);
	await fill(
		"group_members",
		flat(size.groups, (g) => [
			...numbers(g === 0 ? size.people : MEMBERS, (n) => member(g, g === 0 ? n : (g * 37 + n * 4_001) % size.people)),
		]),
	);

	const application = await one("applications", applicationId);
	await fill(
		"applications",
		numbers(size.applications, (n) => {
			const [id, label, at] = [idOf("0oa", n), `Application ${n}`, moments(n)];
			return { ...application, id, client_id: id, label, label_key: fold(label), created: at, last_updated: at };
		}),
	);
	await fill(
		"application_users",
		flat(size.applications, (a) => [
			...numbers(a === 0 ? size.people : ASSIGNED, (n) => ({
				application_id: idOf("0oa", a),
				user_id: idOf("00u", a === 0 ? n : (a * 41 + n * 397) % size.people),
				created: moments(n),
			})),
		]),
	);
	await fill(
		"application_groups",
		flat(size.applications, (a) => [
			...numbers(a === 1 ? Math.min(size.groups, 1_000) : GROUPS_ASSIGNED, (n) => ({
				application_id: idOf("0oa", a),
				group_id: idOf("00g", a === 1 ? n : (a * 13 + n * 97) % size.groups),
				priority: n,
				created: moments(n),
			})),
		]),
	);
};

/** Imports of people, of which the first has a row for everybody, every fiftieth of them wrong. */
export const seedImports = async (
	typed: Kysely<Tables>,
	{ people }: Size,
	userId: string,
	say: (text: string) => void,
): Promise<void> => {
	const db = typed as unknown as Kysely<Tables_>;
	const counts = JSON.stringify({ NEW: people, CHANGED: 0, UNCHANGED: 0, WRONG: 0 });
	const at = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
	const header = JSON.stringify(["login", "email"]);
	await insertAll(
		db,
		"people_imports",
		numbers(1_000, (n) => ({
			id: idOf("csv", n),
			name: `people ${n}.csv`,
			status: "COMPLETE",
			user_id: userId,
			size: 1_000,
			received: 1_000,
			rest: "",
			line: 1,
			header,
			row_count: n === 0 ? people : 0,
			checked: people,
			done: people,
			found: counts,
			made: counts,
			created: at(n),
			// Rows are kept for a week.
			finished: new Date().toISOString(),
		})),
	);
	const problems = JSON.stringify([{ column: "email", message: "Is required." }]);
	const { count } = await insertAll(
		db,
		"people_import_rows",
		numbers(people, (n) => ({
			import_id: idOf("csv", 0),
			number: n + 1,
			line: n + 2,
			cells: JSON.stringify([`person${n}@example.com`, `person${n}@example.com`]),
			login: `person${n}@example.com`,
			outcome: n % 50 === 7 ? "WRONG" : "NEW",
			problems: n % 50 === 7 ? problems : null,
		})),
	);
	say(`people_import_rows: ${count.toLocaleString("en")}`);
};

const userRow = (template: Row, n: number, at: string): Row => {
	const profile = profileOf(n);
	return {
		...template,
		id: idOf("00u", n),
		status: n % 50 === 7 ? "DEPROVISIONED" : n % 50 === 9 ? "SUSPENDED" : "ACTIVE",
		login: profile.login,
		login_key: fold(profile.login),
		email: profile.email,
		email_key: fold(profile.email),
		name_key: fold(`${profile.firstName} ${profile.lastName}`),
		profile: JSON.stringify(profile),
		created: at,
		activated: at,
		status_changed: at,
		last_updated: at,
	};
};

const attributesOf = (n: number): readonly Row[] =>
	Object.entries(profileOf(n)).map(([name, value]) => ({ user_id: idOf("00u", n), name, value_key: valueKey(value) }));

const member = (group: number, person: number): Row => ({ group_id: idOf("00g", group), user_id: idOf("00u", person) });

function* numbers<T>(count: number, of: (n: number) => T): Generator<T> {
	for (let n = 0; n < count; n += 1) yield of(n);
}

function* flat<T>(count: number, of: (n: number) => readonly T[]): Generator<T> {
	for (let n = 0; n < count; n += 1) yield* of(n);
}

/** Values that one statement may hold, on either engine. */
const MOST_VALUES = 20_000;

const insertAll = async (db: Kysely<Tables_>, table: string, rows: Iterable<Row>): Promise<{ readonly count: number }> => {
	let batch: Row[] = [];
	let count = 0;
	await db.transaction().execute(async (tx) => {
		const flush = async () => {
			if (batch.length > 0) await tx.insertInto(table).values(batch).execute();
			count += batch.length;
			batch = [];
		};
		for (const row of rows) {
			batch.push(row);
			if (batch.length * Object.keys(row).length >= MOST_VALUES) await flush();
		}
		await flush();
	});
	return { count };
};
