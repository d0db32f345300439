import { join } from "node:path";
import { answers, closingFirst, openStorage } from "#common/db/database.ts";
import { openSeal } from "#common/seal/open-seal.ts";
import type { Config, Secrets } from "#common/settings/half.ts";
import { mountMetrics } from "#common/watch/metrics.ts";
import { startTraces } from "#common/watch/traces.ts";
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
import { createEndings } from "./endings.ts";
import { mountAccount } from "./features/account/account.routes.ts";
import { mountAdministrators } from "./features/administrators/administrators.routes.ts";
import { mountApiTokens } from "./features/api-tokens/api-tokens.routes.ts";
import { mountApplications } from "./features/applications/applications.routes.ts";
import { createCredentialUses } from "./features/applications/applications.ts";
import { mountAuthn } from "./features/authn/authn.routes.ts";
import { mountAuthorizationServers } from "./features/authorization-servers/authorization-servers.routes.ts";
import { ensureDefaultServer } from "./features/authorization-servers/authorization-servers.ts";
import { mountCsvImports } from "./features/csv-imports/csv-imports.routes.ts";
import { selectUnderWay, startPeopleImports } from "./features/csv-imports/csv-imports.ts";
import { mountFactors } from "./features/factors/factors.routes.ts";
import {
	canPassConsole,
	guardConsole,
	keepConsoleOpen,
	resetFactors,
	someoneCanPassConsole,
} from "./features/factors/factors.ts";
import { mountGroupRules } from "./features/group-rules/group-rules.routes.ts";
import { countWaiting, startGroupRules } from "./features/group-rules/group-rules.ts";
import { mountGroups } from "./features/groups/groups.routes.ts";
import { ensureEveryone, everyoneId } from "./features/groups/groups.ts";
import { createGuessLimiter } from "./features/guessing/guessing.ts";
import { mountSigningKeys } from "./features/keys/keys.routes.ts";
import { createFetches, ensureSigningKeys, signingKid } from "./features/keys/keys.ts";
import { mountLooks } from "./features/looks/looks.routes.ts";
import { createLooks, LANGUAGE_COOKIE, startBranding } from "./features/looks/looks.ts";
import { countUnsent, createMailer } from "./features/mail/mail.ts";
import { mountOutbox } from "./features/mail/outbox.routes.ts";
import { mountOrg } from "./features/org/org.routes.ts";
import { organizationId } from "./features/org/org.ts";
import { mountPolicies } from "./features/policies/policies.routes.ts";
import { ensurePolicies } from "./features/policies/policies.ts";
import { mountRecovery } from "./features/recovery/recovery.routes.ts";
import { createRecovery } from "./features/recovery/recovery.ts";
import { mountRecoveryApi } from "./features/recovery/recovery-api.routes.ts";
import { mountRegistrationTokens } from "./features/registration-tokens/registration-tokens.routes.ts";
import { acceptTokenFromSettings } from "./features/registration-tokens/registration-tokens.ts";
import { mountSchemas } from "./features/schemas/schemas.routes.ts";
import { mountSessionCookie } from "./features/sessions/session-cookie.routes.ts";
import { mountSessions } from "./features/sessions/sessions.routes.ts";
import { readSession } from "./features/sessions/sessions.ts";
import { mountSetup } from "./features/setup/setup.routes.ts";
import { ensureSetupLink, makeAdministratorFromSettings } from "./features/setup/setup.ts";
import { createEntry } from "./features/sign-in/entry.routes.ts";
import { mountSignIn } from "./features/sign-in/sign-in.routes.ts";
import { mountSystemLog } from "./features/system-log/system-log.routes.ts";
import { createEventWriter } from "./features/system-log/system-log.ts";
import { mountTrustedOrigins } from "./features/trusted-origins/trusted-origins.routes.ts";
import { trustsForCors } from "./features/trusted-origins/trusted-origins.ts";
import { mountTryIt } from "./features/try-it/try-it.routes.ts";
import { mountActivation } from "./features/users/activation.routes.ts";
import { mountUsers } from "./features/users/users.routes.ts";
import { baseAttributes, forgetAttribute } from "./features/users/users.ts";
import { mountZones } from "./features/zones/zones.routes.ts";
import { createGate } from "./gate.ts";
import { keepLanguage } from "./language.ts";
import { meterCalls } from "./meter.ts";
import { migrations } from "./migrations/index.ts";
import { clientsWithAccess, endTokens } from "./oidc/access.ts";
import { findClientMetadata } from "./oidc/client-metadata.ts";
import { createDocuments } from "./oidc/documents.ts";
import { endpointName } from "./oidc/endpoints.ts";
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
import { mountPageScripts } from "./pages/scripts.ts";
import { sealedColumns } from "./sealed.ts";
import { startSweep } from "./sweep.ts";

/** A queue that is longer counts as this long. */
const MOST_COUNTED = 10_000;

const DIST = join(import.meta.dirname, "console", "dist");

/** The whole provider, built and not yet listening. */
export const createProvider = async (config: Config, secrets: Secrets): Promise<Half> => {
	const { url } = config;
	const stopTraces = await startTraces(secrets.traces);
	const { dataDir, databaseConnections: connections, isBeside } = config;
	const storage = await openStorage<Tables>({ dataDir, databaseUrl: secrets.databaseUrl, connections }, "provider", migrations);
	const { db, changes } = storage;
	const { masterKey, latestMasterKey = () => masterKey } = secrets;
	const sealed = { db, changes, half: "provider", masterKey: latestMasterKey, columns: sealedColumns } as const;
	const seal = await openSeal(sealed).catch(closingFirst(storage));
	// Floods are counted in memory, guesses where all processes see them.
	const limiter = createLimiter();
	const guesses = createGuessLimiter(db, seal);
	await ensureEveryone(db);
	await ensurePolicies(db, await everyoneId(db));
	if (!isBeside) await acceptTokenFromSettings(db, secrets.registrationToken);
	if (config.adminEmail && secrets.adminPassword)
		await makeAdministratorFromSettings(db, config.adminEmail, secrets.adminPassword);

	const failed = (what: string) => (err: unknown) => app.log.error({ err }, what);
	const branding = await startBranding(db, failed("looks not read"), changes);
	const languageCookie = cookieName(LANGUAGE_COOKIE, url);
	const looks = createLooks(branding.current, languageCookie);
	const app = await createShell({
		url,
		logLevel: config.logLevel,
		trustProxy: config.trustProxy,
		familyOf: (path) => (path.startsWith("/api/") ? "okta" : path.startsWith("/oauth2/") ? "oauth" : "page"),
		renderFault: (fault, requestId, request) => faultPage(looks.lookFor(request), fault, requestId),
		nameBelow: endpointName,
	});
	const mounted = collectRoutes(app);
	const sessionCookie = cookieName("signet_provider_session", url);
	keepLanguage(app, { url, cookie: languageCookie });
	meterCalls(app, { limiter, sessionCookie, callsPerMinute: config.apiCallsPerMinute });
	const server = { issuer: url, path: "/oauth2/v1" };
	const shared = {
		db,
		changes,
		cookies: { session: sessionCookie, secure: url.startsWith("https:") },
		pages: enginePages(looks),
		nonceSecret: Buffer.from(seal.fingerprint("nonces of DPoP proofs"), "base64url"),
		organizationId: await organizationId(db),
		findClient: findClientMetadata(db, seal),
		endSession: (cookie: string) => endings.session(cookie),
	};
	await ensureSigningKeys(db, seal);
	await ensureDefaultServer(db, seal);
	const writer = createEventWriter(db, failed("events lost"));
	const { record } = writer;
	const uses = createCredentialUses({ db, seal, changes }, failed("uses of secrets not noted"));
	const fetches = createFetches(db, failed("fetches of keys not noted"));
	const { engineAt, organization } = createServers({
		server,
		seal,
		shared,
		witness: { uses, fetches },
		record,
		failed: failed("keys not read"),
	});
	// What is wrong with the keys shows at the start.
	await organization();
	const trusts = (origin: string) => trustsForCors(db, origin);
	allowTrustedOrigins(app, { url, trusts });
	const gate = createGate({ db, url, limiter, trusts, acceptAccessToken: createAccessTokenCheck(organization, db) });
	const routes = routesOn(app, gate, "security.request.denied");

	const letters = { looks, server: secrets.mailServer, from: config.mailFrom };
	const mailer = createMailer({ db, seal, url, ...letters, failed: failed("mail failed") });
	const endings = createEndings(db, engineAt);

	mountHealth(app, () => answers(db));
	mountMetrics(app, {
		readers: { networks: config.metricsAllow ?? [], token: secrets.metricsToken },
		ready: () => answers(db),
		queues: {
			...(mailer.delivers ? { outbox: () => countUnsent(db) } : {}),
			group_rules: () => countWaiting(db, MOST_COUNTED),
			imports: async () => (await selectUnderWay(db)).length,
		},
	});
	mountPageAssets(app);
	mountPageScripts(app);
	mountSetup(routes, { db, url, looks, sessionCookie });

	// How people get in, and back in.
	const factorNeeds = { db, seal, url, mailer };
	const authnNeeds = { ...factorNeeds, limiter: guesses, endAccess: endings.access };
	const entryNeeds = { ...authnNeeds, looks, sessionCookie, endSession: endings.session };
	const entry = createEntry(entryNeeds);
	const recovery = createRecovery({ ...authnNeeds, failed: failed("recovery failed") });
	mountActivation(routes, { db, url, looks, mailer, endAccess: endings.access, signIn: entry.byNewPassword });
	mountSignIn(routes, { ...entryNeeds, entry, interactions: interactionsOf(engineAt) });
	mountAuthn(routes, { ...authnNeeds, looks });
	mountRecovery(routes, { db, looks, recovery, signIn: entry.byNewPassword });
	mountRecoveryApi(routes, { ...authnNeeds, recovery });
	mountSessions(routes, { ...shared, url, sessionCookie, endSessionById: endings.sessionById });
	mountSessionCookie(routes, { db, url, sessionCookie, endSession: endings.session });
	mountFactors(routes, { ...factorNeeds, looks, sessionOf: ({ cookies }) => readSession(db, cookies[sessionCookie]) });

	// People, and what they belong to.
	mountAdministrators(routes, { db, url, canPassConsole, brand: branding.current });
	mountApiTokens(routes, { db, url });
	mountUsers(routes, {
		...authnNeeds,
		canPassConsole,
		sessionCookie,
		endSessions: endings.sessionsOf,
		endTokens: (userId) => endTokens(db, { userId }),
		resetFactors: (user, removal) => resetFactors(factorNeeds, user, removal),
	});
	mountAccount(routes, {
		db,
		url,
		sessionCookie,
		languageCookie,
		endSession: endings.sessionWithTokens,
		endOtherSessions: endings.otherSessionsWithTokens,
		clientsWithAccess: (userId) => clientsWithAccess(db, userId),
		endAccessAt: (userId, applicationId) => endTokens(db, { applicationId, userIds: [userId] }),
	});
	mountSchemas(routes, { db, url, base: baseAttributes, forget: forgetAttribute });
	mountGroups(routes, { db, url, keepConsoleOpen: (change, work) => keepConsoleOpen(db, change, work) });
	mountGroupRules(routes, { db, url });
	const peopleImports = startPeopleImports(db, { url, mailer }, failed("import of people failed"));
	mountCsvImports(routes, app, { db, url, job: peopleImports });

	// What they sign in to.
	await mountApplications(routes, app, {
		db,
		seal,
		url,
		refreshTokens: refreshTokensOf(db, url),
		signingKid: () => signingKid(db),
		endAccess: (ended) => endTokens(db, ended),
	});
	mountRegistrationTokens(routes, app, { db, seal, url });
	mountAuthorizationServers(routes, { db, seal, url, tokens: tokensOf(db, url) });

	// The organisation.
	mountOrg(routes, { db, url, brand: branding.current });
	mountLooks(routes, { db, branding });
	mountSigningKeys(routes, { db, seal, url });
	mountTrustedOrigins(routes, { db, url });
	mountZones(routes, { db, url, guardConsole });
	mountPolicies(routes, { db, url, guardConsole });
	mountTryIt(routes, { db, mailer });
	mountOutbox(routes, { db, seal, url, post: mailer });
	mountSystemLog(routes, { db, url });

	mountOpenApi(routes, url, mounted);
	mountConsolePages(routes, await mountConsole(app, { dist: DIST, assetsPrefix: "/console-assets/" }));
	const passOn = passOnTo(url, createDocuments(url, fetches.fetched));
	await mountEngine(app, organization, server, passOn);
	await mountCustomEngines(app, engineAt, passOn);

	const sweep = startSweep(db, seal, failed("sweep failed"));
	// A rule comes from nowhere in particular.
	const groupRules = startGroupRules(db, failed("group rules failed"), (tx) => someoneCanPassConsole(tx, ""));
	app.addHook("onClose", async () => {
		await sweep.stop();
		branding.stop();
		await peopleImports.stop();
		await groupRules.stop();
		await recovery.settled();
		await mailer.stop();
		await writer.settled();
		await uses.stop();
		await fetches.stop();
		seal.close();
		await storage.close();
		await stopTraces();
	});
	return { app, config, setupLink: isBeside ? undefined : await ensureSetupLink(db, url), routes: mounted };
};
