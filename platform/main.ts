import { run } from "#common/web/run.ts";

await run("Platform", async (isBeside) => {
	const [{ createPlatform }, { readConfig }] = await Promise.all([import("./app.ts"), import("./config.ts")]);
	const { config, secrets } = readConfig(process.env);
	return createPlatform({ ...config, isBeside }, secrets);
});
