import { join } from "node:path";
import { answers, openDatabase } from "#common/db/database.ts";
import { createSeal } from "#common/seal/seal.ts";
import type { Config, Secrets } from "#common/settings/half.ts";
import { mountConsole } from "#common/web/console.ts";
import { cookieName } from "#common/web/cookies.ts";
import { mountHealth } from "#common/web/health.ts";
import { createLimiter } from "#common/web/limits.ts";
import { collectRoutes } from "#common/web/openapi.ts";
import { mountPageAssets } from "#common/web/pages/page.ts";
import { routesOn } from "#common/web/route.ts";
import type { Half } from "#common/web/run.ts";
import { createShell } from "#common/web/shell.ts";
import { mountConsolePages } from "./console.routes.ts";
import { allowTrustedOrigins } from "./cors.ts";
import type { Tables } from "./database.ts";
import { mountAdministrators } from "./features/administrators/administrators.routes.ts";
import { mountApiTokens } from "./features/api-tokens/api-tokens.routes.ts";
import { removeExpiredApiTokens } from "./features/api-tokens/api-tokens.ts";
import { mountApplications } from "./features/applications/applications.routes.ts";
import { mountAuthn } from "./features/authn/authn.routes.ts";
import { removeExpiredAuthn } from "./features/authn/authn.ts";
import { mountAuthorizationServers } from "./features/authorization-servers/authorization-servers.routes.ts";
import { ensureDefaultServer, tendKeys } from "./features/authorization-servers/authorization-servers.ts";
import { mountFactors } from "./features/factors/factors.routes.ts";
import { resetFactors } from "./features/factors/factors.ts";
import { mountGroupRules } from "./features/group-rules/group-rules.routes.ts";
import { startGroupRules } from "./features/group-rules/group-rules.ts";
import { mountGroups } from "./features/groups/groups.routes.ts";
import { ensureEveryone, everyoneId } from "./features/groups/groups.ts";
import { ensureSigningKeys } from "./features/keys/keys.ts";
import { mountOrg } from "./features/org/org.routes.ts";
import { organizationId } from "./features/org/org.ts";
import { mountPolicies } from "./features/policies/policies.routes.ts";
import { ensurePolicies, evaluateSignOn } from "./features/policies/policies.ts";
import { mountRegistrationTokens } from "./features/registration-tokens/registration-tokens.routes.ts";
import { acceptTokenFromSettings, removeEndedTokens } from "./features/registration-tokens/registration-tokens.ts";
import { mountSchemas } from "./features/schemas/schemas.routes.ts";
import { mountSessionCookie } from "./features/sessions/session-cookie.routes.ts";
import { mountSessions } from "./features/sessions/sessions.routes.ts";
import {
	BY_PASSWORD,
	endSession,
	endSessionById,
	endSessionsOf,
	endSessionTokensOf,
	removeExpiredSessions,
	removeExpiredSessionTokens,
	startSession,
} from "./features/sessions/sessions.ts";
import { mountSetup } from "./features/setup/setup.routes.ts";
import { ensureSetupLink, makeAdministratorFromSettings } from "./features/setup/setup.ts";
import { mountSignIn } from "./features/sign-in/sign-in.routes.ts";
import { mountSystemLog } from "./features/system-log/system-log.routes.ts";
import { createEventWriter, removeOldEvents } from "./features/system-log/system-log.ts";
import { mountTrustedOrigins } from "./features/trusted-origins/trusted-origins.routes.ts";
import { trustsForCors } from "./features/trusted-origins/trusted-origins.ts";
import { mountActivation } from "./features/users/activation.routes.ts";
import { mountUsers } from "./features/users/users.routes.ts";
import { baseAttributes, forgetAttribute } from "./features/users/users.ts";
import { createGate } from "./gate.ts";
import { meterCalls } from "./meter.ts";
import { migrations } from "./migrations/index.ts";
import { endTokens, removeExpiredRecords } from "./oidc/access.ts";
import { tellBehindTheBack } from "./oidc/backchannel-logout.ts";
import { findClientMetadata } from "./oidc/client-metadata.ts";
import { tellEverywhere } from "./oidc/custom-sign-out.ts";
import { createEngine } from "./oidc/engine.ts";
import { logEngineEvents } from "./oidc/events.ts";
import { interactionsOf } from "./oidc/interactions.ts";
import { mountEngine, passOnTo } from "./oidc/mount.ts";
import { mountCustomEngines } from "./oidc/mount-custom.ts";
import { enginePages } from "./oidc/pages.ts";
import { refreshTokensOf } from "./oidc/refresh-tokens.ts";
import { tokensOf } from "./oidc/server-tokens.ts";
import { createServers } from "./oidc/servers.ts";
import { createAccessTokenCheck } from "./oidc/service-access.ts";
import { mountOpenApi } from "./openapi.routes.ts";
import { faultPage } from "./pages/fault.ts";

const DIST = join(import.meta.dirname, "console", "dist");

/** The whole provider, built and not yet listening. */
export const createProvider = async (config: Config, secrets: Secrets): Promise<Half> => {
	const { url } = config;
	const db = await openDatabase<Tables>({ dataDir: config.dataDir, databaseUrl: secrets.databaseUrl }, "provider", migrations);
	const seal = createSeal(secrets.masterKey, "provider");
	const limiter = createLimiter();
	await ensureEveryone(db);
	await ensurePolicies(db, await everyoneId(db));
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
	const mounted = collectRoutes(app);
	const sessionCookie = cookieName("signet_provider_session", url);
	meterCalls(app, { limiter, sessionCookie, callsPerMinute: config.apiCallsPerMinute });
	const server = { issuer: url, path: "/oauth2/v1" };
	const shared = {
		db,
		cookies: { session: sessionCookie, secure: url.startsWith("https:") },
		pages: enginePages,
		nonceSecret: Buffer.from(seal.fingerprint("nonces of DPoP proofs"), "base64url"),
		organizationId: await organizationId(db),
		findClient: findClientMetadata(db, seal),
		endSession: (cookie: string) => endSessionEverywhere(cookie),
	};
	const signingKeys = await ensureSigningKeys(db, seal);
	const engine = createEngine(server, { ...shared, keys: signingKeys });
	await ensureDefaultServer(db, seal);
	const trusts = (origin: string) => trustsForCors(db, origin);
	allowTrustedOrigins(app, { url, trusts });
	const gate = createGate({
		db,
		url,
		limiter,
		acceptAccessToken: createAccessTokenCheck(engine, db),
		trusts,
	});
	const routes = routesOn(app, gate, "security.request.denied");

	const writer = createEventWriter(db, (err) => app.log.error({ err }, "events lost"));
	const { record } = writer;
	logEngineEvents(engine, record, "app.oauth2");
	tellBehindTheBack(engine, record);
	const engineAt = createServers({ url, seal, engine, shared, record });
	const endAccess = async (userId: string) => {
		await tellEverywhere(engineAt, await endSessionsOf(db, userId));
		await endTokens(db, { userId });
		await endSessionTokensOf(db, userId);
	};
	const endSessionEverywhere = async (cookie: string) => tellEverywhere(engineAt, await endSession(db, cookie));
	const startAnew = async (userId: string) => {
		await endAccess(userId);
		const { access, requireFactor } = await evaluateSignOn(db, userId);
		return access === "DENY" || requireFactor ? undefined : startSession(db, userId, BY_PASSWORD);
	};

	mountHealth(app, () => answers(db));
	mountPageAssets(app);
	mountSetup(routes, { db, url, sessionCookie });
	mountActivation(routes, { db, url, sessionCookie, startAnew });
	mountSignIn(routes, {
		db,
		seal,
		endAccess,
		url,
		sessionCookie,
		limiter,
		interactions: interactionsOf(engineAt),
		endSession: endSessionEverywhere,
	});
	mountAuthn(routes, { db, seal, limiter, url, endAccess });
	mountSessions(routes, {
		db,
		url,
		sessionCookie,
		organizationId: await organizationId(db),
		endSession: endSessionEverywhere,
		endSessionById: async (id) => tellEverywhere(engineAt, await endSessionById(db, id)),
	});
	mountFactors(routes, { db, seal, url });
	mountSessionCookie(routes, {
		db,
		url,
		sessionCookie,
		endSession: endSessionEverywhere,
	});
	mountAdministrators(routes, { db, url });
	mountApiTokens(routes, { db, url });
	mountUsers(routes, {
		db,
		url,
		sessionCookie,
		limiter,
		endAccess,
		endSessions: async (userId, keep) => tellEverywhere(engineAt, await endSessionsOf(db, userId, keep)),
		endTokens: (userId) => endTokens(db, { userId }),
		resetFactors: (userId) => resetFactors(db, userId),
	});
	mountSchemas(routes, { db, url, base: baseAttributes, forget: forgetAttribute });
	mountGroups(routes, { db, url });
	mountGroupRules(routes, { db, url });
	await mountApplications(routes, app, {
		db,
		seal,
		url,
		refreshTokens: refreshTokensOf(db, url),
		signingKid: signingKeys[0]?.kid,
		endAccess: (ended) => endTokens(db, ended),
	});
	mountRegistrationTokens(routes, app, { db, seal, url });
	mountOrg(routes, { db, url });
	mountTrustedOrigins(routes, { db, url });
	mountPolicies(routes, { db, url });
	mountAuthorizationServers(routes, { db, seal, url, tokens: tokensOf(db, url) });
	mountSystemLog(routes, { db, url });
	mountOpenApi(routes, url, mounted);
	mountConsolePages(routes, await mountConsole(app, { dist: DIST, assetsPrefix: "/console-assets/" }));
	await mountEngine(app, engine, server);
	await mountCustomEngines(app, engineAt, passOnTo(url));

	const sweep = setInterval(async () => {
		await Promise.all([
			removeExpiredSessions(db),
			removeExpiredSessionTokens(db),
			removeExpiredAuthn(db),
			removeExpiredRecords(db),
			removeEndedTokens(db),
			removeExpiredApiTokens(db),
			removeOldEvents(db),
			tendKeys(db, seal),
		]).catch((err) => app.log.error({ err }, "sweep failed"));
	}, 60_000);
	const groupRules = startGroupRules(db, (err) => app.log.error({ err }, "group rules failed"));
	app.addHook("onClose", async () => {
		clearInterval(sweep);
		await groupRules.stop();
		await writer.settled();
		await db.destroy();
	});
	return { app, config, setupLink: await ensureSetupLink(db, url), routes: mounted };
};
