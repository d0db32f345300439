import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { after } from "#common/db/columns.ts";
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
import { grantRole } from "../administrators/administrators.ts";
import { createApplicationIn } from "../applications/applications.ts";
import { createFetches, type Fetches, forgetAddresses } from "./fetches.ts";
import { mountSigningKeys } from "./keys.routes.ts";
import { ensureSigningKeys, readSigningKeys } from "./keys.ts";
import type { Reader } from "./readers.ts";

const seal = createSeal("only for tests only for tests only", "provider");
const AT = "/api/v1/org/credentials";
const HOME = "192.0.2.1";

for (const engine of engines) {
	describe(`who has read the next key, on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let fetches: Fetches;
		let nextKid: string;

		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensureSigningKeys(db, seal);
			const root = await makeAdministrator(db, "Root");
			api = await openManagement(db, root.id, (routes) => mountSigningKeys(routes, { db, seal, url: "http://localhost:7081" }));
			fetches = createFetches(db, (thrown) => {
				throw thrown;
			});
			nextKid = await readNextKid();
		});
		afterEach(async () => {
			await fetches.stop();
			await api.close();
			await close();
		});

		const readNextKid = async () => (await readSigningKeys(db, seal)).find(({ status }) => status === "NEXT")?.jwk.kid ?? "";
		const register = (label: string, kind: "web" | "browser" | "service" = "web") =>
			db.transaction().execute((tx) =>
				createApplicationIn(tx, seal, {
					label,
					kind,
					settings: kind === "service" ? {} : { redirectUris: ["https://app.example/callback"] },
				}),
			);
		const fetch = (address: string, clientId?: string, kid = nextKid) =>
			fetches.fetched({ serverId: "", nextKid: kid, address, clientId, userAgent: "jwks-client/1" });
		const readers = async (query = "") => (await api.call<Reader[]>("GET", `${AT}/readers${query}`)).body;
		const stateOf = async (id: string) => (await readers()).find((reader) => reader.id === id)?.nextKey;

		test("an application whose back end's address fetched it has, and says that it is known by the address", async () => {
			const wiki = await register("Wiki");
			const other = await register("Other");
			assert.equal(await stateOf(wiki.id), "NOT_SEEN");
			fetches.asked(wiki.id, HOME);
			fetch(HOME);
			await fetches.flush();
			const [first, second] = await readers();
			assert.equal(first?.id, other.id);
			assert.deepEqual([first?.nextKey, first?.fetch, first?.lastTokenRequest], ["NOT_SEEN", null, null]);
			assert.equal(second?.nextKey, "ADDRESS");
			assert.deepEqual([second?.fetch?.address, second?.fetch?.userAgent], [HOME, "jwks-client/1"]);
			assert.ok(second?.lastTokenRequest);
		});

		test("a fetch that names a client counts for it alone, wherever it came from", async () => {
			const [wiki, other] = [await register("Wiki"), await register("Other")];
			fetches.asked(wiki.id, HOME);
			fetches.asked(other.id, HOME);
			fetch(HOME, wiki.clientId);
			await fetches.flush();
			assert.equal(await stateOf(wiki.id), "NAMED");
			assert.equal(await stateOf(other.id), "NOT_SEEN");
		});

		test("a fetch of the keys before it was among them does not count", async () => {
			const wiki = await register("Wiki");
			fetches.asked(wiki.id, HOME);
			fetch(HOME, undefined, "a key of before");
			await fetches.flush();
			assert.equal(await stateOf(wiki.id), "NOT_SEEN");
			fetch(HOME);
			await fetches.flush();
			assert.equal(await stateOf(wiki.id), "ADDRESS");
			await api.call("POST", `${AT}/lifecycle/keyRotate`);
			assert.equal(await stateOf(wiki.id), "NOT_SEEN");
		});

		test("a fetch from before the first sign-in counts once the address is known as the application's", async () => {
			const wiki = await register("Wiki");
			fetch(HOME);
			await fetches.flush();
			assert.deepEqual(await rowsOf(db, "key_fetches"), [[]]);
			fetches.asked(wiki.id, HOME);
			await fetches.flush();
			assert.equal(await stateOf(wiki.id), "ADDRESS");
		});

		test("strangers' addresses, clients that there are not, and what cannot be one are never written", async () => {
			const wiki = await register("Wiki");
			fetches.asked(wiki.id, HOME);
			fetches.asked("0oanothing", "192.0.2.9");
			fetch("198.51.100.7");
			fetch("198.51.100.7", "0oanothing");
			fetch("198.51.100.7", "x\0y");
			for (let i = 0; i < 12_000; i++) fetch(`2001:db8::${i.toString(16)}`);
			await fetches.flush();
			assert.deepEqual(await rowsOf(db, "key_fetches"), [[]]);
			assert.equal(((await rowsOf(db, "client_addresses")) as [unknown[]])[0].length, 1);
		});

		test("lists those that have not read it apart, page by page, and no services", async () => {
			const all = [];
			for (let i = 0; i < 5; i++) all.push(await register(`App ${i}`));
			await register("Job", "service");
			const browser = await register("Zoo", "browser");
			for (const at of [0, 2]) fetch(HOME, all[at]?.clientId);
			await fetches.flush();
			assert.equal((await readers()).length, 6);
			const seen: string[] = [];
			let path: string | undefined = `${AT}/readers?nextKey=NOT_SEEN&limit=2`;
			while (path !== undefined) {
				const page: Answer<Reader[]> = await api.call<Reader[]>("GET", path);
				assert.equal(page.status, 200);
				seen.push(...page.body.map(({ id }) => id));
				const next = [page.headers["link"]].flat().find((link) => String(link).includes('rel="next"'));
				const address = /<([^>]+)>/.exec(String(next ?? ""))?.[1];
				path = address === undefined ? undefined : address.replace("http://localhost:7081", "");
			}
			assert.deepEqual(seen, [all[1]?.id, all[3]?.id, all[4]?.id, browser.id]);
			assert.equal((await readers()).find(({ id }) => id === browser.id)?.hasBackEnd, false);
			const foreign = await api.call("GET", `${AT}/readers?after=WyJhIiwiYiIsImMiXQ`);
			assert.equal(foreign.status, 400);
		});

		test("addresses are forgotten after as many days as the policy says", async () => {
			const wiki = await register("Wiki");
			fetches.asked(wiki.id, HOME);
			fetch(HOME);
			await fetches.flush();
			await forgetAddresses(db);
			assert.equal(await stateOf(wiki.id), "ADDRESS");
			await api.call("POST", `${AT}/policy`, { body: { addressDays: 3 } });
			for (const table of ["key_fetches", "client_addresses"] as const)
				await db
					.updateTable(table)
					.set({ seen: after(-4 * 24 * 60 * 60) } as never)
					.execute();
			await forgetAddresses(db);
			assert.deepEqual(await rowsOf(db, "key_fetches", "client_addresses"), [[], []]);
		});

		test("an application that is deleted takes its addresses along", async () => {
			const wiki = await register("Wiki");
			fetches.asked(wiki.id, HOME);
			await fetches.flush();
			await db.deleteFrom("applications").where("id", "=", wiki.id).execute();
			assert.deepEqual(await rowsOf(db, "client_addresses"), [[]]);
		});

		test("keys are shown to those who may read them without a private part, and rotated by a Super Administrator alone", async () => {
			const keys = await api.call<Record<string, unknown>[]>("GET", `${AT}/keys`);
			assert.equal(keys.body.length, 6);
			for (const key of keys.body)
				for (const secret of ["d", "p", "q", "dp", "dq", "qi", "k"]) assert.equal(secret in key, false);
			const reader = await makePerson(db, "Rita", "correct horse battery");
			await grantRole(db, reader.id, "READ_ONLY_ADMIN");
			const admin = await makePerson(db, "Olga", "correct horse battery");
			await grantRole(db, admin.id, "ORG_ADMIN");
			const before = await rowsOf(db, "signing_key_stages", "signing_keys", "signing_key_policy");
			for (const caller of [reader.id, admin.id]) {
				assert.equal((await api.call("GET", `${AT}/keys`, { caller })).status, 200);
				assert.equal((await api.call("POST", `${AT}/lifecycle/keyRotate`, { caller })).status, 403);
				assert.equal((await api.call("POST", `${AT}/policy`, { caller, body: { rotationMode: "MANUAL" } })).status, 403);
				assert.equal((await api.call("DELETE", `${AT}/keys/${nextKid}`, { caller })).status, 403);
			}
			assert.equal((await api.call("DELETE", `${AT}/keys/${nextKid}`)).status, 400);
			for (const body of [{ rotationDays: 0 }, { publishedDays: 1.5 }, { rotationMode: "NEVER" }, { none: 1 }])
				assert.equal((await api.call("POST", `${AT}/policy`, { body })).status, 400);
			assert.deepEqual(await rowsOf(db, "signing_key_stages", "signing_keys", "signing_key_policy"), before);
			const rotated = await api.call<{ kid: string; status: string }[]>("POST", `${AT}/lifecycle/keyRotate`);
			assert.equal(rotated.body.find(({ status }) => status === "ACTIVE")?.kid, nextKid);
			assert.ok(api.events.some(({ type, result }) => type === "oauth2.as.key.rollover" && result === "success"));
		});
	});
}
