import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import { makeAdministrator, makePerson, openManagement, openProviderDatabase } from "#tests/harness/management.ts";
import { changeAttributes } from "../schemas/schemas.ts";
import { peopleNeeds } from "./users.harness.ts";
import { mountUsers } from "./users.routes.ts";
import { updateProfile } from "./users.ts";

interface Shown {
	readonly profile: Readonly<Record<string, unknown>>;
}

for (const engine of engines) {
	describe(`people as they see themselves on ${engine.name}`, () => {
		it("what administrators hide from a person stands in no answer to them, and in those to administrators", async (t) => {
			const { db, close } = await openProviderDatabase(engine);
			t.after(close);
			const root = await makeAdministrator(db, "Root");
			const { id } = await makePerson(db, "Ada", "a long enough password");
			const permissions = [{ principal: "SELF", action: "HIDE" }];
			const attributes = { rating: { type: "string", permissions }, badge: { type: "string" } } as const;
			await changeAttributes(db, attributes, { base: [], forget: async () => {} });
			await updateProfile(db, id, { rating: "poor", badge: "A7" }, { partial: true });
			const api = await openManagement(db, root.id, (routes) => mountUsers(routes, peopleNeeds(db)));
			t.after(api.close);
			const seenBy = async (caller: string, name: string) => {
				const { profile } = (await api.call<Shown>("GET", `/api/v1/users/${name}`, { caller })).body;
				return [profile["rating"], profile["badge"]];
			};
			assert.deepEqual(await seenBy(id, "me"), [undefined, "A7"]);
			assert.deepEqual(await seenBy(root.id, id), ["poor", "A7"]);
			await updateProfile(db, root.id, { rating: "good" }, { partial: true });
			assert.deepEqual(await seenBy(root.id, "me"), ["good", undefined]);
		});
	});
}
