import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { all, type Org, startOrg } from "./org.ts";

describe("@okta/okta-sdk-nodejs manages groups and rules", () => {
	let org: Org;
	before(async () => {
		org = await startOrg();
	});
	after(() => org.stop());

	const person = (name: string) =>
		org.client.userApi.createUser({
			body: {
				profile: { firstName: name, lastName: "Tester", email: `${name}@example.com`, login: `${name}@example.com` },
				credentials: { password: { value: "a good long password" } },
			},
		});
	const eventually = async <T>(what: () => Promise<T>, holds: (found: T) => boolean): Promise<T> => {
		for (let attempt = 0; ; attempt++) {
			const found = await what();
			if (holds(found) || attempt > 100) return found;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	};

	test("a group is made, read back, found, changed and deleted", async () => {
		const { groupApi } = org.client;
		const made = await groupApi.createGroup({ group: { profile: { name: "Wiki writers", description: "They write" } } });
		assert.match(made.id ?? "", /^00g\w{17}$/);
		assert.equal(made.type, "OKTA_GROUP");
		const read = await groupApi.getGroup({ groupId: made.id as string });
		assert.deepEqual({ ...read.profile }, { ...made.profile });
		for (const query of [
			{ q: "Wiki" },
			{ search: 'profile.name eq "Wiki writers"' },
			{ search: 'type eq "OKTA_GROUP" and profile.name sw "wiki"' },
			{ filter: `id eq "${made.id}"` },
		]) {
			const found = await all(groupApi.listGroups(query));
			assert.deepEqual(
				found.map(({ id }) => id),
				[made.id],
				JSON.stringify(query),
			);
		}
		const changed = await groupApi.replaceGroup({
			groupId: made.id as string,
			group: { profile: { name: "Writers", description: "All" } },
		});
		assert.equal(changed.profile?.name, "Writers");
		assert.equal(await groupApi.deleteGroup({ groupId: made.id as string }), undefined);
		await assert.rejects(groupApi.getGroup({ groupId: made.id as string }), /Okta HTTP 404 E0000007/);
	});

	test("people join and leave, and a list goes through all its pages", async () => {
		const { groupApi, userApi } = org.client;
		const { id: groupId = "" } = await groupApi.createGroup({ group: { profile: { name: "Readers" } } });
		const people = await Promise.all(["ada", "bob", "eve"].map(person));
		for (const { id: userId = "" } of people) {
			assert.equal(await groupApi.assignUserToGroup({ groupId, userId }), undefined);
			await groupApi.assignUserToGroup({ groupId, userId });
		}
		const members = await all(groupApi.listGroupUsers({ groupId, limit: 2 }));
		assert.deepEqual(members.map(({ id }) => id).sort(), people.map(({ id }) => id).sort());
		const groups = await all(userApi.listUserGroups({ userId: people[0]?.id as string }));
		assert.deepEqual(groups.map(({ profile }) => profile?.name).sort(), ["Everyone", "Readers"]);
		await groupApi.unassignUserFromGroup({ groupId, userId: people[0]?.id as string });
		assert.equal((await all(groupApi.listGroupUsers({ groupId }))).length, 2);
		const application = await org.client.applicationApi.createApplication({
			application: {
				name: "oidc_client",
				label: "Library",
				signOnMode: "OPENID_CONNECT",
				credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
				settings: {
					oauthClient: {
						application_type: "web",
						grant_types: ["authorization_code"],
						response_types: ["code"],
						redirect_uris: ["https://library.example.com/callback"],
					},
				},
			} as never,
		});
		await org.client.applicationApi.assignGroupToApplication({ appId: application.id as string, groupId });
		const apps = await all(groupApi.listAssignedApplicationsForGroup({ groupId }));
		assert.deepEqual(
			apps.map(({ label }) => label),
			["Library"],
		);
	});

	test("a rule gives membership while it is active, and takes it back", async () => {
		const { groupApi } = org.client;
		const { id: groupId = "" } = await groupApi.createGroup({ group: { profile: { name: "Adas" } } });
		const rule = await groupApi.createGroupRule({
			groupRule: {
				type: "group_rule",
				name: "All Adas",
				conditions: { expression: { value: 'user.firstName=="ada"', type: "urn:okta:expression:1.0" } },
				actions: { assignUserToGroups: { groupIds: [groupId] } },
			},
		});
		assert.equal(rule.status, "INACTIVE");
		const groupRuleId = rule.id as string;
		assert.equal(await groupApi.activateGroupRule({ ruleId: groupRuleId }), undefined);
		assert.equal((await groupApi.getGroupRule({ ruleId: groupRuleId })).status, "ACTIVE");
		const members = () => all(groupApi.listGroupUsers({ groupId }));
		assert.equal((await eventually(members, ({ length }) => length === 1)).length, 1);
		assert.deepEqual(
			(await all(groupApi.listGroupRules({ search: "adas" }))).map(({ id }) => id),
			[groupRuleId],
		);
		await groupApi.deactivateGroupRule({ ruleId: groupRuleId });
		assert.equal((await eventually(members, ({ length }) => length === 0)).length, 0);
		const renamed = await groupApi.replaceGroupRule({ ruleId: groupRuleId, groupRule: { ...rule, name: "Every Ada" } });
		assert.equal(renamed.name, "Every Ada");
		await groupApi.deleteGroupRule({ ruleId: groupRuleId });
		await assert.rejects(groupApi.getGroupRule({ ruleId: groupRuleId }), /Okta HTTP 404/);
	});

	test("every call of the client's part for groups was made, or is answered as what is not built", () =>
		org.coversAll("groupApi", {
			assignGroupOwner: [{ groupId: "00g00000000000000000", GroupOwner: { id: "x", type: "USER" } }],
			listGroupOwners: [{ groupId: "00g00000000000000000" }],
			deleteGroupOwner: [{ groupId: "00g00000000000000000", ownerId: "x" }],
		}));

	test("every answer had what strict clients require", () => org.satisfiesStrictClients());
});
