import type { Directory } from "./directory.ts";
import type { Form } from "./forms.ts";
import type { Org } from "./org.ts";

/** Something that is there already. */
export interface Found {
	readonly id: string;
	readonly form: Form;
}

/** What a kind of things works with. */
export interface World {
	readonly org: Org;
	readonly directory: Directory;
}

/** A kind of things that a file can name: how they are listed, made and changed. Nothing is ever deleted. */
export interface Kind {
	/** Where they stand in the file, such as `applications`. */
	readonly name: string;
	/** All there are that can be configured, by name. */
	list(): Promise<ReadonlyMap<string, Found>>;
	/** Answers the new id. */
	create(name: string, form: Form): Promise<string>;
	/** `form` is the whole of what it shall be, `found` what it was. */
	change(name: string, found: Found, form: Form): Promise<void>;
	/** What belongs to one of them, by the member of its form under which it stands. */
	readonly children?: Readonly<Record<string, (parentId: string) => Kind>>;
}

/** The resources of a list as what was found, by name. */
export const byName = <T extends { readonly id: string }>(
	resources: readonly T[],
	nameOf: (resource: T) => string,
	formOf: (resource: T) => Form,
): ReadonlyMap<string, Found> =>
	new Map(resources.map((resource) => [nameOf(resource), { id: resource.id, form: formOf(resource) }]));

/** Calls `activate` or `deactivate` where the status shall be another. */
export const setStatus = async ({ org }: World, path: string, from: unknown, to: unknown): Promise<void> => {
	if (to === undefined || from === to) return;
	await org.call("POST", `${path}/lifecycle/${to === "ACTIVE" ? "activate" : "deactivate"}`);
};
