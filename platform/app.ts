import { join } from "node:path";
import websocket from "@fastify/websocket";
import type { FastifyRequest } from "fastify";
import { answers, closingFirst, openStorage } from "#common/db/database.ts";
import { openSeal } from "#common/seal/open-seal.ts";
import type { Config, Secrets } from "#common/settings/half.ts";
import { mountMetrics } from "#common/watch/metrics.ts";
import { startTraces } from "#common/watch/traces.ts";
import { mountConsole } from "#common/web/console.ts";
import { mountHealth } from "#common/web/health.ts";
import { createLimiter } from "#common/web/limits.ts";
import { collectRoutes } from "#common/web/openapi.ts";
import { mountPageAssets } from "#common/web/pages/page.ts";
import { routesOn } from "#common/web/route.ts";
import type { Half } from "#common/web/run.ts";
import { createShell } from "#common/web/shell.ts";
import { mountConsolePages } from "./console.routes.ts";
import type { Tables } from "./database.ts";
import { mountAccount } from "./features/account/account.routes.ts";
import { mountApiKeys } from "./features/api-keys/api-keys.routes.ts";
import { mountAudit } from "./features/audit/audit.routes.ts";
import { sendEventsTo } from "./features/audit/audit.ts";
import { mountAuthentication } from "./features/authentication/authentication.routes.ts";
import {
	createAsk,
	createProviders,
	fillFingerprints,
	keepConfigurations,
	keptConfiguration,
} from "./features/authentication/authentication.ts";
import { mountClientKeys } from "./features/authentication/client-keys.routes.ts";
import { mountGroupRoles } from "./features/group-roles/group-roles.routes.ts";
import { mountLive } from "./features/live/live.routes.ts";
import { createLive } from "./features/live/live.ts";
import { mountLogout } from "./features/logout/logout.routes.ts";
import { mountOidcSignIn } from "./features/oidc-sign-in/oidc-sign-in.routes.ts";
import { createRefresher, endSessionAddress, endsAtProvider } from "./features/oidc-sign-in/oidc-sign-in.ts";
import { mountTryOut } from "./features/oidc-sign-in/try-out.routes.ts";
import { followSecurity, mountPreferences } from "./features/preferences/preferences.routes.ts";
import { trustedBy } from "./features/preferences/preferences.ts";
import { mountSessions } from "./features/sessions/sessions.routes.ts";
import type { Session } from "./features/sessions/sessions.ts";
import { mountSetup } from "./features/setup/setup.routes.ts";
import { ensureSetupLink, makeSiteAdminFromSettings } from "./features/setup/setup.ts";
import { mountSignIn } from "./features/sign-in/sign-in.routes.ts";
import { mountUserManagement } from "./features/user-management/user-management.routes.ts";
import { createGate, DENIED } from "./gate.ts";
import { migrations } from "./migrations/index.ts";
import { mountOpenApi } from "./openapi.routes.ts";
import { faultPage } from "./pages/fault.ts";
import { sealedColumns } from "./sealed.ts";
import { startSweep } from "./sweep.ts";

const DIST = join(import.meta.dirname, "console", "dist");
/** Milliseconds for which any request waits for a provider to renew its session's tokens. */
const PATIENCE = 3_000;

/** The whole platform, built and not yet listening. */
export const createPlatform = async (config: Config, secrets: Secrets): Promise<Half> => {
	const { url } = config;
	const stopTraces = await startTraces(secrets.traces);
	const { dataDir, databaseConnections: connections, isBeside } = config;
	const storage = await openStorage<Tables>({ dataDir, databaseUrl: secrets.databaseUrl, connections }, "platform", migrations);
	const { db, changes } = storage;
	const { masterKey, latestMasterKey = () => masterKey } = secrets;
	const sealed = { db, changes, half: "platform", masterKey: latestMasterKey, columns: sealedColumns } as const;
	const seal = await openSeal(sealed).catch(closingFirst(storage));
	const limiter = createLimiter();
	const ask = createAsk();
	const providers = createProviders({ db, seal, ask });
	await fillFingerprints(db, seal);
	keepConfigurations(db, changes);
	if (config.adminEmail && secrets.adminPassword) await makeSiteAdminFromSettings(db, config.adminEmail, secrets.adminPassword);

	const app = await createShell({
		url,
		logLevel: config.logLevel,
		trustProxy: trustedBy(db, config.trustProxy),
		familyOf: (path) => (path.startsWith("/api/") ? "problem" : "page"),
		renderFault: faultPage,
	});
	followSecurity(app, db);
	const refresher = createRefresher({ db, seal, url, providers });
	const needs = {
		db,
		seal,
		url,
		limiter,
		ask,
		providers,
		providerHealth: providers.health,
		keepFresh: (session: Session, request: FastifyRequest) => refresher.keepFresh(session, request, PATIENCE),
		refreshFirst: refresher.keepFresh,
		offer:
			secrets.registrationToken === undefined
				? undefined
				: { issuer: config.otherUrl, registrationToken: secrets.registrationToken },
		environmentProxies: config.trustProxy,
		accessTokensEnabled: async () => (await keptConfiguration(db)).enableAccessTokens,
		endsAtProvider: (session: Session) => endsAtProvider({ db, seal, url, providers }, session),
		endSessionAddress: (session: Session, state?: string) => endSessionAddress({ db, seal, url, providers }, session, state),
	};
	const live = createLive(needs);
	// Nobody has anything to say to the platform by a WebSocket: what is sent is dropped, and large messages end the connection.
	app.addHook("preClose", async () => live.close());
	await app.register(websocket, { options: { maxPayload: 1_024 } });
	const mounted = collectRoutes(app);
	const routes = routesOn(app, createGate(needs), DENIED);

	mountHealth(app, () => answers(db));
	mountMetrics(app, {
		readers: { networks: config.metricsAllow ?? [], token: secrets.metricsToken },
		ready: () => answers(db),
		queues: {},
	});
	mountPageAssets(app);
	mountSetup(routes, needs);
	mountSignIn(routes, needs);
	mountOidcSignIn(routes, needs);
	mountLogout(routes, needs);
	mountLive(routes, { live, url });
	mountTryOut(routes, needs);
	mountAccount(routes, needs);
	mountUserManagement(routes, needs);
	mountSessions(routes, needs);
	mountApiKeys(routes, needs);
	mountPreferences(routes, needs);
	mountAudit(routes, needs);
	mountAuthentication(routes, needs);
	mountGroupRoles(routes, needs);
	mountClientKeys(routes, needs);
	mountOpenApi(routes, url, mounted);
	mountConsolePages(routes, await mountConsole(app, { dist: DIST, assetsPrefix: "/console-assets/" }));

	providers.watch();
	const sweep = startSweep(db, (part, err) => app.log.error({ err, part }, "sweep failed"));
	if (config.auditOutput === "stdout")
		app.addHook(
			"onClose",
			sendEventsTo((line) => process.stdout.write(line)),
		);
	app.addHook("onClose", async () => {
		await sweep.stop();
		await refresher.settled();
		providers.close();
		seal.close();
		await storage.close();
		await stopTraces();
	});
	return { app, config, routes: mounted, setupLink: isBeside ? undefined : await ensureSetupLink(db, url) };
};
