import type { Evaluation } from "./context.ts";
import type { EvaluatedValue, Node } from "./nodes.ts";

/** A function of the language: how many values it takes, what else must hold at compilation, and what it does. */
export interface EvaluatedFunction {
	readonly least: number;
	readonly most: number;
	/** What is wrong with values that stand in the expression as literals, or undefined. */
	readonly problem?: ((parts: readonly Node[]) => string | undefined) | undefined;
	readonly run: (values: readonly EvaluatedValue[], evaluation: Evaluation, parts: readonly Node[]) => EvaluatedValue;
}

export const define = (
	least: number,
	most: number,
	run: EvaluatedFunction["run"],
	problem?: EvaluatedFunction["problem"],
): EvaluatedFunction => ({ least, most, run, problem });
