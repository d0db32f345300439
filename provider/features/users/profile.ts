import { Fault, type FieldFault } from "#common/faults/fault.ts";
import { type CustomAttribute, type CustomValue, problemOfCustom } from "../schemas/schemas.ts";
import { type BaseAttribute, type BaseName, baseAttributes } from "./base-attributes.ts";

export type ProfileValue = CustomValue;

/** Okta's attributes, and those that administrators have defined. */
export interface Profile extends Readonly<Partial<Record<Exclude<BaseName, RequiredName>, string>>> {
	readonly login: string;
	readonly email: string;
	readonly firstName: string;
	readonly lastName: string;
	readonly [custom: string]: ProfileValue | undefined;
}
type RequiredName = "login" | "email" | "firstName" | "lastName";

/** A profile as it is asked for. An attribute that is `null`, blank or absent is not set. */
export type ProfileInput = Readonly<Record<string, ProfileValue | null | undefined>>;

/** The attributes that administrators have defined, by name. */
export type CustomAttributes = ReadonlyMap<string, CustomAttribute>;
export const NO_CUSTOM_ATTRIBUTES: CustomAttributes = new Map();

const problemOf = (value: unknown, { max, required, problem }: BaseAttribute): string | undefined => {
	if (typeof value !== "string") return "Must be a text.";
	if (value === "") return required ? "Is required." : undefined;
	if (value.length > max) return `Must not be longer than ${max} characters.`;
	if (/\p{Cc}/u.test(value)) return "Must not contain control characters.";
	return problem?.(value);
};

const trimmed = (value: ProfileValue | null | undefined): ProfileValue =>
	typeof value === "string" ? value.trim() : (value ?? "");

/**
 * The profile that `input` asks for: outer blanks cut, what is not set left out.
 *
 * @throws Fault `invalid_request` with every field that does not hold, such as `profile.email`, unknown ones among them.
 */
export const checkedProfile = (input: ProfileInput, custom: CustomAttributes = NO_CUSTOM_ATTRIBUTES): Profile => {
	const profile: Record<string, ProfileValue> = {};
	const fields: FieldFault[] = [];
	const take = (name: string, message: string | undefined, value: ProfileValue): void => {
		if (message !== undefined) fields.push({ field: `profile.${name}`, message });
		else if (value !== "") profile[name] = value;
	};
	for (const [name, attribute] of Object.entries<BaseAttribute>(baseAttributes)) {
		const value = trimmed(input[name]);
		take(name, name === "postalAddress" ? lines(value, attribute) : problemOf(value, attribute), value);
	}
	for (const [name, attribute] of custom) {
		const value = trimmed(input[name]);
		take(name, problemOfCustom(attribute, value === "" ? undefined : value), value);
	}
	for (const [name, value] of Object.entries(input)) {
		if (value == null || Object.hasOwn(baseAttributes, name) || custom.has(name)) continue;
		fields.push({ field: `profile.${name}`, message: "There is no attribute of this name." });
	}
	if (fields.length > 0) throw new Fault("invalid_request", { fields });
	return profile as unknown as Profile;
};

/** The one attribute that may have several lines. */
const lines = (value: ProfileValue, attribute: BaseAttribute): string | undefined =>
	problemOf(typeof value === "string" ? value.replace(/[\r\n]+/g, " ") : value, attribute);
