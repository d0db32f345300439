import { Type } from "typebox";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { reachOf } from "../administrators/administrators.ts";
import { getPolicy } from "../policies/policies.ts";
import type { AnyApplication, ApplicationStatus } from "./application.ts";
import { findAppUser } from "./assignments.ts";
import { extrasFor } from "./extras.ts";
import { listApplications } from "./listing.ts";
import { shown, toOktaAppUser } from "./okta-assignments.ts";
import { documentFrom, newApplicationFrom, newBookmarkFrom, replacementFrom } from "./okta-body.ts";
import { ApplicationBody } from "./okta-schema.ts";
import { toOktaApp } from "./okta-shape.ts";
import { requireAnyApplication } from "./registered.ts";
import {
	createApplication,
	createBookmark,
	deleteApplication,
	setApplicationStatus,
	updateApplication,
	updateBookmark,
} from "./registration.ts";
import { type ApplicationNeeds, aboutApplication, aboutToChange, ById, limited, targetsWithin } from "./requests.ts";
import { liveSecrets } from "./secrets.ts";
import { hasSecrets } from "./settings.ts";

const APPS = "/api/v1/apps";
const limits = limited(20, 200);
const Activate = Type.Object({ activate: Type.Optional(Type.Enum(["true", "false"])) });
const expand = Type.Optional(Type.String({ maxLength: 200 }));
const Expand = Type.Object({ expand });
const ListQuery = Type.Object({ ...limits.query, filter: Type.Optional(Type.String({ maxLength: 1000 })), expand });
const ByPolicy = Type.Object({ id: Type.String({ maxLength: 100 }), policyId: Type.String({ maxLength: 100 }) });

/** Applications themselves: made, shown, replaced, switched on and off, deleted. */
export const mountRegistration = (routes: ProviderRoutes, { db, seal, url, endAccess, signingKid }: ApplicationNeeds): void => {
	/** As they are shown; with the assignment of the person whom `expand` names (`user/{id}`). */
	const shownAll = async (applications: readonly AnyApplication[], expanded?: string): Promise<readonly object[]> => {
		const extras = await extrasFor(db, applications, await signingKid?.());
		const [, userId] = /^user\/([^/]+)$/.exec(expanded ?? "") ?? [];
		return Promise.all(
			applications.map(async (application) => {
				const embedded = userId === undefined ? undefined : await assignmentOf(application.id, userId);
				return toOktaApp(application, url, { ...extras(application), embedded });
			}),
		);
	};
	const assignmentOf = async (applicationId: string, userId: string) => {
		try {
			return shown(toOktaAppUser(await findAppUser(db, applicationId, userId), applicationId, url), false);
		} catch (thrown) {
			if (thrown instanceof Fault && thrown.code === "not_found") return undefined;
			throw thrown;
		}
	};
	/** With its newest secret: what a registration is answered with. */
	const withSecret = async (application: AnyApplication): Promise<object> => {
		const extras = await extrasFor(db, [application], await signingKid?.());
		const secrets = application.signOnMode === "OPENID_CONNECT" && hasSecrets(application.settings);
		const [secret] = secrets ? await liveSecrets(db, seal, application.id) : [];
		return toOktaApp(application, url, { ...extras(application), secret });
	};
	const organization = new URL(url).hostname.split(".")[0] ?? "org";

	routes({
		method: "GET",
		url: APPS,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		query: ListQuery,
		handler: async ({ actor, query, request, reply }) => {
			const { q, after, filter } = query;
			const only = targetsWithin(reachOf(actor, "apps.read"));
			const page = await listApplications(db, { q, after, filter, only, limit: limits.of(query) });
			return sendPage(request, reply, url, { ...page, items: await shownAll(page.items, query.expand) });
		},
	});

	routes({
		method: "POST",
		url: APPS,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.lifecycle.create",
		query: Activate,
		body: ApplicationBody,
		handler: async ({ body, query, event }) => {
			const activate = query.activate !== "false";
			const application =
				body.signOnMode === "OPENID_CONNECT"
					? await createApplication(db, seal, newApplicationFrom(body, activate))
					: await createBookmark(db, newBookmarkFrom(body, activate, organization));
			event.targets.push({ type: "AppInstance", id: application.id, name: application.label });
			return withSecret(application);
		},
	});

	routes({
		method: "GET",
		url: `${APPS}/:id`,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		query: Expand,
		handler: async ({ params: { id }, query }) => (await shownAll([await requireAnyApplication(db, id)], query.expand))[0],
	});

	routes({
		method: "PUT",
		url: `${APPS}/:id`,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.lifecycle.update",
		params: ById,
		body: ApplicationBody,
		handler: async ({ params: { id }, body, actor, event }) => {
			const present = await aboutToChange(db, { actor, event }, id);
			if (body.signOnMode !== "OPENID_CONNECT") {
				const { label, signOnMode } = body;
				return withSecret(await updateBookmark(db, id, { label, signOnMode, document: documentFrom(body) }));
			}
			if (present.signOnMode !== "OPENID_CONNECT") throw fieldFault("invalid_request", "signOnMode", "Never changes.");
			return withSecret(await updateApplication(db, seal, id, (application) => replacementFrom(body, application)));
		},
	});

	routes({
		method: "DELETE",
		url: `${APPS}/:id`,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.lifecycle.delete",
		params: ById,
		handler: async ({ params: { id }, event, reply }) => {
			const application = await aboutApplication(db, event, id);
			await deleteApplication(db, id);
			// Nothing is left that would lead from the id to the client ID.
			await endAccess({ applicationId: application.signOnMode === "OPENID_CONNECT" ? application.clientId : id });
			return reply.code(204).send();
		},
	});

	const lifecycle = (action: "activate" | "deactivate", status: ApplicationStatus) =>
		routes({
			method: "POST",
			url: `${APPS}/:id/lifecycle/${action}`,
			family: "okta",
			access: "apps.manage",
			limit: "unlimited",
			audit: `application.lifecycle.${action}`,
			params: ById,
			handler: async ({ params: { id }, event }) => {
				await aboutApplication(db, event, id);
				await setApplicationStatus(db, id, status);
				if (status === "INACTIVE") await endAccess({ applicationId: id });
				return {};
			},
		});
	lifecycle("activate", "ACTIVE");
	lifecycle("deactivate", "INACTIVE");

	routes({
		method: "GET",
		url: `${APPS}/:id/features`,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params: { id } }) => {
			await requireAnyApplication(db, id);
			return [];
		},
	});

	routes({
		method: "PUT",
		url: `${APPS}/:id/policies/:policyId`,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.lifecycle.update",
		params: ByPolicy,
		handler: async ({ params: { id, policyId }, actor, event, reply }) => {
			await aboutToChange(db, { actor, event }, id);
			const { type } = await getPolicy(db, policyId);
			if (type !== "ACCESS_POLICY") {
				throw fieldFault("invalid_request", "policyId", "Only an ACCESS_POLICY is for signing on to an application.");
			}
			await updateApplication(db, seal, id, ({ presentation }) => ({
				presentation: { ...presentation, accessPolicy: policyId },
			}));
			return reply.code(204).send();
		},
	});
};
