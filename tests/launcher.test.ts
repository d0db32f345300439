import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { buildConsoles } from "../scripts/build.ts";
import { root } from "../scripts/command.ts";
import { freePort } from "./harness/half.ts";

const home = mkdtempSync(join(tmpdir(), "signet-launcher-"));
before(() => buildConsoles());
after(() => rmSync(home, { recursive: true }));

/** A launched command line, and all it has said so far. */
interface Launched {
	readonly child: ChildProcess;
	readonly exit: Promise<number | null>;
	said(): string;
	complained(): string;
}

const launched: Launched[] = [];

const SIGNET = [process.execPath, join(root, "scripts/signet.ts")];

const launch = (
	command: readonly string[],
	settings: Record<string, string> = {},
	[program = "", ...first]: readonly string[] = SIGNET,
): Launched => {
	const inherited = Object.entries(process.env).filter(([name]) => !/^(SIGNET|NODE_TEST)_/.test(name));
	const child = spawn(program, [...first, ...command], {
		cwd: root,
		env: { ...Object.fromEntries(inherited), ...settings },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let out = "";
	let complaints = "";
	child.stdout.on("data", (chunk) => (out += chunk));
	child.stderr.on("data", (chunk) => (complaints += chunk));
	const exit = once(child, "close").then(([code]) => code as number | null);
	const one = { child, exit, said: () => out, complained: () => complaints };
	launched.push(one);
	return one;
};

/** Waits until the launched one has said `text`. */
const says = async ({ child, said, complained }: Launched, text: string): Promise<void> => {
	while (!said().includes(text)) {
		assert.equal(child.exitCode, null, `it ended: ${said()}${complained()}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
};

const taken = async (): Promise<{ server: Server; port: number }> => {
	const server = createServer().listen(0, "localhost");
	await once(server, "listening");
	const address = server.address();
	assert.ok(address !== null && typeof address === "object");
	return { server, port: address.port };
};

describe("the command line", () => {
	let settings: Record<string, string>;
	let addresses: { provider: string; platform: string };
	beforeEach(async () => {
		addresses = { provider: `http://localhost:${await freePort()}`, platform: `http://localhost:${await freePort()}` };
		settings = {
			SIGNET_DATA_DIR: mkdtempSync(join(home, "data-")),
			SIGNET_PROVIDER_URL: addresses.provider,
			SIGNET_PLATFORM_URL: addresses.platform,
			SIGNET_LOG_LEVEL: "warn",
		};
	});
	afterEach(async () => {
		for (const { child } of launched) child.kill("SIGTERM");
		await Promise.all(launched.map(({ exit }) => exit));
		launched.length = 0;
	});

	it("starts both halves, says where they are and where to begin, and stops cleanly", async () => {
		const first = launch(["start"], settings);
		await says(first, "Signet is ready. Ctrl-C stops it.");
		for (const address of Object.values(addresses)) {
			assert.ok(first.said().includes(address));
			assert.match(first.said(), new RegExp(`${address}/setup/\\S{43}`));
			assert.equal((await fetch(`${address}/readyz`)).status, 200);
			assert.equal((await fetch(`${address}/healthz`)).status, 200);
		}
		const offer = await setupPage(first);
		assert.match(offer, new RegExp(`Connect to the identity provider at <strong>${addresses.provider}</strong>`));
		const inLink = linkOf(first, addresses.platform)?.split("/").at(-1);
		assert.deepEqual([...new Set(offer.match(/[\w-]{43,}/g))], [inLink], "the only secret of the page is the link's own");
		first.child.kill("SIGTERM");
		assert.equal(await first.exit, 0);
		assert.equal(first.complained(), "");

		const token = "a-registration-token-that-both-halves-know";
		const second = launch(["start"], { ...settings, SIGNET_REGISTRATION_TOKEN: token });
		await says(second, "Signet is ready");
		for (const address of Object.values(addresses)) {
			assert.notEqual(linkOf(second, address), linkOf(first, address), "a restart makes a new set-up link");
		}
		const again = await setupPage(second);
		assert.match(again, new RegExp(`Connect to the identity provider at <strong>${addresses.provider}</strong>`));
		assert.ok(!again.includes(token) && !second.said().includes(token));
		second.child.kill("SIGINT");
		assert.equal(await second.exit, 0);
	});

	const linkOf = ({ said }: Launched, address: string): string | undefined =>
		new RegExp(`${address}/setup/\\S+`).exec(said())?.[0];
	/** The page behind the platform's set-up link. */
	const setupPage = async (one: Launched): Promise<string> => {
		const page = await fetch(linkOf(one, addresses.platform) ?? "");
		assert.equal(page.status, 200);
		return page.text();
	};

	it("ends with npm start, whose shell does not pass signals on", async () => {
		const npm = launch(["start"], settings, ["npm"]);
		await says(npm, "Signet is ready");
		npm.child.kill("SIGTERM");
		await npm.exit;
		for (const address of Object.values(addresses)) await assert.rejects(fetch(`${address}/healthz`));
	});

	it("starts one half alone", async () => {
		const alone = launch(["start", "platform"], settings);
		await says(alone, "Signet is ready");
		assert.ok(!alone.said().includes(addresses.provider));
		alone.child.kill("SIGTERM");
		assert.equal(await alone.exit, 0);
	});

	it("makes no set-up link when the first administrator stands in the settings", async () => {
		const admin = { SIGNET_ADMIN_EMAIL: "ada@example.com", SIGNET_ADMIN_PASSWORD: "correct horse" };
		const ready = launch(["start"], { ...settings, ...admin });
		await says(ready, "Signet is ready");
		assert.ok(!ready.said().includes("/setup/"), ready.said());
		assert.ok(!ready.said().includes("correct horse"));
	});

	it("names a taken port, stops the other half, and ends with 1", async () => {
		const { server, port } = await taken();
		const refused = launch(["start"], { ...settings, SIGNET_PLATFORM_URL: `http://localhost:${port}` });
		assert.equal(await refused.exit, 1);
		server.close();
		assert.match(refused.complained(), new RegExp(`^signet: Port ${port} is taken\\.[^\\n]*\\n$`));
		await assert.rejects(fetch(addresses.provider));
	});

	it("names every fault of the settings once, and starts nothing", async () => {
		const wrong = { ...settings, SIGNET_LOG_LEVEL: "loud", SIGNET_SECRET: "short", SIGNET_NONSENSE: "1" };
		for (const command of ["start", "check"]) {
			const refused = launch([command], wrong);
			assert.equal(await refused.exit, 1);
			const lines = refused.complained().trimEnd().split("\n");
			assert.equal(lines.length, 3, refused.complained());
			for (const line of lines) assert.match(line, /^signet: SIGNET_.*[.]$/);
			assert.ok(!refused.complained().includes("short\n"));
		}
	});

	it("names a data folder that cannot be written", async () => {
		const file = join(home, "a-file");
		writeFileSync(file, "");
		const refused = launch(["start"], { ...settings, SIGNET_DATA_DIR: join(file, "data") });
		assert.equal(await refused.exit, 1);
		assert.match(refused.complained(), /^signet: SIGNET_DATA_DIR: the folder .* cannot be written \(ENOTDIR\)\.\n$/);
	});

	it("names a database that does not answer", async () => {
		const address = `postgres://signet:hunter2@localhost:${await freePort()}/signet`;
		const refused = launch(["start"], { ...settings, SIGNET_DATABASE_URL: address });
		assert.equal(await refused.exit, 1);
		assert.match(refused.complained(), /^signet: (Provider|Platform) could not start: .*ECONNREFUSED/m);
		assert.ok(!refused.complained().includes("hunter2"));
	});

	it("checks the settings without showing a secret", async () => {
		const fine = launch(["check"], { ...settings, SIGNET_SECRET: "a secret of at least 32 characters" });
		assert.equal(await fine.exit, 0);
		assert.match(fine.said(), /^settings are fine\n/);
		assert.ok(fine.said().includes(addresses.provider));
		assert.ok(!fine.said().includes("a secret of"));
	});

	it("says what it can do when it is asked for something else", async () => {
		for (const command of [["dance"], ["start", "both"], ["toString"]]) {
			const refused = launch(command, settings);
			assert.equal(await refused.exit, 1);
			assert.match(refused.complained(), /^signet: there is no/);
		}
	});
});
