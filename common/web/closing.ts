import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** Milliseconds that requests under way have when the server closes. */
const CLOSING = 10_000;
/** Milliseconds for a connection on which nothing was ever asked. */
const UNASKED = 500;
const LOOK_EVERY = 50;

/**
 * A server that closes answers what is under way, each answer the last of its connection, and ends all other connections. Browsers open
 * some that they may never use, for which Node would wait a minute.
 */
export const finishWhatIsUnderWay = (app: FastifyInstance): void => {
	const sockets = new Set<Socket>();
	const answers = new Set<ServerResponse>();
	app.server.on("connection", (socket: Socket) => {
		sockets.add(socket);
		socket.once("close", () => sockets.delete(socket));
	});
	app.server.on("request", (_, answer: ServerResponse) => {
		answers.add(answer);
		answer.once("close", () => answers.delete(answer));
	});
	app.addHook("preClose", async () => {
		// RFC 9112 section 9.6: `Connection: close`, so that nobody sends another request which nobody would answer.
		for (const answer of answers) answer.shouldKeepAlive = false;
		const looking = setInterval(() => app.server.closeIdleConnections(), LOOK_EVERY).unref();
		setTimeout(() => {
			for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
		}, UNASKED).unref();
		setTimeout(() => {
			clearInterval(looking);
			for (const socket of sockets) socket.destroy();
		}, CLOSING).unref();
	});
};
