import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
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
import { grantRole, type Role, revokeRole } from "../administrators/administrators.ts";
import { peopleNeeds } from "./users.harness.ts";
import { mountUsers } from "./users.routes.ts";
import { createActivationLink, findLink, redeemActivation, resetPassword } from "./users.ts";

const PASSWORD = "a long enough password";

/** Every call that could make somebody else of a person, or shut them out. */
const ATTACKS: [method: string, path: string, body?: object][] = [
	["POST", "", { profile: { login: "mine@example.com" } }],
	["POST", "", { profile: { email: "mine@example.com" } }],
	["POST", "", { credentials: { password: { value: "my own long password" } } }],
	["POST", "", { credentials: { recovery_question: { question: "Mine?", answer: "mine" } } }],
	["PUT", "", { profile: { firstName: "M", lastName: "M", email: "mine@example.com", login: "mine@example.com" } }],
	["DELETE", ""],
	["DELETE", "/sessions"],
	["POST", "/lifecycle/activate?sendEmail=false"],
	["POST", "/lifecycle/reactivate?sendEmail=false"],
	["POST", "/lifecycle/deactivate"],
	["POST", "/lifecycle/suspend"],
	["POST", "/lifecycle/unsuspend"],
	["POST", "/lifecycle/unlock"],
	["POST", "/lifecycle/reset_factors"],
	["POST", "/lifecycle/reset_password?sendEmail=false"],
	["POST", "/lifecycle/expire_password"],
	["POST", "/lifecycle/expire_password?tempPassword=true"],
	["POST", "/lifecycle/expire_password_with_temp_password"],
	["POST", "/credentials/change_password", { oldPassword: { value: PASSWORD }, newPassword: { value: "my own long password" } }],
	[
		"POST",
		"/credentials/change_recovery_question",
		{ password: { value: PASSWORD }, recovery_question: { question: "Mine?", answer: "mine" } },
	],
	["POST", "/credentials/forgot_password?sendEmail=false"],
	[
		"POST",
		"/credentials/forgot_password_recovery_question",
		{ password: { value: "my own long password" }, recovery_question: { answer: "x" } },
	],
];

for (const engine of engines) {
	describe(`nobody takes over an administrator, on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		const ids: Record<string, string> = {};
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const root = await makeAdministrator(db, "Root");
			ids["SUPER_ADMIN"] = root.id;
			for (const role of ["ORG_ADMIN", "USER_ADMIN", "HELP_DESK_ADMIN", "READ_ONLY_ADMIN", "APP_ADMIN"] satisfies Role[]) {
				const { id } = await makePerson(db, role, PASSWORD);
				await grantRole(db, id, role);
				ids[role] = id;
			}
			ids["nobody"] = (await makePerson(db, "Nobody", PASSWORD)).id;
			api = await openManagement(db, root.id, (routes) => mountUsers(routes, peopleNeeds(db)));
		});
		after(async () => {
			await api.close();
			await close();
		});

		for (const attacker of ["ORG_ADMIN", "USER_ADMIN", "HELP_DESK_ADMIN", "READ_ONLY_ADMIN", "APP_ADMIN", "nobody"]) {
			for (const victim of ["SUPER_ADMIN", "READ_ONLY_ADMIN", "ORG_ADMIN"].filter((one) => one !== attacker)) {
				it(`${attacker} can do nothing to ${victim}`, async () => {
					const state = () => rowsOf(db, "users", "activation_links", "admin_roles", "user_attributes");
					const unchanged = await state();
					for (const [method, path, body] of ATTACKS) {
						const options = { caller: ids[attacker] ?? "", ...(body === undefined ? {} : { body }) };
						const answer = await api.call(method, `/api/v1/users/${ids[victim]}${path}`, options);
						assert.deepEqual(
							[answer.status, answer.body.errorCode],
							[403, "E0000006"],
							`${method} ${path}: ${JSON.stringify(answer.body)}`,
						);
					}
					assert.deepEqual(await state(), unchanged);
				});
			}
		}

		it("a help desk sets passwords back, and changes nothing else", async () => {
			const { id } = await makePerson(db, "Client", PASSWORD);
			const statuses: Record<string, number> = {};
			for (const [method, path, body] of ATTACKS.filter(([, path]) => !path.includes("unlock"))) {
				const options = { caller: ids["HELP_DESK_ADMIN"] ?? "", ...(body === undefined ? {} : { body }) };
				statuses[`${method} ${path.split("?")[0]}`] = (await api.call(method, `/api/v1/users/${id}${path}`, options)).status;
			}
			const allowed = Object.entries(statuses).flatMap(([call, status]) => (status < 300 ? [call] : []));
			assert.deepEqual(allowed.sort(), [
				"DELETE /sessions",
				"POST /lifecycle/expire_password",
				"POST /lifecycle/expire_password_with_temp_password",
				"POST /lifecycle/reset_factors",
				"POST /lifecycle/reset_password",
			]);
		});

		it("a person changes their own password and question, and nobody else's", async () => {
			const [own, other] = [ids["nobody"] ?? "", (await makePerson(db, "Other", PASSWORD)).id];
			const body = { oldPassword: { value: PASSWORD }, newPassword: { value: "my own long password" } };
			const change = async (id: string) =>
				(await api.call("POST", `/api/v1/users/${id}/credentials/change_password`, { caller: own, body })).status;
			assert.equal(await change(other), 403);
			assert.equal(await change("nobody-at-all@example.com"), 403, "who exists is not told");
			assert.equal(await change(ids["SUPER_ADMIN"] ?? ""), 403);
			assert.equal(await change("me"), 200);
			assert.equal(
				(await api.call("POST", "/api/v1/users/me", { caller: own, body: { profile: { title: "King" } } })).status,
				403,
			);
		});

		/** The token of the one-time link that `caller` makes for a person. */
		const linkBy = async (caller: string, id: string, step: string): Promise<string> => {
			const path = `/api/v1/users/${id}/${step}?sendEmail=false`;
			const { body } = await api.call<{ activationToken?: string; resetPasswordUrl?: string }>("POST", path, { caller });
			return body.activationToken ?? body.resetPasswordUrl?.split("/").at(-1) ?? assert.fail(`${step}: ${JSON.stringify(body)}`);
		};
		const isDead = async (token: string) => {
			const state = () => rowsOf(db, "users", "activation_links");
			const unchanged = await state();
			assert.equal(await findLink(db, token), undefined);
			await assert.rejects(redeemActivation(db, token, "my own long password", "Rover"), { code: "link_spent" });
			assert.deepEqual(await state(), unchanged);
		};
		const holds = async (token: string, id: string) =>
			assert.equal((await redeemActivation(db, token, "my own long password", "Rover")).id, id);
		let count = 0;
		/** Somebody with a recovery question, whose answer is Rover. */
		const client = async (password?: string): Promise<string> => {
			const { id } = await makePerson(db, `Link${++count}`, password);
			const recovery_question = { question: "Pet?", answer: "Rover" };
			await api.call("POST", `/api/v1/users/${id}`, { body: { credentials: { recovery_question } } });
			return id;
		};

		it("a link that somebody made for a person is dead once the person is an administrator", async () => {
			for (const [maker, step, password] of [
				["HELP_DESK_ADMIN", "lifecycle/reset_password", PASSWORD],
				["ORG_ADMIN", "lifecycle/reset_password", PASSWORD],
				["USER_ADMIN", "credentials/forgot_password", PASSWORD],
				["USER_ADMIN", "lifecycle/activate", undefined],
				["USER_ADMIN", "lifecycle/reactivate", undefined],
			] as const) {
				const id = await client(password);
				if (step === "lifecycle/reactivate") await linkBy(ids["SUPER_ADMIN"] ?? "", id, "lifecycle/activate");
				const token = await linkBy(ids[maker] ?? "", id, step);
				assert.equal((await findLink(db, token))?.user.id, id, `${maker} ${step}`);
				await grantRole(db, id, "READ_ONLY_ADMIN");
				await isDead(token);
			}
		});

		it("an application's link is dead once the person is an administrator", async () => {
			const id = await client(PASSWORD);
			const token = await resetPassword(db, id, { madeBy: "0oa00000000000000001" });
			await grantRole(db, id, "USER_ADMIN");
			await isDead(token);
		});

		it("an administrator's link holds while its maker may manage administrators", async () => {
			const second = (await makeAdministrator(db, "Second")).id;
			const [one, two] = [await client(PASSWORD), await client()];
			for (const id of [one, two]) await grantRole(db, id, "USER_ADMIN");
			const tokens = [
				await linkBy(second, one, "lifecycle/reset_password"),
				await linkBy(second, two, "lifecycle/activate"),
			] as const;
			await holds(tokens[0], one);
			await revokeRole(db, second, "SUPER_ADMIN");
			await isDead(tokens[1]);
		});

		it("an administrator's own link holds, and one that nobody in particular made", async () => {
			const id = await client(PASSWORD);
			await grantRole(db, id, "USER_ADMIN");
			await holds(await linkBy(id, id, "credentials/forgot_password"), id);
			await holds(await createActivationLink(db, id), id);
		});

		it("a Super Administrator may, but not shut out the last one", async () => {
			const { id } = await makePerson(db, "Admin2", PASSWORD);
			await grantRole(db, id, "ORG_ADMIN");
			assert.equal((await api.call("POST", `/api/v1/users/${id}/lifecycle/suspend`)).status, 200);
			for (const step of ["suspend", "deactivate", "reset_password?sendEmail=false"]) {
				const answer = await api.call("POST", `/api/v1/users/${ids["SUPER_ADMIN"]}/lifecycle/${step}`);
				assert.deepEqual([answer.status, answer.body.errorCode], [403, "E0000038"], step);
			}
		});
	});
}
