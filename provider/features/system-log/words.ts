import { type SqlBool, sql } from "kysely";
import type { Condition } from "#common/db/conditions.ts";
import { contains } from "#common/db/search.ts";
import { fieldFault } from "#common/faults/fault.ts";

/** More words than a person types cost more than they find. */
const MOST_WORDS = 10;

/** Every word of `q` occurs somewhere in the event, in any letter case. @throws Fault `invalid_request` (`q`) */
export const wordsOf = (q: string): readonly Condition[] => {
	const words = q.split(/\s+/).filter(Boolean);
	if (words.length > MOST_WORDS) throw fieldFault("invalid_request", "q", `Use at most ${MOST_WORDS} words.`);
	return words.map((word) => {
		const inKey = contains(sql.ref("log.search_key"), word);
		return sql<SqlBool>`(${inKey} or ${contains(sql`lower(log.user_agent)`, word)})`;
	});
};
