import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SettingsError } from "./settings.ts";
import { readTraces } from "./traces.ts";

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example.com/" };

describe("OpenTelemetry's own variables", () => {
	it("switch traces on where they name a collector, at the path that its specification says", () => {
		assert.equal(readTraces("signet-provider", {}), undefined);
		assert.deepEqual(readTraces("signet-provider", ENDPOINT), {
			url: "https://collector.example.com/v1/traces",
			headers: {},
			service: "signet-provider",
			share: 1,
		});
	});

	it("give the whole address, headers, a name and a share", () => {
		const read = readTraces("signet-provider", {
			...ENDPOINT,
			OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:4318/here",
			OTEL_EXPORTER_OTLP_HEADERS: "api-key=a%20b, x-tenant = 7",
			OTEL_SERVICE_NAME: "id",
			OTEL_TRACES_SAMPLER_ARG: "0.25",
		});
		assert.deepEqual(read, {
			url: "http://127.0.0.1:4318/here",
			headers: { "api-key": "a b", "x-tenant": "7" },
			service: "id",
			share: 0.25,
		});
	});

	it("switch traces off", () => {
		assert.equal(readTraces("x", { ...ENDPOINT, OTEL_SDK_DISABLED: "true" }), undefined);
		assert.equal(readTraces("x", { ...ENDPOINT, OTEL_TRACES_EXPORTER: "none" }), undefined);
	});

	for (const wrong of [
		{ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" },
		{ OTEL_EXPORTER_OTLP_ENDPOINT: "https://user:hunter2@collector.example.com" },
		{ ...ENDPOINT, OTEL_TRACES_SAMPLER_ARG: "all" },
		{ ...ENDPOINT, OTEL_TRACES_SAMPLER_ARG: "2" },
		{ ...ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS: "key=%hunter2" },
	]) {
		it(`keep Signet from starting where they say ${JSON.stringify(wrong)}, and no secret is told`, () => {
			assert.throws(
				() => readTraces("x", wrong),
				(thrown: Error) =>
					thrown instanceof SettingsError && /^OTEL_/.test(thrown.message) && !thrown.message.includes("hunter2"),
			);
		});
	}
});
