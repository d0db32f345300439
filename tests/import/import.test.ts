import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { openDatabase } from "#common/db/database.ts";
import { createSeal } from "#common/seal/seal.ts";
import { masterKey } from "#common/settings/master-key.ts";
import { engines, ownDatabase } from "#tests/harness/databases.ts";
import { rowsOf } from "#tests/harness/management.ts";
import type { Db, Tables } from "../../provider/database.ts";
import {
	createApplicationIn,
	findApplicationByClientId,
	isAssigned,
	liveSecrets,
} from "../../provider/features/applications/applications.ts";
import { createGroup, ensureEveryone, groupNamesOf, removeMember } from "../../provider/features/groups/groups.ts";
import type { Report } from "../../provider/features/import/import.ts";
import { createPolicy } from "../../provider/features/policies/policies.ts";
import { authenticate, createUser, findUser, findUserByLogin, updateProfile } from "../../provider/features/users/users.ts";
import { migrations } from "../../provider/migrations/index.ts";
import { makeKey } from "../harness/service-application.ts";
import { type Environment, runImport, startImport } from "./command.ts";
import { type FakeOkta, group, person, startFakeOkta, TOKEN } from "./fake-okta.ts";

const STATUSES = ["STAGED", "PROVISIONED", "ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT", "SUSPENDED", "DEPROVISIONED"];

const ofEachStatus = STATUSES.map((status) =>
	person(`00u${status.toLowerCase().replace("_", "")}`, `${status.toLowerCase()}@example.com`, { status }),
);

const organisation = () => ({
	"/api/v1/users": [
		...Array.from({ length: 120 }, (_, at) => person(`00unumber${at}`, `number${at}@example.com`)),
		...ofEachStatus,
		person("00utwin", "NUMBER1@example.com"),
		person("00ubadmail", "bad@example.com", { profile: { email: "no mail" } }),
		person("00unonames", "nonames@example.com", { profile: { firstName: null, lastName: "" } }),
		person("00uodd", "odd@example.com", { profile: { locale: "!!", unheardOf: "x", nickName: 7, title: "a\u0000b" } }),
		person("../../etc/passwd", "climbing@example.com"),
	],
	"/api/v1/groups": [
		group("00geveryone", "Everyone", "BUILT_IN"),
		group("00gnavy", "Navy"),
		group("00gdirectory", "navy", "APP_GROUP"),
		group("00gempty", "Empty"),
	],
	"/api/v1/groups/00gnavy/users": Array.from({ length: 110 }, (_, at) => person(`00unumber${at}`, `number${at}@example.com`)),
	"/api/v1/groups/00gdirectory/users": [person("00unumber3", "number3@example.com"), person("00utwin", "NUMBER1@example.com")],
	"/api/v1/groups/00gempty/users": [],
	"/api/v1/apps": [],
});

/** Longer than other files: each promise is held on both engines against the same source, which is made for all of them. */
for (const { name } of engines) {
	describe(`signet import okta on ${name}`, () => {
		let okta: FakeOkta;
		let home: string;
		let environment: Environment;

		const open = (): Promise<Db> =>
			openDatabase<Tables>(
				{ dataDir: String(environment["SIGNET_DATA_DIR"]), databaseUrl: environment["SIGNET_DATABASE_URL"] },
				"provider",
				migrations,
			);
		const within = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
			const db = await open();
			try {
				await ensureEveryone(db);
				return await work(db);
			} finally {
				await db.destroy();
			}
		};
		/** Runs it, and answers its report. */
		const imported = async (...args: readonly string[]): Promise<Report & { output: string }> => {
			const file = join(home, "report.json");
			rmSync(file, { force: true });
			const { code, output } = await runImport(environment, "--url", okta.url, "--report", file, ...args);
			assert.equal(code, 0, output);
			const text = readFileSync(file, "utf8");
			assert.doesNotMatch(`${text}${output}`, new RegExp(TOKEN));
			return { ...(JSON.parse(text) as Report), output };
		};
		const outcome = ({ stages }: Report, stage: string) => {
			const { decisions: _, ...counts } = stages[stage] ?? assert.fail(`no stage ${stage}`);
			return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
		};
		const codes = ({ notes }: Report, id: string): string[] => notes.filter((note) => note.id === id).map(({ code }) => code);
		/** All that is not the import's own. */
		const everything = (db: Db) =>
			rowsOf(db, "users", "groups", "group_members", "applications", "application_users", "application_groups");

		beforeEach(async () => {
			okta = await startFakeOkta(organisation());
			home = mkdtempSync(join(tmpdir(), "signet-import-"));
			environment = {
				SIGNET_DATA_DIR: join(home, "data"),
				SIGNET_DATABASE_URL: name === "PostgreSQL" ? await ownDatabase() : undefined,
				SIGNET_IMPORT_TOKEN: TOKEN,
			};
		});
		afterEach(async () => {
			await okta.stop();
			rmSync(home, { recursive: true, force: true });
		});

		it("brings people, groups and memberships under their own ids, and says what it could not bring", async () => {
			const report = await imported();
			assert.deepEqual(outcome(report, "people"), { read: 132, made: 129, skipped: 3 });
			assert.deepEqual(outcome(report, "groups"), { read: 4, made: 3, unchanged: 1 });
			assert.deepEqual(outcome(report, "memberships"), { read: 112, made: 111, skipped: 1 });
			assert.deepEqual(codes(report, "00utwin"), ["login-differs-in-case"]);
			assert.deepEqual(codes(report, "00ubadmail"), ["profile-refused"]);
			assert.deepEqual(codes(report, "../../etc/passwd"), ["id-odd"]);
			assert.deepEqual(codes(report, "00gdirectory"), ["name-taken", "group-type"]);
			assert.equal(codes(report, "00unonames").length, 2);
			assert.ok(codes(report, "00uodd").length >= 3);
			await within(async (db) => {
				const user = await findUserByLogin(db, "number3@example.com");
				assert.equal(user?.id, "00unumber3");
				assert.equal(user?.created, "2019-03-04T05:06:07.000Z");
				assert.deepEqual(await groupNamesOf(db, "00unumber3"), ["Everyone", "Navy", "navy (00gdirectory)"]);
				assert.equal((await findUser(db, "00uodd"))?.profile.locale, undefined);
			});
		});

		it("lets nobody in who cannot sign in there, and nobody without a password", async () => {
			const report = await imported();
			await within(async (db) => {
				const here = await Promise.all(ofEachStatus.map(async ({ id }) => (await findUser(db, String(id)))?.status));
				assert.deepEqual(here, [
					"STAGED",
					"PROVISIONED",
					"PROVISIONED",
					"RECOVERY",
					"PROVISIONED",
					"PROVISIONED",
					"SUSPENDED",
					"DEPROVISIONED",
				]);
				assert.deepEqual(await groupNamesOf(db, "00udeprovisioned"), []);
			});
			assert.match(
				Object.keys(report.stages["people"]?.decisions ?? {}).join(),
				/ACTIVE there: their password could not be read/,
			);
		});

		it("takes password hashes from a file beside it", async () => {
			const file = join(home, "hashes");
			const value = Buffer.from("5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8", "hex").toString("base64");
			const hash = { algorithm: "SHA-256", value };
			writeFileSync(
				file,
				`${JSON.stringify({ id: "00unumber1", hash })}\n${JSON.stringify({ login: "Number2@example.com", hash })}\n\n`,
			);
			await imported("--hashes", file);
			await within(async (db) => {
				assert.equal((await authenticate(db, "number1@example.com", "password"))?.id, "00unumber1");
				assert.equal((await authenticate(db, "number2@example.com", "password"))?.id, "00unumber2");
				assert.equal(await authenticate(db, "number3@example.com", "password"), undefined);
			});
			writeFileSync(file, `{"id":"x","hash":{"algorithm":"ROT13","value":"secret"}}`);
			const { code, output } = await runImport(environment, "--url", okta.url, "--hashes", file);
			assert.equal(code, 2);
			assert.match(output, /line 1/);
			assert.doesNotMatch(output, /secret/);
		});

		it("changes nothing the second time", async () => {
			await imported();
			const before = await within(everything);
			const report = await imported();
			assert.deepEqual(outcome(report, "people"), { read: 132, unchanged: 129, skipped: 3 });
			assert.deepEqual(outcome(report, "memberships"), { read: 112, unchanged: 111, skipped: 1 });
			assert.deepEqual(await within(everything), before);
		});

		it("writes nothing in a dry run, and says what an import does then", async () => {
			const rehearsed = await imported("--dry-run");
			assert.ok(!existsSync(join(home, "data")), "it made a data folder");
			assert.match(rehearsed.output, /nothing was written/);
			const real = await imported();
			assert.deepEqual(rehearsed.stages, real.stages);
			assert.deepEqual(rehearsed.notes, real.notes);
			await within((db) =>
				createUser(db, {
					profile: { login: "new@example.com", email: "new@example.com", firstName: "A", lastName: "B" },
					activate: false,
				}),
			);
			okta.lists.set("/api/v1/users", [...(okta.lists.get("/api/v1/users") ?? []), person("00unew", "new@example.com")]);
			const before = await within((db) => rowsOf(db, ...(Object.keys(TABLES) as (keyof Tables)[])));
			const again = await imported("--dry-run");
			assert.deepEqual(codes(again, "00unew"), ["login-taken"]);
			assert.deepEqual(await within((db) => rowsOf(db, ...(Object.keys(TABLES) as (keyof Tables)[]))), before);
		});

		it("adds what is new, follows changes only where it is told to, and never overwrites what was edited here", async () => {
			await imported();
			await within(async (db) => {
				await updateProfile(db, "00unumber5", { title: "Captain" }, { partial: true });
				await removeMember(db, "00gnavy", "00unumber9");
			});
			const changed = (okta.lists.get("/api/v1/users") ?? []).map((item) =>
				["00unumber4", "00unumber5"].includes(String(item["id"]))
					? person(String(item["id"]), `${String(item["id"]).slice(3)}@example.com`, { profile: { lastName: "Married" } })
					: item,
			);
			okta.lists.set("/api/v1/users", [...changed, person("00unew", "new@example.com")]);
			const members = okta.lists.get("/api/v1/groups/00gnavy/users") ?? [];
			okta.lists.set("/api/v1/groups/00gnavy/users", [...members.slice(1), person("00unew", "new@example.com")]);

			const careful = await imported();
			assert.deepEqual(outcome(careful, "people"), { read: 133, made: 1, unchanged: 127, left: 2, skipped: 3 });
			assert.deepEqual(codes(careful, "00unumber4"), ["changed-there"]);
			await within(async (db) => {
				assert.equal((await findUser(db, "00unumber4"))?.profile.lastName, "Tester");
				assert.deepEqual(await groupNamesOf(db, "00unew"), ["Everyone", "Navy"]);
				assert.deepEqual(await groupNamesOf(db, "00unumber0"), ["Everyone", "Navy"]);
				assert.deepEqual(await groupNamesOf(db, "00unumber9"), ["Everyone"], "what was taken away here came back");
			});
			const following = await imported("--update");
			assert.deepEqual(outcome(following, "people"), { read: 133, updated: 1, unchanged: 128, left: 1, skipped: 3 });
			assert.deepEqual(codes(following, "00unumber5"), ["edited-on-both-sides"]);
			await within(async (db) => {
				assert.equal((await findUser(db, "00unumber4"))?.profile.lastName, "Married");
				assert.equal((await findUser(db, "00unumber5"))?.profile.lastName, "Tester");
				assert.deepEqual(await groupNamesOf(db, "00unumber0"), ["Everyone"]);
			});
			assert.deepEqual(outcome(await imported("--update"), "people"), { read: 133, unchanged: 129, left: 1, skipped: 3 });
		});

		it("shuts out whoever was deactivated there, where it follows", async () => {
			await imported();
			const changed = (okta.lists.get("/api/v1/users") ?? []).map((item) =>
				item["id"] === "00unumber7" ? { ...item, status: "DEPROVISIONED" } : item,
			);
			okta.lists.set("/api/v1/users", changed);
			assert.deepEqual(codes(await imported(), "00unumber7"), ["status-changed-there"]);
			await within(async (db) => assert.equal((await findUser(db, "00unumber7"))?.status, "PROVISIONED"));
			await imported("--update");
			await within(async (db) => assert.equal((await findUser(db, "00unumber7"))?.status, "DEPROVISIONED"));
		});

		it("goes on after it was killed, and ends complete and without doubles", async () => {
			okta.pageSize = 10;
			for (const path of ["/api/v1/users?", "/api/v1/groups/00gnavy/users?"]) {
				let pages = 0;
				const running = startImport(environment, "--url", okta.url);
				okta.intercept = async (_, __, url) => {
					if (`${url.pathname}?` !== path || ++pages < 5) return false;
					running.child.kill("SIGKILL");
					return true;
				};
				assert.equal((await running.ended).code, null, running.said());
			}
			okta.intercept = () => false;
			const first = okta.asked.length;
			const report = await imported();
			assert.match(report.output, /going on/);
			assert.deepEqual(outcome(report, "people"), { read: 132, made: 129, skipped: 3 });
			assert.deepEqual(outcome(report, "memberships"), { read: 112, made: 111, skipped: 1 });
			assert.ok(!okta.asked.slice(first).some(({ path }) => path.startsWith("/api/v1/users?")), "it read people again");
			const killed = await within(everything);

			const other = mkdtempSync(join(tmpdir(), "signet-import-"));
			environment = {
				...environment,
				SIGNET_DATA_DIR: other,
				...(name === "PostgreSQL" ? { SIGNET_DATABASE_URL: await ownDatabase() } : {}),
			};
			await imported();
			assert.deepEqual(withoutMoments(await within(everything)), withoutMoments(killed));
			rmSync(other, { recursive: true });
		});

		it("begins a list anew where the source has forgotten the place", async () => {
			okta.pageSize = 10;
			let pages = 0;
			const running = startImport(environment, "--url", okta.url);
			okta.intercept = async (_, __, url) => {
				if (url.pathname !== "/api/v1/users" || ++pages < 5) return false;
				running.child.kill("SIGKILL");
				return true;
			};
			await running.ended;
			okta.intercept = (_, response, url) => {
				const after = Number(url.searchParams.get("after"));
				if (url.pathname !== "/api/v1/users" || after < 20 || after > 60 || pages === 0) return false;
				pages = 0;
				response.writeHead(400, { "content-type": "application/json" }).end('{"errorCode":"E0000001"}');
				return true;
			};
			assert.deepEqual(outcome(await imported(), "people"), { read: 132, made: 129, skipped: 3 });
		});

		it("refuses a second import at the same time", async () => {
			let held: (() => void) | undefined;
			const waiting = new Promise<void>((arrived) => {
				okta.intercept = async (_, __, url) => {
					if (url.pathname !== "/api/v1/groups" || held) return false;
					await new Promise<void>((resolve) => {
						held = resolve;
						arrived();
					});
					return false;
				};
			});
			const running = startImport(environment, "--url", okta.url);
			await waiting;
			const { code, output } = await runImport(environment, "--url", okta.url);
			assert.equal(code, 1);
			assert.match(output, /running already \(process \d+/);
			held?.();
			assert.equal((await running.ended).code, 0, running.said());
		});

		it("brings applications with client IDs and secrets, others as bookmarks, and rules that wait", async () => {
			const oidc = (id: string, label: string, client: object, settings: object = {}) => ({
				id,
				name: "oidc_client",
				label,
				status: "ACTIVE",
				signOnMode: "OPENID_CONNECT",
				orn: "orn:okta:x",
				unheardOf: { of: 1 },
				credentials: { oauthClient: { autoKeyRotation: true, ...client }, signing: { kid: "x" }, odd: true },
				settings: {
					app: {},
					oauthClient: {
						application_type: "web",
						redirect_uris: ["https://app.example.com/cb"],
						response_types: ["code"],
						grant_types: ["authorization_code"],
						...settings,
					},
				},
				_links: {},
			});
			const secret = (value: string, status: string) => ({ id: `ocs${value}`, client_secret: value, status });
			okta.lists.set("/api/v1/apps", [
				oidc("0oaships", "Ships", { client_id: "ships-by-name", token_endpoint_auth_method: "client_secret_basic" }),
				oidc("0oaother", "ships", { client_id: "0oaother", token_endpoint_auth_method: "none", pkce_required: true }),
				oidc("0oaodd", "Odd", { token_endpoint_auth_method: "client_secret_basic" }, { redirect_uris: "no list" }),
				{
					id: "0oasaml",
					name: "acme_saml_1",
					label: "Saml",
					status: "ACTIVE",
					signOnMode: "SAML_2_0",
					settings: { signOn: { ssoAcsUrl: "https://x" } },
				},
			]);
			okta.lists.set("/api/v1/apps/0oaships/credentials/secrets", [
				secret("old-secret-that-went-out-of-use", "INACTIVE"),
				secret("new-secret-that-is-in-use-now", "ACTIVE"),
			]);
			okta.lists.set("/api/v1/apps/0oaships/users", [
				{ id: "00unumber1", scope: "USER", credentials: { userName: "one" }, profile: { role: "captain" } },
				{ id: "00unumber2", scope: "GROUP", credentials: { userName: "two" } },
				{ id: "00utwin", scope: "USER" },
			]);
			okta.lists.set("/api/v1/apps/0oaships/groups", [
				{ id: "00gnavy", priority: 4, profile: {} },
				{ id: "00geveryone", priority: 5 },
			]);
			for (const id of ["0oaother", "0oasaml"])
				for (const list of ["users", "groups"]) okta.lists.set(`/api/v1/apps/${id}/${list}`, []);
			const rule = (id: string, name: string, value: string) => ({
				id,
				type: "group_rule",
				name,
				status: "ACTIVE",
				conditions: { expression: { value, type: "urn:okta:expression:1.0" } },
				actions: { assignUserToGroups: { groupIds: ["00gempty"] } },
			});
			okta.lists.set("/api/v1/groups/rules", [
				rule("0prgood", "Good", 'user.title=="Sailor"'),
				rule("0prbad", "Bad", "Magic.spell(user)"),
			]);

			const report = await imported();
			assert.doesNotMatch(JSON.stringify(report), /secret-that/);
			assert.deepEqual(outcome(report, "applications"), { read: 4, made: 3, skipped: 1 });
			assert.deepEqual(codes(report, "0oaother"), ["label-taken"]);
			assert.deepEqual(codes(report, "0oaodd"), ["refused-here"]);
			assert.deepEqual(codes(report, "0oasaml"), ["sign-on-mode"]);
			assert.deepEqual(outcome(report, "assignments of people"), { read: 2, made: 1, skipped: 1 });
			assert.deepEqual(codes(report, "0prgood"), ["rule-waits", "members-by-hand"]);
			assert.deepEqual(codes(report, "0prbad"), ["refused-here"]);
			await within(async (db) => {
				const application = await findApplicationByClientId(db, "ships-by-name");
				assert.equal(application?.id, "0oaships");
				const key = readFileSync(join(String(environment["SIGNET_DATA_DIR"]), "secret"), "utf8").trim();
				assert.deepEqual(await liveSecrets(db, createSeal(key, "provider"), "0oaships"), ["new-secret-that-is-in-use-now"]);
				assert.ok(await isAssigned(db, "0oaships", "00unumber1"));
				assert.ok(await isAssigned(db, "0oaships", "00unumber119"), "through Everyone");
				const rows = (await rowsOf(db, "application_secrets", "group_rules")) as [object[], { status: string }[]];
				assert.equal(rows[0].length, 2);
				assert.doesNotMatch(JSON.stringify(rows[0]), /secret-that/);
				assert.deepEqual(
					rows[1].map(({ status }) => status),
					["INACTIVE"],
				);
			});
			const again = await imported("--activate-rules");
			assert.deepEqual(outcome(again, "applications"), { read: 4, unchanged: 3, skipped: 1 });
		});

		it("an application that signs with a key comes along without the secrets of the time before", async () => {
			const { publicJwk } = await makeKey();
			okta.lists.set("/api/v1/apps", [
				{
					id: "0oanightly",
					name: "oidc_client",
					label: "Nightly",
					status: "ACTIVE",
					signOnMode: "OPENID_CONNECT",
					credentials: { oauthClient: { client_id: "0oanightly", token_endpoint_auth_method: "private_key_jwt" } },
					settings: {
						oauthClient: {
							application_type: "service",
							response_types: ["token"],
							grant_types: ["client_credentials"],
							jwks: { keys: [{ ...publicJwk, id: "pksnightly", kid: "nightly", use: "sig", status: "ACTIVE", _links: {} }] },
						},
					},
				},
				{
					id: "0oabookmark",
					name: "bookmark",
					label: "News",
					status: "ACTIVE",
					signOnMode: "BOOKMARK",
					settings: { app: { url: "https://news.example.com" } },
				},
			]);
			okta.lists.set("/api/v1/apps/0oanightly/credentials/secrets", [
				{ id: "ocsold", client_secret: "secret-that-was-before", status: "ACTIVE" },
			]);
			for (const id of ["0oanightly", "0oabookmark"])
				for (const list of ["users", "groups"]) okta.lists.set(`/api/v1/apps/${id}/${list}`, []);
			const report = await imported();
			assert.deepEqual(outcome(report, "applications"), { read: 2, made: 2 });
			assert.deepEqual(codes(report, "0oabookmark"), [], "a bookmark is a bookmark here too");
			await within(async (db) => {
				assert.deepEqual(await rowsOf(db, "application_secrets"), [[]]);
			});
		});

		it("takes no definition of an attribute that no value could be held against", async () => {
			const properties = {
				badge: { title: "Badge", type: "string", enum: ["a", "b"], required: true, unheardOf: 1 },
				odd: { type: "string", enum: {} },
				longer: { type: "string", minLength: "7" },
				named: { type: "string", title: { of: "an object" } },
				list: { type: "array", items: { type: "string", enum: 5 } },
			};
			okta.intercept = (_, response, url) => {
				if (url.pathname !== "/api/v1/meta/schemas/user/default") return false;
				response
					.writeHead(200, { "content-type": "application/json" })
					.end(JSON.stringify({ definitions: { custom: { properties } } }));
				return true;
			};
			const report = await imported();
			assert.deepEqual(outcome(report, "attributes"), { read: 5, made: 1, skipped: 4 });
			const [kept] = (await within((db) => rowsOf(db, "custom_attributes"))) as [{ name: string; definition: string }[]];
			assert.deepEqual(
				kept.map(({ name, definition }) => [name, JSON.parse(definition)]),
				[["badge", { title: "Badge", type: "string", enum: ["a", "b"] }]],
			);
		});

		it("gives what is here by itself to nobody, whatever ids the source has", async () => {
			const seal = createSeal(masterKey(String(environment["SIGNET_DATA_DIR"]), undefined), "provider");
			const local = await within(async (db) => {
				const redirectUris = ["https://app.example.com/cb"];
				const wanted = { label: "Payroll", kind: "web", settings: { redirectUris } } as const;
				const { id } = await db.transaction().execute((tx) => createApplicationIn(tx, seal, wanted));
				const { id: groupId } = await createGroup(db, { name: "Payroll" });
				const policy = { type: "OKTA_SIGN_ON", name: "Ours", document: {} } as const;
				return { id, groupId, policyId: (await createPolicy(db, policy, "ACTIVE")).id };
			});
			okta.lists.set("/api/v1/apps", [{ id: local.id, label: "Mine", status: "ACTIVE", signOnMode: "BOOKMARK" }]);
			okta.lists.set(`/api/v1/apps/${local.id}/users`, [{ id: "00unumber1", scope: "USER" }]);
			okta.lists.set(`/api/v1/apps/${local.id}/groups`, [{ id: "00gnavy" }]);
			okta.lists.set("/api/v1/groups/rules", [
				{
					id: "0prmine",
					name: "Mine",
					status: "ACTIVE",
					conditions: { expression: { value: 'user.login != ""' } },
					actions: { assignUserToGroups: { groupIds: [local.groupId] } },
				},
			]);
			okta.lists.set("/api/v1/policies", [{ id: local.policyId, type: "OKTA_SIGN_ON", name: "Mine" }]);
			okta.lists.set(`/api/v1/policies/${local.policyId}/rules`, [{ id: "0prdeny", type: "SIGN_ON", name: "Mine" }]);
			const tables = ["application_users", "application_groups", "group_rules", "policies", "policy_rules"] as const;
			const before = await within((db) => rowsOf(db, ...tables));
			const report = await imported("--activate-rules");
			assert.deepEqual(await within((db) => rowsOf(db, ...tables)), before);
			assert.deepEqual(codes(report, local.id), ["id-taken"]);
			assert.ok(codes(report, local.policyId).includes("id-taken"), report.output);
			assert.deepEqual(codes(report, "0prmine"), ["refused-here"]);
		});

		it("keeps the token out of the database, and what it says", async () => {
			okta.intercept = ({ headers }, response, url) => {
				if (url.pathname !== "/api/v1/groups") return false;
				response
					.writeHead(200, { "content-type": "application/json" })
					.end(JSON.stringify([group("00gecho", `You sent ${headers.authorization}`, "APP_GROUP")]));
				return true;
			};
			okta.lists.set("/api/v1/groups/00gecho/users", []);
			await imported();
			const stored = await within((db) => rowsOf(db, ...(Object.keys(TABLES) as (keyof Tables)[])));
			assert.doesNotMatch(JSON.stringify(stored), new RegExp(TOKEN));
		});
	});
}

/** The tables that an import may write, or whoever listens to it. */
const TABLES = {
	users: 1,
	groups: 1,
	group_members: 1,
	applications: 1,
	application_users: 1,
	application_groups: 1,
	application_secrets: 1,
	system_log: 1,
	imports: 1,
	import_stages: 1,
	import_objects: 1,
	import_links: 1,
	import_notes: 1,
	import_lock: 1,
} satisfies Partial<Record<keyof Tables, 1>>;

/** Rows of an import, but for when it was, in an order that both engines share. */
const withoutMoments = (tables: unknown): unknown =>
	(tables as Record<string, unknown>[][]).map((rows) =>
		rows
			.map(({ last_updated: _, last_membership_updated: __, created: ___, ...row }) => JSON.stringify(row))
			.filter((row) => !row.includes("BUILT_IN"))
			.map((row) => row.replace(/"group_id":"00g[A-Za-z0-9]{17}"/, "everyone"))
			.sort(),
	);
