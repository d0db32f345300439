import { setTimeout as sleep } from "node:timers/promises";
import type { Form, Json } from "./forms.ts";

/** An object of the API, as it came. */
export type Resource = Form & { readonly id: string };

/** A call that was refused, in the API's own words. */
export class ApiRefusal extends Error {
	readonly status: number;
	constructor(status: number, message: string) {
		super(message);
		this.status = status;
	}
}

/** The provider whose configuration is read and written. */
export interface Org {
	/** All objects of a list, through its pages. @throws ApiRefusal. */
	list(path: string): Promise<readonly Resource[]>;
	/** @throws ApiRefusal. */
	call(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: Json): Promise<Resource>;
}

const TIMEOUT = 60_000;
const WAITS = 10;
const NEXT = /<([^>]*)>\s*;\s*rel="?next"?/i;

/** An organisation at `url`, with an API token. The token is sent nowhere else: redirects are refused. */
export const openOrg = (url: URL, token: string): Org => {
	const ask = async (method: string, address: URL, body: Json | undefined, waits = 0): Promise<Response> => {
		if (address.origin !== url.origin)
			throw new ApiRefusal(0, `${url.origin} names an address at ${address.origin}, where the token is not sent.`);
		const answer = await fetch(address, {
			method,
			headers: {
				authorization: `SSWS ${token}`,
				accept: "application/json",
				...(body === undefined ? {} : { "content-type": "application/json" }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			redirect: "error",
			signal: AbortSignal.timeout(TIMEOUT),
		}).catch((cause: unknown) => {
			throw new ApiRefusal(0, `${url.origin} could not be reached: ${reasonOf(cause)}`);
		});
		if (answer.status === 429 && waits < WAITS) {
			await answer.body?.cancel();
			const reset = Number(answer.headers.get("x-rate-limit-reset")) * 1000;
			await sleep(Math.min(61_000, Math.max(1_000, reset - Date.now() + 1_000)));
			return ask(method, address, body, waits + 1);
		}
		if (!answer.ok) throw await refusalOf(answer, `${method} ${address.pathname}`);
		return answer;
	};
	return {
		async list(path) {
			const items: Resource[] = [];
			const seen = new Set<string>();
			for (let next: string | undefined = path; next !== undefined; ) {
				const address: URL = new URL(next, url);
				if (seen.has(address.href)) throw new ApiRefusal(0, `${path} goes on in a circle.`);
				seen.add(address.href);
				const answer = await ask("GET", address, undefined);
				items.push(...((await contentOf(answer)) as Resource[]));
				next = NEXT.exec(answer.headers.get("link") ?? "")?.[1];
			}
			return items;
		},
		async call(method, path, body) {
			return ((await contentOf(await ask(method, new URL(path, url), body))) ?? { id: "" }) as Resource;
		},
	};
};

const reasonOf = (thrown: unknown): string => {
	const { message, cause } = thrown as Error & { cause?: NodeJS.ErrnoException };
	return cause?.code ?? cause?.message ?? message;
};

const refusalOf = async (answer: Response, call: string): Promise<ApiRefusal> => {
	const body = (await answer.json().catch(() => ({}))) as { errorSummary?: string; errorCauses?: { errorSummary: string }[] };
	// The causes say more than the summary, which names their fields once more.
	const causes = (body.errorCauses ?? []).map(({ errorSummary }) => errorSummary).join("; ");
	return new ApiRefusal(answer.status, `${causes || body.errorSummary || unexplained(answer)}${adviceFor(answer.status, call)}`);
};

/** Undefined where there is none. @throws ApiRefusal where it is a page for people, say. */
const contentOf = async (answer: Response): Promise<unknown> => {
	const text = await answer.text();
	try {
		return text === "" ? undefined : JSON.parse(text);
	} catch {
		throw new ApiRefusal(answer.status, unexplained(answer));
	}
};

const unexplained = ({ status, url }: Response): string =>
	`${url} answered with status ${status}, and not as the API does. Is this the provider's address?`;

const adviceFor = (status: number, call: string): string => {
	if (status === 401) return " Make a token in Security > API > Tokens.";
	return status === 403 ? ` (${call}) A token may do what its owner may.` : "";
};
