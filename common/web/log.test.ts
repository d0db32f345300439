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

it("the log of a server holds no link, code, cookie, token or password, however talkative it is", () => {
	const log = execFileSync(process.execPath, ["--input-type=module-typescript", "-e", PROGRAM], {
		cwd: new URL("../..", import.meta.url),
		encoding: "utf8",
	});
	assert.equal(log.match(/"answered"/g)?.length, 3);
	assert.match(log, /activate\/:token/);
	assert.doesNotMatch(log, /hunter2/);
});
