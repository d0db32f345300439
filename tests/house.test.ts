import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkImports, checkTree } from "../scripts/check-imports.ts";

/** The sentences that a tree of these files earns. */
const sentences = (files: Record<string, string>): string[] =>
	checkImports(new Map(Object.entries(files))).map(({ path, sentence }) => `${path} ${sentence}`);

const USERS = "provider/features/users";
const GROUPS = "provider/features/groups";

/** Rule, the file that breaks it, what it holds, and a word of the sentence. */
const wrong: readonly (readonly [string, string, string, RegExp])[] = [
	[
		"the provider imports the platform",
		"provider/app.ts",
		'import { x } from "../platform/app.ts";',
		/OpenID Connect and nothing else/,
	],
	[
		"the platform imports a type of the provider",
		"platform/gate.ts",
		'import type { X } from "../provider/gate.ts";',
		/nothing else/,
	],
	["common imports a half", "common/web/shell.ts", 'import type { X } from "../../provider/gate.ts";', /knows neither/],
	["a half imports a test", `${USERS}/users.ts`, 'import { x } from "#tests/harness/agent.ts";', /needs no test/],
	["a feature imports the engine", `${USERS}/users.ts`, 'import { errors } from "oidc-provider";', /only provider\/oidc/],
	["app.ts imports the engine", "provider/app.ts", 'import Provider from "oidc-provider";', /only provider\/oidc/],
	["a feature imports oidc/", `${USERS}/users.ts`, 'import { x } from "../../oidc/engine.ts";', /do not know the engine/],
	["a feature imports app.ts", `${USERS}/users.ts`, 'import { x } from "../../app.ts";', /run from main\.ts/],
	["a feature imports the gate's code", `${USERS}/users.routes.ts`, 'import { x } from "../../gate.ts";', /only its types/],
	["a feature imports another's store", `${GROUPS}/groups.ts`, 'import { x } from "../users/users.store.ts";', /its own feature/],
	["a feature imports another's helper", `${GROUPS}/groups.ts`, 'import { x } from "../users/profile.ts";', /through its noun/],
	["app.ts imports a store", "provider/app.ts", 'import { x } from "./features/users/users.store.ts";', /its own feature/],
	[
		"the engine imports a store of a feature",
		"provider/oidc/claims.ts",
		'import { x } from "../features/users/users.store.ts";',
		/own/,
	],
	["routes import their store", `${USERS}/users.routes.ts`, 'import { x } from "./users.store.ts";', /HTTP only/],
	["a noun imports routes", `${USERS}/users.ts`, 'import { x } from "./users.routes.ts";', /only app\.ts mounts/],
	[
		"routes import other routes",
		`${USERS}/users.routes.ts`,
		'import { x } from "../groups/groups.routes.ts";',
		/only app\.ts mounts/,
	],
	["a noun imports a page", `${USERS}/users.ts`, 'import { x } from "../../pages/refused.ts";', /the routes' business/],
	["a store imports its noun's code", `${USERS}/users.store.ts`, 'import { x } from "./users.ts";', /only types/],
	["a table is imported for more than types", `${USERS}/users.store.ts`, 'import { x } from "./users.table.ts";', /types only/],
	["a console imports the server", "provider/console/main.tsx", 'import { x } from "../config.ts";', /runs in the browser/],
	["the server imports a console", "provider/app.ts", 'import { x } from "./console/api.ts";', /does not run the console/],
	["a noun holds SQL", `${USERS}/users.ts`, 'db.selectFrom("users").execute();', /holds SQL/],
	["an import at run time", `${USERS}/users.ts`, 'await import("../../oidc/engine.ts");', /do not know the engine/],
	["a re-export", `${GROUPS}/groups.ts`, 'export { x } from "../users/users.store.ts";', /its own feature/],
	[
		"an import over several lines",
		`${GROUPS}/groups.ts`,
		'import {\n\tx,\n\ty,\n} from "../users/users.store.ts";',
		/its own feature/,
	],
];

describe("the import ladder", () => {
	for (const [rule, path, source, sentence] of wrong) {
		it(`says no when ${rule}`, () => {
			const found = sentences({ [path]: source });
			assert.equal(found.length, 1, found.join("\n"));
			assert.match(found[0] ?? "", sentence);
		});
	}

	it("says no to features in a circle, once, with the way round", () => {
		const found = sentences({
			[`${USERS}/users.ts`]: 'import { x } from "../groups/groups.ts";',
			[`${GROUPS}/groups.ts`]: 'import { x } from "../sessions/sessions.ts";',
			"provider/features/sessions/helper.ts": 'import { x } from "../users/users.ts";',
		});
		assert.equal(found.length, 1);
		assert.match(found[0] ?? "", /users -> .*groups -> .*sessions -> .*users$/);
	});

	it("lets imports run down the ladder", () => {
		const found = sentences({
			"provider/main.ts": 'import { x } from "./app.ts";',
			"provider/app.ts": 'import { x } from "./features/users/users.routes.ts";\nimport { y } from "./oidc/engine.ts";',
			"provider/gate.ts": 'import { x } from "./features/sessions/sessions.ts";',
			"provider/oidc/engine.ts": 'import Provider from "oidc-provider";\nimport { x } from "../features/users/users.ts";',
			[`${USERS}/users.routes.ts`]:
				'import type { R } from "../../gate.ts";\nimport { x } from "../../pages/fault.ts";\nimport { y } from "./users.ts";',
			[`${USERS}/users.ts`]:
				'import { x } from "./users.store.ts";\nimport { y } from "../groups/groups.ts";\nimport { z } from "#common/db/columns.ts";',
			[`${USERS}/users.store.ts`]:
				'import type { T } from "./users.table.ts";\nimport type { U } from "./users.ts";\ndb.selectFrom("users");',
			[`${GROUPS}/groups.ts`]:
				'import type { E } from "../system-log/event-types.ts";\n// import { x } from "../users/users.store.ts";',
			"tests/flows/walk.test.ts": 'import { x } from "../../provider/app.ts";\nimport Provider from "oidc-provider";',
		});
		assert.deepEqual(found, []);
	});

	it("holds in the tree as it stands", () => {
		assert.deepEqual(
			checkTree().map(({ path, sentence }) => `${path}: ${sentence}`),
			[],
		);
	});
});
