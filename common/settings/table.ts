import { availableParallelism } from "node:os";
import { isAbsolute, resolve } from "node:path";
import { readNetwork } from "../web/proxies.ts";
import { mailSenderOf, mailServerOf } from "./mail.ts";

/** One setting of the environment: what it means, what it is when unset, and how its text is read. */
interface Setting<T> {
	readonly meaning: string;
	/** As shown in `docs/configuration.md`. */
	readonly fallback: string;
	/** Never logged; may be given as a file by the same name with `_FILE`. */
	readonly secret?: true;
	/** Reads the text, or the fallback when `undefined`. Throws an Error whose message completes "NAME ...". */
	read(text: string | undefined): T;
}

const setting = <T>(definition: Setting<T>): Setting<T> => definition;

const publicAddress =
	(fallback: string) =>
	(text = fallback): URL => {
		const url = URL.parse(text);
		if (!url || !/^https?:$/.test(url.protocol)) throw new Error(`must be an http or https address, such as ${fallback}`);
		if (url.pathname !== "/" || url.search || url.hash || url.username) {
			throw new Error("must be a bare address, without path, query or user");
		}
		return url;
	};

/** Where to listen: a host name or an address (IPv6 without brackets), and a port. */
export interface Listen {
	readonly host: string;
	readonly port: number;
}

const listen = (text: string | undefined): Listen | undefined => {
	if (text === undefined) return undefined;
	const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(text);
	const port = Number(match?.[3]);
	if (!match || port > 65_535) throw new Error("must be PORT or HOST:PORT, such as 127.0.0.1:7081");
	return { host: match[1] ?? match[2] ?? "127.0.0.1", port };
};

const MOST_WORKERS = 64;

const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const email = (text: string | undefined): string | undefined => {
	if (text !== undefined && !/^[^\s@]+@[^\s@]+$/.test(text)) throw new Error("must be an email address");
	return text;
};

const bearerToken = (text: string | undefined): string | undefined => {
	if (text !== undefined && text.length < 32) throw new Error("must be at least 32 characters long");
	// RFC 6750 section 2.1: what a bearer token may consist of.
	if (text !== undefined && !/^[A-Za-z0-9\-._~+/]+=*$/.test(text)) {
		throw new Error("must consist of letters, digits and -._~+/, with = only at the end");
	}
	return text;
};

const networks = (text: string): readonly string[] => {
	const entries = text.split(",").map((entry) => entry.trim());
	const named = entries.filter((entry) => entry !== "");
	const read = named.map(readNetwork);
	if (read.includes(undefined)) throw new Error("must be IP addresses or networks such as 10.0.0.0/8, separated by commas");
	// Whoever is trusted by where they are may not be anywhere.
	if (read.some((network) => network?.prefix === 0)) throw new Error("must not be everybody");
	return named;
};

/** Every setting there is. `docs/configuration.md` is made from this table; any other `SIGNET_*` name is refused. */
export const settingsTable = {
	SIGNET_DATA_DIR: setting({
		meaning: "Folder for the embedded database and the master key. Made when missing.",
		fallback: "`./data`",
		read: (text = "data") => (isAbsolute(text) ? text : resolve(text)),
	}),
	SIGNET_DATABASE_URL: setting({
		meaning:
			"PostgreSQL to use instead of the embedded SQLite, such as `postgres://signet@db.example.com/signet`. The halves use the schemas `provider` and `platform`.",
		fallback: "embedded SQLite",
		secret: true,
		read: (text): string | undefined => {
			if (text !== undefined && !/^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? "")) {
				throw new Error("must be an address that begins with postgres://");
			}
			return text;
		},
	}),
	SIGNET_DATABASE_CONNECTIONS: setting({
		meaning:
			"Connections to PostgreSQL that each half opens on this machine, shared out among its workers: at least 2 for each, and one more on which it hears of changes.",
		fallback: "`10`",
		read: (text = "10"): number => {
			if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error("must be a whole number from 1 to 9999");
			return Number(text);
		},
	}),
	SIGNET_WORKERS: setting({
		meaning:
			"Processes that serve each half on this machine, from 1 to 64. With `1` nothing stands between the half and its requests; with more, one further process starts them anew where they end.",
		fallback: "number of cores",
		read: (text = String(Math.min(availableParallelism(), MOST_WORKERS))): number => {
			if (!/^[1-9]\d?$/.test(text) || Number(text) > MOST_WORKERS)
				throw new Error(`must be a whole number from 1 to ${MOST_WORKERS}`);
			return Number(text);
		},
	}),
	SIGNET_SECRET: setting({
		meaning: "Master key: at least 32 characters, the same for every process. What is sealed under it cannot be read without it.",
		fallback: "made at the first start and kept in the data folder (`secret`, mode 0600)",
		secret: true,
		read: (text): string | undefined => {
			if (text !== undefined && text.length < 32) throw new Error("must be at least 32 characters long");
			return text;
		},
	}),
	SIGNET_NEW_SECRET: setting({
		meaning:
			"Master key that `signet rotate-secret` puts in the place of `SIGNET_SECRET`: at least 32 characters. Nothing else reads it.",
		fallback: "none",
		secret: true,
		read: (text): string | undefined => {
			if (text !== undefined && text.length < 32) throw new Error("must be at least 32 characters long");
			return text;
		},
	}),
	SIGNET_PROVIDER_URL: setting({
		meaning: "Public address of the provider, and its issuer.",
		fallback: "`http://localhost:7081`",
		read: publicAddress("http://localhost:7081"),
	}),
	SIGNET_PLATFORM_URL: setting({
		meaning: "Public address of the platform.",
		fallback: "`http://localhost:7080`",
		read: publicAddress("http://localhost:7080"),
	}),
	SIGNET_PROVIDER_LISTEN: setting({
		meaning: "Where the provider listens: `PORT` or `HOST:PORT`.",
		fallback: "`localhost` at the public address's port",
		read: listen,
	}),
	SIGNET_PLATFORM_LISTEN: setting({
		meaning: "Where the platform listens: `PORT` or `HOST:PORT`.",
		fallback: "`localhost` at the public address's port",
		read: listen,
	}),
	SIGNET_ADMIN_EMAIL: setting({
		meaning: "First administrator of both halves, made at the first start instead of by the set-up link.",
		fallback: "none",
		read: email,
	}),
	SIGNET_ADMIN_PASSWORD: setting({
		meaning: "That administrator's password, at least 8 characters.",
		fallback: "none",
		secret: true,
		read: (text): string | undefined => {
			if (text !== undefined && text.length < 8) throw new Error("must be at least 8 characters long");
			return text;
		},
	}),
	SIGNET_API_CALLS_PER_MINUTE: setting({
		meaning: "Calls of the provider's management API that one caller may make in a minute.",
		fallback: "`6000`",
		read: (text = "6000"): number => {
			if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error("must be a whole number from 1 to 9999999");
			return Number(text);
		},
	}),
	SIGNET_REGISTRATION_TOKEN: setting({
		meaning:
			"Registration token that the provider accepts: at least 32 random characters, letters, digits and `-._~+/=`. One application can be registered with it, within an hour of the start; everyone may use that application.",
		fallback: "none",
		secret: true,
		read: bearerToken,
	}),
	SIGNET_API_TOKEN: setting({
		meaning: "API token with which `signet plan`, `apply` and `export` call the provider. Servers need none.",
		fallback: "none",
		secret: true,
		read: (text): string | undefined => text,
	}),
	SIGNET_IMPORT_TOKEN: setting({
		meaning: "API token of the organisation that `signet import okta` reads. Nothing else uses it.",
		fallback: "given on the command line",
		secret: true,
		read: (text): string | undefined => text,
	}),
	SIGNET_SMTP_URL: setting({
		meaning:
			"Mail server that takes the provider's letters: `smtps://user:password@host`, or `smtp://user:password@host:port`, where TLS by STARTTLS is required unless the host is this machine or the address ends with `?tls=off`. Without it letters wait in *Reports* > *Outbox*.",
		fallback: "none",
		secret: true,
		read: mailServerOf,
	}),
	SIGNET_MAIL_FROM: setting({
		meaning: "Whom the provider's letters are from: an email address, or such as `Example Ltd <no-reply@example.com>`.",
		fallback: "`no-reply@` and the host of the provider's public address",
		read: mailSenderOf,
	}),
	SIGNET_TRUST_PROXY: setting({
		meaning: "Addresses or networks (comma-separated) of reverse proxies whose `X-Forwarded-For` is believed.",
		fallback: "none: the header is ignored",
		read: (text = ""): readonly string[] => networks(text),
	}),
	SIGNET_METRICS_ALLOW: setting({
		meaning:
			"Addresses or networks (comma-separated) that may read `/metrics` of either half, asking it directly and not through a proxy; `none` for no network.",
		fallback: "this machine: `127.0.0.0/8,::1`",
		read: (text = "127.0.0.0/8,::1"): readonly string[] => (text === "none" ? [] : networks(text)),
	}),
	SIGNET_METRICS_TOKEN: setting({
		meaning:
			"Token with which anybody may read `/metrics`, as `Authorization: Bearer`: at least 32 characters, letters, digits and `-._~+/=`.",
		fallback: "none",
		secret: true,
		read: bearerToken,
	}),
	SIGNET_AUDIT_OUTPUT: setting({
		meaning:
			"Where the platform writes its audit log beside the database: `stdout` for one JSON object a line on standard output, or `off`.",
		fallback: "`off`",
		read: (text = "off"): "off" | "stdout" => {
			if (text !== "off" && text !== "stdout") throw new Error("must be off or stdout");
			return text;
		},
	}),
	SIGNET_LOG_LEVEL: setting({
		meaning: `How much is logged: ${LEVELS.map((level) => `\`${level}\``).join(", ")}.`,
		fallback: "`info`",
		read: (text = "info") => {
			const level = LEVELS.find((known) => known === text);
			if (!level) throw new Error(`must be one of ${LEVELS.join(", ")}`);
			return level;
		},
	}),
};

export type SettingName = keyof typeof settingsTable;
export type Settings = { readonly [Name in SettingName]: ReturnType<(typeof settingsTable)[Name]["read"]> };
