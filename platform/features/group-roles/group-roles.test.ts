import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GroupRules } from "../authentication/authentication.ts";
import { readPerson } from "../oidc-sign-in/person.ts";
import { type Membership, rolesFrom, sameRoles } from "./group-roles.ts";

const RULES: GroupRules = {
	enabled: true,
	table: [
		{ group: "Operators", role: "site-manager" },
		{ group: "Revision", role: "auditor" },
		{ group: "Staff", role: "member" },
	],
	defaultRole: "member",
	strict: false,
};

/** The roles for `groups`; of somebody new, unless it is said who they are. */
const given = (groups: readonly string[] | undefined, rules: Partial<GroupRules> = {}, more: Partial<Membership> = {}) =>
	rolesFrom({ ...RULES, ...rules }, { groups, overage: false, present: undefined, ...more });

describe("roles from groups", () => {
	it("several groups of the table add up, and everyone is a member", () => {
		const { roles, refused, why } = given(["Revision", "Somebody else's", "Operators"]);
		assert.deepEqual([roles, refused], [["site-manager", "auditor", "member"], false]);
		assert.match(why, /Operators, Revision/);
		assert.deepEqual(given(["Staff"]).roles, ["member"]);
	});

	it("a group that stands twice in the table gives both roles, and is named once", () => {
		const table = [...RULES.table, { group: "Operators", role: "auditor" } as const];
		const { roles, why } = given(["Operators", "Operators"], { table });
		assert.deepEqual(roles, ["site-manager", "auditor", "member"]);
		assert.equal(why, "From the groups Operators.");
	});

	for (const group of ["operators", "OPERATORS", " Operators", "Operators ", "Operator", "Operators/Europe", "\uff2fperators"]) {
		it(`${JSON.stringify(group)} is another group than Operators`, () => {
			const { roles, refused } = given([group]);
			assert.deepEqual([roles, refused], [["member"], false]);
			assert.equal(given([group], { strict: true }).refused, true);
		});
	}

	it("groups decide anew: roles that no group gives any more go", () => {
		assert.deepEqual(given(["Staff"], {}, { present: ["site-manager", "auditor", "member"] }).roles, ["member"]);
		assert.deepEqual(given([], {}, { present: ["site-manager", "member"] }).roles, ["member"]);
	});

	it("the default holds for whom the table does not name, new or known", () => {
		const rules = { defaultRole: "auditor" } as const;
		for (const present of [undefined, ["member"], ["site-manager", "member"]] as const) {
			const { roles, refused } = given(["Somebody else's"], rules, { present });
			assert.deepEqual([roles, refused], [["auditor", "member"], false]);
		}
	});

	it("strict mode keeps out whom the table does not name, new or known, at a sign-in or a refresh", () => {
		for (const present of [undefined, ["member"]] as const) {
			for (const again of [false, true]) {
				for (const groups of [[], ["Somebody else's"]]) {
					assert.equal(given(groups, { strict: true }, { present, again }).refused, true);
				}
			}
		}
		const { roles, refused } = given(["Staff", "Revision"], { strict: true });
		assert.deepEqual([roles, refused], [["auditor", "member"], false]);
	});

	describe("where the provider left groups out because there are too many", () => {
		const present = ["auditor", "member"] as const;

		for (const strict of [false, true]) {
			it(`known people keep the roles they have${strict ? ", in strict mode too" : ""}`, () => {
				for (const groups of [undefined, [], ["Operators"]]) {
					const { roles, refused, why } = given(groups, { strict }, { present, overage: true });
					assert.deepEqual([roles, refused], [present, false]);
					assert.match(why, /too many/);
				}
			});
		}

		it("new people get the default, and in strict mode do not get in", () => {
			const lenient = given(undefined, { defaultRole: "auditor" }, { overage: true });
			assert.deepEqual([lenient.roles, lenient.refused], [["auditor", "member"], false]);
			assert.match(lenient.why, /too many.*default/);
			const strict = given(undefined, { strict: true }, { overage: true });
			assert.equal(strict.refused, true);
			assert.match(strict.why, /too many.*strict/);
		});

		it("a part of the groups gives nothing: the part that is missing may be the one that counts", () => {
			assert.deepEqual(given(["Operators"], {}, { overage: true }).roles, ["member"]);
			assert.equal(given(["Operators"], { strict: true }, { overage: true }).refused, true);
		});
	});

	describe("where the provider names no groups", () => {
		const present = ["auditor", "member"] as const;

		it("the default holds at a sign-in for new people and for known ones, and in strict mode they do not get in", () => {
			for (const who of [{}, { present }, { present: ["site-manager", "member"] }] as const) {
				const { roles, refused, why } = given(undefined, { defaultRole: "member" }, who);
				assert.deepEqual([roles, refused], [["member"], false]);
				assert.match(why, /named no groups: the default holds/);
				assert.equal(given(undefined, { strict: true }, who).refused, true);
			}
		});

		it("people who are in already keep their roles and stay in, in strict mode too", () => {
			for (const strict of [false, true]) {
				const { roles, refused } = given(undefined, { strict }, { present, again: true });
				assert.deepEqual([roles, refused], [present, false]);
			}
		});
	});

	it("the site admin keeps their role and gets in, whatever the groups", () => {
		const present = ["site-admin", "member"] as const;
		for (const rules of [{}, { strict: true }, { enabled: false }]) {
			for (const groups of [undefined, [], ["Staff"], ["Operators"], ["Somebody else's"]]) {
				for (const overage of [false, true]) {
					const { roles, refused } = given(groups, rules, { present, overage });
					assert.deepEqual([roles, refused], [present, false]);
				}
			}
		}
	});

	it("rules that are switched off touch nobody's roles", () => {
		const rules = { enabled: false, strict: true, defaultRole: "auditor" } as const;
		for (const groups of [undefined, ["Operators"], ["Somebody else's"]]) {
			const known = given(groups, rules, { present: ["site-manager", "member"] });
			assert.deepEqual([known.roles, known.refused], [["site-manager", "member"], false]);
			const fresh = given(groups, rules);
			assert.deepEqual([fresh.roles, fresh.refused], [["member"], false]);
		}
	});

	it("roles are the same in any order", () => {
		assert.equal(sameRoles(["member", "auditor"], ["auditor", "member"]), true);
		assert.equal(sameRoles(["member"], ["auditor", "member"]), false);
		assert.equal(sameRoles(["member", "site-manager"], ["auditor", "member"]), false);
	});
});

describe("groups that a provider left out", () => {
	const BASE = { iss: "https://login.example.com", sub: "sub-1" };

	for (const said of [{ _claim_names: { groups: "src1" } }, { hasgroups: true }, { hasgroups: "true" }]) {
		it(`${JSON.stringify(said)} is told, in the ID token or in userinfo`, () => {
			for (const person of [readPerson({ ...BASE, ...said }), readPerson(BASE, said)]) {
				assert.deepEqual([person.groupOverage, person.groups], [true, undefined]);
			}
		});
	}

	for (const said of [{}, { _claim_names: { roles: "src1" } }, { _claim_names: "groups" }, { hasgroups: false }]) {
		it(`${JSON.stringify(said)} tells of none`, () => {
			assert.equal(readPerson({ ...BASE, ...said, groups: ["Staff"] }).groupOverage, false);
		});
	}
});
