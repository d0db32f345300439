import type { FastifyInstance } from "fastify";

/** `/healthz`: the process is alive. `/readyz`: its database answers. */
export const mountHealth = (app: FastifyInstance, ready: () => Promise<boolean>): void => {
	app.get("/healthz", (_request, reply) => reply.header("Cache-Control", "no-store").send({ status: "ok" }));
	app.get("/readyz", async (_request, reply) => {
		const isReady = await ready();
		return reply
			.code(isReady ? 200 : 503)
			.header("Cache-Control", "no-store")
			.send({ status: isReady ? "ready" : "unavailable" });
	});
};
