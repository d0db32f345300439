import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import { type Management, makePerson, openManagement, openProviderDatabase, rowsOf } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { ensurePolicies } from "../policies/policies.ts";
import { changeAttributes } from "../schemas/schemas.ts";
import { BY_PASSWORD, endSessionById, endSessionsOf, listSessionsOf, startSession } from "../sessions/sessions.ts";
import { type NewEvent, recordEvent } from "../system-log/system-log.ts";
import { findUser, type User } from "../users/users.ts";
import { mountAccount } from "./account.routes.ts";
import type { overviewOf } from "./account.ts";
import type { Activity } from "./activity.ts";

type Overview = Awaited<ReturnType<typeof overviewOf>>;
type Session = { readonly id: string; readonly current: boolean };
const AT = "/api/v1/internal/account";
const COOKIE = "signet_provider_session";
const PLACE = { address: "192.0.2.7", userAgent: "Mozilla/5.0 Firefox/140.0" };

for (const engine of engines) {
	describe(`my account on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let ada: User;
		let eve: User;
		const revoked: string[][] = [];

		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const everyone = await db.selectFrom("groups").select("id").executeTakeFirstOrThrow();
			await ensurePolicies(db, everyone.id);
			ada = await makePerson(db, "Ada", "a good long password");
			eve = await makePerson(db, "Eve", "a good long password");
			const forSelf = (action: string) => [{ principal: "SELF", action }];
			await changeAttributes(
				db,
				{
					badge: { type: "string", title: "Badge", maxLength: 10, permissions: forSelf("READ_WRITE") },
					level: { type: "integer", permissions: forSelf("READ_ONLY") },
					rating: { type: "string", permissions: forSelf("HIDE") },
					quiet: { type: "boolean" },
				},
				{ base: [], forget: async () => {} },
			);
			api = await openManagement(db, ada.id, (routes) =>
				mountAccount(routes, {
					db,
					url: "http://localhost:7081",
					sessionCookie: COOKIE,
					languageCookie: "signet_provider_language",
					endSession: async (id) => {
						await endSessionById(db, id);
					},
					endOtherSessions: async (userId, keep) => {
						await endSessionsOf(db, userId, keep);
					},
					clientsWithAccess: async () => [],
					endAccessAt: async (...ended) => {
						revoked.push(ended);
					},
				}),
			);
		});
		after(async () => {
			await api.close();
			await close();
		});

		const overview = async () => (await api.call<Overview>("GET", AT)).body;
		const named = async (name: string) => (await overview()).attributes.find((attribute) => attribute.name === name);
		const change = (profile: unknown, caller = ada.id) => api.call("POST", `${AT}/profile`, { body: { profile }, caller });

		it("shows what the schema lets its owner see, and the rules of passwords", async () => {
			const { attributes, password, recoveryQuestion } = await overview();
			const editable = attributes.filter((attribute) => attribute.editable).map(({ name }) => name);
			assert.deepEqual(editable, ["firstName", "lastName", "secondEmail", "mobilePhone", "badge"]);
			assert.equal(await named("rating"), undefined);
			assert.equal((await named("login"))?.editable, false);
			assert.equal((await named("login"))?.value, "ada@example.com");
			assert.equal(password.set, true);
			assert.equal(password.rules.minLength, 8);
			assert.equal(recoveryQuestion, null);
			assert.equal(JSON.stringify(await overview()).includes("argon2"), false);
		});

		it("takes what is its owner's to change, and keeps the rest", async () => {
			const { status } = await change({ badge: "B-17", firstName: "Augusta" });
			assert.equal(status, 200);
			assert.equal((await named("badge"))?.value, "B-17");
			assert.equal((await findUser(db, ada.id))?.profile.lastName, "Tester");
			assert.equal((await change({ badge: null, firstName: "Ada" })).status, 200);
		});

		for (const profile of [
			{ login: "root@example.com" },
			{ email: "eve@elsewhere.example" },
			{ level: 9 },
			{ rating: "A" },
			{ quiet: true },
			{ department: "Board" },
			{ nothing: "x" },
			{ status: "ACTIVE" },
			{ badge: "fine", userType: "admin" },
			JSON.parse('{"__proto__":"x"}'),
			{ constructor: "x" },
		]) {
			it(`mass assignment of ${Object.keys(profile)} is refused, and nothing of it is kept`, async () => {
				const before = await rowsOf(db, "users");
				const { status, body } = await change(profile);
				assert.ok(status === 403 || status === 400, JSON.stringify(body));
				assert.deepEqual(await rowsOf(db, "users"), before);
			});
		}

		it("refuses values that break the schema, and bodies that are none", async () => {
			for (const profile of [{ badge: "much too long a badge" }, { badge: 7 }, { firstName: "" }, { firstName: ["x"] }])
				assert.equal((await change(profile)).status, 400, JSON.stringify(profile));
			for (const body of [{}, { profile: 1 }, { profile: {}, status: "x" }, "[]"])
				assert.equal((await api.call("POST", `${AT}/profile`, { body })).status, 400, JSON.stringify(body));
		});

		it("speaks the language that its owner chose, until they choose none", async () => {
			const choose = (language: unknown) => api.call<Overview>("POST", `${AT}/language`, { body: { language } });
			const chosen = await choose("de");
			assert.equal(chosen.body.language, "de");
			assert.match(String(chosen.headers["set-cookie"]), /^signet_provider_language=;.*Expires=Thu, 01 Jan 1970/);
			assert.equal((await findUser(db, ada.id))?.profile.locale, "de");
			assert.equal((await choose("not a language!")).status, 400);
			assert.equal((await choose(null)).body.language, null);
			assert.equal((await change({ locale: "de" })).status, 403);
		});

		it("lists its owner's sessions, knows this one, and ends the others alone", async () => {
			const here = await startSession(db, ada.id, BY_PASSWORD, PLACE);
			await startSession(db, ada.id, BY_PASSWORD, PLACE);
			await startSession(db, ada.id, BY_PASSWORD, PLACE);
			await startSession(db, eve.id, BY_PASSWORD, PLACE);
			const headers = { cookie: `${COOKIE}=${here}`, origin: "http://localhost:7081" };
			const list = async () => (await api.call<Session[]>("GET", `${AT}/sessions`, { headers })).body;
			const all = await list();
			assert.equal(all.length, 3);
			assert.equal(all.filter(({ current }) => current).length, 1);
			assert.equal(JSON.stringify(all).includes(here), false);
			const another = all.find(({ current }) => !current)?.id;
			assert.equal((await api.call("DELETE", `${AT}/sessions/${another}`, { headers })).status, 204);
			assert.equal((await list()).length, 2);
			assert.equal((await api.call("POST", `${AT}/sessions/end-others`, { headers })).status, 200);
			assert.deepEqual(
				(await list()).map(({ current }) => current),
				[true],
			);
			assert.equal((await listSessionsOf(db, eve.id)).length, 1);
		});

		it("the id of somebody else's session does nothing", async () => {
			const [theirs] = await listSessionsOf(db, eve.id);
			for (const id of [theirs?.id, "nothing", eve.id]) {
				const { status, body } = await api.call("DELETE", `${AT}/sessions/${id}`);
				assert.deepEqual([status, body.errorCode], [404, "E0000007"]);
			}
			assert.equal((await listSessionsOf(db, eve.id)).length, 1);
		});

		it("revokes nothing where an application holds nothing of its owner's", async () => {
			for (const id of ["nothing", eve.id]) assert.equal((await api.call("DELETE", `${AT}/applications/${id}`)).status, 404);
			assert.deepEqual(revoked, []);
			assert.deepEqual((await api.call("GET", `${AT}/applications`)).body as unknown, []);
		});

		it("tells what its owner did and what was done to them, without who did it, and of nobody else", async () => {
			const event = (eventType: NewEvent["eventType"], actor: User, target: User, more: Partial<NewEvent> = {}) =>
				recordEvent(db, {
					eventType,
					actor: { id: actor.id, type: "User", alternateId: actor.profile.login, displayName: actor.profile.firstName },
					targets: [{ id: target.id, type: "User", displayName: target.profile.login }],
					result: "SUCCESS",
					requestId: "req1",
					client: { ipAddress: actor.id === ada.id ? "192.0.2.1" : "192.0.2.99", userAgent: "" },
					...more,
				});
			await event("user.session.start", ada, ada);
			await event("user.session.start", eve, eve);
			await event("user.account.update_profile", eve, ada);
			await event("policy.lifecycle.create", ada, ada);
			await event("user.session.start", ada, ada, { result: "FAILURE", reason: "credentials_refused" });
			const { body } = await api.call<Activity[]>("GET", `${AT}/activity`);
			assert.deepEqual(
				body.map(({ type, succeeded, byOther, address }) => ({ type, succeeded, byOther, address })),
				[
					{ type: "user.session.start", succeeded: false, byOther: false, address: "192.0.2.1" },
					{ type: "user.account.update_profile", succeeded: true, byOther: true, address: null },
					{ type: "user.session.start", succeeded: true, byOther: false, address: "192.0.2.1" },
				],
			);
			for (const secret of ["eve", "Eve", "192.0.2.99", eve.id]) assert.equal(JSON.stringify(body).includes(secret), false);
		});

		it("is nobody's who has not signed in", async () => {
			for (const path of ["", "/sessions", "/applications", "/activity"])
				assert.equal((await api.call("GET", `${AT}${path}`, { caller: null })).status, 403, path);
		});
	});
}
