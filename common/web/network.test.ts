import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { networkOf } from "./network.ts";

describe("the network that callers are counted by", () => {
	for (const [address, network] of [
		["192.0.2.1", "192.0.2.1"],
		["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
		["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
		["2001:db8:1:2::1", "2001:db8:1:2"],
		["2001:db8::1", "2001:db8:0:0"],
		["::1", "0:0:0:0"],
	] as const) {
		it(`is ${network} for ${address}`, () => assert.equal(networkOf(address), network));
	}
});
