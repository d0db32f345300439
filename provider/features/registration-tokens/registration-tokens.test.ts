import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { after as inSeconds } from "#common/db/columns.ts";
import { newSecret } from "#common/seal/ids.ts";
import { createSeal } from "#common/seal/seal.ts";
import { engines } from "#tests/harness/databases.ts";
import {
	type Answer,
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
	rowsOf,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { revokeRole } from "../administrators/administrators.ts";
import { findApplication, liveSecrets } from "../applications/applications.ts";
import { createGroup, everyoneId } from "../groups/groups.ts";
import { REGISTRATION_PATH } from "./clients.routes.ts";
import { mountRegistrationTokens } from "./registration-tokens.routes.ts";
import { acceptTokenFromSettings, createToken, listTokens, removeEndedTokens } from "./registration-tokens.ts";

const AT = "/api/v1/registration-tokens";
const METADATA = { client_name: "Developer platform", redirect_uris: ["https://platform.example.com/oidc/callback"] };
const seal = createSeal("a master key that only the tests use", "provider");

interface Made {
	readonly id: string;
	readonly token: string;
	readonly issuer: string;
	readonly name: string;
	readonly expires: string;
	readonly group: { readonly name: string } | null;
	readonly createdBy: { readonly name: string } | null;
}
interface Registered {
	readonly client_id: string;
	readonly client_secret?: string;
	readonly client_name: string;
	readonly error?: string;
	readonly error_description?: string;
	readonly [member: string]: unknown;
}

for (const engine of engines) {
	describe(`registration tokens on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let administrator: string;

		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			administrator = (await makeAdministrator(db, "Ada")).id;
		});
		after(() => close());
		beforeEach(async () => {
			await db.deleteFrom("registration_tokens").execute();
			await db.deleteFrom("applications").execute();
			api = await openManagement(db, administrator, (routes, app) =>
				mountRegistrationTokens(routes, app, { db, seal, url: "http://localhost:7081" }),
			);
		});
		afterEach(() => api.close());

		const make = async (wanted: object = {}): Promise<Made> => {
			const { status, body } = await api.call<Made>("POST", AT, { body: { name: "Platform", ...wanted } });
			assert.equal(status, 201, JSON.stringify(body));
			return body;
		};
		const register = (
			token: string | undefined,
			body: unknown = METADATA,
			headers: Readonly<Record<string, string>> = {},
		): Promise<Answer<Registered>> =>
			api.call<Registered>("POST", REGISTRATION_PATH, {
				body,
				caller: null,
				headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
			});
		const rows = () => rowsOf(db, "applications", "application_secrets", "application_groups", "registration_tokens");
		const assigned = async () =>
			(await db.selectFrom("application_groups").selectAll().execute()).map((row) => [row.application_id, row.group_id]);
		const refused = async (answer: Promise<Answer<Registered>>, status: number, error: string): Promise<string> => {
			const before = await rows();
			const { status: actual, body } = await answer;
			assert.deepEqual([actual, body.error], [status, error], JSON.stringify(body));
			assert.deepEqual(await rows(), before);
			return body.error_description ?? "";
		};

		it("are 256 random bits, shown once, and kept as a digest", async () => {
			const made = await make();
			assert.match(made.token, /^[A-Za-z0-9_-]{43}$/);
			assert.equal(made.issuer, "http://localhost:7081");
			const list = await api.call<Made[]>("GET", AT);
			assert.deepEqual(
				list.body.map(({ name, createdBy, group }) => [name, createdBy?.name, group]),
				[["Platform", "Ada Tester", null]],
			);
			assert.doesNotMatch(JSON.stringify([list.body, await rows()]), new RegExp(made.token));
		});

		it("live an hour unless a day or a week is chosen", async () => {
			for (const [expiresIn, seconds] of [
				[undefined, 3_600],
				[86_400, 86_400],
				[604_800, 604_800],
			] as const) {
				const { expires } = await make({ expiresIn });
				assert.ok(Math.abs(Date.parse(expires) - Date.now() - seconds * 1000) < 60_000, `${expires} for ${expiresIn}`);
			}
			for (const body of [
				{ name: "x", expiresIn: 31_536_000 },
				{ name: " " },
				{ name: "two\nlines" },
				{ name: "x".repeat(101) },
				{ name: "x", groupId: "00gmissing" },
				{ name: "x", extra: 1 },
				{},
			]) {
				const before = await rows();
				assert.equal((await api.call("POST", AT, { body })).status, 400, JSON.stringify(body));
				assert.deepEqual(await rows(), before);
			}
		});

		it("belong to administrators: nobody else lists, makes or revokes them", async () => {
			const { id } = await make();
			const person = (await makePerson(db, `Grace${newSecret(4)}`)).id;
			for (const caller of [null, person]) {
				for (const [method, path] of [
					["GET", AT],
					["POST", AT],
					["DELETE", `${AT}/${id}`],
				] as const) {
					const { status } = await api.call(method, path, { caller, ...(method === "POST" ? { body: { name: "x" } } : {}) });
					assert.equal(status, 403, `${method} ${path}`);
				}
			}
			assert.equal((await listTokens(db)).length, 1);
		});

		it("register one application, with a secret, as one registered by hand", async () => {
			const { token } = await make();
			const { status, body, headers } = await register(token, {
				...METADATA,
				post_logout_redirect_uris: ["https://platform.example.com/"],
				grant_types: ["authorization_code", "refresh_token"],
				token_endpoint_auth_method: "client_secret_post",
				backchannel_logout_uri: "https://platform.example.com/oidc/backchannel-logout",
				contacts: ["somebody@example.com"],
				something_new: { passed: "over" },
			});
			assert.equal(status, 201);
			assert.equal(headers["cache-control"], "no-store");
			assert.equal(body["client_secret_expires_at"], 0);
			assert.ok(Math.abs(Number(body["client_id_issued_at"]) - Date.now() / 1000) < 60);
			assert.equal(body["something_new"], undefined);
			const application = await findApplication(db, body.client_id);
			assert.equal(application?.label, "Developer platform");
			assert.deepEqual([application?.kind, application?.status], ["web", "ACTIVE"]);
			const { redirectUris, postLogoutRedirectUris, grantTypes, authMethod, backchannelLogoutUri } = application?.settings ?? {};
			assert.deepEqual(
				[redirectUris, postLogoutRedirectUris, grantTypes, authMethod, backchannelLogoutUri],
				[
					METADATA.redirect_uris,
					["https://platform.example.com/"],
					["authorization_code", "refresh_token"],
					"client_secret_post",
					"https://platform.example.com/oidc/backchannel-logout",
				],
			);
			assert.deepEqual(await liveSecrets(db, seal, body.client_id), [body.client_secret]);
			assert.doesNotMatch(JSON.stringify(await rows()), new RegExp(String(body.client_secret)));
			assert.deepEqual(api.events.at(-1), {
				type: "app.oauth2.client.lifecycle.create",
				result: "success",
				targets: [body.client_id, api.events[0]?.targets[0]],
			});
		});

		it("register a public client as a Single-Page App, and a native one as Native, without a secret and with PKCE", async () => {
			for (const [metadata, kind] of [
				[{ redirect_uris: ["https://spa.example.com/"], token_endpoint_auth_method: "none" }, "browser"],
				[
					{ redirect_uris: ["com.example.app:/callback"], application_type: "native", token_endpoint_auth_method: "none" },
					"native",
				],
			] as const) {
				const { status, body } = await register((await make()).token, metadata);
				assert.equal(status, 201, JSON.stringify(body));
				assert.equal(body.client_secret, undefined);
				const application = await findApplication(db, body.client_id);
				assert.deepEqual([application?.kind, application?.settings.pkceRequired], [kind, true]);
			}
		});

		it("assign the application that they make to the group that was chosen, and to nobody by default", async () => {
			const group = await createGroup(db, { name: `Developers ${newSecret(4)}` });
			const { token, group: shown } = await make({ groupId: group.id });
			assert.equal(shown?.name, group.name);
			const { body } = await register(token);
			assert.deepEqual(await assigned(), [[body.client_id, group.id]]);
			await register((await make()).token);
			assert.equal((await assigned()).length, 1);
		});

		it("work once, and at one moment for one of many", async () => {
			const { token } = await make();
			const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => register(token)));
			assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 401, 401, 401, 401, 401]);
			assert.equal((await db.selectFrom("applications").select("id").execute()).length, 1);
			await refused(register(token), 401, "invalid_token");
			assert.deepEqual(await listTokens(db), []);
		});

		it("that are expired, revoked, made up, or nobody's are refused in the same words", async () => {
			const expired = await make();
			await db
				.updateTable("registration_tokens")
				.set({ expires: inSeconds(-1) })
				.execute();
			const revoked = await make();
			assert.equal((await api.call("DELETE", `${AT}/${revoked.id}`)).status, 204);
			assert.equal((await api.call("DELETE", `${AT}/${revoked.id}`)).status, 400);
			assert.equal((await api.call("DELETE", `${AT}/rtkmissing`)).status, 404);
			const words = new Set<string>();
			for (const token of [undefined, "", expired.token, revoked.token, newSecret(), revoked.id, "x".repeat(10_000)]) {
				words.add(await refused(register(token), 401, "invalid_token"));
			}
			assert.equal(words.size, 1);
			const { headers } = await register(undefined, "{}");
			assert.equal(headers["www-authenticate"], "Bearer");
			assert.equal((await register(newSecret())).headers["www-authenticate"], 'Bearer error="invalid_token"');
		});

		it("say nothing about the body to whoever has none", async () => {
			const { token: spent } = await make();
			await register(spent);
			const bodies = [
				{},
				[],
				"null",
				"{",
				"{\u0000",
				'{"__proto__": 1}',
				"x".repeat(70_000),
				{ redirect_uris: ["javascript:x"] },
			];
			for (const token of [undefined, newSecret(), spent]) {
				for (const body of bodies) await refused(register(token, body), 401, "invalid_token");
				for (const type of ["text/plain", "application/x-www-form-urlencoded", "nonsense"]) {
					await refused(register(token, "{", { "content-type": type }), 401, "invalid_token");
				}
			}
			const { token } = await make();
			await refused(register(token, "{"), 400, "invalid_request");
			assert.equal((await register(token)).status, 201);
		});

		it("end with the rights of whoever made them", async () => {
			const other = await makeAdministrator(db, `Edsger${newSecret(4)}`);
			const { secret } = await createToken(db, other.id, { name: "Theirs" });
			await revokeRole(db, other.id, "SUPER_ADMIN");
			await refused(register(secret), 401, "invalid_token");
		});

		const bad: readonly (readonly [string, unknown, string])[] = [
			["a script", { redirect_uris: ["javascript:alert(1)"] }, "invalid_redirect_uri"],
			["data", { redirect_uris: ["data:text/html,hello"] }, "invalid_redirect_uri"],
			["a wildcard", { redirect_uris: ["https://*.example.com/callback"] }, "invalid_redirect_uri"],
			["a fragment", { redirect_uris: ["https://app.example.com/#x"] }, "invalid_redirect_uri"],
			["a path alone", { redirect_uris: ["/callback"] }, "invalid_redirect_uri"],
			["no address", {}, "invalid_redirect_uri"],
			["an empty list", { redirect_uris: [] }, "invalid_redirect_uri"],
			["a text for a list", { redirect_uris: "https://app.example.com/" }, "invalid_redirect_uri"],
			[
				"a thousand addresses",
				{ redirect_uris: Array.from({ length: 1_000 }, (_, n) => `https://a.example/${n}`) },
				"invalid_redirect_uri",
			],
			["a script after sign-out", { ...METADATA, post_logout_redirect_uris: ["javascript:alert(1)"] }, "invalid_redirect_uri"],
			["a list", [METADATA], "invalid_client_metadata"],
			["a number", "1", "invalid_client_metadata"],
			["the implicit grant", { ...METADATA, grant_types: ["implicit"] }, "invalid_client_metadata"],
			["tokens from the front", { ...METADATA, response_types: ["id_token"] }, "invalid_client_metadata"],
			["a key for a secret", { ...METADATA, token_endpoint_auth_method: "private_key_jwt" }, "invalid_client_metadata"],
			["no signature", { ...METADATA, id_token_signed_response_alg: "none" }, "invalid_client_metadata"],
			["pairwise subjects", { ...METADATA, subject_type: "pairwise" }, "invalid_client_metadata"],
			["a name that looks like another", { ...METADATA, client_name: "Signet Plat\u200bform" }, "invalid_client_metadata"],
			["a name that turns round", { ...METADATA, client_name: "Signet \u202emroftalP" }, "invalid_client_metadata"],
			["a name on two lines", { ...METADATA, client_name: "two\nlines" }, "invalid_client_metadata"],
			["http to elsewhere for sign-out", { ...METADATA, backchannel_logout_uri: "http://a.example/" }, "invalid_client_metadata"],
			["a script for sign-out", { ...METADATA, backchannel_logout_uri: "javascript:alert(1)" }, "invalid_client_metadata"],
			[
				"sign-out at a cloud's metadata",
				{ ...METADATA, backchannel_logout_uri: "https://169.254.169.254/latest/meta-data" },
				"invalid_client_metadata",
			],
			[
				"sign-out at a neighbour",
				{ ...METADATA, backchannel_logout_uri: "http://127.0.0.1:9200/_shutdown" },
				"invalid_client_metadata",
			],
			[
				"sign-out at another port",
				{ ...METADATA, backchannel_logout_uri: "https://platform.example.com:8443/oidc/backchannel-logout" },
				"invalid_client_metadata",
			],
			[
				"sign-out by a private scheme",
				{
					redirect_uris: ["com.example.app:/callback"],
					application_type: "native",
					token_endpoint_auth_method: "none",
					backchannel_logout_uri: "com.example.app:/sign-out",
				},
				"invalid_client_metadata",
			],
			["a script for sign-in", { ...METADATA, initiate_login_uri: "javascript:alert(1)" }, "invalid_client_metadata"],
		];
		it("refuse what cannot be registered, by RFC 7591 section 3.2.2, and are not spent by it", async () => {
			const { token } = await make();
			for (const [what, metadata, error] of bad) {
				const words = await refused(register(token, metadata), 400, error);
				assert.match(words, /^[\x20-\x21\x23-\x5b\x5d-\x7e]{5,400}$/, what);
			}
			const huge = { ...METADATA, client_uri: `https://a.example/${"x".repeat(70_000)}` };
			const before = await rows();
			assert.equal((await register(token, huge)).status, 413);
			assert.deepEqual(await rows(), before);
			assert.equal((await register(token)).status, 201);
		});

		it("put a number behind a name that is taken, and take the host where there is none", async () => {
			const names: string[] = [];
			for (const metadata of [METADATA, METADATA, METADATA, { redirect_uris: METADATA.redirect_uris }]) {
				names.push((await register((await make()).token, metadata)).body.client_name);
			}
			assert.deepEqual(names, ["Developer platform", "Developer platform (2)", "Developer platform (3)", "platform.example.com"]);
		});

		it("are forgotten 30 days after they were used or revoked, or have expired", async () => {
			const day = 86_400;
			const ends = async (end: "used" | "revoked" | "expires", days: number): Promise<string> => {
				const { id } = await make({ name: `${end} ${days} days ago` });
				await db
					.updateTable("registration_tokens")
					.set({ [end]: inSeconds(-days * day) })
					.where("id", "=", id)
					.execute();
				return id;
			};
			for (const end of ["used", "revoked", "expires"] as const) await ends(end, 31);
			const kept = [await ends("used", 29), await ends("revoked", 29), await ends("expires", 29), (await make()).id];
			await removeEndedTokens(db);
			const left = await db.selectFrom("registration_tokens").select("id").execute();
			assert.deepEqual(left.map(({ id }) => id).sort(), kept.sort());
		});

		it("leave an event for each use and each refusal, that names the token and never holds it", async () => {
			const { token, id } = await make();
			await register(token, {});
			await register(token);
			await register(token);
			assert.deepEqual(
				api.events.map(({ type, result, targets }) => [type, result, targets.includes(id)]),
				[
					["app.oauth2.registration_token.create", "success", true],
					["app.oauth2.client.lifecycle.create", "failure", true],
					["app.oauth2.client.lifecycle.create", "success", true],
					["app.oauth2.client.lifecycle.create", "failure", false],
				],
			);
		});

		describe("from the settings", () => {
			const secret = "a-token-that-only-the-tests-know-of";
			const tokens = async () => (await listTokens(db)).map(({ name, group }) => [name, group?.name]);

			it("work for an hour, also before there is an administrator, and let everyone in", async () => {
				await acceptTokenFromSettings(db, secret);
				assert.deepEqual(await tokens(), [["SIGNET_REGISTRATION_TOKEN", "Everyone"]]);
				const { status, body } = await register(secret);
				assert.equal(status, 201);
				assert.deepEqual(await assigned(), [[body.client_id, await everyoneId(db)]]);
			});

			it("stay used, and stay revoked, at the next start", async () => {
				await acceptTokenFromSettings(db, secret);
				await register(secret);
				await acceptTokenFromSettings(db, secret);
				await refused(register(secret), 401, "invalid_token");
				await db
					.updateTable("registration_tokens")
					.set({ used: inSeconds(-31 * 86_400), expires: inSeconds(-31 * 86_400) })
					.execute();
				await removeEndedTokens(db);
				await acceptTokenFromSettings(db, secret);
				await refused(register(secret), 401, "invalid_token");
				const other = `${secret}-2`;
				await acceptTokenFromSettings(db, other);
				const [live] = await listTokens(db);
				await api.call("DELETE", `${AT}/${live?.id}`);
				await acceptTokenFromSettings(db, other);
				await refused(register(other), 401, "invalid_token");
			});

			it("begin their hour anew at the next start, and are forgotten where the settings change", async () => {
				await acceptTokenFromSettings(db, secret);
				await db
					.updateTable("registration_tokens")
					.set({ expires: inSeconds(-1) })
					.execute();
				await refused(register(secret), 401, "invalid_token");
				await acceptTokenFromSettings(db, secret);
				assert.equal((await tokens()).length, 1);
				await make();
				await acceptTokenFromSettings(db, undefined);
				assert.deepEqual(await tokens(), [["Platform", undefined]]);
				await refused(register(secret), 401, "invalid_token");
			});
		});
	});
}
