/** Every circle in a graph of names, once each, as the names along the way. */
export const circles = (graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] => {
	const found = new Map<string, string[]>();
	const done = new Set<string>();
	const walk = (name: string, path: readonly string[]): void => {
		const at = path.indexOf(name);
		if (at >= 0) {
			const circle = path.slice(at);
			found.set([...circle].sort().join(), [...circle, name]);
			return;
		}
		if (done.has(name)) return;
		for (const next of graph.get(name) ?? []) walk(next, [...path, name]);
		done.add(name);
	};
	for (const name of graph.keys()) walk(name, []);
	return [...found.values()];
};
