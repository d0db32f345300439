import { Fault, fieldFault } from "../faults/fault.ts";

const DEEPEST = 32;

/**
 * Refuses text that cannot be stored or compared: lone surrogates (not Unicode) and NUL (PostgreSQL refuses it), anywhere in
 * a parsed body, query or path, names included; and nesting deeper than 32.
 *
 * @throws Fault `invalid_request`, with the path of the field.
 */
export const checkText = (value: unknown, path = "", depth = 0): void => {
	const refuse = (message: string) => {
		throw new Fault("invalid_request", { fields: [{ field: path || "request", message }] });
	};
	if (typeof value === "string") {
		if (!value.isWellFormed() || value.includes("\0")) refuse("Contains characters that are not valid text.");
		return;
	}
	if (typeof value !== "object" || value === null || Buffer.isBuffer(value)) return;
	if (depth > DEEPEST) refuse("Is nested too deeply.");
	for (const [name, inner] of Object.entries(value)) {
		const at = path === "" ? name : `${path}.${name}`;
		checkText(name, path, depth + 1);
		checkText(inner, at, depth + 1);
	}
};

/**
 * A name as it is kept. What cannot be seen is refused: formatting characters, those of direction among them, make one name look like another.
 *
 * @throws Fault `invalid_request` (`field`).
 */
export const checkedName = (given: string, longest: number, field = "name"): string => {
	const name = given.normalize("NFC").trim();
	if (name === "" || [...name].length > longest || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name))
		throw fieldFault("invalid_request", field, `Use 1 to ${longest} visible characters, on one line.`);
	return name;
};
