import { createHash } from "node:crypto";
import { closeSync, createWriteStream, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { now } from "#common/db/columns.ts";
import type { HalfName } from "../halves.ts";
import { type Counts, FORMAT, type Header, type TableHead, type Trailer } from "./format.ts";
import { BackupError } from "./halves.ts";
import type { Snapshot } from "./snapshot.ts";

/** Four times as quick as zlib's own choice, for a file that is a tenth larger. */
const LEVEL = 2;

interface Writing {
	readonly file: string;
	readonly version: string;
	/** What is there at `file` is replaced. */
	readonly force: boolean;
	readonly signal: AbortSignal;
	/** Hears of the rows as they are read. */
	readonly progress: (half: HalfName, table: string, rows: number) => void;
}

export interface Written {
	readonly counts: Counts;
	/** Bytes. */
	readonly size: number;
}

/**
 * Writes the snapshots to `file`, mode 0600: beside it first, then on the disk, then under its name, so that a file of that name is always
 * a whole one. @throws BackupError
 */
export const writeBackup = async (snapshots: ReadonlyMap<HalfName, Snapshot>, writing: Writing): Promise<Written> => {
	const { file, force, signal } = writing;
	const refuseExisting = () => {
		if (!force && existsSync(file)) throw new BackupError(`${file} is there already. --force replaces it.`);
	};
	refuseExisting();
	const part = `${file}.part`;
	const descriptor = openPart(part, force);
	try {
		const counts: Record<string, Record<string, number>> = {};
		const lines = Readable.from(linesOf(snapshots, writing, counts), { objectMode: false });
		const disk = createWriteStream(part, { fd: descriptor, flush: true });
		await pipeline(lines, createGzip({ level: LEVEL }), disk, { signal });
		const { size } = statSync(part);
		refuseExisting();
		renameSync(part, file);
		flushFolder(dirname(file));
		return { counts, size };
	} catch (thrown) {
		rmSync(part, { force: true });
		throw thrown;
	}
};

/** Made anew, never followed: a link that somebody put there would send people's data elsewhere. */
const openPart = (part: string, force: boolean): number => {
	if (force) rmSync(part, { force: true });
	try {
		return openSync(part, "wx", 0o600);
	} catch (thrown) {
		const { code } = thrown as NodeJS.ErrnoException;
		if (code === "EEXIST")
			throw new BackupError(`${part} is there: another backup is being made, or one was killed. Remove it, or say --force.`);
		throw new BackupError(`${part} cannot be written (${code}).`);
	}
};

/** A name that has changed is on the disk once its folder is. Windows has no such thing. */
const flushFolder = (folder: string): void => {
	if (process.platform === "win32") return;
	const descriptor = openSync(folder, "r");
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
};

async function* linesOf(
	snapshots: ReadonlyMap<HalfName, Snapshot>,
	{ version, progress }: Writing,
	counts: Record<string, Record<string, number>>,
): AsyncGenerator<Buffer> {
	const hash = createHash("sha256");
	const hashed = (lines: readonly unknown[]): Buffer => {
		const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
		hash.update(bytes);
		return bytes;
	};
	const halves = [...snapshots].map(([half, { engine, migrations }]) => ({ half, engine, migrations: [...migrations] }));
	yield hashed([{ signet: "backup", format: FORMAT, version, made: now(), halves } satisfies Header]);
	for (const [half, snapshot] of snapshots) {
		const of: Record<string, number> = {};
		counts[half] = of;
		for (const shape of snapshot.tables) {
			of[shape.table] = 0;
			yield hashed([{ half, table: shape.table, columns: [...shape.columns] } satisfies TableHead]);
			for await (const rows of snapshot.rows(shape)) {
				yield hashed(rows);
				of[shape.table] = (of[shape.table] ?? 0) + rows.length;
				progress(half, shape.table, of[shape.table] ?? 0);
			}
		}
	}
	yield Buffer.from(`${JSON.stringify({ rows: counts, sha256: hash.digest("hex") } satisfies Trailer)}\n`);
}
