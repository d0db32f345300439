import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { all, type Org, startOrg } from "./org.ts";
import { person, refusal, webApplication } from "./shapes.ts";

const PASSWORD = "a good long password";

describe("@okta/okta-sdk-nodejs manages people", () => {
	let org: Org;
	before(async () => {
		org = await startOrg();
	});
	after(() => org.stop());

	const add = async (name: string, password: string | undefined = PASSWORD, activate = true) =>
		(await org.client.userApi.createUser({ body: person(name, password), activate })).id as string;
	const statusOf = async (userId: string) => (await org.client.userApi.getUser({ userId })).status;

	test("a person is made, read back by id, login and short login, found, changed and deleted", async () => {
		const { userApi } = org.client;
		const userId = await add("Ada");
		for (const name of [userId, "ada@example.com", "ada"])
			assert.equal((await userApi.getUser({ userId: name })).id, userId, name);
		const queries = [
			{ q: "ada" },
			{ search: 'profile.login eq "ADA@example.com"' },
			{ search: 'profile.firstName sw "ad" and status eq "ACTIVE"', sortBy: "profile.lastName", sortOrder: "desc" },
			{ search: 'profile.email co "ada@"' },
			{ filter: 'profile.email eq "ada@example.com"' },
			{ filter: `id eq "${userId}"` },
		];
		for (const query of queries) {
			const found = await all(userApi.listUsers(query));
			assert.deepEqual(
				found.map(({ id }) => id),
				[userId],
				JSON.stringify(query),
			);
		}
		const partly = await userApi.updateUser({ userId, user: { profile: { nickName: "Countess" } } });
		assert.deepEqual([partly.profile?.nickName, partly.profile?.firstName], ["Countess", "Ada"]);
		const whole = await userApi.replaceUser({ userId, user: { profile: { ...person("Ada").profile, title: "Analyst" } } });
		assert.deepEqual([whole.profile?.nickName, whole.profile?.title], [undefined, "Analyst"]);
		assert.equal((await userApi.getUser({ userId })).profile?.title, "Analyst");
		assert.equal(await userApi.deleteUser({ userId }), undefined);
		assert.equal(await statusOf(userId), "DEPROVISIONED");
		assert.equal(await userApi.deleteUser({ userId }), undefined);
		await assert.rejects(userApi.getUser({ userId }), refusal(404, "E0000007"));
	});

	test("a list goes through all its pages, each person once", async () => {
		for (const name of ["P1", "P2", "P3", "P4", "P5"]) await add(name);
		const found = await all(org.client.userApi.listUsers({ search: 'profile.firstName sw "P"', limit: 2 }));
		assert.deepEqual(found.map(({ profile }) => profile?.firstName).sort(), ["P1", "P2", "P3", "P4", "P5"]);
	});

	test("the token's owner is me", async () => {
		assert.equal((await org.client.userApi.getUser({ userId: "me" })).profile?.login, "admin@example.com");
	});

	test("the lifecycle goes through its states", async () => {
		const { userApi } = org.client;
		const userId = await add("Bob", PASSWORD, false);
		assert.equal(await statusOf(userId), "STAGED");
		await userApi.activateUser({ userId, sendEmail: false });
		assert.equal(await statusOf(userId), "ACTIVE");
		await assert.rejects(userApi.activateUser({ userId, sendEmail: false }), refusal(403, "E0000016"));
		assert.equal(await userApi.suspendUser({ userId }), undefined);
		assert.equal(await statusOf(userId), "SUSPENDED");
		assert.equal(await userApi.unsuspendUser({ userId }), undefined);
		await assert.rejects(userApi.unlockUser({ userId }), refusal(403, "E0000032"));
		assert.equal((await userApi.expirePassword({ userId })).status, "PASSWORD_EXPIRED");
		await userApi.changePassword({
			userId,
			changePasswordRequest: { oldPassword: { value: PASSWORD }, newPassword: { value: "another good long password" } },
		});
		assert.equal(await statusOf(userId), "ACTIVE");
		await assert.rejects(
			userApi.changePassword({
				userId,
				changePasswordRequest: { oldPassword: { value: PASSWORD }, newPassword: { value: "a third good long password" } },
			}),
			refusal(403, "E0000014"),
		);
		await userApi.expirePasswordAndGetTemporaryPassword({ userId });
		// The client takes the answer for a person and drops what it does not know.
		const { tempPassword } = (org.answers.at(-1)?.body ?? {}) as { tempPassword?: string };
		assert.ok(tempPassword);
		const { resetPasswordUrl } = await userApi.generateResetPasswordToken({ userId, sendEmail: false });
		assert.ok(resetPasswordUrl?.startsWith(org.provider.url));
		assert.equal(await statusOf(userId), "RECOVERY");
		assert.equal(await userApi.resetFactors({ userId }), undefined);
		assert.equal(await userApi.deactivateUser({ userId }), undefined);
		assert.equal(await statusOf(userId), "DEPROVISIONED");
	});

	test("somebody without a password waits for their link, which can be made anew", async () => {
		const { userApi } = org.client;
		const { id: userId = "", status } = await userApi.createUser({ body: { ...person("Eve"), credentials: { password: {} } } });
		assert.equal(status, "PROVISIONED");
		const { activationUrl } = await userApi.reactivateUser({ userId, sendEmail: false });
		assert.ok(activationUrl?.startsWith(org.provider.url));
	});

	test("a recovery question is set, and answers for a new password", async () => {
		const { userApi } = org.client;
		const userId = await add("Rita");
		const credentials = await userApi.changeRecoveryQuestion({
			userId,
			userCredentials: { password: { value: PASSWORD }, recovery_question: { question: "First pet?", answer: "Grace the cat" } },
		});
		assert.equal(credentials.recovery_question?.question, "First pet?");
		await userApi.forgotPasswordSetNewPassword({
			userId,
			userCredentials: { password: { value: "yet another long password" }, recovery_question: { answer: "grace the cat" } },
		});
		const forgotten = await userApi.forgotPassword({ userId, sendEmail: false });
		assert.ok(forgotten.resetPasswordUrl?.startsWith(org.provider.url));
	});

	test("groups, applications, clients, grants, tokens and sessions of a person are listed and ended", async () => {
		const { userApi, applicationApi } = org.client;
		const userId = await add("Lin");
		const application = (await applicationApi.createApplication({ application: webApplication("Desk") })) as { id?: string };
		await applicationApi.assignUserToApplication({ appId: application.id as string, appUser: { id: userId, scope: "USER" } });
		const groups = await all(userApi.listUserGroups({ userId }));
		assert.deepEqual(
			groups.map(({ profile }) => profile?.name),
			["Everyone"],
		);
		const links = await all(userApi.listAppLinks({ userId }));
		assert.deepEqual(
			links.map(({ label }) => label),
			["Desk"],
		);
		const clientId = application.id as string;
		assert.deepEqual(await all(userApi.listUserClients({ userId })), []);
		assert.deepEqual(await all(userApi.listUserGrants({ userId })), []);
		assert.deepEqual(await all(userApi.listGrantsForUserAndClient({ userId, clientId })), []);
		assert.deepEqual(await all(userApi.listRefreshTokensForUserAndClient({ userId, clientId })), []);
		assert.equal(await userApi.revokeTokensForUserAndClient({ userId, clientId }), undefined);
		assert.equal(await userApi.revokeGrantsForUserAndClient({ userId, clientId }), undefined);
		assert.equal(await userApi.revokeUserGrants({ userId }), undefined);
		assert.equal(await userApi.revokeUserSessions({ userId, oauthTokens: true }), undefined);
		assert.equal(await userApi.endUserSessions({ keepCurrent: { keepCurrent: true } }), undefined);
		const tokenId = "oar00000000000000000";
		await assert.rejects(userApi.getRefreshTokenForUserAndClient({ userId, clientId, tokenId }), refusal(404, "E0000007"));
		await assert.rejects(userApi.revokeTokenForUserAndClient({ userId, clientId, tokenId }), refusal(404, "E0000007"));
		await assert.rejects(userApi.getUserGrant({ userId, grantId: "oag00000000000000000" }), refusal(404, "E0000007"));
		await assert.rejects(userApi.revokeUserGrant({ userId, grantId: "oag00000000000000000" }), refusal(404, "E0000007"));
	});

	test("an attribute of our own is declared, used, searched and removed", async () => {
		const { schemaApi, userApi } = org.client;
		const custom = (badge: object | null) =>
			({ definitions: { custom: { id: "#custom", type: "object", properties: { badge } } } }) as never;
		await schemaApi.updateUserProfile({ schemaId: "default", userSchema: custom({ title: "Badge", type: "string" }) });
		const schema = JSON.parse(JSON.stringify(await schemaApi.getUserSchema({ schemaId: "default" })));
		assert.equal(schema.definitions.custom.properties.badge.title, "Badge");
		const body = { ...person("Max", PASSWORD), profile: { ...person("Max").profile, badge: "B-17" } } as never;
		const { id } = await userApi.createUser({ body });
		const found = await all(userApi.listUsers({ search: 'profile.badge eq "b-17"' }));
		assert.deepEqual(
			found.map((one) => one.id),
			[id],
		);
		await schemaApi.updateUserProfile({ schemaId: "default", userSchema: custom(null) });
	});

	test("roles are given, shown and taken", async () => {
		const { roleAssignmentApi } = org.client;
		const userId = await add("Roy");
		const assignRoleRequest = { type: "HELP_DESK_ADMIN" } as never;
		const role = (await roleAssignmentApi.assignRoleToUser({ userId, assignRoleRequest })) as { id?: string; type?: string };
		assert.equal(role.type, "HELP_DESK_ADMIN");
		const roles = (await all(roleAssignmentApi.listAssignedRolesForUser({ userId }))) as { id?: string }[];
		assert.deepEqual(
			roles.map(({ id }) => id),
			[role.id],
		);
		const roleId = role.id as string;
		const read = (await roleAssignmentApi.getUserAssignedRole({ userId, roleId })) as { id?: string };
		assert.equal(read.id, roleId);
		assert.equal(await roleAssignmentApi.unassignRoleFromUser({ userId, roleId }), undefined);
		assert.deepEqual(await all(roleAssignmentApi.listAssignedRolesForUser({ userId })), []);
	});

	test("every call of the client's part for people was made, or is answered as what is not built", async () => {
		const [userId, idpId] = ["00u00000000000000000", "0oi00000000000000000"];
		await org.coversAll("userApi", {
			deleteLinkedObjectForUser: [{ userId, relationshipName: "manager" }],
			listLinkedObjectsForUser: [{ userId, relationshipName: "manager" }],
			setLinkedObjectForUser: [{ associatedUserId: userId, primaryRelationshipName: "manager", primaryUserId: userId }],
			getIdentityProviderApplicationUser: [{ idpId, userId }],
			linkUserToIdentityProvider: [{ idpId, userId, userIdentityProviderLinkRequest: {} }],
			unlinkUserFromIdentityProvider: [{ idpId, userId }],
			listIdentityProviderApplicationUsers: [{ idpId }],
			listSocialAuthTokens: [{ idpId, userId }],
			listUserIdentityProviders: [{ userId }],
			getUserClassification: [{ userId }],
			replaceUserClassification: [{ userId, replaceUserClassification: {} }],
			getUserRisk: [{ userId }],
			upsertUserRisk: [{ userId, userRiskRequest: {} }],
			listUserBlocks: [{ userId }],
			listUserDevices: [{ userId }],
		});
	});

	test("every answer had what strict clients require", () => org.satisfiesStrictClients());
});
