import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { collectDefaultMetrics, Gauge } from "prom-client";
import { registry } from "./registry.ts";

/** Milliseconds between two looks at the event loop. Each costs a wake-up. */
const RESOLUTION = 20;

const PERCENTILES = [50, 99] as const;

export const version = (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string })
	.version;

/** The mean of all workers, in which one that hangs would vanish; and gauges that are called like counters. */
const UNWANTED = /^nodejs_eventloop_lag_|^nodejs_active_\w+_total$/;

let watching = false;

/** Counts what any process of Node.js has, once: memory, processor, garbage, the event loop's delay; and which release this is. */
export const watchProcess = (): void => {
	if (watching) return;
	watching = true;
	collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 1_000 });
	for (const { name } of registry.getMetricsAsArray()) if (UNWANTED.test(name)) registry.removeSingleMetric(name);
	const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
	delay.enable();
	new Gauge({
		name: "signet_event_loop_delay_seconds",
		help: "How late the event loop was since it was last asked for, in the worker where it was latest.",
		labelNames: ["at"],
		aggregator: "max",
		registers: [registry],
		collect() {
			// What is measured includes the resolution itself.
			const late = (nanoseconds: number) =>
				Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - RESOLUTION / 1e3) : 0;
			for (const percentile of PERCENTILES) this.set({ at: `p${percentile}` }, late(delay.percentile(percentile)));
			this.set({ at: "max" }, late(delay.max));
			delay.reset();
		},
	});
	new Gauge({
		name: "signet_workers",
		help: "Processes of the half that answer requests.",
		registers: [registry],
	}).set(1);
	new Gauge({
		name: "signet_build_info",
		help: "1; the release stands in the labels.",
		labelNames: ["version", "node"],
		aggregator: "max",
		registers: [registry],
	}).set({ version, node: process.version }, 1);
};
