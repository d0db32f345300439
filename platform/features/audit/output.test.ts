import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { ADMINISTRATOR, freePort } from "#tests/harness/half.ts";

const MAIN = join(import.meta.dirname, "..", "..", "main.ts");

/** Starts a platform of its own, has one sign-in fail, and answers all that it wrote on standard output. */
const outputWith = async (settings: Readonly<Record<string, string>>): Promise<readonly string[]> => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-output-"));
	const url = `http://localhost:${await freePort()}`;
	const platform = spawn(process.execPath, [MAIN], {
		stdio: ["ignore", "pipe", "inherit"],
		env: {
			PATH: process.env["PATH"],
			NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
			SIGNET_DATA_DIR: dataDir,
			SIGNET_PLATFORM_URL: url,
			SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login,
			SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password,
			...settings,
		},
	});
	try {
		const output = text(platform.stdout);
		await once(platform.stdout, "data");
		const body = new URLSearchParams({ email: ADMINISTRATOR.login, password: "hunter2 hunter2" });
		const answer = await fetch(`${url}/login`, { method: "POST", body, headers: { origin: url }, redirect: "manual" });
		assert.equal(answer.status, 401);
		platform.kill("SIGTERM");
		return (await output).split("\n").filter((line) => line !== "");
	} finally {
		platform.kill("SIGKILL");
		rmSync(dataDir, { recursive: true, force: true });
	}
};

const eventsIn = (lines: readonly string[]) =>
	lines
		.filter((line) => line.startsWith("{"))
		.map((line) => JSON.parse(line) as { id: string; action?: string; result: string; reason: string })
		.filter(({ action }) => action !== undefined);

describe("the audit log on standard output", () => {
	it("is one JSON object a line where SIGNET_AUDIT_OUTPUT is stdout, and holds no password", async () => {
		const lines = await outputWith({ SIGNET_AUDIT_OUTPUT: "stdout" });
		assert.deepEqual(
			eventsIn(lines).map(({ action, result, reason }) => [action, result, reason]),
			[["sign-in", "failure", "credentials_refused"]],
		);
		assert.doesNotMatch(lines.join("\n"), /hunter2/);
	});

	it("is not written unless it is asked for", async () => {
		assert.deepEqual(eventsIn(await outputWith({})), []);
	});
});
