/**
 * The import ladder: `main -> app -> oidc/ and X.routes -> X -> X.store -> common/db`, never back up, never in a circle. Part of
 * `npm test`; by itself, `node scripts/check-imports.ts`.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./command.ts";
import { circles } from "./imports/circles.ts";
import { importsOf } from "./imports/parse.ts";
import { type Place, placeOf } from "./imports/place.ts";
import { faultsOf, packageFault } from "./imports/rules.ts";

/** A file that breaks a rule of the house, and the rule. */
export interface Violation {
	readonly path: string;
	readonly sentence: string;
}

const QUERY = /\.(?:selectFrom|insertInto|updateTable|deleteFrom)\(/;

/** Files are named from the project's folder, with slashes. */
export const checkImports = (files: ReadonlyMap<string, string>): Violation[] => {
	const violations: Violation[] = [];
	const features = new Map<string, Set<string>>();
	for (const [path, source] of files) {
		const from = placeOf(path);
		const add = (sentence: string | undefined) => sentence !== undefined && violations.push({ path, sentence });
		for (const found of importsOf(path, source)) {
			if (found.package) {
				add(packageFault(from, found));
				continue;
			}
			const to = placeOf(found.target);
			for (const sentence of faultsOf({ from, to, typeOnly: found.typeOnly })) add(sentence);
			if (leansOn(from, to) && !found.typeOnly) link(features, from.feature ?? "", to.feature ?? "");
		}
		if (QUERY.test(source) && holdsNoQueries(from)) add("holds SQL: queries stand in *.store.ts");
	}
	for (const circle of circles(features)) {
		violations.push({ path: circle[0] ?? "", sentence: `features in a circle: ${circle.join(" -> ")}` });
	}
	return violations;
};

/** Whether an import makes one feature depend on another. Routes stand above all features and close no circle. */
const leansOn = (from: Place, to: Place): boolean =>
	from.feature !== undefined &&
	to.feature !== undefined &&
	from.feature !== to.feature &&
	from.rung !== "routes" &&
	from.rung !== "test";

const link = (graph: Map<string, Set<string>>, from: string, to: string): void => {
	graph.set(from, (graph.get(from) ?? new Set()).add(to));
};

const holdsNoQueries = ({ area, rung }: Place): boolean =>
	(area === "provider" || area === "platform") && !["store", "migration", "test"].includes(rung);

/** Checks the tree as it stands. */
export const checkTree = (): Violation[] => {
	const paths = globSync("{provider,platform,common,tests,scripts,bench}/**/*.{ts,tsx}", { cwd: root, exclude: ["**/dist/**"] });
	return checkImports(new Map(paths.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(root, path), "utf8")])));
};

if (import.meta.main) {
	const violations = checkTree();
	for (const { path, sentence } of violations) process.stdout.write(`${path}: ${sentence}\n`);
	process.exitCode = violations.length > 0 ? 1 : 0;
}
