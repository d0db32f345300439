import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { CsvError, readRecords, type Separator, separatorOf, withoutApostrophe, writeRecord } from "./csv.ts";

const all = (text: string, separator: Separator = ",") =>
	readRecords(text, { separator, line: 1, last: true }).records.map(({ cells }) => [...cells]);

/** As a file that comes in slices of `size` characters. */
const sliced = (text: string, size: number) => {
	const records: (readonly string[])[] = [];
	let [rest, line] = ["", 1];
	for (let at = 0; at < text.length; at += size) {
		const last = at + size >= text.length;
		const read = readRecords(rest + text.slice(at, at + size), { separator: ",", line, last });
		records.push(...read.records.map(({ cells }) => cells));
		({ rest, line } = read);
	}
	return records;
};

describe("CSV", () => {
	test("quoted values hold separators, quotes and line breaks; records end with CRLF, LF or the file", () => {
		assert.deepEqual(all('a,b\r\n"1, ""one""","two\r\nlines"\n,\nlast,'), [
			["a", "b"],
			['1, "one"', "two\r\nlines"],
			["", ""],
			["last", ""],
		]);
		assert.deepEqual(all('""\n\n"a"'), [["a"]], "empty lines are no records");
	});

	test("lines are counted as an editor counts them", () => {
		const { records } = readRecords('a\n"b\nc"\n\nd', { separator: ",", line: 1, last: true });
		assert.deepEqual(
			records.map(({ line }) => line),
			[1, 2, 5],
		);
	});

	test("what is not plain is refused with its line", () => {
		for (const [text, line] of [
			['a\nb"c,d', 2],
			['a\n"b"c,d', 2],
			['a\n\n"open', 3],
			[`a\n${"x".repeat(10_001)}`, 2],
			[`a\n${"x,".repeat(301)}`, 2],
		] as const) {
			assert.throws(
				() => all(text),
				(thrown) => thrown instanceof CsvError && thrown.line === line,
				text.slice(0, 20),
			);
		}
	});

	test("a quote that is never closed does not gather a whole file", () => {
		const slice = `"${"x".repeat(300_000)}`;
		assert.throws(() => readRecords(slice, { separator: ",", line: 7, last: false }), CsvError);
		assert.throws(() => readRecords("x".repeat(300_000), { separator: ",", line: 7, last: false }), CsvError);
	});

	test("the separator is the one that the header has most of, outside of quotes", () => {
		assert.equal(separatorOf("a;b;c"), ";");
		assert.equal(separatorOf('"a;b;c",d'), ",");
		assert.equal(separatorOf("a\tb"), "\t");
		assert.equal(separatorOf("alone"), ",");
	});

	test("what is written is read as it was, however it is sliced; and nothing that a spreadsheet would calculate stands in it", () => {
		const value = fc.oneof(
			fc.string({ maxLength: 12 }),
			fc.constantFrom(
				"=1+1",
				"+49 1",
				"@x",
				"-2",
				" =1",
				"\n=1",
				"＝1",
				"'＠x",
				"'=x",
				'a"b',
				"a;b",
				"c,d",
				"e\r\nf",
				"",
				"\r",
				"ü€😀",
			),
		);
		const rows = fc.array(fc.array(value, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
		fc.assert(
			fc.property(rows, fc.integer({ min: 1, max: 9 }), (wanted, size) => {
				const text = wanted.map((row) => writeRecord(row)).join("");
				for (const read of [all(text), sliced(text, size)]) {
					assert.ok(read.flat().every((cell) => !/^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/.test(cell)));
					assert.deepEqual(
						read.map((cells) => cells.map(withoutApostrophe)),
						wanted.map((row) => row.map((cell) => (/^'(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/.test(cell) ? cell.slice(1) : cell))),
					);
				}
			}),
			{ seed: 20_261_124, numRuns: 300 },
		);
	});
});
