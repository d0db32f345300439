/** Something with a place in an order. What is built in stands last. */
interface Placed {
	readonly id: string;
	readonly priority: number;
	readonly built_in: number;
}

/**
 * `items` (in their order) with `id` moved to `wanted`, counting from 1, or to the last place that is free where that is undefined: those
 * whose priority changes, with the new one.
 */
export const reordered = (items: readonly Placed[], id: string, wanted: number | undefined): ReadonlyMap<string, number> => {
	const moved = items.find((item) => item.id === id);
	const others = items.filter((item) => item.id !== id && item.built_in === 0);
	const last = items.filter((item) => item.built_in === 1);
	const place = Math.min(Math.max(1, wanted ?? others.length + 1), others.length + 1) - 1;
	const order = moved && moved.built_in === 0 ? others.toSpliced(place, 0, moved) : others;
	const changed = [...order, ...last].flatMap((item, index): [string, number][] =>
		item.priority === index + 1 ? [] : [[item.id, index + 1]],
	);
	return new Map(changed);
};
