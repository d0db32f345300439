import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { FastifyInstance } from "fastify";
import { createLimiter } from "#common/web/limits.ts";
import { createShell } from "#common/web/shell.ts";
import { meterCalls } from "./meter.ts";

describe("the meter", () => {
	let app: FastifyInstance;
	beforeEach(async () => {
		app = await createShell({
			url: "http://provider.test",
			logLevel: "silent",
			trustProxy: [],
			familyOf: () => "okta",
			renderFault: () => "",
		});
		meterCalls(app, { limiter: createLimiter(), sessionCookie: "session", callsPerMinute: 3 });
		app.get("/api/v1/things", async () => ({}));
		app.get("/page", async () => ({}));
	});
	afterEach(() => app.close());

	const call = async (path: string, authorization?: string, remoteAddress = "192.0.2.1") => {
		const headers = authorization === undefined ? {} : { authorization };
		const { statusCode, headers: answered } = await app.inject({ method: "GET", url: path, headers, remoteAddress });
		return [statusCode, answered["x-rate-limit-remaining"]];
	};

	it("counts by credential, and by network where there is none", async () => {
		for (const left of ["2", "1", "0"]) assert.deepEqual(await call("/api/v1/things", "SSWS one"), [200, left]);
		assert.deepEqual(await call("/api/v1/things", "SSWS one"), [429, "0"]);
		assert.deepEqual(await call("/api/v1/things", "SSWS two"), [200, "2"]);
		assert.deepEqual(await call("/api/v1/things"), [200, "2"]);
		assert.deepEqual(await call("/page"), [200, undefined]);
	});

	it("counts a call however its address is spelled, and what no route answers", async () => {
		for (const path of ["/api/v1/things", "/%61pi/v1/things", "/api/v1/nothing"])
			assert.notEqual((await call(path, "SSWS one"))[1], undefined, path);
		assert.equal((await call("/%61pi/v1/things", "SSWS one"))[0], 429);
	});

	it("gives a network that makes credentials up no more calls than one without any", async () => {
		for (let made = 0; made < 10_000; made++) await call("/api/v1/things", `SSWS guess ${made}`);
		for (const status of [200, 200, 200, 429]) assert.equal((await call("/api/v1/things", `SSWS ${Math.random()}`))[0], status);
		assert.equal((await call("/api/v1/things", "SSWS elsewhere", "192.0.2.2"))[0], 200);
	});
});
