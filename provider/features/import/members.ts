import { addMembers, findGroup, removeMembers } from "../groups/groups.ts";
import { existingUsers } from "../users/users.ts";
import { GROUP } from "./groups.ts";
import { linksStage } from "./links.ts";
import { PERSON } from "./people.ts";

/**
 * Who is in which group; Everyone fills itself. What rules gave there is kept by hand here, since the rules wait here and nobody shall
 * lose anything meanwhile.
 */
export const memberships = linksStage({
	name: "memberships",
	kind: "member",
	from: GROUP,
	to: PERSON,
	path: (id) => `/api/v1/groups/${id}/users?limit=200`,
	counts: () => true,
	isThere: async ({ tx }, group) => (await findGroup(tx, group.localId)) !== undefined,
	add: async ({ tx }, group, items) =>
		addMembers(
			tx,
			group.localId,
			await existingUsers(
				tx,
				items.map(({ localId }) => localId),
			),
		),
	remove: ({ tx }, group, localIds) => removeMembers(tx, group.localId, localIds),
});
