import { Agent as Connections, type IncomingHttpHeaders, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Notes } from "./notes.ts";

export interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
}

export interface Sent {
	readonly cookie?: string | undefined;
	readonly authorization?: string;
	readonly form?: Readonly<Record<string, string>>;
	readonly json?: unknown;
	/** Over a connection of its own, and so at the next worker. */
	readonly apart?: boolean;
}

export interface Wire {
	/** Undefined where the answer was lost: nobody knows whether it was done. */
	ask(method: string, path: string, sent?: Sent): Promise<Answer | undefined>;
	/** Asks until there is an answer, and says whether any was lost before. */
	insist(method: string, path: string, sent?: Sent): Promise<Answer & { readonly lostBefore: boolean }>;
	/** Whether it has one of these statuses; anything else is noted as wrong. */
	isOne(answer: Answer, what: string, ...statuses: readonly number[]): boolean;
	close(): void;
}

/** Milliseconds: to the end of a hang, and between two attempts. */
const PATIENCE = 60_000;
const PAUSE = 50;

/** Speaks to the provider at `url` from one address of the loopback. */
export const openWire = (url: string, notes: Notes, localAddress = "127.0.0.1"): Wire => {
	const { host, port } = new URL(url);
	const kept = new Connections({ keepAlive: true, maxSockets: 4, localAddress });
	const ask: Wire["ask"] = (method, path, { cookie, authorization, form, json, apart = false } = {}) =>
		new Promise((resolve) => {
			const body = form ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json);
			const lost = () => {
				notes.count("answers lost");
				resolve(undefined);
			};
			const asking = request(
				{
					host: "127.0.0.1",
					port,
					localAddress,
					method,
					path,
					agent: apart ? false : kept,
					headers: {
						host,
						accept: "application/json",
						...(cookie === undefined ? {} : { cookie, origin: url, "sec-fetch-site": "same-origin" }),
						...(authorization === undefined ? {} : { authorization }),
						...(body === undefined
							? {}
							: {
									"content-type": form ? "application/x-www-form-urlencoded" : "application/json",
									"content-length": String(Buffer.byteLength(body)),
								}),
					},
				},
				(response) => {
					const chunks: Buffer[] = [];
					response.on("data", (chunk: Buffer) => chunks.push(chunk));
					response.on("error", lost);
					response.on("end", () => {
						const text = Buffer.concat(chunks).toString("utf8");
						resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
					});
				},
			);
			asking.setTimeout(PATIENCE, () => {
				notes.accuse(`${method} ${path} was not answered within ${PATIENCE / 1000} s`);
				asking.destroy();
			});
			asking.on("error", lost);
			asking.end(body);
		});
	return {
		ask,
		async insist(method, path, sent) {
			for (let attempt = 0; attempt < PATIENCE / PAUSE; attempt++) {
				const answer = await ask(method, path, sent);
				if (answer) return { ...answer, lostBefore: attempt > 0 };
				await sleep(PAUSE);
			}
			throw new Error(`${method} ${path} was lost again and again`);
		},
		isOne({ status, text }, what, ...statuses) {
			if (statuses.includes(status)) return true;
			notes.accuse(`${what} was answered ${status}: ${text.slice(0, 300)}`);
			return false;
		},
		close: () => kept.destroy(),
	};
};
