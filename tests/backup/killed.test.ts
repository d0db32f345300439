import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openSnapshot } from "../../scripts/backup/snapshot.ts";
import { engines, ownDatabase } from "../harness/databases.ts";
import { addPerson, startProvider } from "../harness/provider.ts";
import { signet, startSignet } from "./command.ts";
import { linesOf, writeCrafted } from "./crafted.ts";

const home = mkdtempSync(join(tmpdir(), "signet-killed-"));
const large = join(home, "large.backup");
const MORE = 60_000;
const KILLS = 6;

/** So many rows that loading them takes a while. */
before(async () => {
	const dataDir = mkdtempSync(join(home, "original-"));
	const provider = await startProvider({ dataDir });
	await addPerson(provider, "Pat");
	await provider.stop();
	const file = join(home, "small.backup");
	assert.equal((await signet({ dataDir }, "backup", file)).code, 0);
	const lines = linesOf(file);
	const at = lines.findIndex((line) => (line as { table?: string }).table === "user_attributes");
	const [user] = lines[at + 1] as [string];
	lines.splice(at + 1, 0, ...Array.from({ length: MORE }, (_, n) => [user, `attribute${n}`, `value ${n}`]));
	writeCrafted(large, lines);
});
after(() => rmSync(home, { recursive: true, force: true }));

for (const { name } of engines) {
	it(`a restore on ${name} that is killed at any moment leaves nothing or everything, and is simply run again`, async () => {
		const storage = {
			dataDir: mkdtempSync(join(home, "data-")),
			...(name === "PostgreSQL" ? { databaseUrl: await ownDatabase() } : {}),
		};
		const found = async (): Promise<"nothing" | "everything"> => {
			const snapshot = await openSnapshot(storage, "provider");
			const people = snapshot?.tables.some(({ table }) => table === "users") ? await snapshot.count("users") : 0;
			if (people === 0 || snapshot === undefined) {
				assert.deepEqual(snapshot?.tables ?? [], []);
				await snapshot?.close();
				return "nothing";
			}
			assert.equal(people, 2);
			assert.ok((await snapshot.count("user_attributes")) > MORE);
			await snapshot.close();
			return "everything";
		};
		for (let n = 1; n <= KILLS; n++) {
			const { child, ended } = startSignet(storage, "restore", large, "--force");
			await Promise.race([sleep(400 + Math.random() * 1_500), ended]);
			child.kill("SIGKILL");
			await ended;
			if ((await found()) === "everything") break;
		}
		const { code, errors } = await signet(storage, "restore", large, "--force");
		assert.equal(code, 0, errors);
		assert.equal(await found(), "everything");
	});
}
