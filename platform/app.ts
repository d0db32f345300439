import { join } from "node:path";
import { answers, openDatabase } from "#common/db/database.ts";
import { createSeal } from "#common/seal/seal.ts";
import type { Config, Secrets } from "#common/settings/half.ts";
import { mountConsole } from "#common/web/console.ts";
import { mountHealth } from "#common/web/health.ts";
import { createLimiter } from "#common/web/limits.ts";
import { mountPageAssets } from "#common/web/pages/page.ts";
import { routesOn } from "#common/web/route.ts";
import type { Half } from "#common/web/run.ts";
import { createShell } from "#common/web/shell.ts";
import { mountConsolePages } from "./console.routes.ts";
import type { Tables } from "./database.ts";
import { mountAccount } from "./features/account/account.routes.ts";
import { mountAudit } from "./features/audit/audit.routes.ts";
import { mountAuthentication } from "./features/authentication/authentication.routes.ts";
import { createAsk, createProviders, liveConfiguration } from "./features/authentication/authentication.ts";
import { mountOidcSignIn } from "./features/oidc-sign-in/oidc-sign-in.routes.ts";
import { endSessionAddress } from "./features/oidc-sign-in/oidc-sign-in.ts";
import { removeExpiredSessions, type Session } from "./features/sessions/sessions.ts";
import { mountSetup } from "./features/setup/setup.routes.ts";
import { ensureSetupLink, makeSiteAdminFromSettings } from "./features/setup/setup.ts";
import { mountSignIn } from "./features/sign-in/sign-in.routes.ts";
import { mountUserManagement } from "./features/user-management/user-management.routes.ts";
import { createGate } from "./gate.ts";
import { migrations } from "./migrations/index.ts";
import { faultPage } from "./pages/fault.ts";

const DIST = join(import.meta.dirname, "console", "dist");
const MINUTE = 60_000;

/** The whole platform, built and not yet listening. */
export const createPlatform = async (config: Config, secrets: Secrets): Promise<Half> => {
	const { url } = config;
	const db = await openDatabase<Tables>({ dataDir: config.dataDir, databaseUrl: secrets.databaseUrl }, "platform", migrations);
	const seal = createSeal(secrets.masterKey, "platform");
	const limiter = createLimiter();
	const ask = createAsk();
	const providers = createProviders({ db, seal, ask });
	if (config.adminEmail && secrets.adminPassword) await makeSiteAdminFromSettings(db, config.adminEmail, secrets.adminPassword);

	const app = await createShell({
		url,
		logLevel: config.logLevel,
		trustProxy: config.trustProxy,
		familyOf: (path) => (path.startsWith("/api/") ? "problem" : "page"),
		renderFault: faultPage,
	});
	app.addHook("onRequest", async (request, reply) => {
		if (request.url.startsWith("/api/")) reply.header("Cache-Control", "no-store");
	});
	const needs = {
		db,
		seal,
		url,
		limiter,
		ask,
		providers,
		providerHealth: providers.health,
		accessTokensEnabled: async () => (await liveConfiguration(db)).enableAccessTokens,
		endSessionAddress: (session: Session) => endSessionAddress({ db, seal, url, providers }, session),
	};
	const routes = routesOn(app, createGate(needs), "request.denied");

	mountHealth(app, () => answers(db));
	mountPageAssets(app);
	mountSetup(routes, needs);
	mountSignIn(routes, needs);
	mountOidcSignIn(routes, needs);
	mountAccount(routes, needs);
	mountUserManagement(routes, needs);
	mountAudit(routes, needs);
	mountAuthentication(routes, needs);
	mountConsolePages(routes, await mountConsole(app, { dist: DIST, assetsPrefix: "/console-assets/" }));

	providers.watch();
	const sweep = setInterval(() => {
		removeExpiredSessions(db).catch((err: unknown) => app.log.error({ err }, "sweep failed"));
	}, MINUTE);
	app.addHook("onClose", async () => {
		clearInterval(sweep);
		providers.close();
		await db.destroy();
	});
	return { app, config, setupLink: await ensureSetupLink(db, url) };
};
