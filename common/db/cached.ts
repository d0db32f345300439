import type { Changes, Topic } from "./changes.ts";

export interface CacheSettings<V> {
	/** More entries are not kept: the one that was used longest ago goes. */
	readonly most: number;
	load(key: string): Promise<V>;
}

/** What was loaded for a key, until any of the topics changes anywhere. What is not there (`undefined`) is not kept. */
export const cached = <V>(
	changes: Changes,
	topics: readonly Topic[],
	{ most, load }: CacheSettings<V>,
): ((key: string) => Promise<V>) => {
	const entries = new Map<string, { readonly version: number; readonly value: Promise<V> }>();
	const versionNow = (): number | undefined => {
		let sum = 0;
		for (const topic of topics) {
			const version = changes.version(topic);
			if (version === undefined) return undefined;
			sum += version;
		}
		return sum;
	};
	return (key) => {
		// Before it is loaded: what changes meanwhile is not missed.
		const version = versionNow();
		if (version === undefined) return load(key);
		const known = entries.get(key);
		entries.delete(key);
		if (known?.version === version) {
			entries.set(key, known);
			return known.value;
		}
		const value = load(key);
		const entry = { version, value };
		entries.set(key, entry);
		const forget = (): void => {
			if (entries.get(key) === entry) entries.delete(key);
		};
		value.then((loaded) => loaded === undefined && forget(), forget);
		const [oldest] = entries.keys();
		if (entries.size > most && oldest !== undefined) entries.delete(oldest);
		return value;
	};
};
