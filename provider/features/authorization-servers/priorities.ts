interface Ranked {
	readonly id: string;
	readonly priority: number;
}

/** Who gets which priority once `id` has its place among `others` (in order): 1 and up, without gaps, and only what changes. */
export const placed = (others: readonly Ranked[], id: string, priority: number | undefined): readonly Ranked[] => {
	const at = Math.min((priority ?? others.length + 1) - 1, others.length);
	const order = [...others.slice(0, at), { id, priority: -1 }, ...others.slice(at)];
	return order
		.map((one, index) => ({ id: one.id, was: one.priority, priority: index + 1 }))
		.filter(({ was, priority: is }) => was !== is);
};
