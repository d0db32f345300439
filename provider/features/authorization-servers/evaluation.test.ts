import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Claim } from "./claims.ts";
import { decide, type TokenRequest } from "./evaluation.ts";
import type { Policy } from "./policies.ts";
import type { Rule } from "./rules.ts";
import { claimsFor, compileClaims, TooManyGroups } from "./token-claims.ts";

const nobody = { include: [], exclude: [] };
const rule = (id: string, conditions: Partial<Rule["conditions"]> = {}): Rule => ({
	id,
	name: id,
	priority: 1,
	status: "ACTIVE",
	system: false,
	conditions: {
		users: nobody,
		groups: { include: ["EVERYONE"], exclude: [] },
		grantTypes: ["authorization_code"],
		scopes: ["*"],
		...conditions,
	},
	lifetimes: { accessToken: 60, refreshToken: 0, refreshTokenWindow: 60 },
	created: "",
	lastUpdated: "",
});
const policy = (clients: readonly string[], ...rules: readonly Rule[]): Policy & { rules: readonly Rule[] } => ({
	id: "p",
	name: "p",
	description: "",
	priority: 1,
	status: "ACTIVE",
	system: false,
	clients,
	created: "",
	lastUpdated: "",
	rules,
});
const ada = { id: "ada", groupIds: ["editors"] };
const request: TokenRequest = { clientId: "wiki", grantType: "authorization_code", scopes: ["openid", "read"], person: ada };
const decided = (policies: readonly ReturnType<typeof policy>[], change: Partial<TokenRequest> = {}) =>
	decide({ policies }, { ...request, ...change })?.ruleId;

describe("policies of an authorization server", () => {
	test("are asked in order, and the first one for the application with a rule that fits decides", () => {
		const other = policy(["other"], rule("theirs"));
		const unfit = policy(["wiki"], rule("unfit", { grantTypes: ["implicit"] }));
		assert.equal(decided([other, unfit, policy(["ALL_CLIENTS"], rule("first"), rule("second"))]), "first");
		assert.equal(decided([other, unfit]), undefined);
		assert.equal(decided([]), undefined);
		assert.equal(decided([policy(["wiki"])]), undefined);
	});

	test("fit by every scope that is asked for", () => {
		assert.equal(decided([policy(["wiki"], rule("r", { scopes: ["openid", "read", "more"] }))]), "r");
		assert.equal(decided([policy(["wiki"], rule("r", { scopes: ["openid"] }))]), undefined);
		assert.equal(decided([policy(["wiki"], rule("r", { scopes: [] }))]), undefined);
	});

	test("take people in by name or group, and leave out by either, which is stronger", () => {
		const fits = (conditions: Partial<Rule["conditions"]>) => decided([policy(["wiki"], rule("r", conditions))]) === "r";
		const none = { groups: nobody };
		assert.equal(fits(none), false);
		assert.equal(fits({ ...none, users: { include: ["ada"], exclude: [] } }), true);
		assert.equal(fits({ groups: { include: ["editors"], exclude: [] } }), true);
		assert.equal(fits({ groups: { include: ["others"], exclude: [] } }), false);
		assert.equal(fits({ users: { include: [], exclude: ["ada"] } }), false);
		assert.equal(fits({ groups: { include: ["EVERYONE"], exclude: ["editors"] } }), false);
		assert.equal(
			fits({ groups: { include: ["EVERYONE"], exclude: ["EVERYONE"] }, users: { include: ["ada"], exclude: [] } }),
			false,
		);
	});

	test("ask nobody's groups where an application asks for itself", () => {
		const forJobs = policy(["wiki"], rule("r", { grantTypes: ["client_credentials"], groups: nobody }));
		assert.equal(decided([forJobs], { grantType: "client_credentials", person: undefined }), "r");
	});
});

describe("claims of an authorization server", () => {
	const claim = (change: Partial<Claim>): Claim => ({
		id: "c",
		name: "groups",
		status: "ACTIVE",
		claimType: "RESOURCE",
		valueType: "GROUPS",
		value: "dev",
		groupFilterType: "STARTS_WITH",
		scopes: [],
		alwaysIncludeInToken: true,
		system: false,
		...change,
	});
	const groups = ["Developers", "devops", "The Devs", "x+y"].map((name) => ({ id: name, name }));
	const context = { user: { department: "R&D" }, groups, scopes: ["openid"] };
	const said = (change: Partial<Claim>) => claimsFor(compileClaims([claim(change)]), "RESOURCE", context);

	test("filter groups without regard to letter case, but for a pattern, which matches whole names", () => {
		assert.deepEqual(said({})["groups"], ["Developers", "devops"]);
		assert.deepEqual(said({ groupFilterType: "EQUALS", value: "DEVOPS" })["groups"], ["devops"]);
		assert.deepEqual(said({ groupFilterType: "CONTAINS" })["groups"], ["Developers", "devops", "The Devs"]);
		assert.deepEqual(said({ groupFilterType: "REGEX", value: "Dev.*" })["groups"], ["Developers"]);
		assert.deepEqual(said({ groupFilterType: "REGEX", value: "dev" }), {});
		assert.deepEqual(said({ groupFilterType: "CONTAINS", value: "+" })["groups"], ["x+y"]);
	});

	test("are left out without their scope, without a value, and in the other kind of token", () => {
		const department = { name: "dept", valueType: "EXPRESSION", value: "user.department" } as const;
		assert.deepEqual(said(department), { dept: "R&D" });
		assert.deepEqual(said({ ...department, scopes: ["openid", "other"] }), { dept: "R&D" });
		assert.deepEqual(said({ ...department, scopes: ["other"] }), {});
		assert.deepEqual(said({ ...department, value: "user.nothing" }), {});
		assert.deepEqual(said({ ...department, claimType: "IDENTITY" }), {});
	});

	test("refuse more than a hundred groups, and take a hundred", () => {
		const many = (count: number) => ({
			...context,
			groups: Array.from({ length: count }, (_, n) => ({ id: `${n}`, name: `dev ${n}` })),
		});
		const compiled = compileClaims([claim({})]);
		assert.equal((claimsFor(compiled, "RESOURCE", many(100))["groups"] as unknown[]).length, 100);
		assert.throws(() => claimsFor(compiled, "RESOURCE", many(101)), TooManyGroups);
	});
});
