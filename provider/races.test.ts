import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ownDatabase } from "#tests/harness/databases.ts";
import { type Credential, type InjectedProvider, injectProvider, SUPER_ADMIN } from "#tests/harness/provider-inject.ts";

/** Calls that get in each other's way: whoever comes too late is told so, and nothing is left half done. */

type Step = readonly [method: string, path: string, body?: unknown];

const ROUNDS = 12;
const service = (label: string) => ({
	label,
	name: "oidc_client",
	signOnMode: "OPENID_CONNECT",
	settings: {
		oauthClient: { application_type: "web", grant_types: ["authorization_code"], redirect_uris: ["https://a.example/"] },
	},
});

for (const engine of ["SQLite", "PostgreSQL"] as const) {
	describe(`two at once, on ${engine}`, () => {
		let provider: InjectedProvider;
		let admin: Credential;
		let count = 0;
		before(async () => {
			provider = await injectProvider(engine === "PostgreSQL" ? { databaseUrl: await ownDatabase() } : {});
			admin = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
		});
		after(() => provider.close());

		const made = (path: string, body: unknown) => provider.done<{ id: string }>("POST", path, admin, body);
		const group = async () => (await made("/api/v1/groups", { profile: { name: `G${++count}` } })).id;
		const person = async (status = "") => {
			const login = `p${++count}@example.com`;
			return (
				await made(`/api/v1/users?activate=${status !== "STAGED"}`, {
					profile: { firstName: "P", lastName: "P", login, email: login },
				})
			).id;
		};
		const deactivatedPerson = async () => {
			const id = await person("STAGED");
			await provider.done("DELETE", `/api/v1/users/${id}`, admin);
			return id;
		};
		const application = async () => (await made("/api/v1/apps?activate=false", service(`A${++count}`))).id;
		const policy = async () => (await made("/api/v1/policies", { type: "PASSWORD", name: `P${++count}` })).id;
		const rule = async (groups: readonly string[], more = {}) =>
			(
				await made("/api/v1/groups/rules", {
					type: "group_rule",
					name: `R${++count}`,
					conditions: { expression: { value: 'user.firstName == "P"' }, ...more },
					actions: { assignUserToGroups: { groupIds: groups } },
				})
			).id;

		/** All at once, several times; answers the statuses. */
		const race = async (steps: () => Promise<readonly Step[]>): Promise<void> => {
			for (let round = 0; round < ROUNDS; round++) {
				const turned = (await steps()).map((step) => ({ step, at: Math.random() })).sort((a, b) => a.at - b.at);
				const answers = await Promise.all(
					turned.map(async ({ step: [method, path, body] }) => {
						const { statusCode, body: text } = await provider.call(method, path, admin, body);
						return `${method} ${path}: ${statusCode} ${statusCode >= 400 ? text : ""}`;
					}),
				);
				const broken = answers.filter((answer) => /: 5\d\d /.test(answer));
				assert.deepEqual(broken, [], answers.join("\n"));
			}
		};

		it("a group: two changes, a new member, a deletion twice", () =>
			race(async () => {
				const [id, member] = [await group(), await person()];
				const at = `/api/v1/groups/${id}`;
				return [
					["PUT", at, { profile: { name: `a ${id}` } }],
					["PUT", at, { profile: { name: `b ${id}` } }],
					["PUT", `${at}/users/${member}`],
					["DELETE", `${at}/users/${member}`],
					["DELETE", at],
					["DELETE", at],
				];
			}));

		it("a group that is given to an application, to a rule and to a new person while it goes", () =>
			race(async () => {
				const [id, app] = [await group(), await application()];
				const login = `n${++count}@example.com`;
				return [
					["PUT", `/api/v1/apps/${app}/groups/${id}`, {}],
					[
						"POST",
						"/api/v1/users?activate=false",
						{ profile: { firstName: "N", lastName: "N", login, email: login }, groupIds: [id] },
					],
					[
						"POST",
						"/api/v1/groups/rules",
						{
							type: "group_rule",
							name: `r${count}`,
							conditions: { expression: { value: `isMemberOfGroup("${id}")` } },
							actions: { assignUserToGroups: { groupIds: [id] } },
						},
					],
					["DELETE", `/api/v1/groups/${id}`],
				];
			}));

		it("a person: two changes, memberships, assignments, factors, roles, and a deletion", () =>
			race(async () => {
				const [id, into, app] = [await deactivatedPerson(), await group(), await application()];
				const at = `/api/v1/users/${id}`;
				return [
					["PUT", at, { profile: { firstName: "a", lastName: "a", login: `a${id}@example.com`, email: "a@example.com" } }],
					["POST", at, { profile: { nickName: "b" } }],
					["POST", `${at}/lifecycle/activate`],
					["PUT", `/api/v1/groups/${into}/users/${id}`],
					["POST", `/api/v1/apps/${app}/users`, { id }],
					["POST", `${at}/factors`, { factorType: "token:software:totp", provider: "GOOGLE" }],
					["POST", `${at}/roles`, { type: "READ_ONLY_ADMIN" }],
					["DELETE", at],
					["DELETE", at],
				];
			}));

		it("people who are deleted while rules put them into groups", () =>
			race(async () => {
				const groups = [await group(), await group()];
				const id = await rule(groups);
				await provider.done("POST", `/api/v1/groups/rules/${id}/lifecycle/activate`, admin);
				const people = await Promise.all([1, 2, 3, 4].map(deactivatedPerson));
				return [
					...people.map((one): Step => ["DELETE", `/api/v1/users/${one}`]),
					["DELETE", `/api/v1/groups/${groups[0]}`],
					["POST", `/api/v1/groups/rules/${id}/lifecycle/deactivate`],
					["DELETE", `/api/v1/groups/rules/${id}`],
				];
			}));

		it("an application: two changes, a secret, a key, a logo, a grant, an assignment, and a deletion twice", () =>
			race(async () => {
				const [id, who] = [await application(), await person()];
				const at = `/api/v1/apps/${id}`;
				return [
					["PUT", at, service(`a ${id}`)],
					["PUT", at, service(`b ${id}`)],
					["POST", `${at}/credentials/secrets`, {}],
					["POST", `${at}/grants`, { issuer: "http://localhost:7081", scopeId: "okta.users.read" }],
					["POST", `${at}/users`, { id: who }],
					["POST", `${at}/credentials/keys/generate?validityYears=2`],
					["POST", `${at}/lifecycle/activate`],
					["DELETE", at],
					["DELETE", at],
				];
			}));

		it("a policy and its rules: two changes and a deletion", () =>
			race(async () => {
				const id = await policy();
				const at = `/api/v1/policies/${id}`;
				const { id: ruleId } = await made(`${at}/rules`, { name: "one" });
				return [
					["PUT", at, { type: "PASSWORD", name: `a ${id}`, priority: 1 }],
					["PUT", at, { type: "PASSWORD", name: `b ${id}`, priority: 2 }],
					["POST", `${at}/rules`, { name: "two" }],
					["PUT", `${at}/rules/${ruleId}`, { name: "three" }],
					["DELETE", `${at}/rules/${ruleId}`],
					["DELETE", `${at}/rules/${ruleId}`],
					["DELETE", at],
					["DELETE", at],
				];
			}));

		it("one name for two", () =>
			race(async () => {
				const name = `same ${++count}`;
				const login = `same${count}@example.com`;
				const profile = { firstName: "S", lastName: "S", login, email: login };
				return [1, 2].flatMap((): Step[] => [
					["POST", "/api/v1/groups", { profile: { name } }],
					["POST", "/api/v1/apps", service(name)],
					["POST", "/api/v1/policies", { type: "MFA_ENROLL", name }],
					["POST", "/api/v1/users?activate=false", { profile }],
					[
						"POST",
						"/api/v1/meta/schemas/user/default",
						{ definitions: { custom: { properties: { same: { type: "string" } } } } },
					],
				]);
			}));
	});
}
