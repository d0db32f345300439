import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import type { StorageSettings } from "#common/db/database.ts";
import { openSnapshot } from "../../scripts/backup/snapshot.ts";
import { ownDatabase } from "../harness/databases.ts";
import { startPlatform } from "../harness/platform.ts";
import { addPerson, registerApplication, signedInAgent, startProvider } from "../harness/provider.ts";
import { signet } from "./command.ts";

interface Place {
	readonly dataDir: string;
	readonly databaseUrl?: string;
}

type EngineName = "SQLite" | "PostgreSQL";

const ways: readonly (readonly [EngineName, EngineName])[] = [
	["SQLite", "SQLite"],
	["SQLite", "PostgreSQL"],
	["PostgreSQL", "SQLite"],
	["PostgreSQL", "PostgreSQL"],
];

const home = mkdtempSync(join(tmpdir(), "signet-backup-"));
after(() => rmSync(home, { recursive: true, force: true }));

const placeOf = async (engine: EngineName): Promise<Place> => ({
	dataDir: mkdtempSync(join(home, "data-")),
	...(engine === "PostgreSQL" ? { databaseUrl: await ownDatabase() } : {}),
});

/** Every row of every table, in an order of its own. */
const contentOf = async (storage: StorageSettings): Promise<Record<string, string[]>> => {
	const content: Record<string, string[]> = {};
	for (const half of ["provider", "platform"] as const) {
		const snapshot = await openSnapshot(storage, half);
		assert.ok(snapshot);
		for (const shape of snapshot.tables) {
			const rows: string[] = [];
			const columns = shape.columns.toSorted();
			for await (const some of snapshot.rows({ ...shape, columns })) rows.push(...some.map((row) => JSON.stringify(row)));
			content[`${half}.${shape.table}`] = rows.sort();
		}
		await snapshot.close();
	}
	return content;
};

describe("a backup", () => {
	const originals = new Map<EngineName, { storage: Place; file: string; content: Record<string, string[]> }>();
	let person: Awaited<ReturnType<typeof addPerson>>;
	before(async () => {
		for (const engine of ["SQLite", "PostgreSQL"] as const) {
			const storage = await placeOf(engine);
			const [provider, platform] = [await startProvider(storage), await startPlatform(storage)];
			const { clientId } = await registerApplication(provider, 'Ümläut \u{1F511} "quoted"', {
				redirectUris: ["https://a.example/cb"],
			});
			person = await addPerson(provider, "Pat", [clientId]);
			await signedInAgent(provider.url, person);
			await Promise.all([provider.stop(), platform.stop()]);
			const file = join(home, `${engine}.backup`);
			const { code, output, errors } = await signet(storage, "backup", file);
			assert.equal(code, 0, errors);
			assert.match(output, /The master key is not in it/);
			originals.set(engine, { storage, file, content: await contentOf(storage) });
		}
	});

	it("is for its owner alone, and holds neither the master key nor anything beside it", () => {
		for (const { storage, file } of originals.values()) {
			assert.equal(statSync(file).mode & 0o777, 0o600);
			const key = readFileSync(join(storage.dataDir, "secret"), "utf8").trim();
			assert.ok(!gunzipSync(readFileSync(file)).includes(key));
		}
		assert.deepEqual(
			readdirSync(home).filter((name) => name.includes(".part")),
			[],
		);
	});

	for (const [from, to] of ways) {
		it(`of ${from} is the same database in ${to}, where people sign in and new rows find their place`, async () => {
			const original = originals.get(from);
			assert.ok(original);
			const storage = await placeOf(to);
			const { code, output, errors } = await signet(storage, "restore", original.file);
			assert.equal(code, 0, errors);
			assert.match(output, /The provider is restored: .*2 users/);
			const changed = Object.entries(await contentOf(storage)).filter(
				([table, rows]) => JSON.stringify(rows) !== JSON.stringify(original.content[table]),
			);
			assert.deepEqual(changed, []);

			cpSync(join(original.storage.dataDir, "secret"), join(storage.dataDir, "secret"));
			const provider = await startProvider(storage);
			try {
				assert.equal((await (await signedInAgent(provider.url, person)).open(`${provider.url}/`)).status, 200);
				const events = await provider.api<{ eventType: string }[]>("GET", "/api/v1/logs?limit=1000&sortOrder=DESCENDING");
				assert.equal(events.filter(({ eventType }) => eventType === "user.session.start").length >= 2, true);
			} finally {
				await provider.stop();
			}
		});
	}
});
