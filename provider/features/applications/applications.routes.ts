import type { FastifyInstance } from "fastify";
import type { ProviderRoutes } from "../../gate.ts";
import { mountAppGroups } from "./app-groups.routes.ts";
import { mountAppLinks } from "./app-links.routes.ts";
import { mountAppUsers } from "./app-users.routes.ts";
import { mountCertificates } from "./certificates.routes.ts";
import { mountClientTokens } from "./client-tokens.routes.ts";
import { mountCounts } from "./counts.routes.ts";
import { mountGrants } from "./grants.routes.ts";
import { mountGroupApps } from "./group-apps.routes.ts";
import { mountIdTokenSettings } from "./id-token.routes.ts";
import { mountKeys } from "./keys.routes.ts";
import { mountLogos } from "./logos.routes.ts";
import { mountRegistration } from "./registration.routes.ts";
import type { ApplicationNeeds } from "./requests.ts";
import { mountSecrets } from "./secrets.routes.ts";
import { mountTokens } from "./tokens.routes.ts";
import { mountUserGrants } from "./user-grants.routes.ts";

/** Everything below `/api/v1/apps`, and what belongs to applications elsewhere. */
export const mountApplications = (routes: ProviderRoutes, app: FastifyInstance, needs: ApplicationNeeds): void => {
	mountRegistration(routes, needs);
	mountSecrets(routes, needs);
	mountKeys(routes, needs);
	mountCertificates(routes, needs);
	mountGrants(routes, needs);
	mountTokens(routes, needs);
	mountLogos(routes, app, needs);
	mountAppUsers(routes, needs);
	mountAppGroups(routes, needs);
	mountGroupApps(routes, needs);
	mountIdTokenSettings(routes, needs);
	mountAppLinks(routes, needs);
	mountClientTokens(routes, needs);
	mountUserGrants(routes, needs);
	mountCounts(routes, needs);
};
