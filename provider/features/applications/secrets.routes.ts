import { Type } from "typebox";
import type { ProviderRoutes } from "../../gate.ts";
import type { ApplicationStatus } from "./application.ts";
import { toOktaSecret } from "./okta-credentials.ts";
import { requireApplication } from "./registered.ts";
import { type ApplicationNeeds, aboutToChange, ById } from "./requests.ts";
import { type ClientSecret, createSecret, deleteSecret, findSecret, listSecrets, setSecretStatus } from "./secrets.ts";
import { usesOfSecrets } from "./uses.ts";

const BySecret = Type.Object({ id: Type.String({ maxLength: 100 }), secretId: Type.String({ maxLength: 100 }) });
const Ours = Type.Optional(Type.Unknown());
const NewSecret = Type.Union([
	Type.Object(
		{
			client_secret: Type.Optional(Type.Union([Type.String({ maxLength: 1000 }), Type.Null()])),
			status: Type.Optional(Type.Enum(["ACTIVE", "INACTIVE"])),
			id: Ours,
			created: Ours,
			lastUpdated: Ours,
			secret_hash: Ours,
			_links: Ours,
		},
		{ additionalProperties: false },
	),
	Type.Null(),
]);

/** `/api/v1/apps/{id}/credentials/secrets`. Whoever reads a secret can act as the application, so reading takes `apps.manage`. */
export const mountSecrets = (routes: ProviderRoutes, { db, seal, url }: ApplicationNeeds): void => {
	const path = "/api/v1/apps/:id/credentials/secrets";
	const shown = async (applicationId: string, secrets: readonly ClientSecret[]) => {
		const uses = await usesOfSecrets(db, secrets);
		return secrets.map((secret) => toOktaSecret(secret, applicationId, url, uses));
	};
	const shownOne = async (applicationId: string, secret: ClientSecret) => (await shown(applicationId, [secret]))[0];

	routes({
		method: "GET",
		url: path,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "app.oauth2.client.read_client_secret",
		params: ById,
		handler: async ({ params: { id }, actor, event }) => {
			await aboutToChange(db, { actor, event }, id);
			await requireApplication(db, id);
			return shown(id, await listSecrets(db, seal, id));
		},
	});

	routes({
		method: "POST",
		url: path,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "app.oauth2.client.lifecycle.create_secret",
		params: ById,
		body: NewSecret,
		handler: async ({ params: { id }, body, actor, event, reply }) => {
			await aboutToChange(db, { actor, event }, id);
			const secret = await createSecret(db, seal, id, { secret: body?.client_secret || undefined, status: body?.status });
			event.detail["secretId"] = secret.id;
			return reply.code(201).send(await shownOne(id, secret));
		},
	});

	routes({
		method: "GET",
		url: `${path}/:secretId`,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "app.oauth2.client.read_client_secret",
		params: BySecret,
		handler: async ({ params: { id, secretId }, actor, event }) => {
			await aboutToChange(db, { actor, event }, id);
			event.detail["secretId"] = secretId;
			return shownOne(id, await findSecret(db, seal, id, secretId));
		},
	});

	const lifecycle = (action: "activate" | "deactivate", status: ApplicationStatus) =>
		routes({
			method: "POST",
			url: `${path}/:secretId/lifecycle/${action}`,
			family: "okta",
			access: "apps.manage",
			limit: "unlimited",
			audit: "app.oauth2.client.lifecycle.update_secret",
			params: BySecret,
			handler: async ({ params: { id, secretId }, actor, event }) => {
				await aboutToChange(db, { actor, event }, id);
				Object.assign(event.detail, { secretId, status });
				return shownOne(id, await setSecretStatus(db, seal, id, secretId, status));
			},
		});
	lifecycle("activate", "ACTIVE");
	lifecycle("deactivate", "INACTIVE");

	routes({
		method: "DELETE",
		url: `${path}/:secretId`,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "app.oauth2.client.lifecycle.delete_secret",
		params: BySecret,
		handler: async ({ params: { id, secretId }, actor, event, reply }) => {
			await aboutToChange(db, { actor, event }, id);
			event.detail["secretId"] = secretId;
			await deleteSecret(db, id, secretId);
			return reply.code(204).send();
		},
	});
};
