import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, tool } from "../../scripts/command.ts";

export interface Manifest {
	readonly apiVersion: string;
	readonly kind: string;
	readonly metadata: { readonly name: string };
	readonly data?: Readonly<Record<string, string>>;
	readonly stringData?: Readonly<Record<string, string>>;
}

interface Model {
	validate(): void;
}

/**
 * What is wrong with manifests, a line each: by the JSON schemas of Kubernetes (types, formats, what is required), which `kubernetes-models`
 * carries compiled, and by its types, which know every field: an unknown one is an error in a literal.
 */
export const manifestFaults = async (manifests: readonly Manifest[]): Promise<readonly string[]> => {
	const bySchema = await Promise.all(manifests.map(schemaFault));
	return [...bySchema.filter((fault) => fault !== undefined), ...(await typeFaults(manifests))];
};

const schemaFault = async (manifest: Manifest): Promise<string | undefined> => {
	const { apiVersion, kind, metadata } = manifest;
	try {
		const models = (await import(`kubernetes-models/${apiVersion}/${kind}`)) as Record<string, new (data: object) => Model>;
		const Kind = models[kind];
		if (Kind === undefined) throw new Error("there is no such kind");
		new Kind(manifest).validate();
		return undefined;
	} catch (thrown) {
		return `${kind} ${metadata.name}: ${(thrown as Error).message}`;
	}
};

const typeFaults = async (manifests: readonly Manifest[]): Promise<readonly string[]> => {
	// Below the root, where packages are found.
	const cache = join(root, "node_modules/.cache");
	mkdirSync(cache, { recursive: true });
	const folder = mkdtempSync(join(cache, "manifests-"));
	try {
		const source = manifests.map(
			({ apiVersion, kind, ...rest }, n) =>
				`import type { I${kind} as T${n} } from "kubernetes-models/${apiVersion}/${kind}";\n` +
				`export const manifest${n}: T${n} = ${JSON.stringify({ apiVersion, kind, ...rest })};\n`,
		);
		writeFileSync(join(folder, "manifests.ts"), source.join(""));
		const flags = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2024", "--module", "nodenext", "--types", ""];
		const { passed, output } = await tool("typescript/bin/tsc", [...flags, "--ignoreConfig", join(folder, "manifests.ts")]);
		return passed ? [] : output.trim().split("\n");
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
};
