export interface Answer {
	readonly status: number;
	/** Status line and header fields, as they came. */
	readonly head: string;
	readonly body: string;
}

const LENGTH = /\r\ncontent-length:[ \t]*(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding:[ \t]*chunked/i;

/** Reads HTTP/1.1 answers off a connection on which one request at a time is under way. Text is latin1: one character a byte. */
export interface AnswerReader {
	/** Takes what came; the answer once it is whole. @throws Error where it is no HTTP, or more than was asked for. */
	push(text: string): Answer | undefined;
	/** The end of the connection: the answer where that was its end. */
	end(): Answer | undefined;
}

export const createAnswerReader = (): AnswerReader => {
	let held = "";
	const whole = (head: string, body: string, rest: string): Answer => {
		if (rest !== "") throw new Error("more was answered than was asked for");
		held = "";
		return { status: Number(head.slice(9, 12)), head, body };
	};
	return {
		push(text) {
			held = held === "" ? text : held + text;
			const at = held.indexOf("\r\n\r\n");
			if (at === -1) return undefined;
			const head = held.slice(0, at);
			if (!head.startsWith("HTTP/1.")) throw new Error(`no HTTP: ${head.slice(0, 50)}`);
			const from = at + 4;
			const length = LENGTH.exec(head)?.[1];
			if (length !== undefined) {
				const to = from + Number(length);
				return held.length < to ? undefined : whole(head, held.slice(from, to), held.slice(to));
			}
			if (CHUNKED.test(head)) {
				const read = readChunks(held, from);
				return read && whole(head, read.body, held.slice(read.to));
			}
			const status = head.slice(9, 12);
			return status === "204" || status === "304" ? whole(head, "", held.slice(from)) : undefined;
		},
		end() {
			const at = held.indexOf("\r\n\r\n");
			if (at === -1 || LENGTH.test(held.slice(0, at)) || CHUNKED.test(held.slice(0, at))) return undefined;
			return whole(held.slice(0, at), held.slice(at + 4), "");
		},
	};
};

/** RFC 9112 section 7.1. */
const readChunks = (text: string, from: number): { body: string; to: number } | undefined => {
	let body = "";
	for (let at = from; ; ) {
		const line = text.indexOf("\r\n", at);
		if (line === -1) return undefined;
		const size = Number.parseInt(text.slice(at, line), 16);
		if (Number.isNaN(size)) throw new Error("a chunk without a size");
		const end = line + 2 + size;
		if (text.length < end + 2) return undefined;
		if (size === 0) return { body, to: end + 2 };
		body += text.slice(line + 2, end);
		at = end + 2;
	}
};

/** The value of a header field, of the first one by that name. */
export const headerOf = ({ head }: Answer, name: string): string | undefined => {
	const lower = `\r\n${name.toLowerCase()}:`;
	const at = head.toLowerCase().indexOf(lower);
	if (at === -1) return undefined;
	const end = head.indexOf("\r\n", at + 2);
	return head.slice(at + lower.length, end === -1 ? undefined : end).trim();
};

/** The cookies that an answer sets, by name. */
export const cookiesOf = ({ head }: Answer): ReadonlyMap<string, string> => {
	const cookies = new Map<string, string>();
	for (const [, name = "", value = ""] of head.matchAll(/\r\nset-cookie:[ \t]*([^=;\r\n]+)=([^;\r\n]*)/gi))
		cookies.set(name, value);
	return cookies;
};
