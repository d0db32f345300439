import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import { stopBefore } from "#tests/harness/migrating.ts";
import type { Tables } from "../database.ts";
import { listUsers } from "../features/users/users.ts";
import { migrations } from "./index.ts";

for (const engine of engines) {
	describe(`the index of people on ${engine.name}`, () => {
		it("holds the people who were there before it", async () => {
			const { db, goOn, close } = await stopBefore<Tables>(engine, "provider", migrations, "0004-people");
			try {
				const moment = "2026-01-01T00:00:00.000Z" as never;
				const rows = Array.from({ length: 1_203 }, (_, at) => {
					const login = `p${at}@example.com`;
					const profile = { login, email: login, firstName: "Pat", lastName: `Number ${at}`, city: at % 2 ? "Ely" : "Oxford" };
					return {
						id: `00u${String(at).padStart(17, "0")}`,
						status: "STAGED" as const,
						login,
						login_key: login,
						email: login,
						email_key: login,
						name_key: `pat number ${at}`,
						profile: JSON.stringify(profile) as never,
						created: moment,
						last_updated: moment,
					};
				});
				for (let at = 0; at < rows.length; at += 401)
					await db
						.insertInto("users")
						.values(rows.slice(at, at + 401))
						.execute();
				await goOn();
				const found = await listUsers(db, { search: 'profile.city eq "ely" and profile.lastName sw "number 12"', limit: 200 });
				assert.deepEqual(
					found.items.map(({ profile }) => profile.login),
					rows.flatMap(({ login }, at) => (at % 2 === 1 && String(at).startsWith("12") ? [login] : [])),
				);
				const { count } = await db
					.selectFrom("user_attributes")
					.select(({ fn }) => fn.countAll<number>().as("count"))
					.executeTakeFirstOrThrow();
				assert.equal(Number(count), rows.length * 5);
			} finally {
				await close();
			}
		});
	});
}
