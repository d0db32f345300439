import { Fault } from "#common/faults/fault.ts";
import type { Evaluation } from "./context.ts";
import type { EvaluatedValue } from "./nodes.ts";

/** Longest text, and longest list with all that is in it, that may be made. */
const LONGEST_TEXT = 65_536;
const LONGEST_LIST = 1_000_000;

/** What stands in an attribute, as a value: what is neither plain nor a list of plain values is not there. */
export const asValue = (found: unknown): EvaluatedValue => {
	if (Array.isArray(found)) return found.slice(0, LONGEST_LIST).map((one) => (Array.isArray(one) ? null : asValue(one)));
	return typeof found === "string" || typeof found === "boolean" || (typeof found === "number" && Number.isFinite(found))
		? found
		: null;
};

/** A value as text, as `+` joins it; nothing where there is none. */
export const asText = (value: EvaluatedValue): string => {
	if (value === null) return "";
	return isList(value) ? value.map(asText).join(",") : String(value);
};

export const asNumber = (value: EvaluatedValue): number | undefined => {
	if (typeof value === "number") return value;
	return typeof value === "string" && /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value.trim()) ? Number(value) : undefined;
};

const isList = (value: EvaluatedValue): value is readonly EvaluatedValue[] => Array.isArray(value);

/** A list as it is, a single value as a list of one, nothing as an empty list. */
export const asList = (value: EvaluatedValue): readonly EvaluatedValue[] =>
	isList(value) ? value : value === null ? [] : [value];

/** Of one type and alike. */
export const equals = (left: EvaluatedValue, right: EvaluatedValue): boolean =>
	isList(left) && isList(right)
		? left.length === right.length && left.every((one, at) => equals(one, right[at] ?? null))
		: left === right;

/** Below, at or above zero, as `left` is to `right`; undefined where they have no order. */
export const order = (left: EvaluatedValue, right: EvaluatedValue): number | undefined => {
	if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
	const numbers = [left, right].map((value) => (typeof value === "number" ? value : Number.NaN));
	const difference = (numbers[0] ?? 0) - (numbers[1] ?? 0);
	return Number.isNaN(difference) ? undefined : difference;
};

/** How long a value is, with all that is in it. */
export const sizeOf = (value: EvaluatedValue): number => {
	if (isList(value)) return value.reduce<number>((sum, one) => sum + 1 + sizeOf(one), 0);
	return typeof value === "string" ? value.length : 1;
};

/** Pays for a value that was made. @throws Fault `invalid_request` where it is larger than any use of it. */
export const paid = <Value extends EvaluatedValue>(evaluation: Evaluation, value: Value): Value => {
	const size = sizeOf(value);
	if (size > (isList(value) ? LONGEST_LIST : LONGEST_TEXT))
		throw new Fault("invalid_request", { description: "This expression makes too long a value." });
	evaluation.spend(size);
	return value;
};
