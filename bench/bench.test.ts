import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { choose, plans } from "./plan.ts";
import { chart, markdown } from "./report.ts";
import { cellsOf, type Measured, type Results } from "./results.ts";
import { verdictsOf } from "./targets.ts";

const measured = (run: number, subject: string, perSecond: number, cpu: number, more: Partial<Measured> = {}): Measured => ({
	...{ run, subject, work: "refresh", mode: "closed", done: 100, failed: 0, firstFailure: undefined, elapsedMs: 1000, perSecond },
	...{ late: 0, queued: 0, usedUp: false, p50: 1, p90: 2, p99: 3, max: 4, cpuMicros: { server: cpu } },
	...{ generatorShare: 0.1, generatorWasLimit: false },
	...more,
});

const results = (all: readonly Measured[], more: Partial<Results> = {}): Results => ({
	...{ complete: true, date: "2026-01-01", commit: "abc", machine: "2 x CPU", settings: { runs: 3 } },
	...{ versions: {}, absent: [], idle: [], memory: {}, measured: all },
	...more,
});

const refresh = plans.find(({ work }) => work === "refresh") ?? assert.fail("no such work");

describe("what is made of the runs", () => {
	// The machine was half as quick in the third run: for everybody.
	const runs = [
		...[measured(1, "engine", 1000, 400), measured(2, "engine", 1000, 400), measured(3, "engine", 500, 800)],
		...[measured(1, "signet", 800, 500), measured(2, "signet", 700, 500), measured(3, "signet", 400, 1000)],
		measured(1, "signet", 300, 500, { mode: "open", asked: 300, p99: 9, max: 50, failed: 2 }),
	];

	it("a share is of the ceiling of the same run, so that a slow run does not count", () => {
		const signet = cellsOf(refresh, runs).find(({ subject }) => subject === "signet");
		assert.equal(signet?.perSecond, 700);
		assert.equal(signet?.shareByRate, 0.8);
		assert.equal(signet?.shareByCpu, 0.8);
		assert.deepEqual([signet?.asked, signet?.p99, signet?.max, signet?.failed], [300, 9, 50, 2]);
	});

	it("a target is met, missed, or was not measured", () => {
		const of = (all: readonly Measured[]) =>
			verdictsOf(results(all)).find(({ what }) => what === "refresh, with rotation, Signet, SQLite")?.met;
		assert.equal(of(runs), true);
		assert.equal(of([measured(1, "engine", 1000, 400), measured(1, "signet", 699, 500)]), false);
		assert.equal(of([measured(1, "signet", 699, 500)]), undefined);
	});

	it("being behind any one peer is a miss", () => {
		const of = (peer: number) =>
			verdictsOf(
				results([measured(1, "signet", 700, 1), measured(1, "better-auth", 90, 1), measured(1, "glewlwyd", peer, 1)]),
			).find(({ what }) => what.startsWith("refresh, with rotation, beside"))?.met;
		assert.equal(of(690), true);
		assert.equal(of(710), false);
	});

	it("a partial run and an absent peer say so, and an interrupted measurement breaks nothing", () => {
		const broken = measured(1, "signet", Number.NaN, Number.NaN, { failed: 1, cpuMicros: {} });
		const all = results([measured(1, "engine", 1000, 400), broken], {
			complete: false,
			absent: [{ name: "glewlwyd", why: "glewlwyd is not installed" }],
		});
		assert.match(markdown(all), /A partial run/);
		assert.match(markdown(all), /Not measured: glewlwyd: glewlwyd is not installed/);
		assert.match(chart(all), /^<svg /);
	});
});

describe("BENCH_ONLY", () => {
	it("takes works, servers, or both", () => {
		assert.deepEqual(
			choose("refresh").plans.map(({ work }) => work),
			["refresh"],
		);
		assert.equal(choose("refresh").takes("glewlwyd"), true);
		assert.equal(choose("engine,refresh").takes("glewlwyd"), false);
		assert.equal(choose("engine").plans.length, plans.length);
		assert.equal(choose(undefined).takes("apache"), true);
	});

	it("refuses what it does not know", () => {
		assert.throws(() => choose("refesh"), /no "refesh"/);
	});
});
