import { changedAt } from "../directory.ts";
import { type Form, same, without } from "../forms.ts";
import { byName, type Kind, setStatus, type World } from "../kind.ts";
import type { Resource } from "../org.ts";
import { policyLike } from "./policies.ts";

const NOT_WRITTEN = ["id", "name", "issuer", "created", "lastUpdated", "credentials", "default", "_links", "_embedded"];
const CLIENTS = "conditions.clients.include";

/** Scopes or claims of a server, but those that every server has. */
const partsOf = ({ org }: World, name: "scopes" | "claims", path: string, nameOf: (resource: Resource) => string): Kind => ({
	name,
	list: async () =>
		byName(
			(await org.list(path)).filter(({ system }) => system !== true),
			nameOf,
			(one) => without(one, ["id", "name", "system", "_links", ...(name === "claims" ? ["claimType"] : [])]),
		),
	create: async (key, form) => (await org.call("POST", path, { ...form, ...keyed(name, key) })).id,
	change: async (key, { id }, form) => {
		await org.call("PUT", `${path}/${id}`, { ...form, ...keyed(name, key) });
	},
});

/** A claim may be there twice under one name: in ID tokens (IDENTITY) and in access tokens (RESOURCE). */
const claimKey = (claim: Resource): string => `${claim["claimType"]} ${claim["name"]}`;
const keyed = (kind: "scopes" | "claims", key: string): Form => {
	if (kind === "scopes") return { name: key };
	const [claimType = "", ...name] = key.split(" ");
	return { claimType, name: name.join(" ") };
};

/** Access policies of a server: which applications, and by their rules which people and scopes. */
const policiesOf = (world: World, path: string): Kind => {
	const plain = policyLike(world, {
		name: "policies",
		path,
		fixed: { type: "OAUTH_AUTHORIZATION_POLICY" },
		children: {
			rules: (policyId) =>
				policyLike(world, { name: "rules", path: `${path}/${policyId}/rules`, fixed: { type: "RESOURCE_ACCESS" } }),
		},
	});
	const { clientIds, clientLabels } = world.directory;
	return {
		...plain,
		async list() {
			const found = await plain.list();
			return new Map([...found].map(([name, { id, form }]) => [name, { id, form: changedAt(form, CLIENTS, clientLabels) }]));
		},
		create: (name, form) => plain.create(name, changedAt(form, CLIENTS, clientIds)),
		change: (name, found, form) => plain.change(name, found, changedAt(form, CLIENTS, clientIds)),
	};
};

/** Authorization servers, by name, with scopes, claims and access policies. */
export const servers = (world: World): Kind => {
	const { org } = world;
	const path = (id: string) => `/api/v1/authorizationServers/${id}`;
	return {
		name: "authorizationServers",
		list: async () =>
			byName(
				await org.list("/api/v1/authorizationServers"),
				({ name }) => String(name),
				(server) => without(server, NOT_WRITTEN),
			),
		async create(name, form) {
			const { id } = await org.call("POST", "/api/v1/authorizationServers", { ...without(form, ["status"]), name });
			await setStatus(world, path(id), "ACTIVE", form["status"]);
			return id;
		},
		async change(name, { id, form: before }, form) {
			if (!same(without(before, ["status"]), without(form, ["status"])))
				await org.call("PUT", path(id), { ...without(form, ["status"]), name });
			await setStatus(world, path(id), before["status"], form["status"]);
		},
		children: {
			scopes: (id) => partsOf(world, "scopes", `${path(id)}/scopes`, ({ name }) => String(name)),
			claims: (id) => partsOf(world, "claims", `${path(id)}/claims`, claimKey),
			policies: (id) => policiesOf(world, `${path(id)}/policies`),
		},
	};
};
