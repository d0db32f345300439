import type { Changes, Topic } from "./changes.ts";
import type { SqliteFile } from "./sqlite.ts";

const LISTENING_MS = 250;

/** All versions are read at once, at most once in each turn of the event loop: a few microseconds, and never late. */
export const sqliteChanges = ({ read }: SqliteFile): Changes => {
	let known: ReadonlyMap<unknown, number> | undefined;
	const forget = (): void => {
		known = undefined;
	};
	const versionOf = (topic: Topic): number => {
		if (known === undefined) {
			known = new Map(read("SELECT topic, version FROM changes").map((row) => [row["topic"], Number(row["version"])]));
			setImmediate(forget);
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
