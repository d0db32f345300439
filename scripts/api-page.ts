import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPlatform } from "../platform/app.ts";
import { readConfig } from "../platform/config.ts";
import { apiDocument } from "../platform/openapi.routes.ts";

export const API_PAGE = "docs/platform-api.json";

/** The platform's API as OpenAPI document, from a platform that is built for it and never listens. */
export const apiPage = async (): Promise<string> => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-api-"));
	const { config, secrets } = readConfig({ SIGNET_DATA_DIR: dataDir, SIGNET_LOG_LEVEL: "silent" });
	const { app, routes = [] } = await createPlatform(config, secrets);
	try {
		await app.ready();
		return `${JSON.stringify(apiDocument(config.url, routes), undefined, "\t")}\n`;
	} finally {
		await app.close();
		rmSync(dataDir, { recursive: true, force: true });
	}
};
