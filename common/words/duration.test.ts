import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { minutesOf } from "./duration.ts";

describe("durations", () => {
	it("are read as ISO 8601 has them, without months and years, whose length nobody knows", () => {
		const cases: readonly (readonly [string, number | undefined])[] = [
			["PT0S", 0],
			["PT30S", 0.5],
			["PT2H", 120],
			["PT1H30M", 90],
			["P1D", 1_440],
			["P7DT1M", 10_081],
			["P2W", 20_160],
			["PT43800H", 2_628_000],
			["P", undefined],
			["PT", undefined],
			["P1DT", undefined],
			["P1M", undefined],
			["P1Y", undefined],
			["PT-1H", undefined],
			["PT1.5H", undefined],
			["2h", undefined],
			["", undefined],
			["pt2h", undefined],
			["PT99999999999H", undefined],
		];
		for (const [text, minutes] of cases) assert.equal(minutesOf(text), minutes, text);
	});
});
