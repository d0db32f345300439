import { request } from "node:http";
import { WebSocket } from "ws";
import type { Agent } from "#tests/harness/agent.ts";

/** A WebSocket, and what became of it. */
export interface TestSocket {
	/** What came, in order. */
	readonly messages: readonly string[];
	/** When it has closed: its code, and the moment by `performance.now()`. */
	readonly closed: Promise<{ readonly code: number; readonly at: number }>;
	send(text: string): void;
	close(): void;
}

const SESSION = "signet_platform_session";

/** Opens one with the agent's session. Rejects where it is not let in. */
export const openSocket = async (
	agent: Agent | undefined,
	origin: string,
	at = origin,
	path = "/api/v0/events",
): Promise<TestSocket> => {
	const cookie = agent?.cookie(SESSION);
	const socket = new WebSocket(`${at.replace(/^http/, "ws")}${path}`, {
		headers: { origin, ...(cookie === undefined ? {} : { cookie: `${SESSION}=${cookie}` }) },
	});
	const messages: string[] = [];
	socket.on("message", (data: Buffer) => void messages.push(data.toString()));
	const closed = new Promise<{ code: number; at: number }>((resolve) =>
		socket.on("close", (code) => resolve({ code, at: performance.now() })),
	);
	await new Promise<void>((resolve, reject) => socket.on("open", () => resolve()).on("error", reject));
	return { messages, closed, send: (text) => socket.send(text), close: () => socket.close() };
};

/** An event stream, and what became of it. */
export interface TestStream {
	readonly status: number;
	readonly contentType: string;
	text(): string;
	readonly closed: Promise<number>;
	close(): void;
}

export const openStream = (
	agent: Agent | undefined,
	origin: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<TestStream> =>
	new Promise((resolve, reject) => {
		const cookie = agent?.cookie(SESSION);
		const sent = { accept: "text/event-stream", ...(cookie === undefined ? {} : { cookie: `${SESSION}=${cookie}` }), ...headers };
		const asking = request(`${origin}/api/v0/events`, { headers: sent, agent: false }, (response) => {
			let text = "";
			response.on("data", (chunk: Buffer) => {
				text += chunk;
			});
			const closed = new Promise<number>((done) => response.on("close", () => done(performance.now())));
			resolve({
				status: response.statusCode ?? 0,
				contentType: response.headers["content-type"] ?? "",
				text: () => text,
				closed,
				close: () => asking.destroy(),
			});
		});
		asking.on("error", reject);
		asking.end();
	});
