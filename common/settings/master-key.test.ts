import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { promisify } from "node:util";
import { masterKey } from "./master-key.ts";
import { SettingsError } from "./settings.ts";

const home = mkdtempSync(join(tmpdir(), "signet-key-"));
after(() => rmSync(home, { recursive: true }));

describe("the master key", () => {
	it("is made once, for the owner's eyes only, and found again", () => {
		const folder = join(home, "made", "deep");
		const key = masterKey(folder, undefined);
		assert.ok(key.length >= 32);
		assert.equal(masterKey(folder, undefined), key);
		assert.equal(statSync(join(folder, "secret")).mode & 0o777, 0o600);
		assert.equal(statSync(folder).mode & 0o777, 0o700);
		assert.deepEqual(readdirSync(folder), ["secret"]);
	});

	it("is the setting where there is one, and then leaves no file", () => {
		const folder = join(home, "unused");
		assert.equal(masterKey(folder, "x".repeat(32)), "x".repeat(32));
		assert.ok(!readdirSync(home).includes("unused"));
	});

	it("is the same for processes that start at once", async () => {
		const folder = join(home, "race");
		const script = `import { masterKey } from ${JSON.stringify(import.meta.resolve("./master-key.ts"))};
			process.stdout.write(masterKey(${JSON.stringify(folder)}, undefined));`;
		const start = () => promisify(execFile)(process.execPath, ["--input-type=module-typescript", "--eval", script]);
		const keys = await Promise.all(Array.from({ length: 4 }, start));
		assert.equal(new Set(keys.map(({ stdout }) => stdout)).size, 1);
		assert.deepEqual(readdirSync(folder), ["secret"]);
	});

	it("is never taken from a file that was cut off", () => {
		for (const text of ["", "\n", "too short"]) {
			writeFileSync(join(home, "secret"), text);
			assert.throws(
				() => masterKey(home, undefined),
				(thrown) => thrown instanceof SettingsError && /holds no master key/.test(thrown.message),
			);
		}
	});

	it("is a fault of the settings where the folder cannot be one", () => {
		const path = join(home, "file");
		writeFileSync(path, "");
		assert.throws(
			() => masterKey(path, undefined),
			(thrown) => thrown instanceof SettingsError && /SIGNET_DATA_DIR/.test(thrown.message),
		);
	});
});
