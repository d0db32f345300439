import type { MailSender, MailServer } from "./mail.ts";
import { masterKey } from "./master-key.ts";
import { readSettings } from "./settings.ts";
import type { Listen, Settings } from "./table.ts";
import { readTraces, type TraceSettings } from "./traces.ts";

/** What one half needs to run; nothing secret in it. */
export interface Config {
	/** Public address without a trailing slash, such as `http://localhost:7081`. */
	readonly url: string;
	readonly listen: Listen;
	/** Public address of the other half, of which nothing is known but that it may be there. */
	readonly otherUrl: string;
	readonly dataDir: string;
	/** To PostgreSQL, of each process. */
	readonly databaseConnections?: number;
	/** Another process of this half, started before, has seen to what is done once at a start: set-up links, the settings' tokens. */
	readonly isBeside?: boolean;
	readonly adminEmail: string | undefined;
	readonly trustProxy: readonly string[];
	/** Of the provider's management API, for each caller. */
	readonly apiCallsPerMinute: number;
	readonly logLevel: Settings["SIGNET_LOG_LEVEL"];
	/** Networks that may read what is counted; none where it is not said. */
	readonly metricsAllow?: readonly string[];
	/** Of the platform; off where it is not said. */
	readonly auditOutput?: Settings["SIGNET_AUDIT_OUTPUT"];
	/** Of the provider: whom its letters are from. */
	readonly mailFrom?: MailSender | undefined;
}

/** What must never be logged. */
export interface Secrets {
	readonly masterKey: string;
	/** The one that holds by now: its file may have been replaced since the start. */
	readonly latestMasterKey?: () => string;
	readonly databaseUrl: string | undefined;
	readonly adminPassword: string | undefined;
	readonly registrationToken: string | undefined;
	/** Whoever brings it may read what is counted. */
	readonly metricsToken?: string | undefined;
	/** Where traces go; nowhere where it is not said. */
	readonly traces?: TraceSettings | undefined;
	/** Of the provider. */
	readonly mailServer?: MailServer | undefined;
}

/** Where a half listens: its own setting, or `localhost` at its public address's port. */
export const listenOf = (half: "PROVIDER" | "PLATFORM", settings: Settings): Listen => {
	const url = settings[`SIGNET_${half}_URL`];
	const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
	return settings[`SIGNET_${half}_LISTEN`] ?? { host: "localhost", port };
};

/**
 * The configuration of one half from the environment.
 *
 * @throws SettingsError with all faults at once.
 */
export const readHalf = (half: "PROVIDER" | "PLATFORM", environment: NodeJS.ProcessEnv): { config: Config; secrets: Secrets } => {
	const settings = readSettings(environment);
	const config = Object.freeze({
		url: settings[`SIGNET_${half}_URL`].origin,
		listen: listenOf(half, settings),
		otherUrl: settings[half === "PROVIDER" ? "SIGNET_PLATFORM_URL" : "SIGNET_PROVIDER_URL"].origin,
		dataDir: settings.SIGNET_DATA_DIR,
		databaseConnections: Math.max(2, Math.floor(settings.SIGNET_DATABASE_CONNECTIONS / settings.SIGNET_WORKERS)),
		adminEmail: settings.SIGNET_ADMIN_EMAIL,
		trustProxy: settings.SIGNET_TRUST_PROXY,
		apiCallsPerMinute: settings.SIGNET_API_CALLS_PER_MINUTE,
		logLevel: settings.SIGNET_LOG_LEVEL,
		metricsAllow: settings.SIGNET_METRICS_ALLOW,
		auditOutput: settings.SIGNET_AUDIT_OUTPUT,
		mailFrom: settings.SIGNET_MAIL_FROM,
	});
	const secrets = Object.freeze({
		masterKey: masterKey(settings.SIGNET_DATA_DIR, settings.SIGNET_SECRET),
		latestMasterKey: () => masterKey(settings.SIGNET_DATA_DIR, settings.SIGNET_SECRET),
		databaseUrl: settings.SIGNET_DATABASE_URL,
		adminPassword: settings.SIGNET_ADMIN_PASSWORD,
		registrationToken: settings.SIGNET_REGISTRATION_TOKEN,
		metricsToken: settings.SIGNET_METRICS_TOKEN,
		traces: readTraces(`signet-${half.toLowerCase()}`, environment),
		mailServer: settings.SIGNET_SMTP_URL,
	});
	return { config, secrets };
};
