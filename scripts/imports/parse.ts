import { posix } from "node:path";

/** One import of a file. */
export interface Import {
	/** The file's path from the project's folder, or the package's name. */
	readonly target: string;
	readonly package: boolean;
	/** Leaves nothing behind when the types are stripped. */
	readonly typeOnly: boolean;
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s)?\s*([^"';]*?)\s*from\s+"([^"]+)"/gm;
const SIDE_EFFECT = /^\s*import\s+"([^"]+)"/gm;
const DYNAMIC = /\bimport\(\s*"([^"]+)"\s*\)/g;

/** The imports of `source`, which stands at `path`. Re-exports count as imports. */
export const importsOf = (path: string, source: string): Import[] => {
	const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
	return [
		...[...code.matchAll(STATEMENT)].map(([, type, names = "", target = ""]) =>
			resolved(path, target, Boolean(type) || onlyTypes(names)),
		),
		...[...code.matchAll(SIDE_EFFECT), ...code.matchAll(DYNAMIC)].map(([, target = ""]) => resolved(path, target, false)),
	];
};

const onlyTypes = (names: string): boolean => {
	const named = /^\{(.*)\}$/s.exec(names.trim())?.[1]?.split(",");
	const present = named?.map((name) => name.trim()).filter((name) => name !== "");
	return present !== undefined && present.length > 0 && present.every((name) => name.startsWith("type "));
};

const resolved = (path: string, target: string, typeOnly: boolean): Import => {
	if (target.startsWith(".")) return { target: posix.join(posix.dirname(path), target), package: false, typeOnly };
	if (target.startsWith("#")) return { target: target.slice(1), package: false, typeOnly };
	const parts = target.split("/");
	return { target: parts.slice(0, target.startsWith("@") ? 2 : 1).join("/"), package: true, typeOnly };
};
