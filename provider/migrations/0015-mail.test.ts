import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sql } from "kysely";
import { engines } from "#tests/harness/databases.ts";
import { stopBefore } from "#tests/harness/migrating.ts";
import type { Tables } from "../database.ts";
import { migrations } from "./index.ts";

const DENIED = {
	passwordChange: { access: "ALLOW" },
	selfServicePasswordReset: { access: "DENY" },
	selfServiceUnlock: { access: "DENY" },
};

for (const engine of engines) {
	describe(`the password policy of an earlier version on ${engine.name}`, () => {
		it("lets people back in by mail where nobody has touched its built-in rule, and stays as it is everywhere else", async (t) => {
			const { db, goOn, close } = await stopBefore<Tables>(engine, "provider", migrations, "0015-mail");
			t.after(close);
			const [made, touched] = ["2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"];
			const document = JSON.stringify({ conditions: { network: { connection: "ANYWHERE" } }, actions: DENIED });
			await sql`insert into policies values ('00p1', 'PASSWORD', 'Default Policy', 'default policy', 'ACTIVE', 1, 1, '{}', ${made}, ${made})`.execute(
				db,
			);
			for (const [id, type, builtIn, updated] of [
				["untouched", "PASSWORD", 1, made],
				["touched", "PASSWORD", 1, touched],
				["own", "PASSWORD", 0, made],
				["other", "SIGN_ON", 1, made],
			] as const)
				await sql`insert into policy_rules values (${id}, '00p1', ${type}, ${id}, ${id}, 'ACTIVE', 1, ${builtIn}, ${document}, ${made}, ${updated})`.execute(
					db,
				);
			await goOn();
			const rules = await db.selectFrom("policy_rules").select(["id", "document"]).orderBy("id").execute();
			const reset = rules.map(({ id, document: text }) => {
				const { conditions, actions } = JSON.parse(text) as { conditions: object; actions: typeof DENIED };
				assert.deepEqual(conditions, { network: { connection: "ANYWHERE" } });
				return [id, actions.selfServicePasswordReset.access, actions.selfServiceUnlock.access, actions.passwordChange.access];
			});
			assert.deepEqual(reset, [
				["other", "DENY", "DENY", "ALLOW"],
				["own", "DENY", "DENY", "ALLOW"],
				["touched", "DENY", "DENY", "ALLOW"],
				["untouched", "ALLOW", "ALLOW", "ALLOW"],
			]);
		});
	});
}
