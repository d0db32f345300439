import { fieldFault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import {
	type CustomAttribute,
	customAttributes,
	type OwnAccess,
	ownAccessOfBase,
	ownAccessOfCustom,
} from "../schemas/schemas.ts";
import { baseAttributes, type ProfileInput, type User, updateProfile } from "../users/users.ts";

/** An attribute as its owner sees it. */
export interface OwnAttribute {
	readonly name: string;
	readonly title: string;
	readonly description: string | null;
	readonly type: string;
	readonly itemType: string | null;
	readonly required: boolean;
	readonly maxLength: number | null;
	/** What can be chosen, where there is a choice. */
	readonly choices: readonly { readonly value: unknown; readonly title: string }[] | null;
	readonly value: unknown;
	/** Whether its owner may change it. */
	readonly editable: boolean;
}

/** By which others know the person: an administrator vouches for them, whatever a schema says. */
const VOUCHED_FOR: readonly string[] = ["login", "email"];
/** Is chosen among the languages that there are. */
const LANGUAGE = "locale";

interface Known {
	readonly access: OwnAccess;
	readonly attribute: Omit<OwnAttribute, "value" | "editable">;
}

/** Every attribute that a profile can have, and what its owner may do with it. */
const known = async (db: Db): Promise<readonly Known[]> => {
	const base = Object.entries(baseAttributes).map(([name, { title, max, ...rest }]): Known => {
		const shape = { type: "string", itemType: null, description: null, choices: null, maxLength: max };
		return { access: ownAccessOfBase(name), attribute: { name, title, required: "required" in rest, ...shape } };
	});
	const custom = [...(await customAttributes(db))].map(
		([name, definition]): Known => ({ access: ownAccessOfCustom(definition), attribute: customOf(name, definition) }),
	);
	return [...base, ...custom].map((one) =>
		VOUCHED_FOR.includes(one.attribute.name) ? { ...one, access: one.access === "HIDE" ? "HIDE" : "READ_ONLY" } : one,
	);
};

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

const customOf = (name: string, definition: CustomAttribute): Known["attribute"] => ({
	name,
	title: text(definition["title"]) ?? name,
	description: text(definition["description"]),
	type: definition.type,
	itemType: definition.items?.type ?? null,
	required: definition.required === true,
	maxLength: definition.maxLength ?? null,
	choices: choicesOf(definition),
});

const choicesOf = (definition: CustomAttribute): OwnAttribute["choices"] => {
	const titled = definition["oneOf"] as readonly { readonly const: unknown; readonly title?: string }[] | null | undefined;
	if (titled?.length) return titled.map(({ const: value, title }) => ({ value, title: title || String(value) }));
	return definition.enum?.length ? definition.enum.map((value) => ({ value, title: String(value) })) : null;
};

/** What people look for first. */
const FIRST: readonly string[] = ["firstName", "lastName"];
const inOrder = (one: Known, other: Known): number =>
	Number(FIRST.includes(other.attribute.name)) - Number(FIRST.includes(one.attribute.name));

/** What a person may see of their profile: what is said, and what they could say. */
export const ownAttributes = async (db: Db, { profile }: User): Promise<readonly OwnAttribute[]> =>
	(await known(db)).toSorted(inOrder).flatMap(({ access, attribute }) => {
		const value = profile[attribute.name] ?? null;
		const editable = access === "READ_WRITE" && attribute.name !== LANGUAGE;
		const shown = access !== "HIDE" && attribute.name !== LANGUAGE && (editable || value !== null);
		return shown ? [{ ...attribute, value, editable }] : [];
	});

/**
 * A person changes attributes of their own profile; those that are not named stay.
 *
 * @throws Fault `forbidden` (`profile.*`) for one that is not theirs to change, known or not; and as `updateProfile`.
 */
export const changeOwnProfile = async (db: Db, userId: string, profile: ProfileInput): Promise<User> => {
	const mine = new Set((await known(db)).flatMap(({ access, attribute }) => (access === "READ_WRITE" ? [attribute.name] : [])));
	for (const name of Object.keys(profile))
		if (!mine.has(name)) throw fieldFault("forbidden", `profile.${name}`, "This is not yours to change: ask an administrator.");
	return updateProfile(db, userId, profile, { partial: true });
};

/** In which language a person is spoken to; `null`: the one that their browser asks for. */
export const chooseLanguage = (db: Db, userId: string, code: string | null): Promise<User> =>
	updateProfile(db, userId, { [LANGUAGE]: code }, { partial: true });
