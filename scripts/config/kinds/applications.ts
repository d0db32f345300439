import { changedAt, clientIdOf } from "../directory.ts";
import { type Form, isForm, type Json, same, without } from "../forms.ts";
import { byName, type Kind, setStatus, type World } from "../kind.ts";
import type { Resource } from "../org.ts";

/** What the API writes itself, and what is a secret. */
const NOT_WRITTEN = [
	"id",
	"orn",
	"label",
	"created",
	"lastUpdated",
	"features",
	"universalLogout",
	"licensing",
	"_links",
	"_embedded",
	"credentials.signing",
	"credentials.oauthClient.client_secret",
];
/** What has an address of its own. */
const APART = ["status", "groups", "grants", "idToken"];

/** What a key has beside what was registered. */
const OF_KEYS = ["id", "created", "lastUpdated", "_links"];

const ISSUED = ["issuer", "orgUrl", "customUrl", "audience"];

/** Applications, by label, with the groups that are assigned and the API scopes that are granted. */
export const applications = (world: World): Kind => {
	const { org, directory } = world;
	const path = (id: string) => `/api/v1/apps/${id}`;
	const idTokenOf = (id: string) => `/api/v1/internal/apps/${id}/settings/oauth/idToken`;

	const formOf = async (application: Resource): Promise<Form> => {
		const { id, signOnMode } = application;
		const assigned = (await org.list(`${path(id)}/groups?limit=200`)).map((group) => group.id);
		const written = changedAt(without(application, NOT_WRITTEN), "settings.oauthClient.jwks.keys", plainKeys);
		const form: Record<string, Json> = { ...written, groups: directory.groupNames(assigned) };
		if (signOnMode !== "OPENID_CONNECT") return form;
		const granted = (await org.list(`${path(id)}/grants`)).map(({ scopeId }) => String(scopeId)).toSorted();
		const idToken = without(await org.call("GET", idTokenOf(id)), ISSUED);
		return { ...form, grants: granted, idToken };
	};

	const setGroups = async (id: string, from: Json | undefined, to: Json | undefined) => {
		if (to === undefined) return;
		const [before, after] = [namesIn(from), namesIn(to)];
		for (const name of after.filter((one) => !before.includes(one)))
			await org.call("PUT", `${path(id)}/groups/${directory.groupId(name)}`, {});
		for (const name of before.filter((one) => !after.includes(one)))
			await org.call("DELETE", `${path(id)}/groups/${directory.groupId(name)}`);
	};

	const setGrants = async (id: string, from: Json | undefined, to: Json | undefined) => {
		if (to === undefined || same(from ?? [], to)) return;
		const present = await org.list(`${path(id)}/grants`);
		const after = namesIn(to);
		for (const { id: grantId } of present.filter(({ scopeId }) => !after.includes(String(scopeId))))
			await org.call("DELETE", `${path(id)}/grants/${grantId}`);
		for (const scopeId of after.filter((one) => !present.some((grant) => grant["scopeId"] === one))) {
			await org.call("POST", `${path(id)}/grants`, { scopeId, issuer: await issuerOf(world) });
		}
	};

	const setApart = async (id: string, from: Form, to: Form) => {
		await setGroups(id, from["groups"], to["groups"]);
		await setGrants(id, from["grants"], to["grants"]);
		const { idToken } = to;
		if (isForm(idToken) && !same(from["idToken"], idToken)) await org.call("POST", idTokenOf(id), idToken);
		await setStatus(world, path(id), from["status"], to["status"]);
	};

	return {
		name: "applications",
		async list() {
			const all = await org.list("/api/v1/apps?limit=200");
			const forms = new Map<string, Form>();
			for (const application of all) forms.set(application.id, await formOf(application));
			return byName(
				all,
				({ label }) => String(label),
				({ id }) => forms.get(id) ?? {},
			);
		},
		async create(label, form) {
			const application = await org.call("POST", "/api/v1/apps?activate=true", { ...without(form, APART), label });
			directory.learnApplication(clientIdOf(application), label);
			await setApart(application.id, { status: "ACTIVE", groups: [], grants: [] }, form);
			return application.id;
		},
		async change(label, found, form) {
			if (!same(without(found.form, APART), without(form, APART)))
				await org.call("PUT", path(found.id), { ...without(form, APART), label });
			await setApart(found.id, found.form, form);
		},
	};
};

const plainKeys = (keys: Json): Json =>
	Array.isArray(keys) ? (keys as readonly Json[]).map((key) => (isForm(key) ? without(key, OF_KEYS) : key)) : keys;

const namesIn = (list: Json | undefined): readonly string[] => (Array.isArray(list) ? list.map(String) : []);

/** Grants name the organisation's own authorization server. */
const issuerOf = async ({ org }: World): Promise<string> =>
	String((await org.call("GET", "/.well-known/openid-configuration"))["issuer"]);
