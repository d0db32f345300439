import { join } from "node:path";
import { answers, openDatabase } from "#common/db/database.ts";
import { createSeal } from "#common/seal/seal.ts";
import type { Config, Secrets } from "#common/settings/half.ts";
import { mountConsole } from "#common/web/console.ts";
import { cookieName } from "#common/web/cookies.ts";
import { mountHealth } from "#common/web/health.ts";
import { createLimiter } from "#common/web/limits.ts";
import { mountPageAssets } from "#common/web/pages/page.ts";
import { routesOn } from "#common/web/route.ts";
import type { Half } from "#common/web/run.ts";
import { createShell } from "#common/web/shell.ts";
import { mountConsolePages } from "./console.routes.ts";
import type { Tables } from "./database.ts";
import { mountAdministrators } from "./features/administrators/administrators.routes.ts";
import { mountApplications } from "./features/applications/applications.routes.ts";
import { mountGroups } from "./features/groups/groups.routes.ts";
import { ensureEveryone } from "./features/groups/groups.ts";
import { ensureSigningKeys } from "./features/keys/keys.ts";
import { mountRegistrationTokens } from "./features/registration-tokens/registration-tokens.routes.ts";
import { acceptTokenFromSettings, removeEndedTokens } from "./features/registration-tokens/registration-tokens.ts";
import { BY_PASSWORD, endSession, endSessionsOf, removeExpiredSessions, startSession } from "./features/sessions/sessions.ts";
import { mountSetup } from "./features/setup/setup.routes.ts";
import { ensureSetupLink, makeAdministratorFromSettings } from "./features/setup/setup.ts";
import { mountSignIn } from "./features/sign-in/sign-in.routes.ts";
import { mountSystemLog } from "./features/system-log/system-log.routes.ts";
import { type NewEvent, recordEvent } from "./features/system-log/system-log.ts";
import { mountActivation } from "./features/users/activation.routes.ts";
import { mountUsers } from "./features/users/users.routes.ts";
import { createGate } from "./gate.ts";
import { migrations } from "./migrations/index.ts";
import { endTokens, removeExpiredRecords } from "./oidc/access.ts";
import { tellApplications, tellBehindTheBack } from "./oidc/backchannel-logout.ts";
import { findClientMetadata } from "./oidc/client-metadata.ts";
import { createEngine } from "./oidc/engine.ts";
import { logEngineEvents } from "./oidc/events.ts";
import { interactionsOf } from "./oidc/interactions.ts";
import { mountEngine } from "./oidc/mount.ts";
import { enginePages } from "./oidc/pages.ts";
import { faultPage } from "./pages/fault.ts";

const DIST = join(import.meta.dirname, "console", "dist");

/** The whole provider, built and not yet listening. */
export const createProvider = async (config: Config, secrets: Secrets): Promise<Half> => {
	const { url } = config;
	const db = await openDatabase<Tables>({ dataDir: config.dataDir, databaseUrl: secrets.databaseUrl }, "provider", migrations);
	const seal = createSeal(secrets.masterKey, "provider");
	const limiter = createLimiter();
	await ensureEveryone(db);
	await acceptTokenFromSettings(db, secrets.registrationToken);
	if (config.adminEmail && secrets.adminPassword)
		await makeAdministratorFromSettings(db, config.adminEmail, secrets.adminPassword);

	const app = await createShell({
		url,
		logLevel: config.logLevel,
		trustProxy: config.trustProxy,
		familyOf: (path) => (path.startsWith("/api/") ? "okta" : path.startsWith("/oauth2/") ? "oauth" : "page"),
		renderFault: faultPage,
	});
	const sessionCookie = cookieName("signet_provider_session", url);
	const routes = routesOn(app, createGate({ db, url, limiter }), "security.request.denied");

	const server = { issuer: url, path: "/oauth2/v1" };
	const engine = createEngine(server, {
		db,
		keys: await ensureSigningKeys(db, seal),
		cookies: { session: sessionCookie, secure: url.startsWith("https:") },
		pages: enginePages,
		findClient: findClientMetadata(db, seal),
	});
	const record = (event: NewEvent) => recordEvent(db, event).catch((fault) => app.log.error({ err: fault }, "event lost"));
	logEngineEvents(engine, record);
	tellBehindTheBack(engine, record);
	const endAccess = async (userId: string) => {
		await tellApplications(engine, await endSessionsOf(db, userId));
		await endTokens(db, { userId });
	};
	const endSessionEverywhere = async (cookie: string) => tellApplications(engine, await endSession(db, cookie));
	const startAnew = async (userId: string) => {
		await endAccess(userId);
		return startSession(db, userId, BY_PASSWORD);
	};

	mountHealth(app, () => answers(db));
	mountPageAssets(app);
	mountSetup(routes, { db, url, sessionCookie });
	mountActivation(routes, { db, url, sessionCookie, startAnew });
	mountSignIn(routes, {
		db,
		url,
		sessionCookie,
		limiter,
		interactions: interactionsOf(engine),
		endSession: endSessionEverywhere,
	});
	mountAdministrators(routes, { db, url });
	mountUsers(routes, { db, url, endAccess });
	mountGroups(routes, { db, url });
	await mountApplications(routes, app, { db, seal, url, endAccess: (ended) => endTokens(db, ended) });
	mountRegistrationTokens(routes, app, { db, seal, url });
	mountSystemLog(routes, { db, url });
	mountConsolePages(routes, await mountConsole(app, { dist: DIST, assetsPrefix: "/console-assets/" }));
	await mountEngine(app, engine, server);

	const sweep = setInterval(async () => {
		await Promise.all([removeExpiredSessions(db), removeExpiredRecords(db), removeEndedTokens(db)]).catch((err) =>
			app.log.error({ err }, "sweep failed"),
		);
	}, 60_000);
	app.addHook("onClose", async () => {
		clearInterval(sweep);
		await db.destroy();
	});
	return { app, config, setupLink: await ensureSetupLink(db, url) };
};
