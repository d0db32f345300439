import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import { parseAllDocuments } from "yaml";
import { listenOf } from "#common/settings/half.ts";
import { readSettings } from "#common/settings/settings.ts";
import { root } from "../../scripts/command.ts";
import { type Manifest, manifestFaults } from "./manifest-faults.ts";

const folder = join(root, "ops/kubernetes");
const read = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as Manifest);
const files = globSync("*.yaml", { cwd: folder }).sort();
const manifests = new Map(files.map((file) => [basename(file), read(readFileSync(join(folder, file), "utf8"))]));
const all = [...manifests.values()].flat();

/** The text of a manifest with something changed. */
const changed = (file: string, from: string | RegExp, to: string): readonly Manifest[] => {
	const text = readFileSync(join(folder, file), "utf8");
	assert.notEqual(text.replace(from, to), text);
	return read(text.replace(from, to));
};

describe("the Kubernetes manifests", () => {
	test("are what the schemas of Kubernetes say, with no field that they do not know", async () => {
		assert.deepEqual(await manifestFaults(all), []);
	});

	for (const [fault, file, from, to] of [
		["a field that is missing", "provider.yaml", /\n {2}selector:\n {4}matchLabels: \*labels/, ""],
		["a word for a number", "provider.yaml", "replicas: 2", "replicas: two"],
		["a field with a slip of the pen", "provider.yaml", "readinessProbe", "readynessProbe"],
		["a field at the wrong depth", "migrate.yaml", "  backoffLimit: 3", "  restartPolicy: Never"],
		["a kind that there is not", "ingress.yaml", "kind: Ingress", "kind: Egress"],
		["a value that is none of those there are", "platform.yaml", "type: RollingUpdate", "type: Rolling"],
	] as const) {
		test(`do not pass with ${fault}`, async () => {
			assert.notDeepEqual(await manifestFaults(changed(file, from, to)), []);
		});
	}

	test("tell Signet only settings that there are, and values that it takes", () => {
		const { data = {} } = all.find(({ kind }) => kind === "ConfigMap") ?? {};
		// The files are the cluster's.
		const settings = Object.entries(data).filter(([name]) => !name.endsWith("_FILE") && !name.startsWith("SIGNET_ADMIN_"));
		const read = readSettings(Object.fromEntries(settings));
		assert.equal(listenOf("PROVIDER", read).port, 7081);
		assert.equal(listenOf("PLATFORM", read).port, 7080);
		const secret = all.find(({ kind }) => kind === "Secret")?.stringData ?? {};
		const mounted = Object.values(data).filter((value) => value.startsWith("/run/secrets/signet/"));
		assert.deepEqual(mounted.map((path) => basename(path)).sort(), Object.keys(secret).sort());
	});

	test("keep no secret", () => {
		for (const value of Object.values(all.find(({ kind }) => kind === "Secret")?.stringData ?? {})) assert.equal(value, "");
	});
});
