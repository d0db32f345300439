import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULTS, type Options } from "./options.ts";
import { type OptionsInput, readOptions } from "./read-options.ts";

/** An administrator's choices, none of them the default. */
const CHOSEN: Options = {
	additionalScopes: ["offline_access"],
	enableAccessTokens: true,
	disableBuiltIn: true,
	automaticAccountCreation: false,
	clientAuthentication: "client_secret_post",
	allowedEmailDomains: ["example.com"],
	claims: { email: "mail", username: "upn", name: "display", groups: "realm_access.roles" },
	unsaidEmail: "verified",
	authorizationParameters: { prompt: "consent" },
	userinfo: false,
	followRenames: false,
	endSessionsWithTokens: true,
	groupRoles: { enabled: true, table: [{ group: "Staff", role: "auditor" }], defaultRole: "auditor", strict: true },
};

const refused = (input: OptionsInput, field: string, says: RegExp = /./, live: Options = DEFAULTS) =>
	assert.throws(
		() => readOptions(input, live),
		(thrown: { code?: string; fields?: readonly { field: string; message: string }[] }) => {
			const [at, ...more] = thrown.fields ?? [];
			assert.deepEqual([thrown.code, at?.field, more.length], ["invalid_request", field, 0]);
			assert.match(at?.message ?? "", says);
			return true;
		},
	);

describe("the options of sign-in, as they are sent", () => {
	it("what is absent stays as it was, and so does what is sent as it is", () => {
		for (const live of [DEFAULTS, CHOSEN]) {
			assert.deepEqual(readOptions({}, live), live);
			const { clientAuthentication, ...same } = live;
			assert.deepEqual(readOptions(same, live), live);
		}
	});

	for (const [name, value] of Object.entries(DEFAULTS) as [keyof Options, never][]) {
		if (name === "clientAuthentication") continue;
		it(`${name} alone changes nothing else`, () => {
			assert.deepEqual(readOptions({ [name]: value }, CHOSEN), { ...CHOSEN, [name]: value });
		});
	}

	it("one claim, and one part of the group rules, leave the others as they were", () => {
		const { claims, groupRoles } = readOptions({ claims: { email: "email" }, groupRoles: { strict: false } }, CHOSEN);
		assert.deepEqual(claims, { ...CHOSEN.claims, email: "email" });
		assert.deepEqual(groupRoles, { ...CHOSEN.groupRoles, strict: false });
	});

	it("additional scopes may be written with spaces and commas, each once", () => {
		const { additionalScopes } = readOptions({ additionalScopes: [" groups, offline_access", "groups", ""] }, DEFAULTS);
		assert.deepEqual(additionalScopes, ["groups", "offline_access"]);
	});

	it("a client secret is sent in the way that was found to work, until a private key is chosen", () => {
		const way = (wanted: OptionsInput["clientAuthentication"], live: Options["clientAuthentication"]) =>
			readOptions({ clientAuthentication: wanted } as OptionsInput, { ...DEFAULTS, clientAuthentication: live })
				.clientAuthentication;
		assert.equal(way("client_secret", "client_secret_post"), "client_secret_post");
		assert.equal(way("client_secret", "private_key_jwt"), "client_secret_basic");
		assert.equal(way("private_key_jwt", "client_secret_post"), "private_key_jwt");
		assert.equal(way(undefined, "private_key_jwt"), "private_key_jwt");
	});

	describe("authorization parameters", () => {
		const read = (authorizationParameters: Record<string, string>) =>
			readOptions({ authorizationParameters }, DEFAULTS).authorizationParameters;

		it("are tidied, and one without a value is left out", () => {
			assert.deepEqual(read({ " prompt ": " select_account ", acr_values: "", "x-my.param": "1" }), {
				prompt: "select_account",
				"x-my.param": "1",
			});
			assert.deepEqual(readOptions({ authorizationParameters: {} }, CHOSEN).authorizationParameters, {});
		});

		for (const name of [
			"client_id",
			"client_secret",
			"redirect_uri",
			"response_type",
			"scope",
			"state",
			"nonce",
			"code_challenge",
			"code_challenge_method",
			"request",
			"request_uri",
			"login_hint",
			"id_token_hint",
			"registration",
		]) {
			it(`${name} is the platform's own, and refused by name, with spaces around it too`, () => {
				for (const written of [name, ` ${name}\t`]) {
					refused(
						{ authorizationParameters: { prompt: "login", [written]: "x" } },
						"authorizationParameters",
						new RegExp(`^${name} is set by`),
					);
				}
			});
		}

		for (const name of ["", " ", "two words", "a=b", "a&state", "a#b", "state\u0000", "ümlaut", "a[b]", "x".repeat(65)]) {
			it(`${JSON.stringify(name).slice(0, 20)} is no name of one`, () => {
				refused({ authorizationParameters: { [name]: "x" } }, "authorizationParameters", /not the name of a parameter/);
			});
		}

		it("__proto__ is a name like any other", () => {
			const given = JSON.parse('{"__proto__":"x"}') as Record<string, string>;
			assert.equal(JSON.stringify(read(given)), '{"__proto__":"x"}');
		});

		it("the answer comes in the address or as a form, and in no other way", () => {
			for (const mode of ["query", "form_post"]) assert.deepEqual(read({ response_mode: ` ${mode}` }), { response_mode: mode });
			for (const mode of ["fragment", "query.jwt", "jwt", "web_message", "Query"]) {
				refused({ authorizationParameters: { response_mode: mode } }, "authorizationParameters", /query or form_post/);
			}
		});
	});

	describe("allowed email domains", () => {
		const read = (...allowedEmailDomains: readonly string[]) =>
			readOptions({ allowedEmailDomains }, DEFAULTS).allowedEmailDomains;

		it("are folded, without an @, and each once", () => {
			assert.deepEqual(read(" @Example.COM ", "example.com", "", " ", "Sub.Example.com"), ["example.com", "sub.example.com"]);
			assert.deepEqual(read("bücher.example", "xn--bcher-kva.example"), ["bücher.example", "xn--bcher-kva.example"]);
			assert.deepEqual(readOptions({ allowedEmailDomains: [] }, CHOSEN).allowedEmailDomains, []);
		});

		for (const domain of [
			"*.example.com",
			"*",
			"*@example.com",
			"@*.example.com",
			"example.*",
			".example.com",
			"example.com.",
			"example..com",
			"example",
			"ada@example.com",
			"@@example.com",
			"example.com,example.org",
			"example.com example.org",
			"https://example.com",
			"example.com/path",
			"example.com:443",
			"^example\\.com$",
		]) {
			it(`${domain} is refused, as it was written`, () => {
				refused({ allowedEmailDomains: ["example.org", domain] }, "allowedEmailDomains", /without wildcards/);
				assert.throws(
					() => read(domain),
					(thrown: { fields?: readonly { message: string }[] }) =>
						(thrown.fields?.[0]?.message ?? "").endsWith(`Given: ${domain}`),
				);
			});
		}
	});

	describe("names of claims", () => {
		it("may be paths and addresses, and are tidied", () => {
			const claims = { email: " mail ", username: "custom.upn", name: "name", groups: "https://example.com/groups" };
			assert.deepEqual(readOptions({ claims }, DEFAULTS).claims, { ...claims, email: "mail" });
		});

		for (const name of ["email", "username", "name", "groups"] as const) {
			for (const value of ["", "  ", "two words", "a\nb"]) {
				it(`${name} cannot be ${JSON.stringify(value)}`, () => {
					refused({ claims: { [name]: value } }, `claims.${name}`);
				});
			}
		}
	});

	describe("group rules", () => {
		const staff = { group: "Staff", role: "auditor" } as const;

		it("are tidied: no empty group, no row twice, and the group's own letters", () => {
			const table = [
				staff,
				{ ...staff, group: " Staff " },
				{ ...staff, role: "member" },
				{ ...staff, group: "staff" },
				{ ...staff, group: " " },
			];
			assert.deepEqual(readOptions({ groupRoles: { table } as never }, DEFAULTS).groupRoles.table, [
				staff,
				{ group: "Staff", role: "member" },
				{ group: "staff", role: "auditor" },
			]);
		});

		it("with strict mode and an empty table are refused: nobody would get in", () => {
			for (const table of [[], [{ group: " ", role: "member" }]] as const) {
				refused({ groupRoles: { enabled: true, strict: true, table } }, "groupRoles", /nobody would get in/);
			}
			refused({ groupRoles: { table: [] } }, "groupRoles", /nobody would get in/, CHOSEN);
			refused({ groupRoles: { enabled: true, strict: true } }, "groupRoles", /nobody would get in/);
		});

		it("may be strict with an empty table while they are off, and empty without strict mode", () => {
			for (const groupRoles of [
				{ enabled: false, strict: true, table: [] },
				{ enabled: true, strict: false, table: [] },
			]) {
				assert.deepEqual(readOptions({ groupRoles }, DEFAULTS).groupRoles, { ...groupRoles, defaultRole: "member" });
			}
		});
	});
});
