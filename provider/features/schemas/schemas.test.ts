import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createLimiter } from "#common/web/limits.ts";
import { engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
	rowsOf,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { mountUsers } from "../users/users.routes.ts";
import { baseAttributes, forgetAttribute, type userObject } from "../users/users.ts";
import type { schemaObject } from "./schema-object.ts";
import { mountSchemas } from "./schemas.routes.ts";

type Schema = ReturnType<typeof schemaObject>;
type Person = ReturnType<typeof userObject>;
const AT = "/api/v1/meta/schemas/user/default";

for (const engine of engines) {
	describe(`the schema of people on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let person: string;
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const url = "http://localhost:7081";
			const admin = await makeAdministrator(db, "Root");
			const nothing = async () => {};
			api = await openManagement(db, admin.id, (routes) => {
				mountSchemas(routes, { db, url, base: baseAttributes, forget: forgetAttribute });
				mountUsers(routes, {
					db,
					url,
					sessionCookie: "x",
					limiter: createLimiter(),
					mailer: { send: nothing },
					endAccess: nothing,
					endSessions: nothing,
					endTokens: nothing,
					resetFactors: nothing,
				});
			});
			person = (await makePerson(db, "Ada")).id;
		});
		after(async () => {
			await api.close();
			await close();
		});

		const define = (properties: object, more: object = {}) =>
			api.call<Schema>("POST", AT, { body: { definitions: { custom: { id: "#custom", type: "object", properties, ...more } } } });
		const change = (profile: object) => api.call<Person>("POST", `/api/v1/users/${person}`, { body: { profile } });
		const outcome = async (profile: object) => {
			const { status, body } = await change(profile);
			return status === 200 ? "200" : `${status} ${(body as unknown as { errorCode: string }).errorCode}`;
		};

		it("has Okta's attributes, is found by its id, and there is one type", async () => {
			const { body } = await api.call<Schema>("GET", AT);
			assert.equal(Object.keys(body.definitions.base.properties).length, 31);
			assert.deepEqual(body.definitions.base.required.toSorted(), ["email", "firstName", "lastName", "login"]);
			const id = body.id.split("/").at(-1) ?? "";
			assert.match(id, /^osc\w{17}$/);
			assert.deepEqual((await api.call("GET", `/api/v1/meta/schemas/user/${id}`)).body as unknown, body);
			assert.equal((await api.call("GET", "/api/v1/meta/schemas/user/oscnothing")).status, 404);
			const types = await api.call<{ id: string; default: boolean }[]>("GET", "/api/v1/meta/types/user");
			assert.deepEqual(
				types.body.map((type) => type.default),
				[true],
			);
			assert.equal((await api.call("GET", `/api/v1/meta/types/user/${types.body[0]?.id}`)).status, 200);
			assert.deepEqual((await api.call("GET", "/api/v1/meta/schemas/user/linkedObjects")).body as unknown, []);
		});

		it("takes attributes of every type, which profiles then may carry and must not break", async () => {
			const defined = await define(
				{
					badge: {
						title: "Badge",
						type: "string",
						minLength: 2,
						maxLength: 5,
						permissions: [{ principal: "SELF", action: "READ_WRITE" }],
					},
					level: { type: "integer", minimum: 1, maximum: 9 },
					score: { type: "number" },
					remote: { type: "boolean" },
					tags: { type: "array", items: { type: "string" } },
					size: { type: "string", enum: ["S", "M"], oneOf: [{ const: "S", title: "Small" }] },
				},
				{ required: [] },
			);
			assert.equal(defined.status, 200, JSON.stringify(defined.body));
			const all = { badge: "B-17", level: 3, score: -0.5, remote: false, tags: ["a", "b"], size: "S" };
			const { body } = await change(all);
			const { badge, level, score, remote, tags, size } = body.profile as Record<string, unknown>;
			assert.deepEqual({ badge, level, score, remote, tags, size }, all);
			const wrong = [
				{ badge: "x" },
				{ badge: "too long" },
				{ badge: 7 },
				{ level: 1.5 },
				{ level: 10 },
				{ score: "1" },
				{ remote: "true" },
				{ tags: "a" },
				{ tags: [1] },
				{ size: "L" },
				{ nothing: "x" },
				{ __proto_: "x" },
				{ firstName: ["x"] },
				{ streetAddress: "x".repeat(2000) },
			];
			for (const profile of wrong) assert.equal(await outcome(profile), "400 E0000001", JSON.stringify(profile).slice(0, 80));
			assert.equal(await outcome({ badge: null, tags: null }), "200");
		});

		it("sent back as it was read, stays as it is", async () => {
			const { body: read } = await api.call<Schema>("GET", AT);
			const { status, body } = await api.call<Schema>("POST", AT, { body: read });
			assert.equal(status, 200, JSON.stringify(body));
			assert.deepEqual(body.definitions, read.definitions);
		});

		it("an attribute that is set to null is gone, from profiles and searches too", async () => {
			await define({ gone: { type: "string" } });
			assert.equal(await outcome({ gone: "soon" }), "200");
			const { body } = await define({ gone: null });
			assert.equal("gone" in body.definitions.custom.properties, false);
			await define({ gone: { type: "string" } });
			const { profile } = (await api.call<Person>("GET", `/api/v1/users/${person}`)).body;
			assert.equal("gone" in profile, false);
			const found = await api.call<Person[]>("GET", `/api/v1/users?search=${encodeURIComponent("profile.gone pr")}`);
			assert.deepEqual(found.body, []);
			await define({ gone: null });
		});

		it("requires what it says is required", async () => {
			await define({ desk: { type: "string", required: true } });
			assert.equal(await outcome({ city: "Ely" }), "400 E0000001");
			assert.equal(await outcome({ desk: "7", city: "Ely" }), "200");
			await define({ desk: null });
		});

		it("refuses what is no attribute, and changes nothing then", async () => {
			const state = await rowsOf(db, "custom_attributes", "user_schema");
			const wrong: [object, number][] = [
				[{ ok: { type: "string" }, "9lives": { type: "string" } }, 400],
				[{ ok: { type: "string" }, login: { type: "string" } }, 400],
				[{ ok: { type: "string" }, level: { type: "string" } }, 400],
				[{ ok: { type: "array" } }, 400],
				[{ ok: { type: "object" } }, 400],
				[{ ok: { type: "string", unique: true } }, 400],
				[{ ok: { type: "string", colour: "red" } }, 400],
				[{ constructor: { type: "string" } }, 400],
				[{ toString: { type: "string" } }, 400],
				[{ large: { type: "string", enum: Array.from({ length: 30 }, (_, at) => `${at}`.padStart(1000)) } }, 400],
				[{ hasOwnProperty: { type: "boolean" } }, 400],
				[{ ok: "string" }, 400],
				[Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`many${at}`, { type: "string" }])), 400],
			];
			for (const [properties, status] of wrong)
				assert.equal((await define(properties)).status, status, JSON.stringify(properties));
			assert.equal((await api.call("POST", AT, { body: "[]" })).status, 400);
			assert.deepEqual(await rowsOf(db, "custom_attributes", "user_schema"), state);
		});

		it("is changed by who may, and leaves an event", async () => {
			const { id } = await makePerson(db, "Nobody", "a long enough password");
			const body = { definitions: { custom: { properties: {} } } };
			assert.equal((await api.call("POST", AT, { body, caller: id })).status, 403);
			assert.equal((await api.call("GET", AT, { caller: id })).status, 403);
			api.events.length = 0;
			await api.call("POST", AT, { body });
			assert.deepEqual(
				api.events.map(({ type }) => type),
				["schema.user.update"],
			);
		});
	});
}
