import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it, mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { createSeal } from "#common/seal/seal.ts";
import { configure } from "#tests/harness/configurations.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import type { Configuration } from "./configurations.ts";
import type { Metadata } from "./discovery.ts";
import { type Ask, Unanswered } from "./outbound.ts";
import { createProviders, type Providers } from "./providers.ts";

/** Providers that go away and come back, by a clock that the test moves: hours of an outage pass in no time. */

const ISSUER = "https://login.example.com";
const seal = createSeal("x".repeat(40), "platform");
const UNREACHABLE = { code: "provider_unreachable" };
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const { privateKey, publicKey } = await generateKeyPair("RS256");
const KEYS = { keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }] };
const signed = () => new SignJWT({ sub: "sub-1" }).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(privateKey);

/** A provider that can go away, and `ask`, which meets it. */
interface FarProvider {
	/** Away: nobody answers. A number: the discovery document's status. */
	state: "up" | "away" | number;
	keysAway: boolean;
	metadata: Metadata;
	/** How often its discovery document and its keys were asked for. */
	readonly asked: { document: number; keys: number };
	readonly ask: Ask;
}

const createFarProvider = (): FarProvider => {
	const provider: FarProvider = {
		state: "up",
		keysAway: false,
		metadata: {
			issuer: ISSUER,
			authorization_endpoint: `${ISSUER}/authorize`,
			token_endpoint: `${ISSUER}/token`,
			jwks_uri: `${ISSUER}/keys`,
		},
		asked: { document: 0, keys: 0 },
		async ask(url) {
			const { state, keysAway, metadata, asked } = provider;
			const forKeys = url === metadata.jwks_uri;
			asked[forKeys ? "keys" : "document"]++;
			await turn();
			if (state === "away" || (forKeys && keysAway)) throw new Unanswered("refused", "nothing listens there");
			if (forKeys) return Response.json(KEYS);
			return typeof state === "number" ? new Response("{}", { status: state }) : Response.json(metadata);
		},
	};
	return provider;
};

for (const engine of engines) {
	describe(`a provider that goes away, on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let provider: FarProvider;
		let configuration: Configuration;
		const lives: Providers[] = [];
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		after(() => database.close());
		beforeEach(async () => {
			for (const table of ["provider_documents", "configurations"] as const) await database.db.deleteFrom(table).execute();
			provider = createFarProvider();
			configuration = await configure(database.db, { issuer: ISSUER, clientSecret: "a secret" });
			mock.timers.enable({ apis: ["Date"], now: Date.now() });
		});
		afterEach(() => {
			mock.timers.reset();
			for (const life of lives.splice(0)) life.close();
		});

		/** A platform process: it has heard nothing itself. */
		const begin = (): Providers => {
			const life = createProviders({ db: database.db, seal, ask: provider.ask });
			lives.push(life);
			return life;
		};
		/** Long enough for an answer to be old. */
		const later = () => mock.timers.tick(SECOND);
		const kept = () => database.db.selectFrom("provider_documents").selectAll().execute();

		it("is not asked before it is needed, and once however many need an answer", async () => {
			const providers = begin();
			assert.equal(provider.asked.document, 0);
			const all = await Promise.all(Array.from({ length: 50 }, () => providers.reach(configuration)));
			assert.equal(new Set(all.map(({ client }) => client)).size, 1);
			assert.deepEqual(provider.asked, { document: 1, keys: 0 });
			later();
			await providers.reach(configuration);
			assert.equal(provider.asked.document, 2);
		});

		it("is known across a restart: a sign-in can be finished meanwhile, and none begun", async () => {
			const first = await begin().reach(configuration);
			await first.keys.reload();
			const token = await signed();
			provider.state = "away";
			const restarted = begin();
			await assert.rejects(restarted.reach(configuration), UNREACHABLE);
			const asked = provider.asked.keys;
			const recalled = await restarted.recall(configuration);
			assert.deepEqual(recalled.metadata, provider.metadata);
			assert.equal((await jwtVerify(token, recalled.keys)).payload.sub, "sub-1");
			assert.equal(provider.asked.keys, asked, "the keys were known");
		});

		it("is recalled without being asked, for another configuration of the same issuer too", async () => {
			await begin().reach(configuration);
			provider.state = "away";
			const { document } = provider.asked;
			const saved = await configure(database.db, { issuer: ISSUER, clientId: "another", clientSecret: "another secret" });
			const recalled = await begin().recall(saved);
			assert.deepEqual([recalled.configuration.clientId, recalled.metadata], ["another", provider.metadata]);
			assert.equal(provider.asked.document, document);
		});

		it("is not there to be recalled where it never answered", async () => {
			provider.state = "away";
			await assert.rejects(begin().recall(configuration), UNREACHABLE);
			assert.deepEqual(await kept(), []);
		});

		it("is there again as soon as it answers, in the process that missed it", async () => {
			provider.state = "away";
			const providers = begin();
			await assert.rejects(providers.reach(configuration), UNREACHABLE);
			provider.state = "up";
			later();
			assert.deepEqual((await providers.reach(configuration)).metadata, provider.metadata);
			assert.equal((await providers.health(configuration)).status, "ok");
		});

		it("is recalled in the process that met it", async () => {
			const providers = begin();
			const met = await providers.reach(configuration);
			provider.state = "away";
			later();
			await assert.rejects(providers.reach(configuration), UNREACHABLE);
			assert.equal(await providers.recall(configuration), met);
		});

		it("is taken at its new word when it says something else, and keeps its keys", async () => {
			const providers = begin();
			await (await providers.reach(configuration)).keys.reload();
			provider.metadata = { ...provider.metadata, token_endpoint: `${ISSUER}/new/token` };
			later();
			const { metadata, keys } = await providers.reach(configuration);
			assert.equal(metadata.token_endpoint, `${ISSUER}/new/token`);
			provider.state = "away";
			assert.equal((await jwtVerify(await signed(), keys.known)).payload.sub, "sub-1");
			assert.equal((await begin().recall(configuration)).metadata.token_endpoint, `${ISSUER}/new/token`);
		});

		for (const [what, spoil, says] of [
			["a status", { state: 503 }, /status 503/],
			["another issuer", { metadata: { issuer: `${ISSUER}/` } }, /names the issuer https:\/\/login\.example\.com\/, not/],
			["an address of plain http", { metadata: { token_endpoint: "http://login.example.com/token" } }, /token_endpoint is not/],
			["a hole", { metadata: { jwks_uri: "" } }, /lacks jwks_uri/],
		] as const) {
			it(`with ${what} in place of its document is used as it was known, and not at all where it was not`, async () => {
				const good = provider.metadata;
				const providers = begin();
				await providers.reach(configuration);
				const { metadata = {}, ...rest } = spoil as { metadata?: object; state?: number };
				Object.assign(provider, { metadata: { ...good, ...metadata }, ...rest });
				later();
				assert.deepEqual((await providers.reach(configuration)).metadata, good);
				const { status, reason } = await providers.health(configuration);
				assert.equal(status, "failing");
				assert.match(reason ?? "", says);
				await database.db.deleteFrom("provider_documents").execute();
				await assert.rejects(begin().reach(configuration), UNREACHABLE);
				assert.deepEqual(await kept(), []);
			});
		}

		it("is said to be as it is since it is so, and why", async () => {
			const providers = begin();
			const { since } = await providers.health(configuration);
			later();
			assert.deepEqual(await providers.health(configuration), { status: "ok", reason: null, since });
			provider.state = "away";
			later();
			const failing = await providers.health(configuration);
			assert.deepEqual([failing.status, failing.reason], ["failing", "nothing listens there"]);
			assert.ok(failing.since !== null && since !== null && failing.since > since);
			later();
			assert.equal((await providers.health(configuration)).since, failing.since, "it is no news that it is still so");
			const passwords = await configure(database.db, { method: "built-in", issuer: "", clientId: "" });
			assert.deepEqual(await providers.health(passwords), { status: "unknown", reason: null, since: null });
		});
	});
}

describe("a provider that is watched in the background", () => {
	const [sqlite] = engines;
	let database: TestDatabase<Tables>;
	let provider: FarProvider;
	let providers: Providers;
	beforeEach(async () => {
		assert.ok(sqlite);
		database = await sqlite.open<Tables>("platform", migrations);
		provider = createFarProvider();
		providers = createProviders({ db: database.db, seal, ask: provider.ask });
		mock.timers.enable({ apis: ["Date", "setTimeout"], now: Date.now() });
	});
	afterEach(async () => {
		providers.close();
		mock.timers.reset();
		await database.close();
	});

	/** Lets time pass, and everything happen that takes none: neither this database nor this provider waits for anything. */
	const pass = async (milliseconds: number): Promise<void> => {
		mock.timers.tick(milliseconds);
		for (let turns = 0; turns < 50; turns++) await turn();
	};
	/** Milliseconds until the provider is asked again, to the second. */
	const untilAsked = async (): Promise<number> => {
		const { document } = provider.asked;
		for (let waited = 0; waited < 10 * MINUTE; ) {
			await pass(SECOND);
			waited += SECOND;
			if (provider.asked.document > document) return waited;
		}
		return assert.fail("it is not asked any more");
	};
	const live = () => configure(database.db, { issuer: ISSUER, clientSecret: "a secret" });

	it("is asked again the less often the longer it stays away, and found again without anybody's doing", async () => {
		const configuration = await live();
		provider.state = "away";
		providers.watch();
		await pass(0);
		assert.equal(provider.asked.document, 1);
		const pauses: number[] = [];
		for (let failures = 0; failures < 9; failures++) pauses.push((await untilAsked()) / SECOND);
		assert.deepEqual(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
		assert.equal((await providers.health(configuration)).status, "failing");

		provider.state = "up";
		await untilAsked();
		const { document } = provider.asked;
		assert.equal((await providers.health(configuration)).status, "ok");
		assert.equal(provider.asked.document, document, "it had been found already");
		const calm = await untilAsked();
		assert.ok(calm >= 270 * SECOND && calm <= 330 * SECOND, `${calm} ms`);

		provider.state = "away";
		await untilAsked();
		assert.equal(await untilAsked(), 5 * SECOND, "a new failure begins anew");
	});

	it("has its keys heard, and a later life knows both without asking", async () => {
		const configuration = await live();
		providers.watch();
		await pass(0);
		assert.deepEqual(provider.asked, { document: 1, keys: 1 });
		provider.state = "away";
		const later = createProviders({ db: database.db, seal, ask: provider.ask });
		const { keys } = await later.recall(configuration);
		assert.equal((await jwtVerify(await signed(), keys.known)).payload.sub, "sub-1");
		assert.deepEqual(provider.asked, { document: 1, keys: 1 });
		later.close();
	});

	it("is well although its keys cannot be had just now, and is asked for them again", async () => {
		const configuration = await live();
		provider.keysAway = true;
		providers.watch();
		await pass(0);
		assert.equal((await providers.health(configuration)).status, "ok");
		assert.ok((await untilAsked()) >= 270 * SECOND);
		assert.equal(provider.asked.keys, 2);
	});

	it("is another one as soon as another configuration is live", async () => {
		provider.state = "away";
		await configure(database.db, { issuer: "https://old.example.com", clientSecret: "a secret" });
		providers.watch();
		await pass(0);
		provider.state = "up";
		const configuration = await live();
		await untilAsked();
		assert.equal((await providers.health(configuration)).status, "ok");
	});

	it("is not asked while people sign in with passwords, nor after the end", async () => {
		await configure(database.db, { method: "built-in", issuer: "", clientId: "" });
		providers.watch();
		await pass(0);
		await pass(5 * MINUTE);
		assert.deepEqual(provider.asked, { document: 0, keys: 0 });
		await live();
		await pass(5 * MINUTE);
		assert.equal(provider.asked.document, 1);
		providers.close();
		for (let minutes = 0; minutes < 20; minutes++) await pass(MINUTE);
		assert.equal(provider.asked.document, 1);
	});

	it("is not asked again after an end that came while it was asked", async () => {
		await live();
		const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
		const slow = createProviders({ db: database.db, seal, ask: (url) => answered.then(() => provider.ask(url)) });
		slow.watch();
		await pass(0);
		slow.close();
		answer();
		await pass(0);
		assert.equal(provider.asked.document, 1);
		for (let minutes = 0; minutes < 20; minutes++) await pass(MINUTE);
		assert.equal(provider.asked.document, 1);
	});
});
