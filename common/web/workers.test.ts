import assert from "node:assert/strict";
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../tests/harness/half.ts";

interface Running {
	readonly child: ChildProcess;
	readonly exit: Promise<number | null>;
	said(): string;
	complained(): string;
}

interface Answer {
	readonly status: number;
	readonly connection: string | undefined;
	readonly pid: number;
}

const HALF = join(import.meta.dirname, "workers.harness.ts");

describe("the processes of a half", { timeout: 120_000 }, () => {
	let port: number;
	let release: string;
	let folder: string;
	const started: Running[] = [];
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), "signet-workers-"));
		release = join(folder, "release");
		port = await freePort();
	});
	afterEach(async () => {
		for (const { child } of started) child.kill("SIGKILL");
		await Promise.all(started.map(({ exit }) => exit));
		started.length = 0;
		rmSync(folder, { recursive: true });
	});

	const start = (workers: number, more: Record<string, string> = {}): Running => {
		const inherited = Object.entries(process.env).filter(([name]) => !/^(SIGNET|NODE_TEST)_/.test(name));
		const own = { SIGNET_WORKERS: String(workers), SIGNET_PROVIDER_LISTEN: `localhost:${port}`, TEST_RELEASE: release };
		const env = { ...Object.fromEntries(inherited), ...own, ...more };
		const child = spawn(process.execPath, [HALF], { env, stdio: ["ignore", "pipe", "pipe"] });
		let out = "";
		let complaints = "";
		child.stdout.on("data", (chunk) => (out += chunk));
		child.stderr.on("data", (chunk) => (complaints += chunk));
		const exit = once(child, "close").then(([code]) => code as number | null);
		const running = { child, exit, said: () => out, complained: () => complaints };
		started.push(running);
		return running;
	};
	const says = async ({ child, said, complained }: Running, text: string): Promise<void> => {
		while (!said().includes(text)) {
			assert.equal(child.exitCode, null, `it ended: ${said()}${complained()}`);
			await sleep(10);
		}
	};
	/** By a connection of its own, unless an agent is given. */
	const ask = (path: string, agent: Agent | false = false): Promise<Answer> =>
		new Promise((resolve, reject) => {
			const request = get({ host: "127.0.0.1", port, path, agent }, (response) => {
				let text = "";
				response.on("data", (chunk) => (text += chunk));
				response.on("end", () => {
					const { connection } = response.headers;
					resolve({ status: response.statusCode ?? 0, connection, pid: JSON.parse(text).pid as number });
				});
				response.on("error", reject);
			});
			request.on("error", reject);
		});
	/** Of the process that answers; undefined where none does. */
	const whoAnswers = (): Promise<number | undefined> =>
		ask("/readyz").then(
			({ pid }) => pid,
			() => undefined,
		);
	/** Of those that answer, once `wanted` have. */
	const pids = async (wanted: number, except?: number): Promise<readonly number[]> => {
		const seen = new Set<number>();
		while (seen.size < wanted) {
			const pid = await whoAnswers();
			if (pid === undefined) await sleep(10);
			else if (pid !== except) seen.add(pid);
		}
		return [...seen];
	};
	const refuses = async (): Promise<void> => {
		while ((await whoAnswers()) !== undefined) await sleep(10);
	};

	for (const workers of [1, 2]) {
		it(`answers what is under way when it is told to stop, takes nothing new, and ends with 0: ${workers} at work`, async () => {
			const half = start(workers);
			await says(half, "a link");
			if (workers > 1) await pids(workers);
			const agent = new Agent({ keepAlive: true });
			const slow = ask("/slow", agent);
			await says(half, "slow is under way");
			half.child.kill("SIGTERM");
			await refuses();
			assert.equal(half.child.exitCode, null);
			writeFileSync(release, "");
			const { status, connection } = await slow;
			assert.deepEqual([status, connection], [200, "close"]);
			assert.equal(await half.exit, 0);
			assert.equal(half.said().split("closed\n").length - 1, workers, "each closes what it has opened");
			assert.equal(half.complained(), "");
			agent.destroy();
		});

		it(`ends although browsers hold connections open that they do not use: ${workers} at work`, async () => {
			const half = start(workers);
			await says(half, "a link");
			const agent = new Agent({ keepAlive: true });
			await ask("/readyz", agent);
			const unused = connect(port, "127.0.0.1");
			await once(unused, "connect");
			half.child.kill("SIGINT");
			await once(unused.resume(), "close");
			assert.equal(await half.exit, 0);
			agent.destroy();
		});

		it(`ends with 1 and one sentence where its port is taken: ${workers} at work`, async () => {
			const taken = createServer().listen(port, "127.0.0.1");
			await once(taken, "listening");
			const half = start(workers);
			assert.equal(await half.exit, 1);
			taken.close();
			assert.match(half.complained(), new RegExp(`^signet: Port ${port} is taken\\.[^\\n]*\\n$`));
		});

		it(`ends with 1 and one sentence where it cannot be built: ${workers} at work`, async () => {
			const half = start(workers, { TEST_BROKEN: "first" });
			assert.equal(await half.exit, 1);
			assert.equal(half.complained(), "signet: Provider could not start: broken on purpose.\n");
		});
	}

	it("says once where it is, and makes one set-up link, however many serve", async () => {
		const half = start(3);
		await pids(3);
		assert.equal(
			half.said(),
			"Provider: http://localhost\nProvider: make the first administrator (one hour, once) at\n  a link\n",
		);
	});

	it("starts a worker anew that was killed, without a new set-up link, and answers meanwhile", async () => {
		const half = start(2);
		const [first = 0, second = 0] = await pids(2);
		const said = half.said();
		process.kill(first, "SIGKILL");
		assert.ok((await pids(2, first)).includes(second));
		assert.equal(half.said(), said);
	});

	it("keeps those waiting who come while no worker serves, and answers them", async () => {
		start(2);
		const workers = await pids(2);
		for (const pid of workers) process.kill(pid, "SIGKILL");
		while (workers.some(isAlive)) await sleep(5);
		assert.equal((await ask("/readyz")).status, 200);
	});

	it("goes on with the workers it has where another cannot start", async () => {
		const half = start(2, { TEST_BROKEN: "others" });
		while (!half.complained().includes("broken on purpose")) await sleep(10);
		assert.equal((await ask("/readyz")).status, 200);
		half.child.kill("SIGTERM");
		assert.equal(await half.exit, 0);
	});

	it("ends where the last worker died and no other can start", async () => {
		const half = start(2, { TEST_BROKEN: "others" });
		while (!half.complained().includes("broken on purpose")) await sleep(10);
		process.kill((await ask("/readyz")).pid, "SIGKILL");
		assert.equal(await half.exit, 1);
	});

	it("leaves no worker behind where the process that started them is killed", async () => {
		const half = start(2);
		const workers = await pids(2);
		half.child.kill("SIGKILL");
		await half.exit;
		for (const pid of workers) while (isAlive(pid)) await sleep(10);
	});

	it("counts floods together, whichever worker answers", async () => {
		start(2);
		await pids(2);
		const answers: Answer[] = [];
		for (let call = 0; call < 30; call++) answers.push(await ask("/counted"));
		const fine = answers.filter(({ status }) => status === 200);
		assert.equal(fine.length, 10);
		assert.equal(new Set(fine.map(({ pid }) => pid)).size, 2, "both have answered");
		assert.equal(answers.filter(({ status }) => status === 429).length, 20);
	});

	it("counts floods by itself where the process that started it does not answer", async () => {
		const child = fork(join(import.meta.dirname, "limits.harness.ts"), { stdio: "inherit" });
		const outcomes: unknown[] = [];
		child.on("message", (message) => {
			if (typeof message === "string") outcomes.push(message);
		});
		assert.deepEqual(await once(child, "exit"), [0, null]);
		assert.deepEqual(outcomes, ["counted", "counted", "too_many_attempts"]);
	});
});

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};
