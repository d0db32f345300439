import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "#common/faults/fault.ts";
import { readBounded } from "./bounded-body.ts";
import { backOff, waitFor } from "./pacing.ts";
import { isObject, plain, textOf } from "./values.ts";

/** What the source answered: a status below 500 that is neither 401 nor 429. */
export interface SourceAnswer {
	readonly status: number;
	readonly body: unknown;
	/** Where the next page is, from the source's address; undefined on the last one. */
	readonly next: string | undefined;
}

/** The organisation that is imported from. */
export interface Source {
	readonly origin: string;
	/**
	 * Asks for `path`, such as `/api/v1/users?limit=200`. Waits where the source says so, and tries again where it fails.
	 *
	 * @throws Fault `source_failed` with a sentence that says why.
	 */
	ask(path: string): Promise<SourceAnswer>;
}

export interface SourceOptions {
	readonly url: URL;
	readonly token: string;
	/** Told when it has to wait: how long, in milliseconds, and why. */
	readonly onWait: (milliseconds: number, why: string) => void;
}

const ATTEMPTS = 6;
/** Rate limits are of a minute at most: whoever still refuses after that many waits will not stop. */
const WAITS = 30;
const TIMEOUT = 60_000;

/**
 * Reads an organisation with an API token. The token goes to this one origin: redirects and links that lead elsewhere are refused.
 */
export const openSource = ({ url, token, onWait }: SourceOptions): Source => {
	const origin = url.origin;
	/** Nothing that a stranger answers may bring the token onto a terminal or into a report. */
	const clean = (text: string) => plain(text.replaceAll(token, "..."));
	let freeAt = 0;

	const wait = async (milliseconds: number, why: string) => {
		onWait(milliseconds, why);
		await sleep(milliseconds);
	};

	const once = async (address: URL): Promise<{ response: Response; body: unknown }> => {
		const response = await fetch(address, {
			headers: { authorization: `SSWS ${token}`, accept: "application/json", "user-agent": "signet-import" },
			redirect: "manual",
			signal: AbortSignal.timeout(TIMEOUT),
		});
		if (response.status >= 300 && response.status < 400) {
			await response.body?.cancel();
			const to = URL.parse(response.headers.get("location") ?? "", origin)?.origin ?? "elsewhere";
			throw failed(
				`${origin} sends on to ${clean(to)}, and the token is for ${origin} alone. Name the final address with --url.`,
			);
		}
		// What the source says is kept, shown and reported; should it repeat the token, that is not.
		return { response, body: parsed((await readBounded(response)).replaceAll(token, "...")) };
	};

	const ask = async (path: string): Promise<SourceAnswer> => {
		const address = new URL(path, origin);
		if (address.origin !== origin)
			throw failed(`${origin} names an address at ${clean(address.origin)}, where the token is not sent.`);
		let failures = 0;
		let waits = 0;
		for (;;) {
			if (freeAt > Date.now()) await wait(freeAt - Date.now(), "the source's rate limit is used up");
			freeAt = 0;
			let trouble: string;
			try {
				const { response, body } = await once(address);
				const { status, headers } = response;
				if (status === 429) {
					if (++waits > WAITS) throw failed(`${origin} refuses calls for its rate limit, however long one waits.`);
					await wait(waitFor(headers), "the source asks to wait (429)");
					continue;
				}
				if (status === 401) throw failed(`${origin} does not accept the token (401).`);
				if (status < 500 && body !== undefined) {
					if (headers.get("x-rate-limit-remaining") === "0") freeAt = Date.now() + waitFor(headers);
					return { status, body, next: nextOf(headers.get("link")?.replaceAll(token, "...") ?? null, origin) };
				}
				trouble = status < 500 ? "an answer that is not JSON" : `status ${status}`;
			} catch (thrown) {
				if (thrown instanceof Fault) throw thrown;
				trouble = clean(reasonOf(thrown));
			}
			if (++failures >= ATTEMPTS) throw failed(`${origin} failed ${ATTEMPTS} times at ${clean(path)}: ${trouble}.`);
			await wait(backOff(failures), trouble);
		}
	};
	return { origin, ask };
};

export const failed = (description: string): Fault => new Fault("source_failed", { description });

/** What a refusal says, in one line. */
export const refusalOf = ({ status, body }: SourceAnswer): string => {
	const summary = isObject(body) ? textOf(body["errorSummary"]) : undefined;
	return summary === undefined ? `status ${status}` : `status ${status}, ${plain(summary).replace(/\.$/, "")}`;
};

const parsed = (text: string): unknown => {
	try {
		return text === "" ? null : JSON.parse(text);
	} catch {
		return undefined;
	}
};

const reasonOf = (thrown: unknown): string => {
	const { name, message, cause } = thrown as Error & { cause?: NodeJS.ErrnoException };
	if (name === "TimeoutError") return `no answer within ${TIMEOUT / 1000} seconds`;
	return cause?.message || cause?.code || message;
};

const NEXT = /<([^>]*)>\s*;\s*rel="?next"?/i;
const LONGEST_LINK = 4_000;

/** RFC 8288. The address of the next page below `origin`. @throws Fault `source_failed` for one elsewhere. */
const nextOf = (link: string | null, origin: string): string | undefined => {
	const target = NEXT.exec(link ?? "")?.[1];
	if (target === undefined) return undefined;
	const address = URL.parse(target, origin);
	if (address?.origin !== origin)
		throw failed(`${origin} continues a list at ${plain(address?.origin ?? "no address")}, where the token is not sent.`);
	const path = `${address.pathname}${address.search}`;
	if (path.length > LONGEST_LINK) throw failed(`${origin} continues a list at an address of ${path.length} characters.`);
	return path;
};
