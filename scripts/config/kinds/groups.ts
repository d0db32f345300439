import { nameOfGroup } from "../directory.ts";
import { type Form, isForm, without } from "../forms.ts";
import { byName, type Kind, type World } from "../kind.ts";
import type { Resource } from "../org.ts";

const formOf = ({ profile }: Resource): Form => without(isForm(profile) ? profile : {}, ["name"]);

/** Groups, by name. Who is in them is not configuration. */
export const groups = ({ org, directory }: World): Kind => ({
	name: "groups",
	async list() {
		const own = (await org.list("/api/v1/groups")).filter(({ type }) => type === "OKTA_GROUP");
		return byName(own, nameOfGroup, formOf);
	},
	async create(name, form) {
		const { id } = await org.call("POST", "/api/v1/groups", { profile: { ...form, name } });
		directory.learnGroup(id, name);
		return id;
	},
	async change(name, { id }, form) {
		await org.call("PUT", `/api/v1/groups/${id}`, { profile: { ...form, name } });
	},
});
