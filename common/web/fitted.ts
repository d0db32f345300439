import type { Static, TSchema } from "typebox";
import { Value } from "typebox/value";
import { fieldFault } from "../faults/fault.ts";

/** Each round takes out what is wrong one level deeper. */
const ROUNDS = 20;

/**
 * What another organisation's API answers, as a body of ours: without what is not known here, and without `null` where that is no
 * value.
 *
 * @throws Fault `invalid_request` at the first place where what is left has another form.
 */
export const fitted = <Schema extends TSchema>(schema: Schema, given: unknown): Static<Schema> => {
	const known: unknown = structuredClone(given);
	for (let round = 0; ; round++) {
		const errors = [...Value.Errors(schema, known)];
		if (errors.length === 0) return known as Static<Schema>;
		const removed = errors.filter(({ keyword, instancePath }) => takeOut(known, instancePath, keyword === "boolean"));
		const [error] = errors;
		if ((removed.length === 0 || round === ROUNDS) && error)
			throw fieldFault("invalid_request", error.instancePath.slice(1).replaceAll("/", "."), `It ${error.message}.`);
	}
};

/** Takes a property out of its object where it is `unknown` or null. Whether it was there. */
const takeOut = (root: unknown, pointer: string, unknown: boolean): boolean => {
	// RFC 6901 section 4.
	const names = pointer
		.split("/")
		.slice(1)
		.map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
	const last = names.pop();
	const holder = names.reduce<unknown>(
		(at, name) => (typeof at === "object" && at !== null ? Reflect.get(at, name) : undefined),
		root,
	);
	if (last === undefined || typeof holder !== "object" || holder === null || Array.isArray(holder)) return false;
	if (!Object.hasOwn(holder, last) || !(unknown || Reflect.get(holder, last) === null)) return false;
	return Reflect.deleteProperty(holder, last);
};
