import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { it } from "node:test";

/** Answers four requests at the most talkative level; the log goes to standard output. */
const PROGRAM = `
	import { createShell } from "#common/web/shell.ts";
	const settings = { url: "http://half.test", logLevel: "trace", trustProxy: [], familyOf: () => "okta", renderFault: () => "" };
	const app = await createShell(settings);
	app.all("/activate/:token", () => "");
	const headers = { "content-type": "application/json", cookie: "session=hunter2", authorization: "Bearer hunter2" };
	await app.inject({ url: "/activate/hunter2?code=hunter2", headers });
	await app.inject({ url: "/activate/hunter2/and/more" });
	await app.inject({ url: "/activate/hunter2%ff" });
	await app.inject({ method: "POST", url: "/activate/hunter2", headers, payload: "hunter2" });
`;

/** One request that is answered, one refused, one too many, one to nowhere. */
const USUAL = `
	import { createShell } from "#common/web/shell.ts";
	import { Fault } from "#common/faults/fault.ts";
	const settings = { url: "http://half.test", logLevel: "info", trustProxy: [], familyOf: () => "okta", renderFault: () => "" };
	const app = await createShell(settings);
	app.get("/answered", () => "");
	app.get("/refused", () => { throw new Fault("forbidden"); });
	app.get("/flooded", () => { throw new Fault("too_many_attempts"); });
	for (const url of ["/answered", "/refused", "/flooded", "/nowhere"]) await app.inject({ url });
`;

it("the log of a server holds no link, code, cookie, token or password, however talkative it is", () => {
	const log = execFileSync(process.execPath, ["--input-type=module-typescript", "-e", PROGRAM], {
		cwd: new URL("../..", import.meta.url),
		encoding: "utf8",
	});
	assert.equal(log.match(/"answered"/g)?.length, 3);
	assert.match(log, /activate\/:token/);
	assert.doesNotMatch(log, /hunter2/);
});

it("the log at its usual level has a line for what was refused, under its request's id, and none for floods and what goes nowhere", () => {
	const log = execFileSync(process.execPath, ["--input-type=module-typescript", "-e", USUAL], {
		cwd: new URL("../..", import.meta.url),
		encoding: "utf8",
	});
	const lines = log
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as Record<string, unknown>);
	assert.deepEqual(
		lines.map(({ route, status, code }) => [route, status, code]),
		[["/refused", 403, "forbidden"]],
	);
	assert.match(String(lines[0]?.["id"]), /^req/);
});
