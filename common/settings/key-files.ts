import { existsSync, linkSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { keepFolder, makeOnce } from "./master-key.ts";

/**
 * The master key's files while it is replaced: `secret.next` is made, and takes the place of `secret`, which stays as `secret.previous`
 * until nothing needs it. There is a whole `secret` at any moment.
 */
export interface KeyFiles {
	readonly present: string;
	readonly next: string | undefined;
	readonly previous: string | undefined;
}

const paths = (dataDir: string) => {
	const present = join(dataDir, "secret");
	return { present, next: `${present}.next`, previous: `${present}.previous` };
};

const textOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, "utf8").trim() : undefined);

/** Undefined where no master key was ever made in this folder. */
export const readKeyFiles = (dataDir: string): KeyFiles | undefined => {
	const { present, next, previous } = paths(dataDir);
	const key = textOf(present);
	return key === undefined ? undefined : { present: key, next: textOf(next), previous: textOf(previous) };
};

/** Makes `secret.next`, where there is none (mode 0600). */
export const makeNextKey = (dataDir: string): void => {
	const { next } = paths(dataDir);
	if (!existsSync(next)) makeOnce(next);
};

/** `secret.next`, where there is one, becomes `secret`. */
export const takeNextKey = (dataDir: string): void => {
	const { present, next, previous } = paths(dataDir);
	if (!existsSync(next)) return;
	if (!existsSync(previous)) linkSync(present, previous);
	keepFolder(dataDir);
	renameSync(next, present);
	keepFolder(dataDir);
};

/** Removes `secret.previous`. */
export const forgetPreviousKey = (dataDir: string): void => {
	rmSync(paths(dataDir).previous, { force: true });
	keepFolder(dataDir);
};
