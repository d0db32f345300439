import { run } from "#common/web/run.ts";

await run("Provider", async (isBeside) => {
	const [{ createProvider }, { readConfig }] = await Promise.all([import("./app.ts"), import("./config.ts")]);
	const { config, secrets } = readConfig(process.env);
	return createProvider({ ...config, isBeside }, secrets);
});
