import { type Difference, differences, type Form, isForm, merged, without } from "./forms.ts";
import type { Found, Kind } from "./kind.ts";

/** One thing that is not as the file says. */
export interface Change {
	/** Such as `applications / Wiki`. */
	readonly what: string;
	readonly action: "make" | "change";
	readonly differences: readonly Difference[];
	/** Writes it. Changes of what belongs to something new wait until that is there. */
	write(): Promise<void>;
}

/** A file's things, by name. @throws PlanError where it is something else. */
const thingsIn = (value: unknown, where: string): readonly (readonly [name: string, form: Form])[] => {
	if (value === undefined || value === null) return [];
	if (!isForm(value)) throw new PlanError(`${where} must hold names, and what each stands for.`);
	return Object.entries(value).map(([name, form]) => {
		if (form === null) return [name, {}] as const;
		if (!isForm(form)) throw new PlanError(`${where} / ${name} must hold settings.`);
		return [name, form] as const;
	});
};

/** A file that cannot be used, in one sentence. */
export class PlanError extends Error {}

const NOWHERE: ReadonlyMap<string, Found> = new Map();

/** Where in the file the things of a kind stand: `policies.PASSWORD` is a member of a member. */
const at = (file: Form, path: string): unknown =>
	path.split(".").reduce<unknown>((value, member) => (isForm(value) ? value[member] : undefined), file);

/** A type of policies that there is none of would be overlooked. @throws PlanError. */
const checkNames = (kinds: readonly Kind[], file: Form): void => {
	const known = kinds.map(({ name }) => name);
	for (const [part, value] of Object.entries(file)) {
		if (known.includes(part) || !isForm(value)) continue;
		const foreign = Object.keys(value).find((name) => !known.includes(`${part}.${name}`));
		if (foreign === undefined) continue;
		const there = known.filter((name) => name.startsWith(`${part}.`)).map((name) => name.slice(part.length + 1));
		throw new PlanError(`${part} / ${foreign} is not known here. There may be ${there.join(", ")}.`);
	}
};

/** What of `file` is not so: for each thing that it names, in an order in which it can be written. */
export const planFor = async (kinds: readonly Kind[], file: Form): Promise<readonly Change[]> => {
	checkNames(kinds, file);
	const changes: Change[] = [];
	for (const kind of kinds) {
		const things = thingsIn(at(file, kind.name), kind.name);
		if (things.length > 0) changes.push(...(await changesOf(kind, things, kind.name, await kind.list())));
	}
	return changes;
};

const changesOf = async (
	kind: Kind,
	things: ReturnType<typeof thingsIn>,
	where: string,
	found: ReadonlyMap<string, Found>,
): Promise<readonly Change[]> => {
	const changes: Change[] = [];
	const parts = Object.entries(kind.children ?? {});
	for (const [name, whole] of things) {
		const what = `${where} / ${name}`;
		const wanted = without(whole, Object.keys(kind.children ?? {}));
		const present = found.get(name);
		const differing = differences(present?.form ?? {}, wanted);
		/** Known once it was made. */
		const id = { value: present?.id ?? "" };
		if (present === undefined) {
			const write = async () => {
				id.value = await kind.create(name, wanted);
			};
			changes.push({ what, action: "make", differences: differing, write });
		} else if (differing.length > 0) {
			const write = () => kind.change(name, present, merged(present.form, wanted));
			changes.push({ what, action: "change", differences: differing, write });
		}
		for (const [member, partOf] of parts) {
			const inner = thingsIn(whole[member], `${what} / ${member}`);
			if (inner.length === 0) continue;
			if (present === undefined) changes.push(...(await later(() => partOf(id.value), inner, `${what} / ${member}`)));
			else {
				const part = partOf(present.id);
				changes.push(...(await changesOf(part, inner, `${what} / ${member}`, await part.list())));
			}
		}
	}
	return changes;
};

/** What belongs to something that is not there yet: all of it is new, and its place is known when it is written. */
const later = async (kindOf: () => Kind, things: ReturnType<typeof thingsIn>, where: string): Promise<readonly Change[]> => {
	// The shape does not depend on the place.
	const shape = kindOf();
	const placed: Kind = {
		...shape,
		create: async (name, form) => {
			const kind = kindOf();
			// A server may bring some of it along, such as a policy of its own.
			const present = (await kind.list()).get(name);
			if (present === undefined) return kind.create(name, form);
			await kind.change(name, present, merged(present.form, form));
			return present.id;
		},
		children: Object.fromEntries(
			Object.keys(shape.children ?? {}).map((member) => [member, (parentId: string) => partOf(kindOf(), member, parentId)]),
		),
	};
	return changesOf(placed, things, where, NOWHERE);
};

const partOf = (kind: Kind, member: string, parentId: string): Kind => {
	const part = kind.children?.[member];
	if (part === undefined) throw new PlanError(`${kind.name} has no ${member}.`);
	return part(parentId);
};

/** Everything there is, as a file would say it. */
export const exported = async (kinds: readonly Kind[]): Promise<Form> => {
	const file: Record<string, Form> = {};
	for (const kind of kinds) {
		const things = await exportedKind(kind);
		const [first = "", second] = kind.name.split(".");
		if (second === undefined) file[first] = things;
		else file[first] = { ...file[first], [second]: things };
	}
	return file;
};

const exportedKind = async (kind: Kind): Promise<Form> => {
	const things: Record<string, Form> = {};
	for (const [name, { id, form }] of [...(await kind.list())].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
		const parts: Record<string, Form> = {};
		for (const [member, partOf] of Object.entries(kind.children ?? {})) parts[member] = await exportedKind(partOf(id));
		things[name] = { ...form, ...parts };
	}
	return things;
};
