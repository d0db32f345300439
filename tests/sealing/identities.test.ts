import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { nameOf } from "#common/seal/sealed.ts";
import { root } from "../../scripts/command.ts";
import { halves } from "./places.ts";

const IDENTITY = /`([a-z_]+\.[a-z_]+)\/\$\{/g;

/** Columns that the sources of a half name as parts of identities. */
const namedIn = (half: string): readonly string[] => {
	const paths = globSync(`${half}/**/*.ts`, { cwd: root, exclude: ["**/*.test.ts", "**/*.harness.ts", "**/console/**"] });
	const found = paths.flatMap((path) =>
		[...readFileSync(join(root, path), "utf8").matchAll(IDENTITY)].map(([, name = ""]) => name),
	);
	return [...new Set(found)].sort();
};

describe("the columns that are sealed", () => {
	for (const [half, { columns }] of Object.entries(halves))
		it(`of the ${half} are those that its code seals, so that a rotation forgets none`, () => {
			assert.deepEqual(namedIn(half), columns.map(nameOf).sort());
		});
});
