import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readersOf } from "./readers.ts";

const TOKEN = "t".repeat(32);

describe("who may read what is counted", () => {
	const mayRead = (networks: readonly string[], address: string, headers: Record<string, string>, token?: string): boolean =>
		readersOf({ networks, token })(address, headers) === undefined;

	it("is whoever asks from a network that is named, by any name of this machine", () => {
		assert.equal(mayRead(["10.0.0.0/8"], "10.1.2.3", { host: "signet.monitoring.svc:7081" }), true);
		assert.equal(mayRead(["10.0.0.0/8"], "::ffff:10.1.2.3", { host: "10.1.0.1:7081" }), true);
		assert.equal(mayRead(["127.0.0.0/8", "::1"], "::1", { host: "[::1]:7081" }), true);
	});

	it("is nobody else", () => {
		assert.equal(mayRead(["10.0.0.0/8"], "192.0.2.1", { host: "10.1.0.1:7081" }), false);
		assert.equal(mayRead(["10.0.0.0/8"], "127.0.0.1", { host: "localhost:7081" }), false);
		assert.equal(mayRead([], "127.0.0.1", { host: "localhost:7081" }), false);
		assert.equal(mayRead(["10.0.0.0/8"], "", { host: "localhost:7081" }), false);
	});

	it("is whoever brings the token, and nobody where none is set", () => {
		assert.equal(mayRead([], "192.0.2.1", { authorization: `Bearer ${TOKEN}`, forwarded: "for=10.0.0.1" }, TOKEN), true);
		assert.equal(mayRead([], "192.0.2.1", { authorization: `bearer ${TOKEN}` }, TOKEN), true);
		assert.equal(mayRead([], "192.0.2.1", { authorization: `Bearer ${TOKEN}x` }, TOKEN), false);
		assert.equal(mayRead([], "192.0.2.1", { authorization: "Bearer undefined" }), false);
		assert.equal(mayRead(["127.0.0.0/8"], "127.0.0.1", { authorization: "Bearer x", host: "localhost" }, TOKEN), false);
	});

	it("is nobody who came by a name that only looks like this machine's", () => {
		for (const host of [
			"localhost.evil.example",
			"127.0.0.1.evil.example",
			"evil.example",
			"localhost@evil.example",
			"",
			"[::2]",
		])
			assert.equal(mayRead(["127.0.0.0/8"], "127.0.0.1", { host }), false, host);
	});
});
