/** What a thing is configured as: the part of the API's own object that may be written, with names in place of ids. */
export type Json = null | boolean | number | string | readonly Json[] | Form;
export interface Form {
	readonly [member: string]: Json;
}

/** One setting that is not as the file says. */
export interface Difference {
	/** Dotted, such as `settings.oauthClient.redirect_uris`. */
	readonly path: string;
	/** Undefined where it is not there yet. */
	readonly from: Json | undefined;
	readonly to: Json;
}

export const isForm = (value: unknown): value is Form => typeof value === "object" && value !== null && !Array.isArray(value);

/** `wanted` over `present`: members are merged, everything else is replaced. */
export const merged = (present: Form, wanted: Form): Form => {
	const result: Record<string, Json> = { ...present };
	for (const [name, value] of Object.entries(wanted)) {
		const before = result[name];
		result[name] = isForm(before) && isForm(value) ? merged(before, value) : value;
	}
	return result;
};

/** Whether two values say the same, in whichever order their members stand. */
export const same = (one: Json | undefined, other: Json | undefined): boolean => {
	if (isForm(one) && isForm(other)) {
		const names = new Set([...Object.keys(one), ...Object.keys(other)]);
		return [...names].every((name) => same(one[name], other[name]));
	}
	if (Array.isArray(one) && Array.isArray(other)) {
		const [first, second] = [inOrder(one), inOrder(other)];
		return first.length === second.length && first.every((item, at) => same(item, second[at]));
	}
	return one === other;
};

/** The order of texts, such as scopes and addresses, says nothing. */
const inOrder = (list: readonly Json[]): readonly Json[] =>
	list.every((item) => typeof item === "string") ? (list as readonly string[]).toSorted() : list;

/** What of `wanted` is not so in `present`; what `wanted` does not name is not looked at. */
export const differences = (present: Form, wanted: Form, path = ""): readonly Difference[] =>
	Object.entries(wanted).flatMap(([name, to]): readonly Difference[] => {
		const from = present[name];
		const where = `${path}${name}`;
		if (isForm(from) && isForm(to)) return differences(from, to, `${where}.`);
		return same(from, to) ? [] : [{ path: where, from, to }];
	});

/** `form` without the members at `paths` (dotted). */
export const without = (form: Form, paths: readonly string[]): Form => {
	const result: Record<string, Json> = {};
	for (const [name, value] of Object.entries(form)) {
		if (paths.includes(name)) continue;
		const inner = paths.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1));
		result[name] = isForm(value) ? without(value, inner) : value;
	}
	return result;
};
