/**
 * Schemas: which attributes a person's profile may have besides Okta's own. Administrators define them; from then on every profile may
 * carry them, and every list can be searched by them.
 */
import { Fault, type FieldFault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import type { Scalar } from "./property.ts";
import { deleteAttribute, saveAttribute, selectAttributes, selectSchema, touchSchema } from "./schemas.store.ts";

export { arrivingAttribute, SCALARS, type Scalar } from "./property.ts";
export { type OwnAccess, ownAccessOfBase, ownAccessOfCustom } from "./self.ts";

export type CustomValue = string | number | boolean | readonly (string | number | boolean)[];

/** An attribute's definition, as far as it is enforced; the rest is kept for whoever reads it. */
export interface CustomAttribute {
	readonly type: Scalar | "array";
	readonly items?: { readonly type: Scalar; readonly enum?: readonly unknown[] | null } | null;
	readonly minLength?: number | null;
	readonly maxLength?: number | null;
	readonly minimum?: number | null;
	readonly maximum?: number | null;
	readonly enum?: readonly unknown[] | null;
	readonly required?: boolean | null;
	readonly [kept: string]: unknown;
}

export interface UserSchema {
	readonly id: string;
	readonly typeId: string;
	readonly created: string;
	readonly lastUpdated: string;
}

/** Okta's. */
const MOST_ATTRIBUTES = 100;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const RESERVED = ["prototype", "id", "type", "status"];
/** Every object has something of these names, which a profile without a value for them must not seem to have. */
const isInherited = (name: string): boolean => name in Object.prototype;
const LONGEST = 1_024;
const MOST_VALUES = 100;
/** Characters of JSON: every list of people reads all definitions. */
const LARGEST = 20_000;

export const userSchema = (db: Db): Promise<UserSchema> => selectSchema(db);

/** By name. */
export const customAttributes = (db: Db): Promise<ReadonlyMap<string, CustomAttribute>> => selectAttributes(db);

/**
 * Adds, changes and (with `null`) removes attributes. `base` are the names that are taken; `forget` removes the values of an attribute
 * from all profiles.
 *
 * @throws Fault `invalid_request` (`definitions.custom.properties.*`); nothing has changed then.
 */
export const changeAttributes = (
	db: Db,
	changes: Readonly<Record<string, CustomAttribute | null>>,
	{ base, forget }: { base: readonly string[]; forget(tx: Tx, name: string): Promise<void> },
): Promise<void> =>
	db.transaction().execute(async (tx) => {
		await touchSchema(tx);
		const known = await selectAttributes(tx);
		const fields: FieldFault[] = [];
		for (const [name, change] of Object.entries(changes)) {
			const message = change && problemOfDefinition(name, change, { base, before: known.get(name) });
			if (message) fields.push({ field: `definitions.custom.properties.${name}`, message });
		}
		const names = new Set([...known.keys(), ...Object.keys(changes)]);
		if (names.size > MOST_ATTRIBUTES)
			fields.push({ field: "definitions.custom.properties", message: `At most ${MOST_ATTRIBUTES}.` });
		if (fields.length > 0) throw new Fault("invalid_request", { fields });
		for (const [name, change] of Object.entries(changes)) {
			if (change) await saveAttribute(tx, name, change);
			else if (known.has(name)) {
				await deleteAttribute(tx, name);
				await forget(tx, name);
			}
		}
	});

const problemOfDefinition = (
	name: string,
	change: CustomAttribute,
	{ base, before }: { base: readonly string[]; before: CustomAttribute | undefined },
): string | undefined => {
	if (!NAME.test(name) || RESERVED.includes(name) || isInherited(name))
		return "Use letters, digits and _, at most 100, with no digit first.";
	if (base.includes(name)) return "Is an attribute that every profile has.";
	if (change.type === "array" && !change.items) return "An array needs items with a type.";
	if (JSON.stringify(change).length > LARGEST) return `Must not be larger than ${LARGEST} characters of JSON.`;
	if (change["unique"] === true) return "Attributes that no two people share are not supported.";
	if (before && (before.type !== change.type || before.items?.type !== change.items?.type)) return "The type cannot be changed.";
	return undefined;
};

/** What is wrong with a value, if anything; undefined stands for none. */
export const problemOfCustom = (attribute: CustomAttribute, value: CustomValue | undefined): string | undefined => {
	if (value === undefined) return attribute.required ? "Is required." : undefined;
	if (attribute.type !== "array") return problemOfScalar(attribute.type, attribute, value);
	if (!Array.isArray(value)) return "Must be a list.";
	if (value.length > MOST_VALUES) return `Must not have more than ${MOST_VALUES} values.`;
	const { type = "string", ...items } = attribute.items ?? {};
	return value.map((one) => problemOfScalar(type, items, one)).find((problem) => problem !== undefined);
};

const problemOfScalar = (type: Scalar, limits: Partial<CustomAttribute>, value: unknown): string | undefined => {
	const allowed = limits.enum;
	if (allowed && !allowed.includes(value)) return `Must be one of ${allowed.join(", ")}.`;
	if (type === "boolean") return typeof value === "boolean" ? undefined : "Must be true or false.";
	if (type !== "string") {
		if (typeof value !== "number" || (type === "integer" && !Number.isSafeInteger(value)))
			return type === "integer" ? "Must be a whole number." : "Must be a number.";
		if (value < (limits.minimum ?? -Infinity)) return `Must not be less than ${limits.minimum}.`;
		return value > (limits.maximum ?? Infinity) ? `Must not be more than ${limits.maximum}.` : undefined;
	}
	if (typeof value !== "string") return "Must be a text.";
	if (value.length < (limits.minLength ?? 0)) return `Must not be shorter than ${limits.minLength} characters.`;
	const longest = Math.min(limits.maxLength ?? LONGEST, LONGEST);
	return value.length > longest ? `Must not be longer than ${longest} characters.` : undefined;
};
