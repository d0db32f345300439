import { changedAt } from "../directory.ts";
import { type Form, same, without } from "../forms.ts";
import { byName, type Kind, setStatus, type World } from "../kind.ts";
import type { Resource } from "../org.ts";

const NOT_WRITTEN = ["id", "name", "created", "lastUpdated", "allGroupsValid", "_links", "_embedded", "conditions.people.users"];
const GIVEN = "actions.assignUserToGroups.groupIds";
const EXCLUDED = "conditions.people.groups.exclude";

/** Group rules, by name. Which people a rule leaves out is not configuration: it stays as it is. */
export const rules = (world: World): Kind => {
	const { org, directory } = world;
	const path = (id: string) => `/api/v1/groups/rules/${id}`;
	const formOf = (rule: Resource): Form =>
		changedAt(changedAt(without(rule, NOT_WRITTEN), GIVEN, directory.groupNames), EXCLUDED, directory.groupNames);
	const bodyOf = (name: string, form: Form): Form => {
		const ids = changedAt(changedAt(form, GIVEN, directory.groupIds), EXCLUDED, directory.groupIds);
		return { type: "group_rule", ...without(ids, ["status"]), name };
	};
	return {
		name: "rules",
		list: async () => byName(await org.list("/api/v1/groups/rules?limit=200"), ({ name }) => String(name), formOf),
		async create(name, form) {
			const { id } = await org.call("POST", "/api/v1/groups/rules", bodyOf(name, form));
			await setStatus(world, path(id), "INACTIVE", form["status"]);
			return id;
		},
		async change(name, { id, form: before }, form) {
			const touched = !same(without(before, ["status"]), without(form, ["status"]));
			if (touched) {
				if (before["status"] === "ACTIVE") await setStatus(world, path(id), "ACTIVE", "INACTIVE");
				const { conditions } = await org.call("GET", path(id));
				const body = bodyOf(name, form);
				const people = changedAt({ conditions: conditions ?? {} }, "conditions.people.groups", () => ({}));
				const users = (people["conditions"] as { people?: { users?: Form } }).people?.users ?? { exclude: [] };
				const whole = { ...body, conditions: withUsers(body["conditions"] as Form, users) };
				await org.call("PUT", path(id), whole);
			}
			await setStatus(world, path(id), touched ? "INACTIVE" : before["status"], form["status"]);
		},
	};
};

const withUsers = (conditions: Form, users: Form): Form => ({
	...conditions,
	people: { groups: { exclude: [] }, ...(conditions["people"] as Form | undefined), users },
});
