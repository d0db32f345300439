import cluster from "node:cluster";
import type { FastifyInstance } from "fastify";
import { AggregatorRegistry, Gauge, Registry } from "prom-client";
import { Fault } from "../faults/fault.ts";
import { watchProcess } from "./process.ts";
import { type Readers, readersOf } from "./readers.ts";
import { registry } from "./registry.ts";
import { tellMetrics } from "./workers.ts";

export interface MetricsNeeds {
	readonly readers: Readers;
	/** How much waits, by what waits: asked of the database at each scrape. */
	readonly queues: Readonly<Record<string, () => Promise<number>>>;
	/** Whether the database answers. */
	ready(): Promise<boolean>;
}

/** `/metrics`: what this half counts, for Prometheus. Nobody else learns that there is something here. */
export const mountMetrics = (app: FastifyInstance, { readers, queues, ready }: MetricsNeeds): void => {
	watchProcess();
	const refusalOf = readersOf(readers);
	const shared = sharedFacts(queues, ready);
	const askAll = cluster.isWorker ? tellMetrics(registry) : undefined;
	const counted = async (): Promise<string> =>
		askAll ? AggregatorRegistry.aggregate([...(await askAll())] as object[]).metrics() : registry.metrics();
	app.get("/metrics", async (request, reply) => {
		const refusal = refusalOf(request.socket.remoteAddress ?? "", request.headers);
		if (refusal !== undefined) throw new Fault("no_such_path", { detail: `metrics: ${refusal}` });
		const [own, all] = await Promise.all([counted(), shared.metrics()]);
		return reply.type(registry.contentType).send(`${own}\n${all}`);
	});
};

/** What is the same whichever process of the half is asked: it is asked once. */
const sharedFacts = (queues: MetricsNeeds["queues"], ready: MetricsNeeds["ready"]): Registry => {
	const facts = new Registry();
	new Gauge({
		name: "signet_database_up",
		help: "Whether the database answers.",
		registers: [facts],
		async collect() {
			this.set((await ready()) ? 1 : 0);
		},
	});
	new Gauge({
		name: "signet_queue_length",
		help: "What waits to be done by a background job; missing while the database does not answer.",
		labelNames: ["queue"],
		registers: [facts],
		async collect() {
			this.reset();
			for (const [queue, length] of Object.entries(queues)) {
				const found = await length().catch(() => undefined);
				if (found !== undefined) this.set({ queue }, found);
			}
		},
	});
	return facts;
};
