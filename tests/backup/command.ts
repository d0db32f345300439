import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { StorageSettings } from "#common/db/database.ts";

const SCRIPT = join(import.meta.dirname, "../../scripts/signet.ts");

export interface Ended {
	readonly code: number | null;
	readonly output: string;
	readonly errors: string;
}

/** Runs `signet` beside a database, in a process of its own. */
export const startSignet = ({ dataDir, databaseUrl }: StorageSettings, ...args: readonly string[]) => {
	const inherited = Object.entries(process.env).filter(([name]) => !/^(SIGNET|NODE_TEST)_/.test(name));
	const env = {
		...Object.fromEntries(inherited),
		SIGNET_DATA_DIR: dataDir,
		...(databaseUrl === undefined ? {} : { SIGNET_DATABASE_URL: databaseUrl }),
	};
	const child = spawn(process.execPath, [SCRIPT, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
	const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]).then(
		([[code], output, errors]): Ended => ({ code: code as number | null, output, errors }),
	);
	return { child, ended };
};

export const signet = (storage: StorageSettings, ...args: readonly string[]): Promise<Ended> =>
	startSignet(storage, ...args).ended;
