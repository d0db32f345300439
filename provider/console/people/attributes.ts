import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import type { Profile, ProfileValue, SchemaProperty, UserSchema } from "../api.ts";
import { useMay } from "../frame/useMe.ts";
import { PROFILE_FIELDS, REQUIRED_FIELDS } from "./profileFields.ts";

/** An attribute of a profile as the pages show it. */
export interface Attribute {
	readonly name: string;
	readonly label: string;
	readonly required: boolean;
	readonly property: SchemaProperty;
}

const TEXT: SchemaProperty = { type: "string" };
const USUAL: readonly Attribute[] = PROFILE_FIELDS.map(([name, label]) => ({
	name,
	label,
	required: REQUIRED_FIELDS.includes(name),
	property: TEXT,
}));

/** The attributes to show of a profile: the usual ones, others that it has, and those that administrators have defined. */
export const useAttributes = (profile: Profile): readonly Attribute[] => {
	const may = useMay()("schemas.read");
	const schema = useQuery({
		queryKey: ["user-schema"],
		queryFn: () => call<UserSchema>("GET", "/api/v1/meta/schemas/user/default"),
		enabled: may,
	});
	const { custom, base } = schema.data?.definitions ?? {};
	const own = Object.entries(custom?.properties ?? {}).map(([name, property]) => ({
		name,
		label: property.title || name,
		required: custom?.required.includes(name) ?? false,
		property,
	}));
	const known = new Set([...USUAL, ...own].map(({ name }) => name));
	const others = Object.entries(profile)
		.filter(([name, value]) => !known.has(name) && typeof value === "string" && value !== "")
		.map(([name]) => ({ name, label: base?.properties[name]?.title || name, required: false, property: TEXT }));
	return [...USUAL, ...others, ...own];
};

/** A value in words; empty where there is none. */
export const wordsOf = (value: ProfileValue | undefined): string => {
	if (value === null || value === undefined) return "";
	if (typeof value === "boolean") return value ? "Yes" : "No";
	return Array.isArray(value) ? value.map((one) => wordsOf(one)).join(", ") : String(value);
};
