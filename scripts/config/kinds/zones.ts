import { type Form, same, without } from "../forms.ts";
import { byName, type Kind, setStatus, type World } from "../kind.ts";

const NOT_WRITTEN = ["id", "name", "type", "usage", "system", "created", "lastUpdated", "_links"];

/** Network zones, by name. */
export const zones = (world: World): Kind => {
	const { org, directory } = world;
	const path = "/api/v1/zones";
	const bodyOf = (name: string, form: Form): Form => ({ ...without(form, ["status"]), type: "IP", name });
	return {
		name: "networkZones",
		list: async () =>
			byName(
				await org.list(path),
				({ name }) => String(name),
				(zone) => without(zone, NOT_WRITTEN),
			),
		async create(name, form) {
			const { id } = await org.call("POST", path, bodyOf(name, form));
			directory.learnZone(id, name);
			await setStatus(world, `${path}/${id}`, "ACTIVE", form["status"]);
			return id;
		},
		async change(name, { id, form: before }, form) {
			if (!same(without(before, ["status"]), without(form, ["status"])))
				await org.call("PUT", `${path}/${id}`, bodyOf(name, form));
			await setStatus(world, `${path}/${id}`, before["status"], form["status"]);
		},
	};
};
