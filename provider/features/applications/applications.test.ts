import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import type { ApplicationKind } from "./application.ts";
import { group, open, person, REDIRECT, seal } from "./applications.harness.ts";
import { assignGroup, assignPerson, isAssigned, listAssignedPeople, unassignGroup, unassignPerson } from "./assignments.ts";
import { listApplications } from "./listing.ts";
import { logoAddress, setLogo } from "./logos.ts";
import { findApplication } from "./registered.ts";
import { countsByStatus, createApplication, deleteApplication, setApplicationStatus, updateApplication } from "./registration.ts";
import { createSecret, deleteSecret, listSecrets, liveSecrets, setSecretStatus } from "./secrets.ts";
import { applicationsOf } from "./tiles.ts";

const ISSUER = "https://id.example.com";
const PNG = Buffer.from("89504e470d0a1a0a0000", "hex");

for (const engine of engines) {
	describe(`applications on ${engine.name}`, () => {
		const make = (db: Parameters<typeof createApplication>[0], label: string, kind: ApplicationKind = "web") =>
			createApplication(db, seal, { label, kind, settings: kind === "service" ? {} : { redirectUris: [REDIRECT] } });

		it("are told apart by their names, however these are written", async (t) => {
			const db = await open(engine, t);
			const wiki = await make(db, "  Wiki ");
			assert.equal(wiki.label, "Wiki");
			for (const label of ["wiki", "WIKI", "Ｗiki"]) {
				await assert.rejects(make(db, label), { code: "label_taken" });
			}
			const git = await make(db, "Git");
			await assert.rejects(
				updateApplication(db, seal, git.id, () => ({ label: "wiki" })),
				{ code: "label_taken" },
			);
			assert.deepEqual(await countsByStatus(db), { ACTIVE: 2, INACTIVE: 0 });
			assert.equal((await findApplication(db, git.id))?.label, "Git");
			assert.equal((await db.selectFrom("application_secrets").selectAll().execute()).length, 2);
		});

		it("are refused with a bad name or bad settings, and leave nothing", async (t) => {
			const db = await open(engine, t);
			for (const label of ["", "   ", "x".repeat(101), "a\nb", "a\u2028b", "a\tb"]) {
				await assert.rejects(make(db, label), { code: "invalid_request" }, JSON.stringify(label));
			}
			const settings = { redirectUris: [REDIRECT] };
			const bad = [
				{ kind: "web", settings: {} },
				{ kind: "web", settings: { ...settings, authMethod: "none", pkceRequired: false } },
				{ kind: "web", settings: { ...settings, grantTypes: ["authorization_code", "password"] } },
				{ kind: "web", settings: { ...settings, responseTypes: [] } },
				{ kind: "web", settings: { ...settings, jwksUri: "http://keys.example.com/jwks" } },
				{ kind: "service", settings: { authMethod: "none" } },
				{ kind: "web", settings: { ...settings, grantTypes: ["client_credentials"] } },
				{ kind: "web", settings: { ...settings, grantTypes: ["authorization_code", "authorization_code"] } },
				{ kind: "browser", settings: { ...settings, authMethod: "client_secret_basic" } },
				{ kind: "browser", settings: { ...settings, pkceRequired: false } },
				{ kind: "native", settings: { ...settings, grantTypes: ["authorization_code", "client_credentials"] } },
				{ kind: "service", settings },
				{ kind: "service", settings: { postLogoutRedirectUris: [REDIRECT] } },
				{ kind: "service", settings: { initiateLoginUri: REDIRECT } },
				{ kind: "service", settings: { grantTypes: ["client_credentials", "refresh_token"] } },
				{ kind: "web", settings: { ...settings, initiateLoginUri: "javascript:alert(1)" } },
				{ kind: "web", settings: { ...settings, groupsClaim: { filter: "REGEX", value: "(a+)\\1" } } },
			] as const;
			for (const wanted of bad) {
				await assert.rejects(
					createApplication(db, seal, { label: "Wiki", ...wanted }),
					{ code: "invalid_request" },
					JSON.stringify(wanted),
				);
			}
			assert.deepEqual(await countsByStatus(db), { ACTIVE: 0, INACTIVE: 0 });
			assert.deepEqual(await db.selectFrom("application_secrets").selectAll().execute(), []);
		});

		it("are paged by name without a gap or a repetition, and found by any part of it", async (t) => {
			const db = await open(engine, t);
			const labels = ["Ärzte", "alpha", "Beta", "beta 2", "100%", "a_b", "axb"];
			for (const label of labels) await make(db, label);
			const seen: string[] = [];
			let after: string | undefined;
			do {
				const page = await listApplications(db, { limit: 2, after });
				seen.push(...page.items.map(({ label }) => label));
				after = page.next;
			} while (after !== undefined);
			assert.equal(seen.length, labels.length);
			assert.deepEqual(new Set(seen), new Set(labels));
			const found = async (q: string) => (await listApplications(db, { q, limit: 100 })).items.map(({ label }) => label);
			assert.deepEqual(await found("BETA"), ["Beta", "beta 2"]);
			assert.deepEqual(await found("ärz"), ["Ärzte"]);
			assert.deepEqual(await found("%"), ["100%"]);
			assert.deepEqual(await found("a_"), ["a_b"]);
			assert.deepEqual(await found("' or 1=1"), []);
			const beta = (await listApplications(db, { q: "beta 2", limit: 1 })).items[0];
			await setApplicationStatus(db, beta?.id ?? "", "INACTIVE");
			assert.deepEqual(
				(await listApplications(db, { q: "beta", filter: 'status eq "INACTIVE"', limit: 100 })).items.map(({ label }) => label),
				["beta 2"],
			);
		});

		it("keep both of two changes made at once", async (t) => {
			const db = await open(engine, t);
			const { id } = await make(db, "Wiki");
			await Promise.all([
				updateApplication(db, seal, id, () => ({ label: "Knowledge" })),
				updateApplication(db, seal, id, () => ({ settings: { signingAlgorithm: "ES256" } })),
				updateApplication(db, seal, id, () => ({ settings: { groupsClaim: { filter: "EQUALS", value: "Ops" } } })),
			]);
			const application = await findApplication(db, id);
			assert.equal(application?.label, "Knowledge");
			assert.equal(application?.settings.signingAlgorithm, "ES256");
			assert.deepEqual(application?.settings.groupsClaim, { filter: "EQUALS", value: "Ops" });
		});

		it("have two secrets at most, even when a third and a fourth are asked for at once", async (t) => {
			const db = await open(engine, t);
			const { id } = await make(db, "Wiki");
			const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => createSecret(db, seal, id)));
			assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
			const secrets = await liveSecrets(db, seal, id);
			assert.equal(secrets.length, 2);
			assert.notEqual(secrets[0], secrets[1]);
			for (const secret of secrets) assert.match(secret, /^[A-Za-z0-9_-]{64}$/);
		});

		it("never lose their last active secret, even when both are switched off at once", async (t) => {
			const db = await open(engine, t);
			const { id } = await make(db, "Wiki");
			const second = await createSecret(db, seal, id);
			const [first] = (await listSecrets(db, seal, id)).filter((secret) => secret.id !== second.id);
			assert.ok(first);
			const outcomes = await Promise.allSettled([
				setSecretStatus(db, seal, id, first.id, "INACTIVE"),
				setSecretStatus(db, seal, id, second.id, "INACTIVE"),
			]);
			assert.equal(outcomes.filter(({ status }) => status === "rejected").length, 1);
			assert.equal((await liveSecrets(db, seal, id)).length, 1);
		});

		it("change their secret while the old one still works", async (t) => {
			const db = await open(engine, t);
			const { id } = await make(db, "Wiki");
			const [old] = await listSecrets(db, seal, id);
			assert.ok(old);
			await assert.rejects(setSecretStatus(db, seal, id, old.id, "INACTIVE"), { code: "conflict" });
			await assert.rejects(deleteSecret(db, id, old.id), { code: "conflict" });
			await new Promise((resolve) => setTimeout(resolve, 2));
			const fresh = await createSecret(db, seal, id);
			assert.deepEqual(await liveSecrets(db, seal, id), [fresh.secret, old.secret]);
			await setSecretStatus(db, seal, id, old.id, "INACTIVE");
			assert.deepEqual(await liveSecrets(db, seal, id), [fresh.secret]);
			await deleteSecret(db, id, old.id);
			await assert.rejects(deleteSecret(db, id, old.id), { code: "not_found" });
			const other = await make(db, "Git");
			await assert.rejects(setSecretStatus(db, seal, other.id, fresh.id, "INACTIVE"), { code: "not_found" });
			for (const { secret } of await db.selectFrom("application_secrets").selectAll().execute()) {
				assert.ok(!secret.includes(fresh.secret), "sealed at rest");
			}
		});

		it("have no secret where they could not keep one", async (t) => {
			const db = await open(engine, t);
			for (const kind of ["browser", "native"] as const) {
				const { id } = await make(db, kind, kind);
				assert.deepEqual(await liveSecrets(db, seal, id), []);
				await assert.rejects(createSecret(db, seal, id), { code: "conflict" });
			}
		});

		it("are open to whoever is assigned, directly or through any group, and to nobody else", async (t) => {
			const db = await open(engine, t);
			const ada = await person(db, "00uAda", "Ada Byron");
			const bob = await person(db, "00uBob", "Bob Berg");
			const eve = await person(db, "00uEve", "Eve Ek");
			const gone = await person(db, "00uGone", "Gone Person", "DEPROVISIONED");
			const ops = await group(db, "00gOps", "Ops", bob);
			const all = await group(db, "00gAll", "All", ada, bob);
			const { id } = await make(db, "Wiki");
			const { id: other } = await make(db, "Git");
			await Promise.all([assignPerson(db, id, ada), assignPerson(db, id, ada)]);
			await assignGroup(db, id, ops);
			const open_ = async () => Promise.all([ada, bob, eve].map((who) => isAssigned(db, id, who)));
			assert.deepEqual(await open_(), [true, true, false]);
			assert.equal(await isAssigned(db, other, ada), false);
			assert.equal((await listAssignedPeople(db, id, { limit: 10 })).items.length, 1);

			assert.equal((await assignGroup(db, id, all)).priority, 1);
			assert.equal((await assignGroup(db, id, all)).priority, 1);
			assert.equal(await unassignPerson(db, id, ada), false, "still through the group");
			assert.deepEqual(await unassignGroup(db, id, ops), [], "both are in the other group");
			assert.deepEqual((await unassignGroup(db, id, all)).toSorted(), [ada, bob]);
			assert.deepEqual(await open_(), [false, false, false]);

			await assert.rejects(unassignPerson(db, id, ada), { code: "not_found" });
			await assert.rejects(unassignGroup(db, id, all), { code: "not_found" });
			await assert.rejects(assignPerson(db, id, gone), { code: "conflict" });
			await assert.rejects(assignPerson(db, id, "00uNobody"), { code: "not_found" });
			await assert.rejects(assignGroup(db, id, "00gNone"), { code: "not_found" });
			await assert.rejects(assignPerson(db, "0oaNone", ada), { code: "not_found" });
			const service = await make(db, "Robot", "service");
			await assert.rejects(assignPerson(db, service.id, ada), { code: "conflict" });
		});

		it("stand on the dashboard of whoever may open them, once each, with a link that starts sign-in", async (t) => {
			const db = await open(engine, t);
			const ada = await person(db, "00uAda", "Ada Byron");
			const ops = await group(db, "00gOps", "Ops", ada);
			const wiki = await make(db, "Wiki");
			await assignPerson(db, wiki.id, ada);
			await assignGroup(db, wiki.id, ops);
			const logo = await setLogo(db, wiki.id, PNG);
			const git = await createApplication(db, seal, {
				label: "Git",
				kind: "native",
				settings: { redirectUris: ["com.example.git:/cb"], initiateLoginUri: "https://git.example.com/in?a=1&iss=x" },
			});
			await assignGroup(db, git.id, ops);
			const off = await make(db, "Off");
			await assignPerson(db, off.id, ada);
			await setApplicationStatus(db, off.id, "INACTIVE");
			const bare = await make(db, "Bare", "native");
			await assignPerson(db, bare.id, ada);
			await make(db, "Foreign");
			assert.deepEqual(await applicationsOf(db, ada, ISSUER), [
				{ id: git.id, label: "Git", link: "https://git.example.com/in?a=1&iss=https%3A%2F%2Fid.example.com", logo: undefined },
				{ id: wiki.id, label: "Wiki", link: "https://wiki.example.com/", logo },
			]);
		});

		it("leave nothing behind when they are deleted, which takes being inactive first", async (t) => {
			const db = await open(engine, t);
			const ada = await person(db, "00uAda", "Ada Byron");
			const ops = await group(db, "00gOps", "Ops", ada);
			const { id } = await make(db, "Wiki");
			await assignPerson(db, id, ada);
			await assignGroup(db, id, ops);
			await setLogo(db, id, PNG);
			await assert.rejects(deleteApplication(db, id), { code: "application_active" });
			await setApplicationStatus(db, id, "INACTIVE");
			assert.deepEqual(await countsByStatus(db), { ACTIVE: 0, INACTIVE: 1 });
			await deleteApplication(db, id);
			for (const table of [
				"applications",
				"application_secrets",
				"application_logos",
				"application_users",
				"application_groups",
			] as const) {
				assert.deepEqual(await db.selectFrom(table).selectAll().execute(), [], table);
			}
			assert.equal(await logoAddress(db, id), undefined);
			await assert.rejects(deleteApplication(db, id), { code: "not_found" });
		});
	});
}
