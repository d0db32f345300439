import { Gauge } from "prom-client";
import { registry } from "./registry.ts";
import { secondsOf } from "./seconds.ts";

const observe = secondsOf("signet_password_hash_seconds", "Time that password hashes took, with their wait for a thread.")({});

let underWay = 0;

new Gauge({
	name: "signet_password_hashes_under_way",
	help: "Password hashes begun and not done; those beyond the thread pool's size (4, or UV_THREADPOOL_SIZE) less one wait.",
	registers: [registry],
	collect() {
		this.set(underWay);
	},
});

/** Counts the hash that `work` makes. */
export const countHash = async <T>(work: Promise<T>): Promise<T> => {
	const began = performance.now();
	underWay++;
	try {
		return await work;
	} finally {
		underWay--;
		observe(performance.now() - began);
	}
};
