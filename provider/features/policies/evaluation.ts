import type { Db } from "../../database.ts";
import { textsAt } from "./document.ts";
import { selectGroupIds } from "./policies.store.ts";
import type { Document } from "./policies.table.ts";
import { listPolicies, type Policy, type PolicyType } from "./policies.ts";

/** For whom something is decided. */
export interface Subject {
	/** Undefined for somebody who is about to be made. */
	readonly userId: string | undefined;
	readonly groupIds: ReadonlySet<string>;
}

/** Somebody who is here, or who is about to be made in these groups (Everyone among them). */
export type Person = { readonly userId: string } | { readonly groupIds: readonly string[] };

const subjectOf = async (db: Db, person: Person): Promise<Subject> =>
	"userId" in person
		? { userId: person.userId, groupIds: new Set(await selectGroupIds(db, person.userId)) }
		: { userId: undefined, groupIds: new Set(person.groupIds) };

/** Whether the conditions of a policy or a rule name this person. Those that name nobody are for everybody. */
export const isFor = (document: Document, { userId = "", groupIds }: Subject): boolean => {
	const named = (list: string) => textsAt(document, `conditions.people.${list}`);
	if (named("users.exclude").includes(userId) || named("groups.exclude").some((id) => groupIds.has(id))) return false;
	const [users, groups] = [named("users.include"), named("groups.include")];
	if (users.length === 0 && groups.length === 0) return true;
	return users.includes(userId) || groups.some((id) => groupIds.has(id));
};

/** The first active policy of a type that is for this person; the built-in one is for everybody. */
export const policyFor = async (db: Db, type: PolicyType, person: Person): Promise<Policy | undefined> => {
	const active = (await listPolicies(db, type)).filter(({ status }) => status === "ACTIVE");
	// Nobody's groups matter where there is nothing to choose.
	if (active[0]?.system ?? true) return active[0];
	const subject = await subjectOf(db, person);
	return active.find(({ system, document }) => system || isFor(document, subject));
};
