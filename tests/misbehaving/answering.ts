import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { CERTIFICATE, PRIVATE_KEY } from "./self-signed.ts";

/** A server that answers as a test says, and remembers what it was asked. */
export interface AnsweringServer {
	readonly url: string;
	/** Method and path of each request, in order. */
	readonly asked: string[];
	stop(): Promise<void>;
}

/** An answer: a value as JSON with status 200, or a function that does as it likes. */
export type Answer =
	| { readonly status?: number; readonly headers?: Record<string, string>; readonly json?: unknown; readonly text?: string }
	| ((request: IncomingMessage, body: string, response: ServerResponse) => void);

/** Answers by path; what is not in `answers` is not found. */
export const startAnswering = async (
	answers: (url: string) => Readonly<Record<string, Answer>>,
	tls = false,
): Promise<AnsweringServer> => {
	const asked: string[] = [];
	let table: Readonly<Record<string, Answer>> = {};
	const listener: RequestListener = async (request, response) => {
		const path = (request.url ?? "").split("?")[0] ?? "";
		asked.push(`${request.method} ${path}`);
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const answer = table[path] ?? { status: 404, text: "nothing here" };
		if (typeof answer === "function") return answer(request, Buffer.concat(chunks).toString("utf8"), response);
		const { status = 200, headers = {}, json, text = "" } = answer;
		const type = json === undefined ? "text/plain" : "application/json";
		response.writeHead(status, { "content-type": type, ...headers }).end(json === undefined ? text : JSON.stringify(json));
	};
	const server: Server = tls ? createTlsServer({ cert: CERTIFICATE, key: PRIVATE_KEY }, listener) : createServer(listener);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const url = `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
	table = answers(url);
	return {
		url,
		asked,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
};
