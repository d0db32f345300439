import { fromJson } from "#common/db/columns.ts";
import { asFault } from "#common/faults/fault.ts";
import type { customAttributes } from "../schemas/schemas.ts";
import { type ProfileInput, prepareUser } from "../users/users.ts";
import { type Foreign, objectAt, textOf } from "./values.ts";

/** The attributes that are defined here besides those of every profile. */
export type Custom = Awaited<ReturnType<typeof customAttributes>>;
type Says = (code: string, sentence: string) => void;

/** Without these there is nobody. */
const NEEDED = new Set(["login", "email"]);

/**
 * The profile of a person from there as it can be kept here, or the sentence that says why it cannot. What does not hold or has no
 * place is left out, and told.
 */
export const profileFor = async (item: Foreign, custom: Custom, says: Says): Promise<ProfileInput | string> => {
	const there = objectAt(item, "profile");
	const given = withNames(there, says);
	let kept: Foreign = given;
	const refused = await refusalsOf(kept, custom);
	if (refused.size > 0) {
		const fatal = [...refused].filter(([name]) => NEEDED.has(name) || given[name] === undefined);
		if (fatal.length > 0) return fatal.map(([name, message]) => `${name}: ${message}`).join(" ");
		kept = Object.fromEntries(Object.entries(given).filter(([name]) => !refused.has(name)));
		for (const [name, message] of refused) says("attribute-refused", `${name} was left out. ${message}`);
	}
	const { row } = await prepareUser({ profile: kept as ProfileInput, activate: false }, custom);
	const stored: Foreign = fromJson(row.profile) as object as Foreign;
	const lost = Object.keys(kept).filter((name) => isSet(kept[name]) && stored[name] === undefined);
	for (const name of lost) says("attribute-without-place", `${name} has no place here, and was left out.`);
	return stored as ProfileInput;
};

const isSet = (value: unknown): boolean => value !== null && value !== undefined && String(value).trim() !== "";

/** Names are needed here; there they may be missing. */
const withNames = (there: Foreign, says: Says): Foreign => {
	const texts = Object.entries(there).filter(([, value]) => typeof value !== "string" || textOf(value) !== undefined);
	const given = Object.fromEntries(texts.filter(([, value]) => value !== null));
	const [before = "?"] = (textOf(given["login"]) ?? "").split("@");
	for (const name of ["firstName", "lastName"]) {
		if (isSet(given[name])) continue;
		given[name] = before.slice(0, 50);
		says("name-missing", `${name} is missing there: ${before.slice(0, 50)} stands in its place.`);
	}
	return given;
};

/** What is wrong with which attribute. */
const refusalsOf = async (profile: Foreign, custom: Custom): Promise<ReadonlyMap<string, string>> => {
	try {
		await prepareUser({ profile: profile as ProfileInput, activate: false }, custom);
		return new Map();
	} catch (thrown) {
		const fault = asFault(thrown);
		if (fault.code !== "invalid_request") throw thrown;
		return new Map(fault.fields.map(({ field, message }) => [field.replace(/^profile\./, ""), message]));
	}
};
