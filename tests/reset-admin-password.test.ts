import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createAgent } from "./harness/agent.ts";
import { engines, ownDatabase } from "./harness/databases.ts";
import { ADMINISTRATOR, callApi, freePort } from "./harness/half.ts";
import { siteAdmin, startPlatform, type TestPlatform } from "./harness/platform.ts";
import { addPerson, signedInAgent, startProvider, type TestProvider } from "./harness/provider.ts";

const SCRIPT = join(import.meta.dirname, "..", "scripts", "signet.ts");

/** Runs the command, in the folder `cwd`, with arguments. */
const reset = (
	environment: Readonly<Record<string, string | undefined>>,
	cwd = process.cwd(),
	...args: readonly string[]
): Promise<{ code: number; output: string }> =>
	new Promise((resolve) => {
		const env = { ...process.env, ...environment };
		execFile(process.execPath, [SCRIPT, "reset-admin-password", ...args], { env, cwd }, (fault, output, errors) => {
			resolve({ code: typeof fault?.code === "number" ? fault.code : 0, output: output + errors });
		});
	});

for (const { name } of engines) {
	describe(`signet reset-admin-password on ${name}`, () => {
		let dataDir: string;
		let databaseUrl: string | undefined;
		let platform: TestPlatform;
		let environment: Readonly<Record<string, string | undefined>>;

		before(async () => {
			dataDir = mkdtempSync(join(tmpdir(), "signet-reset-"));
			databaseUrl = name === "PostgreSQL" ? await ownDatabase() : undefined;
			platform = await startPlatform({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
			environment = { SIGNET_DATA_DIR: dataDir, SIGNET_DATABASE_URL: databaseUrl, SIGNET_PLATFORM_URL: platform.url };
		});
		after(async () => {
			await platform.stop();
			rmSync(dataDir, { recursive: true, force: true });
		});

		const passwordIn = (output: string): string => /temporary password {2}(\S+)/.exec(output)?.[1] ?? "";

		test("beside a running platform: sessions and keys end at once, and the new password has to be changed", async () => {
			const before = await siteAdmin(platform.url);
			const made = await callApi(before, platform.url, "POST", "/api/v0/me/api-keys", { name: "script", days: 7 });
			const { key } = made as { key: string };
			const withKey = () => fetch(`${platform.url}/api/v0/me`, { headers: { authorization: `Bearer ${key}` } });
			assert.equal((await withKey()).status, 200);

			const { code, output } = await reset(environment);
			assert.equal(code, 0, output);
			assert.match(output, new RegExp(`email +${ADMINISTRATOR.login}`));
			assert.match(output, /\/login\?admin=1/);
			assert.equal((await before.open(`${platform.url}/api/v0/me`)).status, 401);
			assert.equal((await withKey()).status, 401);

			const agent = createAgent();
			const form = await agent.open(`${platform.url}/login?admin=1`);
			const page = await agent.submit(form, { email: ADMINISTRATOR.login, password: passwordIn(output) }, "/login");
			assert.match(page.text, /Choose a new password/);
			assert.equal((await agent.open(`${platform.url}/api/v0/me`)).status, 403);
			assert.match((await agent.submit(page, { password: "another good password" })).url, /\/$/);
			const audit = await agent.open(`${platform.url}/api/v0/audit?action=administrator.reset`);
			assert.match(audit.text, /"command line"/);
			assert.doesNotMatch(audit.text, new RegExp(passwordIn(output)));
		});

		test("with the platform stopped", async () => {
			await platform.stop();
			const { code, output } = await reset(environment);
			assert.equal(code, 0, output);
			platform = await startPlatform({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
			const agent = createAgent();
			const form = await agent.open(`${platform.url}/login?admin=1`);
			const page = await agent.submit(form, { email: ADMINISTRATOR.login, password: passwordIn(output) }, "/login");
			assert.match(page.text, /Choose a new password/);
		});
	});
}

for (const { name } of engines) {
	describe(`signet reset-admin-password provider on ${name}`, () => {
		let dataDir: string;
		let databaseUrl: string | undefined;
		let provider: TestProvider;
		let environment: Readonly<Record<string, string | undefined>>;
		const start = () => startProvider({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });

		before(async () => {
			dataDir = mkdtempSync(join(tmpdir(), "signet-reset-"));
			databaseUrl = name === "PostgreSQL" ? await ownDatabase() : undefined;
			provider = await start();
			environment = { SIGNET_DATA_DIR: dataDir, SIGNET_DATABASE_URL: databaseUrl, SIGNET_PROVIDER_URL: provider.url };
		});
		after(async () => {
			await provider.stop();
			rmSync(dataDir, { recursive: true, force: true });
		});

		const run = (...args: readonly string[]) => reset(environment, process.cwd(), "provider", ...args);
		const passwordIn = (output: string): string => /temporary password {2}(\S+)/.exec(output)?.[1] ?? "";
		/** Signs in with the temporary password, and chooses another. */
		const comeBack = async (login: string, password: string, next: string) => {
			const agent = createAgent();
			const chosen = await agent.submit(await agent.open(`${provider.url}/login`), { login, password }, "/login");
			assert.match(chosen.text, /Choose a password|Choose another password/);
			await agent.submit(chosen, { password: next });
			return agent;
		};

		test("beside a running provider: sessions end at once, and another password has to be chosen", async () => {
			const before = await signedInAgent(provider.url, ADMINISTRATOR);
			assert.equal((await before.open(`${provider.url}/api/v1/users/me`)).status, 200);
			const { code, output } = await run();
			assert.equal(code, 0, output);
			assert.match(output, new RegExp(`username +${ADMINISTRATOR.login}`));
			assert.equal((await before.open(`${provider.url}/api/v1/users/me`)).status, 403);
			const agent = await comeBack(ADMINISTRATOR.login, passwordIn(output), "another good password");
			const log = await agent.open(`${provider.url}/api/v1/logs?q=${encodeURIComponent("command line")}`);
			assert.match(log.text, /user\.account\.reset_password/);
			assert.doesNotMatch(log.text, new RegExp(passwordIn(output)));
		});

		test("with the provider stopped; for somebody else by name, whatever state they are in; and for nobody who is no Super Administrator", async () => {
			const first = await signedInAgent(provider.url, { login: ADMINISTRATOR.login, password: "another good password" });
			const call = (method: string, path: string, body?: object) => callApi(first, provider.url, method, path, body);
			const { id, login } = await addPerson(
				{ ...provider, api: async (method, path, body) => (await call(method, path, body as object)) as never },
				"Second",
			);
			assert.match((await run("--login", login)).output, /is no Super Administrator/);
			await call("POST", `/api/v1/users/${id}/roles`, { type: "SUPER_ADMIN" });
			await call("POST", `/api/v1/users/${id}/lifecycle/suspend`);
			await provider.stop();
			const { code, output } = await run("--login", login, "--reset-factors");
			assert.equal(code, 0, output);
			assert.match(output, /second factors are gone/);
			provider = await start();
			await comeBack(login, passwordIn(output), "a password of the second one");
		});
	});
}

describe("signet reset-admin-password is asked for the right half", () => {
	const bare = { SIGNET_DATA_DIR: undefined, SIGNET_SECRET: undefined, SIGNET_DATABASE_URL: undefined };
	let home: string;
	before(() => {
		home = mkdtempSync(join(tmpdir(), "signet-reset-"));
	});
	after(() => rmSync(home, { recursive: true, force: true }));

	test("and says how it is called where it is not", async () => {
		for (const args of [["nobody"], ["platform", "--reset-factors"], ["--login", "a@example.com"], ["provider", "--wrong"]]) {
			const { code, output } = await reset(bare, home, ...args);
			assert.equal(code, 2, output);
			assert.match(output, /Usage: signet reset-admin-password/);
		}
		assert.match((await reset(bare, home, "provider")).output, /there is no provider in/);
		assert.deepEqual(readdirSync(home), []);
	});
});

describe("signet reset-admin-password makes no data folder", () => {
	let home: string;
	before(() => {
		home = mkdtempSync(join(tmpdir(), "signet-reset-"));
	});
	after(() => rmSync(home, { recursive: true, force: true }));
	const bare = { SIGNET_DATA_DIR: undefined, SIGNET_SECRET: undefined, SIGNET_DATABASE_URL: undefined };

	test("where there is no platform, and says so", async () => {
		const { code, output } = await reset(bare, home);
		assert.equal(code, 1);
		assert.match(output, /there is no platform in/);
		assert.deepEqual(readdirSync(home), []);
	});

	test("where the database is elsewhere", async () => {
		const databaseUrl = await ownDatabase();
		const platform = await startPlatform({ databaseUrl });
		try {
			const { code, output } = await reset({ ...bare, SIGNET_DATABASE_URL: databaseUrl }, home);
			assert.equal(code, 0, output);
			assert.deepEqual(readdirSync(home), []);
		} finally {
			await platform.stop();
		}
	});

	test("where the database does not answer, and says so in one sentence without its password", async () => {
		const databaseUrl = `postgres://signet:hunter2@localhost:${await freePort()}/signet`;
		const { code, output } = await reset({ ...bare, SIGNET_DATABASE_URL: databaseUrl }, home);
		assert.equal(code, 1);
		assert.match(output, /^signet: the password could not be reset: [^\n]*ECONNREFUSED[^\n]*\.\n$/);
		assert.doesNotMatch(output, /hunter2/);
		assert.deepEqual(readdirSync(home), []);
	});
});
