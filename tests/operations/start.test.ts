import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/command.ts";
import { MALLOC, NODE_FLAGS } from "../../scripts/halves.ts";

test("ops/bin/signet starts a half with the flags and the allocator that npm start gives it", () => {
	const script = readFileSync(join(root, "ops/bin/signet"), "utf8");
	assert.ok(script.includes(`exec "$node" ${NODE_FLAGS.join(" ")} "$root/$1/main.ts"`));
	for (const [name, value] of Object.entries(MALLOC)) assert.ok(script.includes(`export ${name}="\${${name}-${value}}"\n`), name);
});
