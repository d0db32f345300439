import { changedAt } from "../directory.ts";
import { type Form, same, without } from "../forms.ts";
import { byName, type Kind, setStatus, type World } from "../kind.ts";
import type { Resource } from "../org.ts";

/** The types of policies that Signet acts by. */
const policyTypes = ["OKTA_SIGN_ON", "PASSWORD", "MFA_ENROLL", "ACCESS_POLICY"] as const;

const NOT_WRITTEN = ["id", "name", "type", "system", "created", "lastUpdated", "_links", "_embedded"];
const GROUPS = ["conditions.people.groups.include", "conditions.people.groups.exclude"];
const ZONES = ["conditions.network.include", "conditions.network.exclude"];
/** Whom a rule means by themselves is not configuration. */
const PEOPLE = ["conditions.people.users"];

const named = ({ directory }: World, resource: Resource): Form => {
	const form = without(resource, [...NOT_WRITTEN, ...PEOPLE]);
	const grouped = GROUPS.reduce((part, path) => changedAt(part, path, directory.groupNames), form);
	return ZONES.reduce((part, path) => changedAt(part, path, directory.zoneNames), grouped);
};
const numbered = ({ directory }: World, form: Form): Form => {
	const grouped = GROUPS.reduce((part, path) => changedAt(part, path, directory.groupIds), form);
	return ZONES.reduce((part, path) => changedAt(part, path, directory.zoneIds), grouped);
};

/** Things with a name, a status and a place of their own below `path`: policies and rules are alike. */
export const policyLike = (
	world: World,
	{
		name,
		path,
		query = "",
		fixed,
		children,
	}: {
		readonly name: string;
		readonly path: string;
		readonly query?: string;
		/** Members that every body has. */
		readonly fixed: Form;
		readonly children?: Kind["children"];
	},
): Kind => {
	const { org } = world;
	return {
		name,
		list: async () =>
			byName(
				await org.list(`${path}${query}`),
				(one) => String(one["name"]),
				(one) => named(world, one),
			),
		async create(label, form) {
			const { id, status } = await org.call("POST", path, {
				...fixed,
				...numbered(world, without(form, ["status"])),
				name: label,
			});
			await setStatus(world, `${path}/${id}`, status, form["status"]);
			return id;
		},
		async change(label, { id, form: before }, form) {
			if (!same(without(before, ["status"]), without(form, ["status"]))) {
				const present = await org.call("GET", `${path}/${id}`);
				const { users } = (present["conditions"] as { people?: { users?: Form } } | null)?.people ?? {};
				const body = { ...fixed, ...numbered(world, form), name: label };
				await org.call("PUT", `${path}/${id}`, users === undefined ? body : keepUsers(body, users));
			}
			await setStatus(world, `${path}/${id}`, before["status"], form["status"]);
		},
		...(children === undefined ? {} : { children }),
	};
};

const keepUsers = (body: Form, users: Form): Form =>
	changedAt(body, "conditions.people", (people) => ({ ...(people as Form), users }));

const ruleTypes: Readonly<Record<(typeof policyTypes)[number], string>> = {
	OKTA_SIGN_ON: "SIGN_ON",
	PASSWORD: "PASSWORD",
	MFA_ENROLL: "MFA_ENROLL",
	ACCESS_POLICY: "ACCESS_POLICY",
};

/** Policies of each type, by name, with their rules. */
export const policies = (world: World): readonly Kind[] =>
	policyTypes.map((type) =>
		policyLike(world, {
			name: `policies.${type}`,
			path: "/api/v1/policies",
			query: `?type=${type}`,
			fixed: { type },
			children: {
				rules: (policyId) =>
					policyLike(world, { name: "rules", path: `/api/v1/policies/${policyId}/rules`, fixed: { type: ruleTypes[type] } }),
			},
		}),
	);
