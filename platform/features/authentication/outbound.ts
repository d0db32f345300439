import { openBelow, traceparentOf } from "#common/watch/traces.ts";
import { mayBeAsked } from "./issuer.ts";

/**
 * Every request that the platform sends to a provider goes through `ask`: https (http only on this machine), within a time
 * and a size, never following a redirect. A provider that is slow, endless or hostile costs no more than that.
 */

const TIME_LIMIT = 10_000;
const SIZE_LIMIT = 1_048_576;

/** Why no answer came. The message is a sentence for an administrator and holds nothing secret. */
export class Unanswered extends Error {
	override readonly name = "Unanswered";
	readonly reason: "address" | "name" | "refused" | "tls" | "time" | "size" | "connection";

	constructor(reason: Unanswered["reason"], message: string, cause?: unknown) {
		super(message, { cause });
		this.reason = reason;
	}
}

export interface Question {
	readonly method?: string;
	readonly headers?: RequestInit["headers"];
	readonly body?: RequestInit["body"];
	readonly signal?: AbortSignal | undefined;
}

/** How long and how much, where a test cannot wait for the real limits. */
export interface OutboundLimits {
	/** Milliseconds for the whole exchange. */
	readonly time?: number;
	/** Bytes of the answer's body, unpacked. */
	readonly size?: number;
}

export type Ask = (url: string, question?: Question) => Promise<Response>;

/**
 * Makes the asking function. Its answers are whole: the body has been read. Whoever stops takes connections along on which something was
 * just asked: what only reads is then asked once more (RFC 9110 section 9.2.2), and another replica answers. @throws Unanswered
 */
export const createAsk =
	({ time = TIME_LIMIT, size = SIZE_LIMIT }: OutboundLimits = {}): Ask =>
	async (url, question = {}) => {
		const address = URL.parse(url);
		if (!address || !mayBeAsked(address)) {
			throw new Unanswered("address", `${url} was not asked: only https addresses are, or http on this machine.`);
		}
		const limit = AbortSignal.timeout(time);
		const signal = question.signal ? AbortSignal.any([limit, question.signal]) : limit;
		const once = () => askOnce(address, { ...question, signal }, { time, size });
		if ((question.method ?? "GET") !== "GET") return once();
		return once().catch((thrown: unknown) => {
			if (thrown instanceof Unanswered && thrown.reason === "connection") return once();
			throw thrown;
		});
	};

const askOnce = async (address: URL, question: Question, { time, size }: Required<OutboundLimits>): Promise<Response> => {
	const { method = "GET", body = null, signal = null } = question;
	const span = openBelow(`${method} ${address.pathname}`, "client", {
		"http.request.method": method,
		"server.address": address.host,
	});
	try {
		const headers = new Headers(question.headers);
		if (span) headers.set("traceparent", traceparentOf(span));
		const answer = await fetch(address, { method, headers, body, redirect: "manual", signal });
		const bytes = await readWithin(answer, size);
		const { status, statusText } = answer;
		span?.end({ attributes: { "http.response.status_code": status }, failed: status >= 500 });
		return new Response(bytes.length === 0 ? null : bytes, { status, statusText, headers: answer.headers });
	} catch (thrown) {
		span?.end({ failed: true });
		throw thrown instanceof Unanswered ? thrown : explain(thrown, address, time);
	}
};

const readWithin = async (answer: Response, size: number): Promise<Uint8Array<ArrayBuffer>> => {
	const parts: Uint8Array[] = [];
	let length = 0;
	for await (const part of answer.body ?? []) {
		length += part.length;
		if (length > size) throw new Unanswered("size", `The answer is larger than ${Math.round(size / 1024)} kB and was cut off.`);
		parts.push(part);
	}
	return new Uint8Array(Buffer.concat(parts));
};

const TLS_SENTENCES: Readonly<Record<string, string>> = {
	DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
	SELF_SIGNED_CERT_IN_CHAIN: "its certificate was issued by an authority that this machine does not know",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		"its certificate was issued by an authority that this machine does not know, or it sends no chain",
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate was issued by an authority that this machine does not know",
	UNABLE_TO_GET_ISSUER_CERT: "its chain of certificates is not complete",
	CERT_HAS_EXPIRED: "its certificate has expired",
	CERT_NOT_YET_VALID: "its certificate is not valid yet; compare the clocks",
	ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
	EPROTO: "it does not speak TLS at this port",
	ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS at this port",
	ERR_SSL_PACKET_LENGTH_TOO_LONG: "it does not speak TLS at this port",
};

const AUTHORITY_HINT = " Name the authority's certificate to the platform with NODE_EXTRA_CA_CERTS.";

const explain = (thrown: unknown, { host, hostname }: URL, time: number): Unanswered => {
	const { name, cause } = thrown as { name?: string; cause?: { code?: string } };
	const code = cause?.code ?? "";
	const say = (reason: Unanswered["reason"], message: string) => new Unanswered(reason, message, thrown);
	if (name === "TimeoutError" || name === "AbortError" || code.includes("TIMEOUT") || code === "ETIMEDOUT") {
		return say("time", `${host} did not answer within ${time / 1000} seconds.`);
	}
	if (code === "ENOTFOUND") return say("name", `The name ${hostname} is not known. Check it for a typing error.`);
	if (code === "EAI_AGAIN") return say("name", `The name ${hostname} could not be looked up: the name server does not answer.`);
	if (code === "ECONNREFUSED") return say("refused", `${host} refused the connection: nothing listens there.`);
	const tls = TLS_SENTENCES[code];
	if (tls) {
		const hint = code.includes("SELF_SIGNED") || code.startsWith("UNABLE_") ? AUTHORITY_HINT : "";
		return say("tls", `${host} was reached, but ${tls}.${hint}`);
	}
	return say("connection", `The connection to ${host} failed${code ? ` (${code})` : ""}.`);
};
