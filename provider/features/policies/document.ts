/** Reading what policies and rules say: documents that came from outside, of which only parts have a meaning here. */
import { fieldFault } from "#common/faults/fault.ts";
import type { Document } from "./policies.table.ts";

/** The value at a dotted path. */
export const at = (document: unknown, path: string): unknown =>
	path
		.split(".")
		.reduce<unknown>(
			(inner, name) =>
				typeof inner === "object" && inner !== null && Object.hasOwn(inner, name) ? (inner as Document)[name] : undefined,
			document,
		);

/** The number at a path; `otherwise` where there is none. */
export const numberAt = (document: unknown, path: string, otherwise: number): number => {
	const value = at(document, path);
	return typeof value === "number" ? value : otherwise;
};

export const isTrueAt = (document: unknown, path: string): boolean => at(document, path) === true;

/** The texts in the list at a path. */
export const textsAt = (document: unknown, path: string): readonly string[] => {
	const value = at(document, path);
	return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
};

/** Refuses a number that is none, or out of bounds. @throws Fault `invalid_request` (`path`). */
export const checkNumber = (document: Document, path: string, [least, most]: readonly [number, number]): void => {
	const value = at(document, path);
	if (value === undefined || value === null) return;
	if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
		throw fieldFault("invalid_request", path, `Use a whole number from ${least} to ${most}.`);
};

/** @throws Fault `invalid_request` (`path`) for a value that is not `true` or `false`. */
export const checkBoolean = (document: Document, path: string): void => {
	const value = at(document, path);
	if (value !== undefined && value !== null && typeof value !== "boolean")
		throw fieldFault("invalid_request", path, "Use true or false.");
};

/** @throws Fault `invalid_request` (`path`) for anything but a list of texts. */
export const checkTexts = (document: Document, path: string): void => {
	const value = at(document, path);
	if (value === undefined || value === null) return;
	if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
		throw fieldFault("invalid_request", path, "Use a list of texts.");
};

/** @throws Fault `invalid_request` (`path`) for anything but one of `values`. */
export const checkOneOf = (document: Document, path: string, values: readonly string[]): void => {
	const value = at(document, path);
	if (value !== undefined && value !== null && !values.includes(value as string))
		throw fieldFault("invalid_request", path, `Use one of ${values.join(", ")}.`);
};
