import { Fault, type FieldFault } from "#common/faults/fault.ts";

/** What a group's profile holds besides name and description. */
export type GroupAttributes = Readonly<Record<string, string | number | boolean>>;

/** What a group is called, what it is for, and whatever else it is to hold. */
export interface GroupInput {
	readonly name: string;
	readonly description?: string | null | undefined;
	readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

export interface CheckedProfile {
	readonly name: string;
	readonly description: string;
	readonly attributes: GroupAttributes;
}

/** Longest name and description. Okta's. */
export const NAME_LENGTH = 255;
export const DESCRIPTION_LENGTH = 1024;

const MOST_ATTRIBUTES = 50;
const ATTRIBUTE_LENGTH = 1024;
const ATTRIBUTE_NAME = /^[A-Za-z_]\w{0,59}$/;
/** Names that mean something to the language that this is written in. */
const RESERVED = new Set(["__proto__", "constructor", "prototype"]);

/** @throws Fault `invalid_request` (`profile.*`) with everything that does not hold. */
export const checkedGroup = (input: GroupInput): CheckedProfile => {
	const name = input.name.trim();
	const description = (input.description ?? "").trim();
	const fields: FieldFault[] = [];
	const refuse = (attribute: string, message: string) => fields.push({ field: `profile.${attribute}`, message });
	if (name === "") refuse("name", "Is required.");
	if (name.length > NAME_LENGTH) refuse("name", `Must not be longer than ${NAME_LENGTH} characters.`);
	if (/\p{Cc}/u.test(name)) refuse("name", "Must not contain control characters.");
	if (description.length > DESCRIPTION_LENGTH) refuse("description", `Must not be longer than ${DESCRIPTION_LENGTH} characters.`);
	const attributes: Record<string, string | number | boolean> = {};
	const entries = Object.entries(input.attributes ?? {});
	if (entries.length > MOST_ATTRIBUTES) refuse("*", `There may be ${MOST_ATTRIBUTES} attributes.`);
	for (const [attribute, value] of entries.slice(0, MOST_ATTRIBUTES)) {
		if (!ATTRIBUTE_NAME.test(attribute) || RESERVED.has(attribute)) refuse(attribute.slice(0, 60), "Is no name of an attribute.");
		else if (value === null) continue;
		else if (typeof value === "string" && value.length <= ATTRIBUTE_LENGTH) attributes[attribute] = value;
		else if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) attributes[attribute] = value;
		else refuse(attribute, `Must be a text of at most ${ATTRIBUTE_LENGTH} characters, a number, true or false.`);
	}
	if (fields.length > 0) throw new Fault("invalid_request", { fields });
	return { name, description, attributes };
};
