/** What stands beside a field that must hold a number and holds none. */
export const BLANK = "Enter a number";

/** Whether a field holds no number: `NaN` in the draft, as in an input's `valueAsNumber`. */
export const isBlank = (value: unknown): boolean => Number.isNaN(value);

/** Whether any field of a draft is blank, however deep. */
export const hasBlank = (draft: unknown): boolean =>
	typeof draft === "object" && draft !== null ? Object.values(draft).some(hasBlank) : isBlank(draft);
