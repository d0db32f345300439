import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import type { StorageSettings } from "#common/db/database.ts";
import { restore } from "../../scripts/backup/restore.ts";
import { openSnapshot } from "../../scripts/backup/snapshot.ts";
import { engines, ownDatabase } from "../harness/databases.ts";
import { startPlatform } from "../harness/platform.ts";
import { addPerson, startProvider } from "../harness/provider.ts";
import { signet } from "./command.ts";
import { countsOf, linesOf, writeCrafted } from "./crafted.ts";

const home = mkdtempSync(join(tmpdir(), "signet-refused-"));
const good = join(home, "good.backup");
before(async () => {
	const dataDir = mkdtempSync(join(home, "original-"));
	const [provider, platform] = [await startProvider({ dataDir }), await startPlatform({ dataDir })];
	await addPerson(provider, "Pat");
	await Promise.all([provider.stop(), platform.stop()]);
	const { code, errors } = await signet({ dataDir }, "backup", good);
	assert.equal(code, 0, errors);
});
after(() => rmSync(home, { recursive: true, force: true }));

/** The command, without a process of its own for each of many files. */
const restored = async ({ dataDir, databaseUrl }: StorageSettings, ...args: readonly string[]) => {
	let [errors, output] = ["", ""];
	const code = await restore(
		args,
		{ SIGNET_DATA_DIR: dataDir, SIGNET_DATABASE_URL: databaseUrl },
		(sentence) => {
			errors += `${sentence}\n`;
		},
		(text) => {
			output += text;
		},
	);
	return { code, errors, output };
};

type Lines = unknown[];
interface Head {
	half?: string;
	table?: string;
	columns: string[];
}
interface Top {
	format: number;
	version: string;
	halves: { half: string; migrations: string[] }[];
}

const tableAt = (lines: Lines, name: string): number =>
	lines.findIndex((line) => (line as Head).half === "provider" && (line as Head).table === name);
const head = (lines: Lines, name: string): Head => lines[tableAt(lines, name)] as Head;
const row = (lines: Lines, name: string): unknown[] => lines[tableAt(lines, name) + 1] as unknown[];
const setIn = (lines: Lines, table: string, column: string, value: unknown): void => {
	row(lines, table)[head(lines, table).columns.indexOf(column)] = value;
};

const rename = (lines: Lines, table: string): void => {
	head(lines, "groups").table = table;
};
const renameColumn = (lines: Lines, column: string): void => {
	head(lines, "groups").columns[0] = column;
};

/** What somebody writes who knows the format, and what is said about it. */
const crafted: Readonly<Record<string, readonly [change: (lines: Lines) => void, sentence: RegExp]>> = {
	"a table that does not exist": [(lines) => rename(lines, "sqlite_schema"), /holds a table "sqlite_schema"/],
	"the table of what ran": [(lines) => rename(lines, "migrations"), /holds a table "migrations"/],
	"SQL for a table": [(lines) => rename(lines, 'users"; drop table users; --'), /holds a table "users/],
	"SQL for a column": [(lines) => renameColumn(lines, 'id") values (1); --'), /holds a column "id/],
	"a column twice": [(lines) => renameColumn(lines, "name"), /names a column of groups twice/],
	"a table twice": [(lines) => void lines.push(head(lines, "groups")), /not what was written/],
	"a number for a text": [(lines) => setIn(lines, "users", "login", 5), /row of users is not what its columns hold/],
	"an object for a text": [(lines) => setIn(lines, "users", "login", { a: 1 }), /row of users is not what its columns hold/],
	"a text for a number": [(lines) => setIn(lines, "system_log", "position", "1; drop table users"), /row of system_log/],
	"a row that is too short": [(lines) => void row(lines, "users").pop(), /row of users/],
	"a row that refers to nobody": [
		(lines) => setIn(lines, "admin_roles", "user_id", "00unobody"),
		/row of admin_roles refers to one/,
	],
	"rows without a table": [(lines) => void lines.splice(1, 0, ["x"]), /not what was written/],
	"a line that is nothing": [(lines) => void lines.splice(1, 0, { what: 1 }), /not what was written/],
	"a later format": [
		(lines) => Object.assign(lines[0] as Top, { format: 2, version: "9.0.0" }),
		/Signet 9\.0\.0 made this backup, which is newer/,
	],
	"a migration of a later release": [
		(lines) => void (lines[0] as Top).halves[0]?.migrations.push("9000-later"),
		/which is newer than this one \(provider: 9000-later\)/,
	],
	"migrations with a hole": [(lines) => void (lines[0] as Top).halves[0]?.migrations.splice(2, 1), /left out migrations/],
	"a half of nobody": [(lines) => Object.assign((lines[0] as Top).halves[0] ?? {}, { half: "other" }), /not a backup of Signet/],
};

const whole = () => readFileSync(good);
const flipped = (at: number): Buffer => {
	const bytes = whole();
	bytes[at] = (bytes[at] ?? 0) ^ 0x10;
	return bytes;
};
/** What happens to files, and files of others. */
const damaged: Readonly<Record<string, () => Buffer>> = {
	"an empty file": () => Buffer.alloc(0),
	"a text": () => Buffer.from("id,login\n1,pat\n"),
	"something else under gzip": () => gzipSync('{"people":[]}\n'),
	"lines without an end under gzip": () => gzipSync("x".repeat(70_000_000)),
	"a file cut in the middle": () => whole().subarray(0, whole().length >> 1),
	"a file without its last byte": () => whole().subarray(0, -1),
	"a file with another behind it": () => Buffer.concat([whole(), whole()]),
	"a backup without its last line": () =>
		gzipSync(
			linesOf(good)
				.map((line) => `${JSON.stringify(line)}\n`)
				.join(""),
		),
	"a row changed and packed again": () => {
		const lines = linesOf(good);
		setIn(lines, "users", "login", "mallory@example.com");
		const end = { rows: countsOf(lines), sha256: "0".repeat(64) };
		return gzipSync([...lines, end].map((line) => `${JSON.stringify(line)}\n`).join(""));
	},
};

for (const { name } of engines) {
	describe(`signet restore on ${name} refuses`, () => {
		const place = async () => ({
			dataDir: mkdtempSync(join(home, "data-")),
			...(name === "PostgreSQL" ? { databaseUrl: await ownDatabase() } : {}),
		});
		const file = join(home, `refused-${name}`);

		it("whatever was damaged or is not Signet's, before anything is written", async () => {
			const storage = await place();
			const size = whole().length;
			const flips = Array.from(
				{ length: 6 },
				(_, n) => [`a bit at ${n}`, () => flipped(20 + Math.floor(((size - 40) * n) / 5))] as const,
			);
			for (const [what, make] of [...Object.entries(damaged), ...flips]) {
				writeFileSync(file, make());
				const { code, errors } = await restored(storage, file);
				assert.equal(code, 1, what);
				assert.match(errors, /^not restored: (it is|it does|its content)/, what);
				assert.equal(await openSnapshot(storage, "provider"), undefined, what);
				assert.deepEqual(readdirSync(storage.dataDir), [], what);
			}
		});

		it("whatever somebody crafted, and leaves no table behind", async () => {
			const storage = await place();
			for (const [what, [change, sentence]] of Object.entries(crafted)) {
				const lines = linesOf(good);
				change(lines);
				writeCrafted(file, lines);
				const { code, output, errors } = await restored(storage, file);
				assert.equal(code, 1, what + output);
				assert.match(errors, sentence, what);
				const left = await openSnapshot(storage, "provider");
				assert.deepEqual([left?.tables ?? [], left?.migrations ?? []], [[], []], what);
				await left?.close();
			}
			assert.equal((await restored(storage, good)).code, 0);
		});

		it("to forget people, unless it is told to", async () => {
			const storage = await place();
			const provider = await startProvider(storage);
			await addPerson(provider, "Kim");
			await provider.stop();
			const refused = await restored(storage, good);
			assert.equal(refused.code, 1);
			assert.match(refused.errors, /the provider has people already\. --force/);
			const people = async () => {
				const snapshot = await openSnapshot(storage, "provider");
				const logins: unknown[] = [];
				for await (const rows of snapshot?.rows({ table: "users", columns: ["login"] }) ?? []) logins.push(...rows.flat());
				await snapshot?.close();
				return logins.sort();
			};
			assert.deepEqual(await people(), ["admin@example.com", "kim@example.com"]);
			const { code, errors } = await restored(storage, good, "--force");
			assert.equal(code, 0, errors);
			assert.deepEqual(await people(), ["admin@example.com", "pat@example.com"]);
		});

		it("while Signet runs on the database", async () => {
			const storage = await place();
			const provider = await startProvider(storage);
			const { code, errors } = await restored(storage, good, "--force");
			assert.equal(code, 1);
			assert.match(errors, /stop it first/);
			await addPerson(provider, "Kim");
			await provider.stop();
		});

		it("nothing of a whole file that it shall only look at, and writes nothing", async () => {
			const storage = await place();
			const { code, output, errors } = await restored(storage, good, "--check");
			assert.equal(code, 0, errors);
			assert.match(output, /provider +.*2 users/);
			assert.deepEqual([await openSnapshot(storage, "provider"), readdirSync(storage.dataDir)], [undefined, []]);
		});
	});
}
