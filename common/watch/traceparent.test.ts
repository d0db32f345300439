import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readTraceparent, writeTraceparent } from "./traceparent.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

describe("a traceparent (W3C Trace Context, section 3.2)", () => {
	it("is read as it was written, and of later versions as far as it is known", () => {
		assert.deepEqual(readTraceparent(writeTraceparent(TRACE, PARENT)), { traceId: TRACE, parentId: PARENT });
		assert.deepEqual(readTraceparent(`01-${TRACE}-${PARENT}-00-more`), { traceId: TRACE, parentId: PARENT });
	});

	for (const header of [
		undefined,
		"",
		`ff-${TRACE}-${PARENT}-01`,
		`00-${"0".repeat(32)}-${PARENT}-01`,
		`00-${TRACE}-${"0".repeat(16)}-01`,
		`00-${TRACE.toUpperCase()}-${PARENT}-01`,
		`00-${TRACE}-${PARENT}-01\n{"level":60}`,
		`00-${TRACE}","admin":"x-${PARENT}-01`,
		[`00-${TRACE}-${PARENT}-01`],
	]) {
		it(`is none where it says ${JSON.stringify(header)}`, () => {
			assert.equal(readTraceparent(header), undefined);
		});
	}
});
