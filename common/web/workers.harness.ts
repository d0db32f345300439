import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Config, listenOf } from "../settings/half.ts";
import { readSettings } from "../settings/settings.ts";
import { createLimiter } from "./limits.ts";
import { run } from "./run.ts";
import { createShell } from "./shell.ts";

/** A half of which nothing is left but what a process does with it. Started by `workers.test.ts`. */

const env = (name: string): string => process.env[name] ?? "";
const TEN = { name: "ten", points: 10, duration: 3_600 };

await run("Provider", async (isBeside) => {
	if (env("TEST_BROKEN") === (isBeside ? "others" : "first")) throw new Error("broken on purpose");
	const app = await createShell({
		url: "http://localhost",
		logLevel: "silent",
		trustProxy: [],
		familyOf: () => "problem",
		renderFault: () => "",
	});
	const limiter = createLimiter();
	app.get("/readyz", async () => ({ pid: process.pid }));
	app.get("/counted", async () => {
		await limiter.consume(TEN, "everybody");
		return { pid: process.pid };
	});
	app.get("/slow", async () => {
		process.stdout.write("slow is under way\n");
		while (!existsSync(env("TEST_RELEASE"))) await sleep(10);
		return { pid: process.pid };
	});
	app.addHook("onClose", async () => void process.stdout.write("closed\n"));
	const listen = listenOf("PROVIDER", readSettings(process.env));
	return { app, config: { url: "http://localhost", listen } as Config, setupLink: isBeside ? undefined : "a link" };
});
