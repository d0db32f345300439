import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Addresses, holds, isUnderstood } from "./addresses.ts";

const cidr = (value: string): Addresses => ({ type: "CIDR", value });
const range = (value: string): Addresses => ({ type: "RANGE", value });

describe("addresses of the network", () => {
	it("networks and ranges hold what is in them, and nothing beside", () => {
		const cases: readonly (readonly [Addresses, readonly string[], readonly string[]])[] = [
			[cidr("192.0.2.0/24"), ["192.0.2.0", "192.0.2.255"], ["192.0.1.255", "192.0.3.0", "", "nonsense", "::192.0.2.1"]],
			[cidr("192.0.2.7"), ["192.0.2.7"], ["192.0.2.6", "192.0.2.8"]],
			[cidr("192.0.2.7/0"), ["0.0.0.0", "255.255.255.255"], ["::1", "2001:db8::1"]],
			[range("192.0.2.9-192.0.3.1"), ["192.0.2.9", "192.0.2.255", "192.0.3.1"], ["192.0.2.8", "192.0.3.2"]],
			[range("192.0.2.9"), ["192.0.2.9"], ["192.0.2.10"]],
			[cidr("2001:db8::/32"), ["2001:db8::1", "2001:0DB8:ffff::", "2001:db8::1%eth0"], ["2001:db9::", "32.1.13.184"]],
			[range("2001:db8::9-2001:db8::ff"), ["2001:db8::9", "2001:db8:0:0::a0"], ["2001:db8::8", "2001:db8::100"]],
			[cidr("::/0"), ["2001:db8::1", "::1"], ["192.0.2.1"]],
		];
		for (const [addresses, inside, outside] of cases) {
			for (const address of inside) assert.equal(holds([addresses], address), true, `${addresses.value} holds ${address}`);
			for (const address of outside) assert.equal(holds([addresses], address), false, `${addresses.value} without ${address}`);
		}
		assert.equal(holds([], "192.0.2.1"), false);
		assert.equal(holds([cidr("198.51.100.0/24"), range("192.0.2.1-192.0.2.3")], "192.0.2.2"), true);
	});

	it("an IPv4 address is the same in the clothes of IPv6, in a rule and in a request", () => {
		for (const text of [
			"192.0.2.9",
			"::ffff:192.0.2.9",
			"::ffff:c000:209",
			"::FFFF:C000:0209",
			"0:0:0:0:0:ffff:192.0.2.9",
			"0::ffff:c000:209",
		]) {
			assert.equal(holds([cidr("192.0.2.0/24")], text), true, text);
			assert.equal(holds([cidr(text)], "192.0.2.9"), true, text);
			assert.equal(holds([cidr(text)], "192.0.2.8"), false, text);
		}
		assert.equal(holds([cidr("::ffff:192.0.2.0/120")], "192.0.2.200"), true);
		assert.equal(holds([cidr("::ffff:192.0.2.0/120")], "192.0.3.1"), false);
		assert.equal(holds([range("::ffff:192.0.2.1-192.0.2.3")], "::ffff:192.0.2.2"), true);
	});

	it("what makes no sense is not understood", () => {
		for (const value of [
			"192.0.2.0/33",
			"192.0.2.0/-1",
			"192.0.2.0/024",
			"192.0.2.0/1e1",
			"192.0.2.0/",
			"192.0.2.0/24/24",
			"192.0.2",
			"192.0.2.256",
			"0300.0.2.1",
			"2001:db8::/129",
			"::ffff:192.0.2.0/95",
			"192.0.2.0-192.0.2.9",
			"localhost",
			"*",
			"",
			" ",
		])
			assert.equal(isUnderstood(cidr(value)), false, value);
		for (const value of [
			"192.0.2.9-192.0.2.1",
			"192.0.2.1-2001:db8::1",
			"2001:db8::ff-2001:db8::1",
			"192.0.2.1-",
			"192.0.2.0/24",
			"-",
		])
			assert.equal(isUnderstood(range(value)), false, value);
	});
});
