import { Type } from "typebox";
import type { ProviderRoutes } from "../../gate.ts";
import type { ApplicationStatus } from "./application.ts";
import { type ApplicationKey, addKey, deleteKey, findKey, listKeys, setKeyStatus } from "./keys.ts";
import { toOktaKey } from "./okta-credentials.ts";
import { requireApplication } from "./registered.ts";
import { type ApplicationNeeds, aboutToChange, ById } from "./requests.ts";
import { usesOfKeys } from "./uses.ts";

const PATH = "/api/v1/apps/:id/credentials/jwks";
const ByKey = Type.Object({ id: Type.String({ maxLength: 100 }), keyId: Type.String({ maxLength: 255 }) });
/** Its members are looked at one by one: a key may have more of them than are kept. */
const NewKey = Type.Record(Type.String(), Type.Unknown());

/** `/api/v1/apps/{id}/credentials/jwks`: the public keys with which an application proves itself. */
export const mountKeys = (routes: ProviderRoutes, { db, url }: ApplicationNeeds): void => {
	const shown = async (applicationId: string, keys: readonly ApplicationKey[]) => {
		const uses = await usesOfKeys(db, keys);
		return keys.map((key) => toOktaKey(key, applicationId, url, uses));
	};
	const shownOne = async (applicationId: string, key: ApplicationKey) => (await shown(applicationId, [key]))[0];

	routes({
		method: "GET",
		url: PATH,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params: { id } }) => {
			await requireApplication(db, id);
			const keys = await shown(id, await listKeys(db, id));
			// Clients read the one or the other.
			return { jwks: { keys }, keys };
		},
	});

	routes({
		method: "POST",
		url: PATH,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "app.oauth2.credentials.lifecycle.create",
		params: ById,
		body: NewKey,
		handler: async ({ params: { id }, body, actor, event, reply }) => {
			await aboutToChange(db, { actor, event }, id);
			const key = await addKey(db, id, body);
			event.detail["keyId"] = key.id;
			return reply.code(201).send(await shownOne(id, key));
		},
	});

	routes({
		method: "GET",
		url: `${PATH}/:keyId`,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ByKey,
		handler: async ({ params: { id, keyId } }) => {
			await requireApplication(db, id);
			return shownOne(id, await findKey(db, id, keyId));
		},
	});

	const lifecycle = (action: "activate" | "deactivate", status: ApplicationStatus) =>
		routes({
			method: "POST",
			url: `${PATH}/:keyId/lifecycle/${action}`,
			family: "okta",
			access: "apps.manage",
			limit: "unlimited",
			audit: `app.oauth2.credentials.lifecycle.${action}`,
			params: ByKey,
			handler: async ({ params: { id, keyId }, actor, event }) => {
				await aboutToChange(db, { actor, event }, id);
				event.detail["keyId"] = keyId;
				return shownOne(id, await setKeyStatus(db, id, keyId, status));
			},
		});
	lifecycle("activate", "ACTIVE");
	lifecycle("deactivate", "INACTIVE");

	routes({
		method: "DELETE",
		url: `${PATH}/:keyId`,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "app.oauth2.credentials.lifecycle.delete",
		params: ByKey,
		handler: async ({ params: { id, keyId }, actor, event, reply }) => {
			await aboutToChange(db, { actor, event }, id);
			event.detail["keyId"] = keyId;
			await deleteKey(db, id, keyId);
			return reply.code(204).send();
		},
	});
};
