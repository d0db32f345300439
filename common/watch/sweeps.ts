import { Counter, Gauge } from "prom-client";
import { registry } from "./registry.ts";

const last = new Gauge({
	name: "signet_sweep_last_success_timestamp_seconds",
	help: "When what is over was last removed without a failure, by this process or its workers; one of all replicas does it.",
	aggregator: "max",
	registers: [registry],
});

const failures = new Counter({
	name: "signet_sweep_failures_total",
	help: "Parts of a sweep that failed.",
	registers: [registry],
});

type Failed = (part: string, thrown: unknown) => void;

/** Counts what a sweep comes to, and passes on which of its parts failed. */
export const countSweep = async (sweep: (failed: Failed) => Promise<void>, failed: Failed): Promise<void> => {
	let count = 0;
	await sweep((part, thrown) => {
		count++;
		failed(part, thrown);
	});
	if (count === 0) last.setToCurrentTime();
	else failures.inc(count);
};
