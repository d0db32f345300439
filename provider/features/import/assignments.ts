import { addAppGroups, addAppUsers, hasApplication, removeAppGroups, removeAppUsers } from "../applications/applications.ts";
import { findGroup } from "../groups/groups.ts";
import { existingUsers } from "../users/users.ts";
import { APPLICATION } from "./applications.ts";
import { GROUP } from "./groups.ts";
import type { Batch, Known } from "./journal.ts";
import { linksStage } from "./links.ts";
import { PERSON } from "./people.ts";
import { type Foreign, objectAt, textOf } from "./values.ts";

const LONGEST_PROFILE = 10_000;
/** The API's. */
const LARGEST_PRIORITY = 1_000_000;

/** What an application knows of a person or a group, where it is not too much. */
const profileOf = (item: Foreign): Foreign | undefined => {
	const profile = objectAt(item, "profile");
	const text = JSON.stringify(profile);
	return text === "{}" || text.length > LONGEST_PROFILE || text.includes("\\u0000") ? undefined : profile;
};

const isThere = ({ tx }: Batch, application: Known): Promise<boolean> => hasApplication(tx, application.localId);

/** Who has an application by themselves. Whoever has it through a group gets it with the group. */
export const personAssignments = linksStage({
	name: "assignments of people",
	kind: "app-user",
	from: APPLICATION,
	to: PERSON,
	path: (id) => `/api/v1/apps/${id}/users?limit=200`,
	counts: ({ scope }) => scope !== "GROUP",
	isThere,
	async add(batch, application, items) {
		const here = new Set(
			await existingUsers(
				batch.tx,
				items.map(({ localId }) => localId),
			),
		);
		const people = items.filter(({ localId }) => here.has(localId));
		await addAppUsers(
			batch.tx,
			application.localId,
			people.map(({ localId, item }) => {
				const username = textOf(objectAt(item, "credentials")["userName"]);
				return { userId: localId, username: username?.slice(0, 100), profile: profileOf(item) };
			}),
		);
	},
	remove: ({ tx }, application, localIds) => removeAppUsers(tx, application.localId, localIds),
});

/** Which groups have an application, with their priority. */
export const groupAssignments = linksStage({
	name: "assignments of groups",
	kind: "app-group",
	from: APPLICATION,
	to: GROUP,
	path: (id) => `/api/v1/apps/${id}/groups?limit=200`,
	counts: () => true,
	isThere,
	async add(batch, application, items) {
		const groups = [];
		for (const { localId, item } of items) {
			if (!(await findGroup(batch.tx, localId))) continue;
			const given = Number(item["priority"]);
			const priority = Number.isInteger(given) && given >= 0 && given <= LARGEST_PRIORITY ? given : 0;
			groups.push({ groupId: localId, priority, profile: profileOf(item) });
		}
		await addAppGroups(batch.tx, application.localId, groups);
	},
	remove: ({ tx }, application, localIds) => removeAppGroups(tx, application.localId, localIds),
});
