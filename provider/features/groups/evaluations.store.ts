import { now } from "#common/db/columns.ts";
import type { Tx } from "../../database.ts";

/** As many rows as one statement takes on both engines. */
const AT_ONCE = 500;

/** Primary key. Who waits already goes on waiting. Nobody waits where there are no rules. */
export const insertWaiting = async (tx: Tx, userIds: readonly string[]): Promise<void> => {
	const queued = now();
	const ids = [...new Set(userIds)].sort();
	for (let at = 0; at < ids.length; at += AT_ONCE) {
		await tx
			.insertInto("group_rule_queue")
			.columns(["user_id", "queued", "claims"])
			.expression((eb) =>
				eb
					.selectFrom("users")
					.select(({ val }) => ["id", val(queued).as("queued"), eb.lit(0).as("claims")])
					.where("id", "in", ids.slice(at, at + AT_ONCE))
					.where(({ exists, selectFrom }) => exists(selectFrom("group_rules").select("id")))
					.orderBy("id"),
			)
			.onConflict((conflict) => conflict.column("user_id").doUpdateSet(({ ref }) => ({ queued: ref("excluded.queued") })))
			.execute();
	}
};
