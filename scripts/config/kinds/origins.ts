import { type Form, same, without } from "../forms.ts";
import { byName, type Kind, setStatus, type World } from "../kind.ts";

const NOT_WRITTEN = ["id", "name", "created", "createdBy", "lastUpdated", "lastUpdatedBy", "_links"];

/** Trusted origins, by name. */
export const origins = (world: World): Kind => {
	const { org } = world;
	const path = "/api/v1/trustedOrigins";
	const bodyOf = (name: string, form: Form): Form => ({ ...without(form, ["status"]), name });
	return {
		name: "trustedOrigins",
		list: async () =>
			byName(
				await org.list(path),
				({ name }) => String(name),
				(origin) => without(origin, NOT_WRITTEN),
			),
		async create(name, form) {
			const { id } = await org.call("POST", path, bodyOf(name, form));
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
