import type { Changes, Topic } from "./changes.ts";
import type { SqliteFile } from "./sqlite.ts";

const LISTENING_MS = 250;

/** Versions are read again when anything at all was committed since: they are never late. */
export const sqliteChanges = ({ read, moment }: SqliteFile): Changes => {
	let known: ReadonlyMap<unknown, number> = new Map();
	let readAt: unknown;
	const versionOf = (topic: Topic): number => {
		const now = moment();
		if (now !== readAt) {
			known = new Map(read("SELECT topic, version FROM changes").map((row) => [row["topic"], Number(row["version"])]));
			readAt = now;
		}
		return known.get(topic) ?? 0;
	};
	/** Undefined where the database cannot be read just now: it is asked again. */
	const versionNow = (topic: Topic): number | undefined => {
		try {
			return versionOf(topic);
		} catch {
			return undefined;
		}
	};
	const timers = new Set<NodeJS.Timeout>();
	return {
		version: versionOf,
		on(topic, hear) {
			let heard = versionOf(topic);
			const look = () => {
				const version = versionNow(topic);
				if (version === undefined || version === heard) return;
				heard = version;
				hear();
			};
			timers.add(setInterval(look, LISTENING_MS).unref());
		},
		async close() {
			for (const timer of timers) clearInterval(timer);
		},
	};
};
