import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createSeal } from "#common/seal/seal.ts";
import { engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	openManagement,
	openProviderDatabase,
	type Refusal,
	rowsOf,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { createGroup } from "../groups/groups.ts";
import { mountAuthorizationServers } from "./authorization-servers.routes.ts";
import { activeVersion, ensureDefaultServer, readDefinition, tendKeys } from "./authorization-servers.ts";

const AT = "/api/v1/authorizationServers";
const seal = createSeal("only for tests only for tests only", "provider");
const noTokens = {
	refreshTokens: {
		list: async () => [],
		find: async () => undefined,
		clientsOf: async () => [],
		revoke: async () => {},
		revokeAll: async () => {},
	},
	clientsOf: async () => [],
	endServer: async () => {},
};
const TABLES = [
	"authorization_servers",
	"authorization_server_scopes",
	"authorization_server_claims",
	"authorization_server_policies",
	"authorization_server_rules",
] as const;

interface Body {
	readonly id: string;
	readonly name: string;
	readonly [other: string]: unknown;
}

const RULE = {
	name: "All",
	conditions: { grantTypes: { include: ["authorization_code"] }, scopes: { include: ["*"] } },
};
const POLICY = { type: "OAUTH_AUTHORIZATION_POLICY", name: "All", conditions: { clients: { include: ["ALL_CLIENTS"] } } };
const CLAIM = { name: "dept", claimType: "RESOURCE", valueType: "EXPRESSION", value: "user.department" };

for (const engine of engines) {
	describe(`authorization servers on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let counted = 0;

		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const { id } = await makeAdministrator(db, "Grace");
			await ensureDefaultServer(db, seal);
			api = await openManagement(db, id, (routes) =>
				mountAuthorizationServers(routes, { db, seal, url: "http://localhost:7081", tokens: noTokens }),
			);
		});
		after(async () => {
			await api.close();
			await close();
		});

		const post = async (path: string, body: object, status = 201): Promise<Body> => {
			const answer = await api.call<Body>("POST", path, { body });
			assert.equal(answer.status, status, JSON.stringify(answer.body));
			return answer.body;
		};
		const list = async (path: string) => (await api.call<Body[]>("GET", path)).body;
		const makeServer = () => post(AT, { name: `Server ${counted++}`, audiences: ["api://x"] });

		test("the default one is there from the first start, once, with a policy and a rule", async () => {
			await Promise.all([ensureDefaultServer(db, seal), ensureDefaultServer(db, seal)]);
			const { body: server } = await api.call<Body>("GET", `${AT}/default`);
			assert.deepEqual([server["audiences"], server["default"], server["status"]], [["api://default"], true, "ACTIVE"]);
			assert.equal(server["issuer"], "http://localhost:7081/oauth2/default");
			const [policy, ...more] = await list(`${AT}/default/policies`);
			assert.deepEqual([policy?.name, more.length], ["Default Policy", 0]);
			const [rule] = await list(`${AT}/default/policies/${policy?.id}/rules`);
			assert.deepEqual(rule?.["conditions"], {
				people: { users: { include: [], exclude: [] }, groups: { include: ["EVERYONE"], exclude: [] } },
				grantTypes: { include: ["implicit", "client_credentials", "authorization_code", "password"] },
				scopes: { include: ["*"] },
			});
			assert.equal((await api.call("DELETE", `${AT}/default`)).body.errorCode, "E0000060");
		});

		test("a new one has the system scopes, the system subject, and no policy; two keys, sealed", async () => {
			const server = await makeServer();
			const scopes = await list(`${AT}/${server.id}/scopes`);
			assert.deepEqual(
				scopes.map(({ name, system }) => [name, system]),
				["address", "device_sso", "email", "offline_access", "openid", "phone", "profile"].map((name) => [name, true]),
			);
			const [subject, ...others] = await list(`${AT}/${server.id}/claims`);
			assert.deepEqual([subject?.name, subject?.["system"], others.length], ["sub", true, 0]);
			assert.deepEqual(await list(`${AT}/${server.id}/policies`), []);
			const keys = (await api.call<{ status: string; d?: string }[]>("GET", `${AT}/${server.id}/credentials/keys`)).body;
			assert.deepEqual(
				keys.map(({ status, d }) => [status, d]),
				[
					["ACTIVE", undefined],
					["NEXT", undefined],
				],
			);
			const stored = JSON.stringify(await rowsOf(db, "authorization_server_keys"));
			for (const { jwk } of (await readDefinition(db, seal, server.id))?.keys ?? []) assert.ok(!stored.includes(String(jwk.d)));
		});

		test("what is read can be sent back, and changes nothing", async () => {
			const server = await makeServer();
			const at = `${AT}/${server.id}`;
			const scope = await post(`${at}/scopes`, { name: "things:read", displayName: "Read", default: true });
			const claim = await post(`${at}/claims`, { ...CLAIM, conditions: { scopes: ["things:read"] } });
			const policy = await post(`${at}/policies`, POLICY);
			const rule = await post(`${at}/policies/${policy.id}/rules`, RULE);
			const all: [string, Body][] = [
				[at, server],
				[`${at}/scopes/${scope.id}`, scope],
				[`${at}/claims/${claim.id}`, claim],
				[`${at}/policies/${policy.id}`, policy],
				[`${at}/policies/${policy.id}/rules/${rule.id}`, rule],
			];
			for (const [path, made] of all) {
				const { body: read } = await api.call<Body>("GET", path);
				assert.deepEqual({ ...read, lastUpdated: 0 }, { ...made, lastUpdated: 0 });
				const { status, body } = await api.call<Body>("PUT", path, { body: read });
				assert.equal(status, 200, JSON.stringify(body));
				assert.deepEqual({ ...body, lastUpdated: 0 }, { ...read, lastUpdated: 0 });
				assert.equal((read["_links"] as { self: { href: string } }).self.href, `http://localhost:7081${path}`);
			}
			for (const [path] of all.toReversed()) assert.equal((await api.call("DELETE", path)).status, 204, path);
			for (const [path] of all) assert.equal((await api.call("GET", path)).body.errorCode, "E0000007");
		});

		test("each change counts the version up, at whatever belongs to the server, and a refused one does not", async () => {
			const { id } = await makeServer();
			let version = await activeVersion(db, id);
			const grows = async (change: () => Promise<unknown>, by = 1) => {
				await change();
				const now = await activeVersion(db, id);
				assert.equal(now, (version ?? 0) + by);
				version = now;
			};
			await grows(() => post(`${AT}/${id}/scopes`, { name: "a" }));
			await grows(() => post(`${AT}/${id}/scopes`, { name: "a" }, 400), 0);
			await grows(() => post(`${AT}/${id}/claims`, CLAIM));
			await grows(() => post(`${AT}/${id}/policies`, POLICY));
			await grows(() => post(`${AT}/${id}/credentials/lifecycle/keyRotate`, { use: "sig" }, 200));
			await api.call("POST", `${AT}/${id}/lifecycle/deactivate`);
			assert.equal(await activeVersion(db, id), undefined);
			assert.equal(await readDefinition(db, seal, id), undefined);
		});

		test("priorities have no gaps and no doubles, wherever a policy is put, many at once too", async () => {
			const { id } = await makeServer();
			const at = `${AT}/${id}/policies`;
			const order = async () => (await list(at)).map(({ name, priority }) => `${priority} ${name}`);
			const [a] = [await post(at, { ...POLICY, name: "a" }), await post(at, { ...POLICY, name: "b" })];
			await post(at, { ...POLICY, name: "c", priority: 1 });
			assert.deepEqual(await order(), ["1 c", "2 a", "3 b"]);
			await api.call("PUT", `${at}/${a?.id}`, { body: { ...a, priority: 99 } });
			assert.deepEqual(await order(), ["1 c", "2 b", "3 a"]);
			await Promise.all([1, 1, 2, 5].map((priority, n) => post(at, { ...POLICY, name: `m${n}`, priority })));
			const priorities = (await list(at)).map(({ priority }) => priority);
			assert.deepEqual(priorities, [1, 2, 3, 4, 5, 6, 7]);
		});

		test("rotating takes the published key into use, and old keys go once their tokens are over", async () => {
			const { id } = await makeServer();
			const keys = async () => (await api.call<{ kid: string; status: string }[]>("GET", `${AT}/${id}/credentials/keys`)).body;
			const [active, next] = await keys();
			await Promise.all([1, 2].map(() => post(`${AT}/${id}/credentials/lifecycle/keyRotate`, { use: "sig" }, 200)));
			const after = await keys();
			assert.deepEqual(
				after.map(({ status }) => status),
				["ACTIVE", "NEXT", "EXPIRED", "EXPIRED"],
			);
			assert.deepEqual(new Set([active?.kid, next?.kid]), new Set(after.slice(2).map(({ kid }) => kid)));
			await tendKeys(db, seal);
			assert.equal((await keys()).length, 4);
			await db
				.updateTable("authorization_server_keys")
				.set({ retired: "2020-01-01T00:00:00.000Z" as never })
				.where("id", "=", active?.kid ?? "")
				.execute();
			const before = (await activeVersion(db, id)) ?? 0;
			await tendKeys(db, seal);
			assert.equal((await keys()).length, 3);
			assert.equal(await activeVersion(db, id), before + 1);
		});

		test("keys rotate by themselves when their time has come, once, but for a server that rotates by hand", async () => {
			const [automatic, manual] = [
				await makeServer(),
				await post(AT, { name: "By hand", audiences: ["x"], credentials: { signing: { rotationMode: "MANUAL" } } }),
			];
			assert.equal((manual["credentials"] as { signing: Body }).signing["nextRotation"], undefined);
			await db
				.updateTable("authorization_servers")
				.set({ next_rotation: "2020-01-01T00:00:00.000Z" as never })
				.where("id", "=", automatic.id)
				.execute();
			await Promise.all([tendKeys(db, seal), tendKeys(db, seal)]);
			const kid = async (id: string) =>
				((await api.call<Body>("GET", `${AT}/${id}`)).body["credentials"] as { signing: Body }).signing["kid"];
			assert.notEqual(await kid(automatic.id), (automatic["credentials"] as { signing: Body }).signing["kid"]);
			assert.equal(await kid(manual.id), (manual["credentials"] as { signing: Body }).signing["kid"]);
			assert.equal((await list(`${AT}/${automatic.id}/credentials/keys`)).length, 3);
		});

		test("pages follow one another to the end, and a cursor of another list is refused", async () => {
			const names: string[] = [];
			let path: string | undefined = `${AT}?limit=2`;
			while (path !== undefined) {
				const { body, headers }: { body: Body[]; headers: Record<string, unknown> } = await api.call<Body[]>("GET", path);
				names.push(...body.map(({ name }) => name));
				const links = [headers["link"] ?? []].flat() as string[];
				path = links.join(", ").match(/<http:\/\/localhost:7081([^>]+)>; rel="next"/)?.[1];
			}
			assert.deepEqual(names.toSorted(), (await list(AT)).map(({ name }) => name).toSorted());
			const { headers } = await api.call("GET", `${AT}/default/scopes?limit=2`);
			const cursor = String(headers["link"]).match(/after=([^&>]+)/)?.[1] ?? "";
			assert.equal((await api.call("GET", `${AT}/default/scopes?after=${cursor}`)).status, 200);
			for (const other of [AT, `${AT}/default/claims`])
				assert.equal((await api.call("GET", `${other}?after=${cursor}`)).status, 400);
			assert.deepEqual(
				(await list(`${AT}?q=DEFAULT`)).map(({ id }) => id),
				["default"],
			);
		});

		test("bad input gets its code, and leaves everything as it was", async () => {
			const { id } = await makeServer();
			const at = `${AT}/${id}`;
			const policy = await post(`${at}/policies`, POLICY);
			const rules = `${at}/policies/${policy.id}/rules`;
			const group = await createGroup(db, { name: `Group ${engine.name}` });
			const long = "x".repeat(300_000);
			const bad: [string, unknown][] = [
				...[{}, [], null, "x", { name: "", audiences: ["x"] }, { name: "x" }, { name: "x", audiences: [] }].map(
					(b) => [AT, b] as [string, unknown],
				),
				[AT, { name: "x", audiences: ["a", "b"] }],
				[AT, { name: "x", audiences: [" "] }],
				[AT, { name: "DEFAULT", audiences: ["x"] }],
				[AT, { name: long, audiences: ["x"] }],
				[AT, { name: "x", audiences: ["x"], surprise: 1 }],
				[AT, { name: "x", audiences: ["x"], issuerMode: "CUSTOM_URL" }],
				...["openid", "okta.users.read", "OKTA", "*", "a b", 'a"b', "ä", "", long].map(
					(name) => [`${at}/scopes`, { name }] as [string, unknown],
				),
				[`${at}/scopes`, { name: "ok", consent: "MAYBE" }],
				...["iss", "sub", "scp", "exp", "cnf", "__proto__", "a b", ""].map(
					(name) => [`${at}/claims`, { ...CLAIM, name }] as [string, unknown],
				),
				[`${at}/claims`, { ...CLAIM, claimType: "IDENTITY", name: "nonce" }],
				...["user.", "while(true)", "process.exit()", "a.b.c(", "", long].map(
					(value) => [`${at}/claims`, { ...CLAIM, value }] as [string, unknown],
				),
				[`${at}/claims`, { ...CLAIM, valueType: "SYSTEM" }],
				[`${at}/claims`, { ...CLAIM, valueType: "GROUPS", value: "x" }],
				[`${at}/claims`, { ...CLAIM, valueType: "GROUPS", group_filter_type: "REGEX", value: "(" }],
				[`${at}/claims`, { ...CLAIM, conditions: { scopes: ["nowhere"] } }],
				[`${at}/policies`, { ...POLICY, conditions: { clients: { include: ["0oaNobody"] } } }],
				[`${at}/policies`, { ...POLICY, type: "PASSWORD" }],
				[`${at}/policies`, { ...POLICY, priority: 0 }],
				[`${at}/policies`, { ...POLICY, name: " " }],
				[rules, { ...RULE, conditions: { ...RULE.conditions, scopes: { include: ["nowhere"] } } }],
				[rules, { ...RULE, conditions: { ...RULE.conditions, people: { groups: { include: ["00gNobody"] } } } }],
				[rules, { ...RULE, conditions: { ...RULE.conditions, people: { users: { include: [group.id] } } } }],
				...[4, 1441, 5.5, "60"].map(
					(m) => [rules, { ...RULE, actions: { token: { accessTokenLifetimeMinutes: m } } }] as [string, unknown],
				),
				[rules, { ...RULE, actions: { token: { inlineHook: { id: "x" } } } }],
				[`${at}/credentials/lifecycle/keyRotate`, { use: "enc" }],
			];
			const was = await rowsOf(db, ...TABLES);
			for (const [path, body] of bad) {
				const answer = await api.call<Refusal>("POST", path, { body });
				const shown = `${path} ${JSON.stringify(body).slice(0, 80)}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`;
				assert.ok(answer.status >= 400 && answer.status < 500, shown);
				assert.match(answer.body.errorCode, /^E00000/, shown);
			}
			for (const path of [
				`${at}/scopes/${policy.id}`,
				`${at}/claims/${id}`,
				`${at}/policies/${group.id}`,
				`${rules}/${policy.id}`,
			]) {
				for (const method of ["GET", "DELETE"]) assert.equal((await api.call(method, path)).body.errorCode, "E0000007", path);
			}
			assert.equal((await api.call("GET", `${AT}/default/policies/${policy.id}`)).body.errorCode, "E0000007");
			assert.deepEqual(await rowsOf(db, ...TABLES), was);
		});

		test("what has gone since a rule or a claim named it stands in nobody's way", async () => {
			const { id } = await makeServer();
			const group = await createGroup(db, { name: `Going ${engine.name}` });
			const scope = await post(`${AT}/${id}/scopes`, { name: "going" });
			const claim = await post(`${AT}/${id}/claims`, { ...CLAIM, conditions: { scopes: ["going"] } });
			const policy = await post(`${AT}/${id}/policies`, POLICY);
			const people = { groups: { include: [group.id] } };
			const conditions = { ...RULE.conditions, people, scopes: { include: ["going"] } };
			const rule = await post(`${AT}/${id}/policies/${policy.id}/rules`, { ...RULE, conditions });
			await api.call("DELETE", `${AT}/${id}/scopes/${scope.id}`);
			await db.deleteFrom("groups").where("id", "=", group.id).execute();
			for (const path of [`${AT}/${id}/claims/${claim.id}`, `${AT}/${id}/policies/${policy.id}/rules/${rule.id}`]) {
				const { body } = await api.call<Body>("GET", path);
				assert.equal((await api.call("PUT", path, { body })).status, 200);
			}
		});

		test("system scopes and the system subject stay", async () => {
			const [scope] = await list(`${AT}/default/scopes`);
			const [claim] = (await list(`${AT}/default/claims`)).filter(({ system }) => system);
			for (const [path, part] of [
				[`${AT}/default/scopes/${scope?.id}`, scope],
				[`${AT}/default/claims/${claim?.id}`, claim],
			] as const) {
				assert.equal((await api.call("DELETE", path)).body.errorCode, "E0000060");
				assert.equal((await api.call("PUT", path, { body: { ...part, name: "other" } })).body.errorCode, "E0000060");
			}
		});

		test("of many that want one name one gets it, and a change that comes after a deletion finds nothing", async () => {
			const answers = await Promise.all(
				Array.from({ length: 5 }, () => api.call<Refusal>("POST", AT, { body: { name: "Wanted", audiences: ["x"] } })),
			);
			assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 400, 400, 400, 400]);
			const server = await makeServer();
			const [deleted, ...changes] = await Promise.all([
				api.call("DELETE", `${AT}/${server.id}`),
				api.call("PUT", `${AT}/${server.id}`, { body: server }),
				api.call("POST", `${AT}/${server.id}/scopes`, { body: { name: "late" } }),
			]);
			assert.equal(deleted?.status, 204);
			for (const { status } of changes) assert.ok([200, 201, 404].includes(status), String(status));
			const rows = await db.selectFrom("authorization_server_scopes").select("id").where("server_id", "=", server.id).execute();
			assert.deepEqual(rows, []);
		});

		test("each change leaves its event with what it was about, and a refused one as well", async () => {
			const { id } = await makeServer();
			api.events.length = 0;
			const scope = await post(`${AT}/${id}/scopes`, { name: "told" });
			await api.call("DELETE", `${AT}/${id}/scopes/${scope.id}`);
			await post(`${AT}/${id}/scopes`, { name: "*" }, 400);
			await api.call("POST", `${AT}/${id}/lifecycle/deactivate`, { body: {} });
			assert.deepEqual(
				api.events.map(({ type, result, targets }) => [type, result, ...targets]),
				[
					["oauth2.scope.created", "success", scope.id],
					["oauth2.scope.deleted", "success", scope.id],
					["oauth2.scope.created", "failure"],
					["oauth2.as.deactivated", "success", id],
				],
			);
		});
	});
}
