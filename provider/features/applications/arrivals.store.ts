import { type Json, now } from "#common/db/columns.ts";
import type { Tx } from "../../database.ts";
import type { Presentation } from "./application.ts";

export interface ArrivingAppUser {
	readonly userId: string;
	readonly username: string | null;
	readonly profile: Json<Presentation> | null;
}

/** Primary key; who is assigned already stays so. One statement, so at most a page of people. */
export const insertAppUsers = async (tx: Tx, applicationId: string, people: readonly ArrivingAppUser[]): Promise<void> => {
	if (people.length === 0) return;
	const created = now();
	await tx
		.insertInto("application_users")
		.values(
			people.map(({ userId, username, profile }) => ({
				application_id: applicationId,
				user_id: userId,
				username,
				profile,
				created,
				last_updated: created,
			})),
		)
		.onConflict((conflict) => conflict.columns(["application_id", "user_id"]).doNothing())
		.execute();
};

export interface ArrivingAppGroup {
	readonly groupId: string;
	readonly priority: number;
	readonly profile: Json<Presentation> | null;
}

/** Primary key; what is assigned already stays so. */
export const insertAppGroups = async (tx: Tx, applicationId: string, groups: readonly ArrivingAppGroup[]): Promise<void> => {
	if (groups.length === 0) return;
	const created = now();
	await tx
		.insertInto("application_groups")
		.values(
			groups.map(({ groupId, priority, profile }) => ({
				application_id: applicationId,
				group_id: groupId,
				priority,
				profile,
				created,
				last_updated: created,
			})),
		)
		.onConflict((conflict) => conflict.columns(["application_id", "group_id"]).doNothing())
		.execute();
};

/** Primary key. */
export const deleteAppUsers = async (tx: Tx, applicationId: string, userIds: readonly string[]): Promise<void> => {
	if (userIds.length === 0) return;
	const assigned = tx.deleteFrom("application_users").where("application_id", "=", applicationId);
	await assigned.where("user_id", "in", [...userIds]).execute();
};

/** Primary key. */
export const deleteAppGroups = async (tx: Tx, applicationId: string, groupIds: readonly string[]): Promise<void> => {
	if (groupIds.length === 0) return;
	const assigned = tx.deleteFrom("application_groups").where("application_id", "=", applicationId);
	await assigned.where("group_id", "in", [...groupIds]).execute();
};
