import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { fieldFault } from "#common/faults/fault.ts";
import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { mountAppLinks } from "./app-links.routes.ts";
import type { Application, ApplicationStatus } from "./application.ts";
import { mountAssignments } from "./assignments.routes.ts";
import { mountCounts } from "./counts.routes.ts";
import { mountIdTokenSettings } from "./id-token.routes.ts";
import { mountLogos } from "./logos.routes.ts";
import { logoAddress, logoAddresses } from "./logos.ts";
import { ApplicationBody, newApplicationFrom, replacementFrom } from "./okta-body.ts";
import { toOktaApp } from "./okta-shape.ts";
import {
	createApplication,
	deleteApplication,
	listApplications,
	requireApplication,
	setApplicationStatus,
	updateApplication,
} from "./registration.ts";
import { type ApplicationNeeds, aboutApplication, ById, limitOf, listQuery } from "./requests.ts";
import { mountSecrets } from "./secrets.routes.ts";
import { liveSecrets } from "./secrets.ts";

const Activate = Type.Object({ activate: Type.Optional(Type.Enum(["true", "false"])) });
const ListQuery = Type.Object({ ...listQuery, filter: Type.Optional(Type.String({ maxLength: 200 })) });

/** Everything below `/api/v1/apps`, and what belongs to applications elsewhere. */
export const mountApplications = (routes: ProviderRoutes, app: FastifyInstance, needs: ApplicationNeeds): void => {
	mountRegistration(routes, needs);
	mountSecrets(routes, needs);
	mountLogos(routes, app, needs);
	mountAssignments(routes, needs);
	mountIdTokenSettings(routes, needs);
	mountAppLinks(routes, needs);
	mountCounts(routes, needs);
};

const mountRegistration = (routes: ProviderRoutes, { db, seal, url, endAccess }: ApplicationNeeds): void => {
	/** With its newest secret: what a registration is answered with. */
	const withSecret = async (application: Application) => {
		const [secret] = await liveSecrets(db, seal, application.id);
		return toOktaApp(application, url, { secret, logo: await logoAddress(db, application.id) });
	};

	routes({
		method: "GET",
		url: "/api/v1/apps",
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		query: ListQuery,
		handler: async ({ query, request, reply }) => {
			const status = statusIn(query.filter);
			const page = await listApplications(db, { q: query.q, after: query.after, status, limit: limitOf(query) });
			const logos = await logoAddresses(
				db,
				page.items.map(({ id }) => id),
			);
			const items = page.items.map((application) => toOktaApp(application, url, { logo: logos.get(application.id) }));
			return sendPage(request, reply, url, { ...page, items });
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/apps",
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.lifecycle.create",
		query: Activate,
		body: ApplicationBody,
		handler: async ({ body, query, event }) => {
			const application = await createApplication(db, seal, newApplicationFrom(body, query.activate !== "false"));
			event.targets.push({ type: "AppInstance", id: application.id, name: application.label });
			return withSecret(application);
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/apps/:id",
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params: { id } }) => toOktaApp(await requireApplication(db, id), url, { logo: await logoAddress(db, id) }),
	});

	routes({
		method: "PUT",
		url: "/api/v1/apps/:id",
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.lifecycle.update",
		params: ById,
		body: ApplicationBody,
		handler: async ({ params: { id }, body, event }) => {
			await aboutApplication(db, event, id);
			const application = await updateApplication(db, id, ({ kind }) => ({
				label: body.label,
				settings: replacementFrom(body, id, kind),
			}));
			return withSecret(application);
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v1/apps/:id",
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.lifecycle.delete",
		params: ById,
		handler: async ({ params: { id }, event, reply }) => {
			await aboutApplication(db, event, id);

			await deleteApplication(db, id);
			await endAccess({ applicationId: id });
			return reply.code(204).send();
		},
	});

	const lifecycle = (action: "activate" | "deactivate", status: ApplicationStatus) =>
		routes({
			method: "POST",
			url: `/api/v1/apps/:id/lifecycle/${action}`,
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
};

const STATUS_FILTER = /^\s*status\s+eq\s+"(ACTIVE|INACTIVE)"\s*$/;

/** The status that a filter names. @throws Fault `invalid_request` for any other filter. */
const statusIn = (filter: string | undefined): ApplicationStatus | undefined => {
	if (filter === undefined) return undefined;
	const [, status] = STATUS_FILTER.exec(filter) ?? [];
	if (status === undefined) throw fieldFault("invalid_request", "filter", 'Only status eq "ACTIVE" or "INACTIVE" is understood.');
	return status === "ACTIVE" ? "ACTIVE" : "INACTIVE";
};
