import { connect, type Socket } from "node:net";
import { type Answer, createAnswerReader } from "./answers.ts";

/** Where requests go: the address that is connected to, and the authority that they name. */
export interface Origin {
	readonly host: string;
	readonly port: number;
	/** As in the public address, such as `localhost:7081`. */
	readonly authority: string;
}

/** One kept-alive HTTP/1.1 connection to each origin it is asked for; one request at a time. */
export interface Wire {
	/** Sends a whole request, as `requestText` makes it. Rejects when the connection breaks before the answer was whole. */
	ask(origin: Origin, request: string): Promise<Answer>;
	/** How often something has come so far. */
	heard(): number;
	close(): void;
}

const PATIENCE_MS = 30_000;

/** The n-th wire comes from a loopback address of its own, so that limits that are counted per caller see as many callers. */
export const createWire = (n: number): Wire => {
	const lines = new Map<string, Line>();
	let heard = 0;
	const hear = () => void heard++;
	const lineTo = (origin: Origin): Line => {
		const key = `${origin.host}:${origin.port}`;
		let line = lines.get(key);
		if (line === undefined || line.broken()) {
			line = openLine(origin, n, hear);
			lines.set(key, line);
		}
		return line;
	};
	return {
		ask: (origin, request) => lineTo(origin).ask(request),
		heard: () => heard,
		close() {
			for (const line of lines.values()) line.close();
			lines.clear();
		},
	};
};

interface Line {
	ask(request: string): Promise<Answer>;
	broken(): boolean;
	close(): void;
}

const openLine = ({ host, port }: Origin, n: number, hear: () => void): Line => {
	const loopback = host === "127.0.0.1" && process.platform === "linux";
	const localAddress = loopback ? `127.0.${1 + (n >> 7)}.${1 + (n & 127)}` : undefined;
	const socket: Socket = connect({ host, port, noDelay: true, ...(localAddress ? { localAddress } : {}) });
	socket.setEncoding("latin1");
	socket.setTimeout(PATIENCE_MS);
	let broken = false;
	let waiting: { resolve(answer: Answer): void; reject(why: Error): void } | undefined;
	const reader = createAnswerReader();
	const give = (answer: Answer | undefined) => {
		if (answer === undefined) return;
		if (/\r\nconnection:[ \t]*close/i.test(answer.head)) {
			broken = true;
			socket.end();
		}
		const asked = waiting;
		waiting = undefined;
		asked?.resolve(answer);
	};
	const fail = (why: Error) => {
		broken = true;
		socket.destroy();
		const asked = waiting;
		waiting = undefined;
		asked?.reject(why);
	};
	socket.on("data", (text: string) => {
		hear();
		try {
			give(reader.push(text));
		} catch (thrown) {
			fail(thrown as Error);
		}
	});
	socket.on("error", fail);
	socket.on("timeout", () => fail(new Error(`no answer within ${PATIENCE_MS / 1000} s`)));
	socket.on("close", () => {
		if (waiting !== undefined) give(reader.end());
		fail(new Error("the connection was closed before the answer was whole"));
	});
	return {
		ask: (request) =>
			new Promise((resolve, reject) => {
				waiting = { resolve, reject };
				socket.write(request, "latin1");
			}),
		broken: () => broken,
		close: () => socket.destroy(),
	};
};

/** The text of a request. A body is a form. */
export const requestText = (
	method: "GET" | "POST",
	{ authority }: Origin,
	path: string,
	{
		headers = {},
		form,
	}: { readonly headers?: Readonly<Record<string, string>>; readonly form?: Readonly<Record<string, string>> } = {},
): string => {
	const body = form === undefined ? "" : new URLSearchParams(form).toString();
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
	if (form !== undefined) lines.push(`Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n`);
	return `${method} ${path} HTTP/1.1\r\nHost: ${authority}\r\nAccept: */*\r\n${lines.join("")}\r\n${body}`;
};
