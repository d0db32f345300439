import type { ServerResponse } from "node:http";
import type { WebSocket } from "@fastify/websocket";
import type { Wire } from "./live.ts";

/** What a connection is made of: a WebSocket (RFC 6455), or an event stream (the HTML standard's server-sent events). */

/** Close codes of WebSockets: 1001 of RFC 6455 section 7.4.1; the others are this platform's, after the HTTP status. */
export const CODES = { "going-away": 1001, "session-ended": 4401, "too-many": 4429 } as const;

/** Milliseconds for the other side to agree to the end. */
const GRACE = 1_000;

export const closeSocket = (socket: WebSocket, why: keyof typeof CODES): void => {
	socket.close(CODES[why], why);
	setTimeout(() => socket.terminate(), GRACE).unref();
};

/** A WebSocket that answers no ping until the next one is gone. */
export const socketWire = (socket: WebSocket): Wire => {
	let answers = true;
	socket.on("pong", () => {
		answers = true;
	});
	return {
		send(event) {
			if (!answers) return socket.terminate();
			socket.send(JSON.stringify(event));
			if (event.type !== "ping") return;
			answers = false;
			socket.ping();
		},
		close: (why) => closeSocket(socket, why),
	};
};

/** Bytes that may wait for a reader who does not read. */
const MOST_WAITING = 65_536;

export const streamWire = (response: ServerResponse): Wire => ({
	send(event) {
		if (response.writableLength > MOST_WAITING) response.destroy();
		else response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
	},
	close() {
		response.end();
		setTimeout(() => response.destroy(), GRACE).unref();
	},
});
