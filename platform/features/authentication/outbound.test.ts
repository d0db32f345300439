import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import { createAsk, Unanswered } from "./outbound.ts";

describe("a server that takes connections along as it stops", () => {
	let server: Server;
	let address = "";
	let methods: (string | undefined)[] = [];
	/** Requests that get no answer. */
	let hangUps = 0;

	before(async () => {
		server = createServer((request, answer) => {
			methods.push(request.method);
			if (methods.length <= hangUps) request.socket.destroy();
			else answer.end("answered");
		}).listen(0, "127.0.0.1");
		await once(server, "listening");
		address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	});
	beforeEach(() => {
		methods = [];
		hangUps = 1;
	});
	after(() => {
		server.close();
		server.closeAllConnections();
	});
	const isLost = (thrown: unknown) => thrown instanceof Unanswered && thrown.reason === "connection";

	it("is asked once more for what only reads", async () => {
		assert.equal(await (await createAsk()(address)).text(), "answered");
		assert.deepEqual(methods, ["GET", "GET"]);
	});

	it("is not asked for ever", async () => {
		hangUps = 10;
		await assert.rejects(createAsk()(address), isLost);
		assert.deepEqual(methods, ["GET", "GET"]);
	});

	it("is not sent twice what may have been done", async () => {
		await assert.rejects(createAsk()(address, { method: "POST", body: "code" }), isLost);
		assert.deepEqual(methods, ["POST"]);
	});
});
