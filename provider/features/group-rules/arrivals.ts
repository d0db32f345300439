import type { Db } from "../../database.ts";
import { selectRule } from "./group-rules.store.ts";
import { activateRule, createRule, type RuleInput } from "./group-rules.ts";

/**
 * Makes a rule that comes from elsewhere, under its own id, unless it is here already; and sets it to work where that is asked.
 *
 * @throws as `createRule`.
 */
export const arriveRule = async (
	db: Db,
	id: string,
	{ input, activate }: { input: RuleInput; activate: boolean },
): Promise<void> => {
	if (!(await selectRule(db, id))) await createRule(db, input, id);
	if (activate) await activateRule(db, id);
};
