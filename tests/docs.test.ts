import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { apiPages } from "../scripts/api-page.ts";
import { root } from "../scripts/command.ts";
import { stalePages } from "../scripts/docs.ts";

const pages = globSync(["*.md", "docs/**/*.md", "bench/*.md"], { cwd: root });

describe("the documentation", () => {
	it("lists the settings and the errors that there are (`npm run format` writes both pages)", () => {
		assert.deepEqual(stalePages(), []);
	});

	it("describes both APIs as they are (`npm run format` writes docs/*-api.json and docs/config.schema.json)", async () => {
		for (const [file, text] of await apiPages()) assert.equal(readFileSync(join(root, file), "utf8"), text, file);
	});

	it("links to nothing that is not there", () => {
		const broken = pages.flatMap((page) =>
			[...readFileSync(join(root, page), "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
				.map(([, target = ""]) => join(dirname(page), target))
				.filter((target) => !existsSync(join(root, target)))
				.map((target) => `${page} -> ${target}`),
		);
		assert.deepEqual(broken, []);
	});
});
