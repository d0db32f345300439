import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { hashPassword } from "#common/seal/passwords.ts";
import { engines } from "#tests/harness/databases.ts";
import { type Management, makeAdministrator, openManagement, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { peopleNeeds } from "./users.harness.ts";
import { mountUsers } from "./users.routes.ts";
import { addUser, prepareUser, setPassword, type UserStatus, type userObject, userStatuses } from "./users.ts";

type Shown = ReturnType<typeof userObject>;
const PASSWORD = "a long enough password";

/** What each call makes of a person with a password: the state that it leads to, or the code of the refusal. */
const CALLS: Record<string, { readonly [Status in UserStatus]?: UserStatus | undefined } & { otherwise: string; body?: object }> =
	{
		"lifecycle/activate?sendEmail=false": { STAGED: "ACTIVE", DEPROVISIONED: "ACTIVE", otherwise: "403 E0000016" },
		"lifecycle/reactivate?sendEmail=false": { PROVISIONED: "PROVISIONED", RECOVERY: "RECOVERY", otherwise: "403 E0000038" },
		"lifecycle/deactivate": {
			...Object.fromEntries(userStatuses.map((status) => [status, "DEPROVISIONED" as const])),
			DEPROVISIONED: undefined,
			otherwise: "403 E0000038",
		},
		"lifecycle/suspend": { ACTIVE: "SUSPENDED", PROVISIONED: "SUSPENDED", otherwise: "403 E0000038" },
		"lifecycle/unsuspend": { SUSPENDED: "ACTIVE", otherwise: "403 E0000038" },
		"lifecycle/unlock": { LOCKED_OUT: "ACTIVE", otherwise: "403 E0000032" },
		"lifecycle/reset_password?sendEmail=false": {
			PROVISIONED: "RECOVERY",
			ACTIVE: "RECOVERY",
			PASSWORD_EXPIRED: "RECOVERY",
			RECOVERY: "RECOVERY",
			LOCKED_OUT: "RECOVERY",
			otherwise: "403 E0000038",
		},
		"lifecycle/expire_password": {
			ACTIVE: "PASSWORD_EXPIRED",
			PASSWORD_EXPIRED: "PASSWORD_EXPIRED",
			RECOVERY: "PASSWORD_EXPIRED",
			otherwise: "403 E0000038",
		},
		"lifecycle/expire_password_with_temp_password": {
			ACTIVE: "PASSWORD_EXPIRED",
			PROVISIONED: "PASSWORD_EXPIRED",
			PASSWORD_EXPIRED: "PASSWORD_EXPIRED",
			RECOVERY: "PASSWORD_EXPIRED",
			otherwise: "403 E0000038",
		},
		"credentials/change_password": {
			STAGED: "STAGED",
			ACTIVE: "ACTIVE",
			PASSWORD_EXPIRED: "ACTIVE",
			RECOVERY: "ACTIVE",
			otherwise: "403 E0000035",
			body: { oldPassword: { value: PASSWORD }, newPassword: { value: "another long password" } },
		},
		"credentials/change_recovery_question": {
			STAGED: "STAGED",
			ACTIVE: "ACTIVE",
			RECOVERY: "RECOVERY",
			otherwise: "403 E0000036",
			body: { password: { value: PASSWORD }, recovery_question: { question: "First pet?", answer: "grace" } },
		},
		"credentials/forgot_password?sendEmail=false": { ACTIVE: "ACTIVE", otherwise: "403 E0000034" },
		"credentials/forgot_password_recovery_question": {
			ACTIVE: "ACTIVE",
			otherwise: "403 E0000034",
			body: { password: { value: "another long password" }, recovery_question: { answer: "ROVER" } },
		},
	};

for (const engine of engines) {
	describe(`the states of people on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		const ended: string[] = [];
		let count = 0;
		let credentials: { password_hash: string; recovery_question: string; recovery_answer: string };
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const admin = await makeAdministrator(db, "Root");
			credentials = {
				password_hash: await hashPassword(PASSWORD),
				recovery_question: "Dog?",
				recovery_answer: await hashPassword("rover"),
			};
			api = await openManagement(db, admin.id, (routes) => mountUsers(routes, peopleNeeds(db, ended)));
		});
		after(async () => {
			await api.close();
			await close();
		});

		const post = async (path: string, body?: object) => {
			const answer = await api.call<Record<string, unknown>>("POST", path, body === undefined ? {} : { body });
			assert.equal(answer.status, 200, JSON.stringify(answer.body));
			return answer.body;
		};
		const make = async (query = "", credentials: object = { password: { value: PASSWORD } }): Promise<string> => {
			const login = `person${++count}@example.com`;
			const profile = { firstName: "Ada", lastName: "L", email: login, login };
			return (await post(`/api/v1/users${query}`, { profile, credentials }))["id"] as string;
		};
		const statusOf = async (id: string) => (await api.call<Shown>("GET", `/api/v1/users/${id}`)).body.status;

		/** A person with a password and a recovery question, in a state. Hashing for each would take a minute. */
		const makeIn = async (status: UserStatus): Promise<string> => {
			const login = `person${++count}@example.com`;
			const { row } = await prepareUser({ profile: { firstName: "Ada", lastName: "L", email: login, login }, activate: false });
			const { id } = await db
				.transaction()
				.execute((tx) => addUser(tx, { row: { ...row, ...credentials, status }, groupIds: [] }));
			assert.equal(await statusOf(id), status);
			return id;
		};

		it("begin as the call that makes somebody says", async () => {
			const none = { password: {} };
			assert.equal(await statusOf(await make("?activate=false")), "STAGED");
			assert.equal(await statusOf(await make("?activate=false", none)), "STAGED");
			assert.equal(await statusOf(await make("?activate=true")), "ACTIVE");
			assert.equal(await statusOf(await make("", none)), "PROVISIONED");
			assert.equal(await statusOf(await make("?nextLogin=changePassword")), "PASSWORD_EXPIRED");
			const profile = { firstName: "A", lastName: "B", email: "x@example.com", login: "x@example.com" };
			const refused = async (query: string, credentials: object) => {
				const answer = await api.call("POST", `/api/v1/users${query}`, { body: { profile, credentials } });
				return `${answer.status} ${answer.body.errorCode}`;
			};
			assert.equal(await refused("?nextLogin=changePassword", none), "400 E0000124");
			assert.equal(await refused("?nextLogin=changePassword&activate=false", { password: { value: PASSWORD } }), "400 E0000125");
		});

		for (const [path, { otherwise, body, ...outcomes }] of Object.entries(CALLS)) {
			for (const status of userStatuses) {
				const to = outcomes[status];
				it(`${status}: ${path.split("?")[0]} ${to === undefined ? `is refused (${otherwise})` : `leads to ${to}`}`, async () => {
					const id = await makeIn(status);
					const answer = await api.call("POST", `/api/v1/users/${id}/${path}`, body === undefined ? {} : { body });
					const outcome = answer.status === 200 ? await statusOf(id) : `${answer.status} ${answer.body.errorCode}`;
					assert.equal(outcome, to ?? otherwise, JSON.stringify(answer.body));
					if (to === undefined) assert.equal(await statusOf(id), status);
				});
			}
		}

		it("end with the second DELETE: the first deactivates", async () => {
			const id = await makeIn("ACTIVE");
			ended.length = 0;
			assert.equal((await api.call("DELETE", `/api/v1/users/${id}`, { headers: { prefer: "respond-async" } })).status, 204);
			assert.equal(await statusOf(id), "DEPROVISIONED");
			assert.equal((await api.call("DELETE", `/api/v1/users/${id}?sendEmail=true`)).status, 204);
			assert.equal((await api.call("GET", `/api/v1/users/${id}`)).status, 404);
			assert.deepEqual(ended, [id, id]);
		});

		it("RECOVERY and PASSWORD_EXPIRED end when an administrator gives a password; SUSPENDED does not", async () => {
			for (const [status, to] of [
				["RECOVERY", "ACTIVE"],
				["PASSWORD_EXPIRED", "ACTIVE"],
				["PROVISIONED", "ACTIVE"],
				["SUSPENDED", "SUSPENDED"],
				["LOCKED_OUT", "LOCKED_OUT"],
			] as const) {
				const id = await makeIn(status);
				assert.equal((await setPassword(db, id, "one more long password")).status, to);
			}
		});

		it("somebody suspended before they had a password waits for their link again", async () => {
			const id = await make("", { password: {} });
			await post(`/api/v1/users/${id}/lifecycle/suspend`);
			await post(`/api/v1/users/${id}/lifecycle/unsuspend`);
			assert.equal(await statusOf(id), "PROVISIONED");
		});

		it("suspension ends what the person is signed in to", async () => {
			const id = await makeIn("ACTIVE");
			ended.length = 0;
			await post(`/api/v1/users/${id}/lifecycle/suspend`);
			assert.deepEqual(ended, [id]);
		});

		it("each link that a person shows is one that works", async () => {
			for (const status of userStatuses) {
				const id = await makeIn(status);
				const { _links } = (
					await api.call<{ _links: Record<string, { href: string; method?: string }> }>("GET", `/api/v1/users/${id}`)
				).body;
				assert.ok(_links["self"] && _links["schema"] && _links["type"]);
				for (const [name, { href, method }] of Object.entries(_links)) {
					if (method === undefined) continue;
					assert.ok(href.startsWith(`http://localhost:7081/api/v1/users/${id}`), name);
				}
				const names = Object.keys(_links);
				assert.equal(names.includes("activate"), status === "STAGED" || status === "DEPROVISIONED");
				assert.equal(names.includes("delete"), status === "DEPROVISIONED");
				assert.equal(names.includes("unlock"), status === "LOCKED_OUT");
			}
		});

		it("asked to mail a link, the state changes and nobody is told the link", async () => {
			const id = await make("?activate=false", { password: {} });
			assert.deepEqual(await post(`/api/v1/users/${id}/lifecycle/activate`), {});
			assert.equal(await statusOf(id), "PROVISIONED");
			assert.deepEqual(await post(`/api/v1/users/${id}/lifecycle/reactivate?sendEmail=true`), {});
			assert.deepEqual(await post(`/api/v1/users/${id}/lifecycle/reset_password?sendEmail=true`), {});
		});

		it("each call leaves its own kind of event", async () => {
			const id = await makeIn("ACTIVE");
			api.events.length = 0;
			for (const step of ["suspend", "unsuspend", "reset_factors", "expire_password", "deactivate", "activate"])
				await post(`/api/v1/users/${id}/lifecycle/${step}`);
			assert.deepEqual(
				api.events.map(({ type, targets }) => [type, targets[0]]),
				[
					"user.lifecycle.suspend",
					"user.lifecycle.unsuspend",
					"user.mfa.factor.reset_all",
					"user.account.expire_password",
					"user.lifecycle.deactivate",
					"user.lifecycle.activate",
				].map((type) => [type, id]),
			);
		});
	});
}
