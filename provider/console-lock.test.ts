import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { Secret, TOTP } from "otpauth";
import { now, toFlag, toJson } from "#common/db/columns.ts";
import { apiOf } from "#common/web/openapi.ts";
import { engines, ownDatabase } from "#tests/harness/databases.ts";
import { makeAdministrator, openProviderDatabase } from "#tests/harness/management.ts";
import { type Credential, type InjectedProvider, injectProvider, SUPER_ADMIN } from "#tests/harness/provider-inject.ts";
import { consoleLock } from "./console-lock.ts";
import type { Db } from "./database.ts";
import { actorFor, permissions } from "./features/administrators/administrators.ts";
import { everyoneId } from "./features/groups/groups.ts";
import { ensureOrganization } from "./features/org/org.ts";
import { ensurePolicies } from "./features/policies/policies.ts";
import { type User, updateProfile } from "./features/users/users.ts";

for (const engine of engines) {
	describe(`what counts as an administrator's second factor on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let root: User;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensureOrganization(db);
			await ensurePolicies(db, await everyoneId(db));
			root = await makeAdministrator(db, "Root");
		});
		afterEach(() => close());

		const moment = now();
		const moments = { created: moment, last_updated: moment, last_used: null };
		const lockedWith = async (...amr: readonly string[]) => {
			const person = await actorFor(db, root.id);
			return person && (await consoleLock(db)(person, { amr, address: "127.0.0.1" })).locked?.why;
		};

		it("a passkey does, and a password alone opens nothing then", async () => {
			assert.equal(await lockedWith("pwd"), undefined);
			const key = { name: "Laptop", credential_id: "c", public_key: "k", sign_count: 0, transports: toJson([]) };
			const flags = { multi_device: toFlag(true), backed_up: toFlag(true) };
			await db
				.insertInto("passkeys")
				.values({ id: "webroot", user_id: root.id, ...key, ...flags, ...moments })
				.execute();
			assert.equal(await lockedWith("pwd"), "second_factor_required");
			assert.equal(await lockedWith("pop", "user", "mfa"), undefined);
		});

		it("a mailbox that is theirs no more does not: nobody could prove it", async () => {
			const profile = toJson({ email: root.profile.email });
			const kind = { type: "email", provider: "OKTA", status: "ACTIVE" } as const;
			const tries = { secret: "", last_step: 0, failures: 0, failed_since: null };
			await db
				.insertInto("factors")
				.values({ id: "emfroot", user_id: root.id, ...kind, profile, ...tries, ...moments })
				.execute();
			assert.equal(await lockedWith("pwd"), "second_factor_required");
			await updateProfile(db, root.id, { email: "elsewhere@example.com" }, { partial: true });
			assert.equal(await lockedWith("pwd"), undefined);
		});
	});
}

const PASSWORD = "a good long password";

for (const engine of ["SQLite", "PostgreSQL"]) {
	describe(`the console's second factor on ${engine}`, () => {
		let provider: InjectedProvider;
		let root: Credential;
		let number = 0;
		before(async () => {
			provider = await injectProvider(engine === "SQLite" ? {} : { databaseUrl: await ownDatabase() });
			root = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
		});
		after(() => provider.close());

		const administrator = async (role = "ORG_ADMIN") => {
			const login = `admin${++number}@example.com`;
			const { id } = await provider.done<{ id: string }>("POST", "/api/v1/users", root, {
				profile: { firstName: "Ada", lastName: "Admin", email: login, login },
				credentials: { password: { value: PASSWORD } },
			});
			await provider.done("POST", `/api/v1/users/${id}/roles`, root, { type: role });
			return { id, login, session: await provider.signedIn(login, PASSWORD) };
		};
		/** An authenticator app, set up for somebody by the first administrator. */
		const app = async (id: string) => {
			type Begun = { id: string; _embedded: { activation: { sharedSecret: string } } };
			const at = `/api/v1/users/${id}/factors`;
			const begun = await provider.done<Begun>("POST", at, root, { factorType: "token:software:totp", provider: "GOOGLE" });
			const secret = Secret.fromBase32(begun._embedded.activation.sharedSecret);
			await provider.done("POST", `${at}/${begun.id}/lifecycle/activate`, root, { passCode: new TOTP({ secret }).generate() });
			return { id: begun.id, secret };
		};
		const me = (session: Credential) =>
			provider.done<{ consoleLocked: boolean; roles: string[]; permissions: string[] }>("GET", "/api/v1/internal/me", session);
		const status = async (method: string, path: string, session: Credential, body?: unknown) =>
			(await provider.call(method, path, session, body)).statusCode;

		it("is not asked of administrators who have none", async () => {
			const { session } = await administrator("SUPER_ADMIN");
			const { consoleLocked, permissions: allowed } = await me(session);
			assert.deepEqual([consoleLocked, allowed.length], [false, permissions.length]);
			assert.equal(await status("GET", "/api/v1/users", session), 200);
		});

		it("is asked of those who have one, at every call that takes a permission, and the session that has proven less meets a reason", async () => {
			const { id, session } = await administrator();
			await app(id);
			const { consoleLocked, roles, permissions: allowed } = await me(session);
			assert.deepEqual([consoleLocked, roles, allowed], [true, ["ORG_ADMIN"], []]);
			for (const { method, url, access } of apiOf(provider.routes)) {
				if (!(permissions as readonly string[]).includes(access)) continue;
				const path = url.replaceAll(/:\w+/g, "nothing").replace("*", "nothing");
				const answer = await provider.call(method, path, session, method === "GET" || method === "DELETE" ? undefined : {});
				assert.equal(answer.statusCode, 403, `${method} ${url}`);
				assert.match(answer.body, /second factor/, `${method} ${url}`);
			}
		});

		it("leaves people's own pages and what they hold to themselves open", async () => {
			const { id, session } = await administrator();
			await app(id);
			for (const path of [
				"/",
				"/api/v1/users/me",
				"/api/v1/users/me/appLinks",
				"/api/v1/users/me/factors",
				"/api/v1/sessions/me",
			])
				assert.equal(await status("GET", path, session), 200, path);
		});

		it("cannot be gone around by a token that the session makes, nor by taking the factor away", async () => {
			const { id, session } = await administrator();
			const { id: factor } = await app(id);
			assert.equal(await status("POST", "/api/v1/internal/api-tokens", session, { name: "around" }), 403);
			assert.equal(await status("DELETE", `/api/v1/users/me/factors/${factor}`, session), 403);
			assert.equal(await status("DELETE", `/api/v1/users/${id}/factors/${factor}`, session), 403);
			assert.equal(await status("POST", `/api/v1/users/${id}/lifecycle/reset_factors`, session), 403);
			assert.equal(await status("POST", `/api/v1/users/${id}/roles`, session, { type: "ORG_ADMIN" }), 403);
			assert.equal((await me(session)).consoleLocked, true);
		});

		it("is not asked of an API token that was made before", async () => {
			const { id, session } = await administrator();
			const { token } = await provider.done<{ token: string }>("POST", "/api/v1/internal/api-tokens", session, {
				name: "script",
			});
			await app(id);
			assert.equal(await status("GET", "/api/v1/users", { authorization: `SSWS ${token}` }), 200);
			assert.equal(await status("GET", "/api/v1/users", session), 403);
		});

		it("a recovery question is of the same kind as the password, and does not count", async () => {
			const { id, session } = await administrator();
			await provider.done("POST", `/api/v1/users/${id}/factors`, root, {
				factorType: "question",
				provider: "OKTA",
				profile: { question: "disliked_food", answer: "brussels sprouts" },
			});
			assert.equal((await me(session)).consoleLocked, false);
		});

		it("a console policy that asks nobody opens it for all, one that always asks keeps the last administrator who gets in", async () => {
			const [bare, armed] = [await administrator("SUPER_ADMIN"), await administrator()];
			await app(armed.id);
			const policy = async (name: string, factorMode: string) => {
				const made = await provider.done<{ id: string }>("POST", "/api/v1/policies", root, { type: "ACCESS_POLICY", name });
				await provider.done("POST", `/api/v1/policies/${made.id}/rules`, root, {
					type: "ACCESS_POLICY",
					name: "Console",
					actions: { appSignOn: { access: "ALLOW", verificationMethod: { type: "ASSURANCE", factorMode } } },
				});
				return made.id;
			};
			const [always, never] = [await policy("Always", "2FA"), await policy("Never", "1FA")];
			await provider.done("PUT", "/api/v1/internal/console/policy", root, { policyId: never });
			assert.deepEqual([(await me(bare.session)).consoleLocked, (await me(armed.session)).consoleLocked], [false, false]);
			const { token } = await provider.done<{ token: string }>("POST", "/api/v1/internal/api-tokens", root, { name: "way back" });
			const wayBack = { authorization: `SSWS ${token}` };
			const last = await administrator("SUPER_ADMIN");
			await app(last.id);
			await provider.done("PUT", "/api/v1/internal/console/policy", root, { policyId: always });
			assert.equal((await me(bare.session)).consoleLocked, true);

			// Others are Super Administrators too, and cannot open the console any more.
			const roleAt = `/api/v1/users/${last.id}/roles`;
			const [held] = await provider.done<{ id: string }[]>("GET", roleAt, wayBack);
			for (const [method, path] of [
				["POST", `/api/v1/users/${last.id}/lifecycle/suspend`],
				["POST", `/api/v1/users/${last.id}/lifecycle/deactivate`],
				["POST", `/api/v1/users/${last.id}/lifecycle/reset_password?sendEmail=false`],
				["DELETE", `/api/v1/users/${last.id}`],
				["DELETE", `${roleAt}/${held?.id}`],
			] as const) {
				const answer = await provider.call(method, path, wayBack);
				assert.deepEqual([answer.statusCode, answer.json().errorCode], [403, "E0000038"], `${method} ${path}: ${answer.body}`);
			}
			assert.equal(await status("POST", `/api/v1/users/${bare.id}/lifecycle/suspend`, wayBack), 200);
		});
	});
}
