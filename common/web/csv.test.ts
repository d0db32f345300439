import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { csvCell } from "./csv.ts";

describe("a cell of a CSV file", () => {
	for (const [text, cell] of [
		["=1+1", `"'=1+1"`],
		['=HYPERLINK("http://evil.test","x")', `"'=HYPERLINK(""http://evil.test"",""x"")"`],
		["+1", `"'+1"`],
		["-1", `"'-1"`],
		["@SUM(A1)", `"'@SUM(A1)"`],
		['"=1', `"'""=1"`],
		[" =1", `"' =1"`],
		["\t=1", `"'\t'=1"`],
		["\r=1", `"'\r'=1"`],
		["\n=1", `"'\n'=1"`],
		["\uff1d1+1", `"'\uff1d1+1"`],
		["x;=1", `"x;'=1"`],
		["x\t=1", `"x\t'=1"`],
		["x\r\n@SUM(A1)", `"x\r\n'@SUM(A1)"`],
		["x;\uff0b1;-1", `"x;'\uff0b1;'-1"`],
		["x;y=1", `"x;y=1"`],
		['x; "=1', `"x; ""'=1"`],
		['a"b', '"a""b"'],
		["a,b", '"a,b"'],
		["a\r\nb", '"a\r\nb"'],
		["a,=1", '"a,=1"'],
		["1-1", '"1-1"'],
		["", '""'],
		[null, '""'],
	] as const) {
		it(`is ${JSON.stringify(cell)} for ${JSON.stringify(text)}`, () => {
			assert.equal(csvCell(text), cell);
			assert.doesNotMatch(csvCell(text), /(^"|[;\t\r\n])[ "]*[=+\-@\uff1d\uff0b\uff0d\uff20]/);
		});
	}
});
