import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import Provider from "oidc-provider";
import { speakAsOkta } from "./error-texts.ts";

/** What an engine answers whose work is done, and whose session then cannot be saved. */
const answerOf = async (thrown: Error): Promise<Response> => {
	const engine = new Provider("http://localhost");
	engine.on("server_error", () => {});
	engine.silent = true;
	speakAsOkta(engine);
	engine.use(async (ctx, next) => {
		await next();
		ctx.redirect("http://localhost/callback?code=a-code");
		throw thrown;
	});
	const server = createServer(engine.callback());
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	try {
		return await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`, { redirect: "manual" });
	} finally {
		server.closeAllConnections();
		server.close();
	}
};

test("a session that a database which is away did not take is answered 503, and no code goes out", async () => {
	const answer = await answerOf(new Error("Connection terminated unexpectedly"));
	assert.equal(answer.status, 503);
	assert.equal(answer.headers.get("retry-after"), "2");
	assert.equal(answer.headers.get("location"), null);
	assert.equal(((await answer.json()) as { error: string }).error, "temporarily_unavailable");
});

test("anything else that goes wrong there stays a fault of the server, and no code goes out", async () => {
	const answer = await answerOf(new Error("broken"));
	assert.equal(answer.status, 500);
	assert.equal(answer.headers.get("location"), null);
});
