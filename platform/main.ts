import { run } from "#common/web/run.ts";
import { createPlatform } from "./app.ts";
import { readConfig } from "./config.ts";

await run("Platform", async () => {
	const { config, secrets } = readConfig(process.env);
	return createPlatform(config, secrets);
});
