import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MountedRoute } from "#common/web/openapi.ts";
import type { Half } from "#common/web/run.ts";
import { createPlatform } from "../platform/app.ts";
import { readConfig as readPlatform } from "../platform/config.ts";
import { apiDocument as platformDocument } from "../platform/openapi.routes.ts";
import { createProvider } from "../provider/app.ts";
import { readConfig as readProvider } from "../provider/config.ts";
import { providerDocument } from "../provider/openapi.routes.ts";
import { configSchema } from "./config/schema.ts";

/** What the routes of a half say, from a half that is built for it and never listens. */
const documentOf = async <Config extends { readonly url: string }, Secrets>(
	readConfig: (environment: NodeJS.ProcessEnv) => { config: Config; secrets: Secrets },
	create: (config: Config, secrets: Secrets) => Promise<Half>,
	describe: (url: string, routes: readonly MountedRoute[]) => object,
): Promise<string> => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-api-"));
	const { config, secrets } = readConfig({ SIGNET_DATA_DIR: dataDir, SIGNET_LOG_LEVEL: "silent" });
	const { app, routes = [] } = await create(config, secrets);
	try {
		await app.ready();
		return `${JSON.stringify(describe(config.url, routes), undefined, "\t")}\n`;
	} finally {
		await app.close();
		rmSync(dataDir, { recursive: true, force: true });
	}
};

/** The generated documents, by file. */
export const apiPages = async (): Promise<ReadonlyMap<string, string>> =>
	new Map([
		["docs/platform-api.json", await documentOf(readPlatform, createPlatform, platformDocument)],
		["docs/provider-api.json", await documentOf(readProvider, createProvider, providerDocument)],
		["docs/config.schema.json", await documentOf(readProvider, createProvider, (_url, routes) => configSchema(routes))],
	]);
