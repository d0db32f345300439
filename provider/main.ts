import { run } from "#common/web/run.ts";
import { createProvider } from "./app.ts";
import { readConfig } from "./config.ts";

await run("Provider", async () => {
	const { config, secrets } = readConfig(process.env);
	return createProvider(config, secrets);
});
