import { type Form, isForm, type Json } from "./forms.ts";
import { ApiRefusal, type Org, type Resource } from "./org.ts";

/** Names for the ids of groups and applications, so that a file holds names alone and fits another organisation. */
export interface Directory {
	/** Ids of groups in `list` become names; what is none stays. */
	groupNames(list: Json | undefined): Json;
	/** @throws ApiRefusal for a name that no group has. */
	groupIds(list: Json | undefined): Json;
	clientLabels(list: Json | undefined): Json;
	/** @throws ApiRefusal for a label that no application has. */
	clientIds(list: Json | undefined): Json;
	zoneNames(list: Json | undefined): Json;
	/** @throws ApiRefusal for a name that no network zone has. */
	zoneIds(list: Json | undefined): Json;
	groupId(name: string): string;
	/** A group, an application or a network zone that was made meanwhile. */
	learnGroup(id: string, name: string): void;
	learnApplication(clientId: string, label: string): void;
	learnZone(id: string, name: string): void;
}

export const nameOfGroup = ({ profile }: Resource): string => String(isForm(profile) ? profile["name"] : "");

export const clientIdOf = ({ id, credentials }: Resource): string => {
	const client = isForm(credentials) ? credentials["oauthClient"] : undefined;
	return String(isForm(client) ? (client["client_id"] ?? id) : id);
};

/** Reads all groups, applications and network zones once. */
export const readDirectory = async (org: Org): Promise<Directory> => {
	const [groups, applications, zones] = [new Map<string, string>(), new Map<string, string>(), new Map<string, string>()];
	for (const group of await org.list("/api/v1/groups")) groups.set(group.id, nameOfGroup(group));
	for (const application of await org.list("/api/v1/apps?limit=200"))
		applications.set(clientIdOf(application), String(application["label"]));
	for (const zone of await org.list("/api/v1/zones")) zones.set(zone.id, String(zone["name"]));
	const idIn = (map: ReadonlyMap<string, string>, name: Json, what: string): string => {
		for (const [id, known] of map) if (known === name) return id;
		// Words that stand for many, such as EVERYONE and ALL_CLIENTS, and ids that somebody wrote.
		if (map.has(String(name)) || /^[A-Z_]+$/.test(String(name))) return String(name);
		throw new ApiRefusal(0, `there is no ${what} called ${JSON.stringify(name)}.`);
	};
	const names = (map: ReadonlyMap<string, string>, list: Json | undefined): Json =>
		Array.isArray(list) ? (list as readonly Json[]).map((id) => map.get(String(id)) ?? id).toSorted() : (list ?? []);
	const ids = (map: ReadonlyMap<string, string>, list: Json | undefined, what: string): Json =>
		Array.isArray(list) ? (list as readonly Json[]).map((name) => idIn(map, name, what)) : (list ?? []);
	return {
		groupNames: (list) => names(groups, list),
		groupIds: (list) => ids(groups, list, "group"),
		clientLabels: (list) => names(applications, list),
		clientIds: (list) => ids(applications, list, "application"),
		zoneNames: (list) => names(zones, list),
		zoneIds: (list) => ids(zones, list, "network zone"),
		groupId: (name) => idIn(groups, name, "group"),
		learnGroup: (id, name) => void groups.set(id, name),
		learnApplication: (clientId, label) => void applications.set(clientId, label),
		learnZone: (id, name) => void zones.set(id, name),
	};
};

/** `form` with the value at `path` (dotted) replaced by what `change` makes of it, where it is there. */
export const changedAt = (form: Form, path: string, change: (value: Json) => Json): Form => {
	const [first = "", ...rest] = path.split(".");
	const value = form[first];
	if (value === undefined || value === null) return form;
	if (rest.length === 0) return { ...form, [first]: change(value) };
	return isForm(value) ? { ...form, [first]: changedAt(value, rest.join("."), change) } : form;
};
