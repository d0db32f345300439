import { ApiError, apiErrorFrom } from "./ApiError.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

interface How {
	/** The page asks by itself, not because somebody did something: the session does not count as used by it. */
	readonly background?: boolean;
}

/** The header that says so. */
export const BACKGROUND = { "Signet-Background": "1" };

/** A path with its query; parameters that are empty or undefined are left out. */
export const withQuery = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
	const given = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
	return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
};

/**
 * Calls this half's own API: `body` is sent as JSON, or as it is where it is a form or a piece of a file. Answers the body, `{}` where there is
 * none. Throws `ApiError`; where nobody is signed in, leaves for the sign-in page instead, unless
 * the session ended on a page in use: what is typed there must stay.
 */
export const call = async <T>(method: Method, path: string, body?: unknown, how: How = {}): Promise<T> => {
	const response = await answerTo(method, path, body, how);
	return (await bodyOf(response)) as T;
};

/** Calls what answers a file, and has the browser save it under the name that it came with. Throws like `call`. */
export const saveFile = async (path: string): Promise<void> => {
	const response = await answerTo("GET", path);
	const [, name = ""] = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "") ?? [];
	const address = URL.createObjectURL(await response.blob().catch(() => Promise.reject(unreachable())));
	Object.assign(document.createElement("a"), { href: address, download: name }).click();
	// Not at once: the browser begins to read it after this.
	setTimeout(() => URL.revokeObjectURL(address), 60_000);
};

/** One page of a list, whichever way its next page is told: a `Link` header (RFC 8288) or `next` in the body. */
export interface Listed<T> {
	readonly items: readonly T[];
	/** The cursor of the next page, for `after`. */
	readonly next: string | undefined;
	/** How many there are on all pages, where the server says. */
	readonly total: number | undefined;
}

/** Calls a list. Throws like `call`. */
export const callList = async <T>(path: string, how: How = {}): Promise<Listed<T>> => {
	const response = await answerTo("GET", path, undefined, how);
	const body = await bodyOf(response);
	if (Array.isArray(body)) return { items: body as T[], next: nextOf(response.headers.get("Link")), total: undefined };
	const { items, next, total } = body as { items: readonly T[]; next: string | null; total?: number };
	return { items, next: next ?? undefined, total };
};

/** Whether this page has been answered before: from then on something may be typed on it that leaving would lose. */
let answeredBefore = false;

const answerTo = async (method: Method, path: string, body?: unknown, { background = false }: How = {}): Promise<Response> => {
	const asItIs = body instanceof FormData || body instanceof Blob;
	const json = body === undefined || asItIs ? {} : { "Content-Type": "application/json" };
	const response = await fetch(path, {
		method,
		headers: { Accept: "application/json", ...json, ...(background ? BACKGROUND : {}) },
		...(body === undefined ? {} : { body: asItIs ? body : JSON.stringify(body) }),
	}).catch(() => {
		throw unreachable();
	});
	if (response.ok) {
		answeredBefore = true;
		return response;
	}
	const error = apiErrorFrom(response.status, await bodyOf(response), response.headers);
	if (isSignedOut(error) && answeredBefore) throw sessionEnded(error);
	const door = doorFor(error);
	if (door === undefined) throw error;
	location.assign(door);
	return new Promise(() => {});
};

const unreachable = () =>
	new ApiError({
		status: 0,
		code: "unreachable",
		message: "The server cannot be reached. Check your connection and try again.",
		fields: [],
		requestId: undefined,
		body: undefined,
	});

/** Whether a refusal says that nobody is signed in (any more). */
export const isSignedOut = (error: Error): boolean =>
	error instanceof ApiError && (error.code === "E0000005" || error.code === "not_signed_in");

/** The sign-in page, from which the person comes back here. */
export const signInHere = (): string => withQuery("/login", { next: location.pathname + location.search });

/** Where a person proves again that it is them, or what their session lacks, and comes back here. */
const signInAgainHere = (): string => {
	const here = location.pathname + location.search;
	// The console asks for what is missing; an account, that it is still the same person.
	return withQuery("/login/again", { next: here, anew: here.startsWith("/admin") ? undefined : "true" });
};

const sessionEnded = (error: ApiError) => new ApiError({ ...error, message: "Your session has ended." });

/** The page on which what the server asks for can be done, after which the person comes back here. */
const doorFor = (error: ApiError): string | undefined => {
	if (isSignedOut(error)) return signInHere();
	if (error.fault === "second_factor_required") return signInAgainHere();
	return error.code === "password_change_required" ? "/login/new-password" : undefined;
};

const bodyOf = async (response: Response): Promise<unknown> => {
	const text = await response.text();
	const json = /[/+]json/.test(response.headers.get("Content-Type") ?? "");
	return text !== "" && json ? JSON.parse(text) : {};
};

const nextOf = (link: string | null): string | undefined => {
	const address = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
	return address === undefined ? undefined : (new URL(address, location.origin).searchParams.get("after") ?? undefined);
};
