import assert from "node:assert/strict";
import { Client, DefaultRequestExecutor } from "@okta/okta-sdk-nodejs";
import { startProvider, type TestProvider } from "../../harness/provider.ts";
import { missingIn } from "./required.ts";

/** An answer as it came over the wire. */
export interface Answer {
	readonly method: string;
	readonly path: string;
	readonly status: number;
	readonly body: unknown;
	readonly headers: Headers;
}

export interface Org {
	readonly provider: TestProvider;
	/** Okta's own client, unmodified, with an API token of the first administrator. */
	readonly client: Client;
	/** All that came, in order. */
	readonly answers: readonly Answer[];
	/**
	 * Holds that every call of one of the client's parts was made, or is named in `notBuilt` with arguments, and then answers what
	 * clients understand as "there is no such thing here".
	 */
	coversAll(api: keyof Client, notBuilt?: Readonly<Record<string, readonly unknown[]>>): Promise<void>;
	/** Holds that every answer so far had what strict clients require. */
	satisfiesStrictClients(): void;
	stop(): Promise<void>;
}

type Call = (...given: unknown[]) => Promise<unknown>;

class Recorder extends DefaultRequestExecutor {
	readonly answers: Answer[] = [];
	// biome-ignore lint/suspicious/noExplicitAny: the client's types name another fetch's answer.
	override async fetch(request: any): Promise<any> {
		const answer = await super.fetch(request);
		const { pathname, search } = new URL(String(request.url));
		const text = await answer.clone().text();
		const json = String(answer.headers.get("content-type")).startsWith("application/json");
		this.answers.push({
			method: String(request.method ?? "GET").toUpperCase(),
			path: `${pathname}${search}`,
			status: answer.status,
			body: json && text !== "" ? JSON.parse(text) : text,
			headers: answer.headers as unknown as Headers,
		});
		return answer;
	}
}

/** A provider, and Okta's client for it. */
export const startOrg = async (): Promise<Org> => {
	const provider = await startProvider();
	const { token } = await provider.api<{ token: string }>("POST", "/api/v1/internal/api-tokens", { name: "sdk" });
	const recorder = new Recorder();
	const client = new Client({ orgUrl: provider.url, token, requestExecutor: recorder });
	const called = new Map<string, Set<string>>();
	for (const [name, api] of Object.entries(client).filter(([key]) => key.endsWith("Api"))) {
		const names = new Set<string>();
		called.set(name, names);
		const watched = new Proxy(api as object, {
			get(target, key, receiver) {
				if (typeof key === "string") names.add(key);
				return Reflect.get(target, key, receiver);
			},
		});
		Object.assign(client, { [name]: watched });
	}
	return {
		provider,
		client,
		answers: recorder.answers,
		async coversAll(name, notBuilt = {}) {
			const made = new Set(called.get(name));
			const api = client[name] as unknown as Record<string, Call>;
			for (const [call, given] of Object.entries(notBuilt)) {
				const failure = await api[call]?.(...given)
					.then(
						async (answer) => {
							// A list is asked for at its first item.
							await (answer as { next?: () => Promise<unknown> } | undefined)?.next?.();
							return { status: 200, errorCode: "none" };
						},
						(thrown: { status: number; errorCode: string }) => thrown,
					)
					.catch((thrown: { status: number; errorCode: string }) => thrown);
				const refused = `${failure?.status} ${failure?.errorCode}`;
				assert.match(
					refused,
					/^(401 E0000015|404 E0000008|404 E0000007|403 E0000006|400 E0000001)$/,
					`${String(name)}.${call}: ${refused}`,
				);
			}
			const all = Object.getOwnPropertyNames(Object.getPrototypeOf(api)).filter((key) => key !== "constructor");
			assert.deepEqual(
				all.filter((call) => !made.has(call) && !(call in notBuilt)),
				[],
				`calls of ${String(name)} that were not made`,
			);
		},
		satisfiesStrictClients() {
			assert.ok(recorder.answers.length > 0);
			assert.deepEqual(recorder.answers.flatMap(missingIn), []);
		},
		stop: () => provider.stop(),
	};
};

/** Every item of a list, through all its pages. */
export const all = async <T>(list: Promise<AsyncIterable<T | null>> | AsyncIterable<T | null>): Promise<T[]> => {
	const items: T[] = [];
	for await (const item of await list) if (item !== null) items.push(item);
	return items;
};
