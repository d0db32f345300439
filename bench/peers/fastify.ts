import { fastify } from "fastify";
import { announce, argumentsOf } from "./announce.ts";

/** A bare Fastify that answers the same bytes as a session check, without looking at anybody. */
const { port, body } = argumentsOf<{ port: number; body: string }>();

const app = fastify();
app.get("/answer", (_request, reply) => reply.header("content-type", "application/json; charset=utf-8").send(body));
await app.listen({ host: "127.0.0.1", port });
announce({
	origin: { host: "127.0.0.1", port, authority: `localhost:${port}` },
	path: "/answer",
	cookies: [""],
	contains: body.slice(0, 20),
});
