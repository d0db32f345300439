import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { cookiesOf, createAnswerReader, headerOf } from "./answers.ts";
import { stayAwake } from "./awake.ts";
import { drawChart } from "./chart.ts";
import { latencyOf, median, quantile, slope } from "./figures.ts";
import { closedLoop, openLoop, UsedUp } from "./loops.ts";
import { between } from "./markers.ts";
import { cpuMsOf, familyOf, readStat, residentMiBOf } from "./processes.ts";
import { createSchedule } from "./schedule.ts";
import { createWire, requestText } from "./wire.ts";

const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);

describe("figures", () => {
	it("a quantile is the value that this share of the values does not pass", () => {
		assert.equal(quantile(hundred, 0.5), 50);
		assert.equal(quantile(hundred, 0.99), 99);
		assert.equal(quantile(hundred, 1), 100);
		assert.equal(quantile([7], 0.01), 7);
		assert.ok(Number.isNaN(quantile([], 0.5)));
	});

	it("the median of an even number of values is between the two in the middle", () => {
		assert.equal(median([4, 1, 3, 2]), 2.5);
		assert.equal(median([9, 1, 5]), 5);
	});

	it("latencies are told by p50, p90, p99 and the slowest", () => {
		assert.deepEqual(latencyOf(hundred), { p50: 50, p90: 90, p99: 99, max: 100 });
	});

	it("the slope of a line is found under noise that evens out, and none where there is no line", () => {
		const points = Array.from({ length: 100 }, (_, x) => [x, 3 * x + 7 + (x % 2 === 0 ? 1 : -1)] as const);
		assert.ok(Math.abs(slope(points) - 3) < 0.01);
		assert.ok(Number.isNaN(slope([[1, 1]])));
	});
});

describe("the schedule", () => {
	it("arrivals come at their rate, whenever they are taken", () => {
		const schedule = createSchedule(100, 1);
		assert.equal(schedule.total, 100);
		assert.equal(schedule.take(0), 1);
		assert.equal(schedule.take(9.9), 0);
		assert.equal(schedule.take(95), 9);
		assert.equal(schedule.next(), 100);
		assert.equal(schedule.take(5_000), 90);
		assert.equal(schedule.next(), undefined);
	});

	it("a rate that is none is refused", () => {
		assert.throws(() => createSchedule(0, 1), RangeError);
		assert.throws(() => createSchedule(Number.NaN, 1), RangeError);
	});
});

describe("the loops", () => {
	it("a server that stands still is charged for all that was due meanwhile", async () => {
		let standing = true;
		setTimeout(() => {
			standing = false;
		}, 300);
		const { p50, done, perSecond } = await openLoop(64, 100, 0.5, async () => {
			while (standing) await sleep(5);
		});
		assert.equal(done, 50);
		// A closed loop would have begun 64 and found all others quick. Here 30 of 50 waited, the first of them 300 ms.
		assert.ok(p50 > 30, `p50 ${p50}`);
		assert.ok(perSecond <= 100);
	});

	it("what is due while all connections are taken waits, and its waiting counts", async () => {
		const { queued, max, done } = await openLoop(1, 100, 0.2, () => sleep(20));
		assert.equal(done, 20);
		assert.ok(queued > 10, `${queued} queued`);
		assert.ok(max > 100, `the last one waited ${max} ms`);
	});

	it("a closed loop has as many under way as connections, never more", async () => {
		let [under, most] = [0, 0];
		const { done, failed } = await closedLoop(8, 0.1, async () => {
			most = Math.max(most, ++under);
			await sleep(2);
			under--;
		});
		assert.equal(most, 8);
		assert.ok(done >= 8);
		assert.equal(failed, 0);
	});

	it("failures are counted apart from what was done, with the first one's words", async () => {
		const load = await openLoop(4, 100, 0.1, async (_connection, n) => {
			if (n % 2 === 0) throw new Error(`wrong ${n}`);
		});
		assert.deepEqual([load.done, load.failed, load.firstFailure], [5, 5, "wrong 0"]);
	});

	it("a feed that is used up ends the measurement, and is no failure", async () => {
		const unit = async (_connection: number, n: number) => {
			await sleep(1);
			if (n >= 10) throw new UsedUp();
		};
		for (const load of [await closedLoop(2, 60, unit), await openLoop(2, 1_000, 60, unit)]) {
			assert.equal(load.failed, 0);
			assert.equal(load.usedUp, true);
			assert.ok(load.done <= 10);
		}
	});
});

describe("a generator that stays awake", () => {
	it("was idle while nothing came, and busy while something did", async () => {
		let [came, comes] = [0, false];
		const awake = stayAwake(() => (comes ? came++ : came));
		const turns = async () => {
			for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
			return awake.idleMs();
		};
		const quiet = await turns();
		assert.ok(quiet > 0);
		comes = true;
		const begun = await turns();
		assert.equal(await turns(), begun);
		awake.stop();
		assert.equal(await turns(), begun);
	});
});

describe("answers", () => {
	it("are read whole however they are cut, by length and by chunks", () => {
		const whole = [
			["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello"],
			["HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", 201, "hello"],
			["HTTP/1.1 204 No Content\r\nX: y\r\n\r\n", 204, ""],
		] as const;
		for (const [text, status, body] of whole) {
			for (let cut = 1; cut < text.length; cut++) {
				const reader = createAnswerReader();
				const answer = reader.push(text.slice(0, cut)) ?? reader.push(text.slice(cut));
				assert.deepEqual([answer?.status, answer?.body], [status, body], `cut at ${cut}`);
			}
		}
	});

	it("an answer without a length ends with the connection, a shortened one never", () => {
		const reader = createAnswerReader();
		assert.equal(reader.push("HTTP/1.1 200 OK\r\n\r\nall"), undefined);
		assert.equal(reader.end()?.body, "all");
		const cut = createAnswerReader();
		cut.push("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
		assert.equal(cut.end(), undefined);
	});

	it("what is no answer, or more than one, is a fault", () => {
		assert.throws(() => createAnswerReader().push("SSH-2.0-x\r\n\r\n"));
		assert.throws(() => createAnswerReader().push("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab"));
	});

	it("header fields and cookies are found by name", () => {
		const head = "HTTP/1.1 303 See Other\r\nLocation: /next\r\nSet-Cookie: a=1; Path=/\r\nset-cookie: b=2=3; HttpOnly";
		const answer = { status: 303, head, body: "" };
		assert.equal(headerOf(answer, "location"), "/next");
		assert.equal(headerOf(answer, "ocation"), undefined);
		assert.deepEqual(
			[...cookiesOf(answer)],
			[
				["a", "1"],
				["b", "2=3"],
			],
		);
	});
});

/** A server that answers each request with `answer`, and ends the connection where `closes` says so. */
const serving = async (answer: string, closes: (count: number) => boolean) => {
	let count = 0;
	const callers = new Set<string | undefined>();
	const server: Server = createServer((socket: Socket) => {
		callers.add(socket.remoteAddress);
		socket.on("data", () => {
			if (closes(++count)) socket.destroy();
			else socket.write(answer);
		});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as { port: number };
	return { origin: { host: "127.0.0.1", port, authority: `localhost:${port}` }, callers, close: () => server.close() };
};

describe("a wire", () => {
	it("keeps its connection, and opens another after one that broke", async () => {
		const server = await serving("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", (count) => count === 3);
		const [first, second] = [createWire(0), createWire(1)];
		try {
			const request = requestText("GET", server.origin, "/");
			assert.equal((await first.ask(server.origin, request)).body, "ok");
			assert.equal((await second.ask(server.origin, request)).body, "ok");
			await assert.rejects(first.ask(server.origin, request), /closed before/);
			assert.equal((await first.ask(server.origin, request)).body, "ok");
			if (process.platform === "linux") assert.equal(server.callers.size, 2);
		} finally {
			first.close();
			second.close();
			server.close();
		}
	});
});

describe("processes", () => {
	it("the times of a process are read though its name holds spaces and parentheses", () => {
		const fields = ["S", "41", ...Array(9).fill("0"), "7", "3", "2", "1", ...Array(30).fill("9")];
		assert.deepEqual(readStat(`42 (a ) b (c) ${fields.join(" ")}`), { parent: 41, cpuMs: 130 });
	});

	// Elsewhere there is no /proc, and no benchmark.
	if (process.platform === "linux")
		it("this process is found, with its processor time and memory", () => {
			assert.ok(familyOf([process.ppid]).includes(process.pid));
			assert.ok(cpuMsOf([process.pid]) > 0);
			assert.ok(residentMiBOf([process.pid]) > 10);
		});
});

describe("what is written", () => {
	it("a chart has a bar for each figure there is, and no markup that a name brings", () => {
		const svg = drawChart({
			title: "A <b>",
			unit: "per second",
			series: ["ours", "theirs"],
			groups: [
				{ name: "one & two", values: [10, 5] },
				{ name: "three", values: [undefined, Number.NaN] },
			],
		});
		assert.equal([...svg.matchAll(/<title>[^<]+: /g)].length, 2);
		assert.match(svg, /one &amp; two/);
		assert.match(svg, /A &lt;b&gt;/);
		assert.doesNotMatch(svg, /three|<script|<b>/);
		assert.match(svg, /prefers-color-scheme: dark/);
	});

	it("a run replaces what stands between the markers, and nothing else", () => {
		const text = "before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nafter\n";
		const once = between(text, "figures", "new");
		assert.equal(once, "before\n<!-- figures: begin -->\nnew\n<!-- figures: end -->\nafter\n");
		assert.equal(between(once, "figures", "new"), once);
		assert.throws(() => between("nothing", "figures", "new"), /no markers/);
	});
});
