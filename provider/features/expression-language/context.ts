import { Fault } from "#common/faults/fault.ts";

/** What an expression is evaluated over. */
export interface ExpressionContext {
	/** Attributes of the profile, plus `id`, `status`, `login`, `email` and so on. */
	readonly user: Readonly<Record<string, unknown>>;
	readonly groups: readonly ExpressionGroup[];
	/** Attributes of the person's assignment to the application. */
	readonly appuser?: Readonly<Record<string, unknown>> | undefined;
	readonly app?: { readonly id: string; readonly clientId: string; readonly name: string } | undefined;
	readonly session?: { readonly amr: readonly string[] } | undefined;
	readonly scopes?: readonly string[] | undefined;
}

export interface ExpressionGroup {
	readonly id: string;
	readonly name: string;
}

/** One evaluation: what it may see, and how much work it has left. */
export interface Evaluation {
	readonly context: ExpressionContext;
	readonly groupIds: ReadonlySet<string>;
	/** @throws Fault `invalid_request` once an evaluation has done more than any sensible expression needs. */
	spend(work: number): void;
}

/** Characters copied and groups looked at. A person in 10,000 groups and an expression of a page stay far below. */
const MOST_WORK = 20_000_000;

export const startEvaluation = (context: ExpressionContext, most = MOST_WORK): Evaluation => {
	let left = most;
	let groupIds: ReadonlySet<string> | undefined;
	return {
		context,
		get groupIds() {
			groupIds ??= new Set(context.groups.map(({ id }) => id));
			return groupIds;
		},
		spend(work) {
			left -= work;
			if (left < 0) throw new Fault("invalid_request", { description: "This expression takes too much work." });
		},
	};
};
