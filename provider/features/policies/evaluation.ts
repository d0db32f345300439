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

export const subjectOf = async (db: Db, userId: string): Promise<Subject> => ({
	userId,
	groupIds: new Set(await selectGroupIds(db, userId)),
});

/** Whether the conditions of a policy or a rule name this person. Those that name nobody are for everybody. */
export const isFor = (document: Document, { userId = "", groupIds }: Subject): boolean => {
	const named = (list: string) => textsAt(document, `conditions.people.${list}`);
	if (named("users.exclude").includes(userId) || named("groups.exclude").some((id) => groupIds.has(id))) return false;
	const [users, groups] = [named("users.include"), named("groups.include")];
	if (users.length === 0 && groups.length === 0) return true;
	return users.includes(userId) || groups.some((id) => groupIds.has(id));
};

/** The active policies of a type that are for this person, in order; the built-in one is for everybody. */
export const policiesFor = async (db: Db, type: PolicyType, subject: Subject): Promise<readonly Policy[]> =>
	(await listPolicies(db, type)).filter(
		({ status, system, document }) => status === "ACTIVE" && (system || isFor(document, subject)),
	);
