import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import { createGunzip } from "node:zlib";
import { type Counts, type Header, headerIn, markIn, type TableHead } from "./format.ts";
import { BackupError } from "./halves.ts";

/** Bytes; a longer one is nothing that Signet wrote. */
const LONGEST_LINE = 64_000_000;
const BATCH_ROWS = 1_000;
const BATCH_SIZE = 250_000;
const LINE_END = 0x0a;

export interface Backup {
	readonly header: Header;
	readonly counts: Counts;
}

/** Hears what stands in a backup as it is read: nothing of it is proven before the end was reached. */
interface Listener {
	/** Once for each table, before its rows; answers whether they are wanted. */
	table?(head: TableHead): Promise<boolean>;
	/** Rows of that table, each a JSON array as text. */
	rows?(lines: readonly string[]): Promise<void>;
}

/**
 * Reads the whole file, and holds it against what its last line says. @throws BackupError where it is cut off, was changed, or is none of
 * ours; what the listener throws is passed on.
 */
export const readBackup = async (file: string, { table, rows }: Listener = {}): Promise<Backup> => {
	const hash = createHash("sha256");
	const counts: Record<string, Record<string, number>> = {};
	let header: Header | undefined;
	let head: TableHead | undefined;
	let counted = 0;
	let wanted = false;
	let batch: string[] = [];
	let size = 0;
	let over = false;
	const flush = async () => {
		if (batch.length > 0) await rows?.(batch);
		batch = [];
		size = 0;
	};
	const endTable = async () => {
		await flush();
		if (head !== undefined) counts[head.half] = { ...counts[head.half], [head.table]: counted };
		counted = 0;
	};
	const begin = async (next: TableHead, { halves }: Header) => {
		await endTable();
		if (counts[next.half]?.[next.table] !== undefined || !halves.some(({ half }) => half === next.half)) throw broken();
		head = next;
		wanted = (await table?.(next)) ?? false;
	};
	for await (const line of linesOf(file)) {
		if (over) throw broken();
		if (header === undefined) {
			header = headerIn(line.toString());
			for (const { half } of header.halves) counts[half] = {};
		} else if (line[0] === "[".charCodeAt(0) && head !== undefined) {
			counted++;
			if (wanted) {
				batch.push(line.toString());
				size += line.length;
				if (batch.length >= BATCH_ROWS || size >= BATCH_SIZE) await flush();
			}
		} else {
			const mark = markIn(line.toString());
			if (mark === undefined) throw broken();
			if ("sha256" in mark) {
				await endTable();
				if (hash.digest("hex") !== mark.sha256 || !isDeepStrictEqual(counts, mark.rows)) throw broken();
				over = true;
				continue;
			}
			await begin(mark, header);
		}
		hash.update(line).update("\n");
	}
	if (header === undefined || !over) throw cutOff();
	return { header, counts };
};

const broken = () => new BackupError("its content is not what was written: it is damaged, or was changed.");
const cutOff = () => new BackupError("it is cut off: its end is missing.");

async function* linesOf(file: string): AsyncGenerator<Buffer> {
	// Errors of the file come out of the stream that is read.
	const unpacked = pipeline(createReadStream(file), createGunzip(), () => {});
	let rest: Buffer[] = [];
	let restSize = 0;
	try {
		for await (const chunk of unpacked as AsyncIterable<Buffer>) {
			let from = 0;
			for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, from)) {
				const line = chunk.subarray(from, end);
				yield rest.length === 0 ? line : Buffer.concat([...rest, line]);
				[rest, restSize, from] = [[], 0, end + 1];
			}
			if (from < chunk.length) rest.push(chunk.subarray(from));
			restSize += chunk.length - from;
			if (restSize > LONGEST_LINE) throw new BackupError("it is not a backup of Signet: a line is too long.");
		}
	} catch (thrown) {
		throw explained(thrown, file);
	}
	if (restSize > 0) throw cutOff();
}

const explained = (thrown: unknown, file: string): unknown => {
	const { code = "", syscall } = thrown as NodeJS.ErrnoException;
	if (code === "Z_BUF_ERROR") return cutOff();
	if (code === "Z_DATA_ERROR") return new BackupError("it is not a backup of Signet, or it is damaged: it does not unpack.");
	return syscall === undefined ? thrown : new BackupError(`${file} cannot be read (${code}).`);
};
