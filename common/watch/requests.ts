import { Counter } from "prom-client";
import type { FaultCode } from "../faults/catalogue.ts";
import { registry } from "./registry.ts";
import { type Observe, secondsOf } from "./seconds.ts";

const durationOf = secondsOf("signet_http_request_duration_seconds", "Time from a request's arrival to the end of its answer.");

/** By the first digit of the status. */
const CLASSES = [1, 2, 3, 4, 5] as const;

interface Counts {
	readonly route: string;
	readonly method: string;
	readonly observe: Observe;
	readonly answers: number[];
}

const counted: Counts[] = [];

new Counter({
	name: "signet_http_requests_total",
	help: "Requests answered, by route, method and class of status.",
	labelNames: ["route", "method", "status"],
	registers: [registry],
	collect() {
		this.reset();
		for (const { route, method, answers } of counted) {
			for (const hundreds of CLASSES) {
				const count = answers[hundreds] ?? 0;
				if (count > 0) this.inc({ route, method, status: `${hundreds}xx` }, count);
			}
		}
	},
});

const faults = new Counter({
	name: "signet_faults_total",
	help: "Answers that are a fault, by its code in docs/errors.md.",
	labelNames: ["code"],
	registers: [registry],
});

/** A caller may send any method there is. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const byRoute = new Map<string, Map<string, Counts>>();

const countsOf = (route: string, method: string): Counts => {
	const methods = byRoute.get(route) ?? new Map<string, Counts>();
	byRoute.set(route, methods);
	const counts = { route, method, observe: durationOf({ route, method }), answers: CLASSES.map(() => 0) };
	methods.set(method, counts);
	counted.push(counts);
	return counts;
};

/** Counts an answer. `route` is a pattern, of which there are so many and no more. */
export const countAnswer = (route: string, given: string, status: number, milliseconds: number): void => {
	const method = METHODS.has(given) ? given : "other";
	const counts = byRoute.get(route)?.get(method) ?? countsOf(route, method);
	counts.observe(milliseconds);
	const hundreds = Math.floor(status / 100);
	counts.answers[hundreds] = (counts.answers[hundreds] ?? 0) + 1;
};

/** Counts an answer that is a fault. */
export const countFault = (code: FaultCode): void => faults.inc({ code });
