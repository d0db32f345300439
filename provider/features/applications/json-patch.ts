import { type Static, Type } from "typebox";
import { fieldFault } from "#common/faults/fault.ts";

/** A patch (RFC 6902), of objects alone: no array is patched here. */
export const Patch = Type.Array(
	Type.Object(
		{
			op: Type.Enum(["add", "replace", "remove"]),
			path: Type.String({ minLength: 2, maxLength: 1000, pattern: "^/" }),
			value: Type.Optional(Type.Unknown()),
		},
		{ additionalProperties: false },
	),
	{ minItems: 1, maxItems: 100 },
);
export type Patch = Static<typeof Patch>;

type Document = Readonly<Record<string, unknown>>;

/** `document` after all steps of `patch`. @throws Fault `invalid_request` for a path that leads nowhere. */
export const patched = (document: Document, patch: Patch): Document =>
	patch.reduce((before, { op, path, value }) => {
		// RFC 6901 section 4.
		const steps = path
			.slice(1)
			.split("/")
			.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
		return changed(before, steps, op === "remove" ? undefined : value, path);
	}, document);

const isObject = (value: unknown): value is Document => typeof value === "object" && value !== null && !Array.isArray(value);

const changed = (document: Document, [step = "", ...rest]: readonly string[], value: unknown, path: string): Document => {
	const others = Object.entries(document).filter(([name]) => name !== step);
	if (rest.length === 0) return Object.fromEntries(value === undefined ? others : [...others, [step, value]]);
	const inner = Object.hasOwn(document, step) ? document[step] : undefined;
	if (!isObject(inner)) throw fieldFault("invalid_request", "path", `${path} leads nowhere.`);
	return Object.fromEntries([...others, [step, changed(inner, rest, value, path)]]);
};
