import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * Answers the requests on connections that are given to it, wherever they came in. Closing the app waits until all of them have ended,
 * before it closes what requests need.
 */
export const createEntrance = async (app: FastifyInstance): Promise<(socket: Socket) => void> => {
	const inside = new Set<Socket>();
	// Hooks of this kind run from the last to the first.
	app.addHook("onClose", async () => {
		await Promise.all([...inside].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
	});
	await app.ready();
	// Node ends requests that take too long to come only in a server that has said so.
	app.server.emit("listening");
	return (socket) => {
		inside.add(socket);
		socket.once("close", () => inside.delete(socket));
		app.server.emit("connection", socket);
	};
};
