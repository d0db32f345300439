import { type Agent as Connections, request as httpRequest } from "node:http";

/**
 * A browser without JavaScript, as little of one as a sign-in needs: cookies by name, path and host (not port, as in real
 * browsers), redirects by hand or followed, and forms filled in from the markup.
 */
export interface Page {
	readonly url: string;
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
}

export interface Agent {
	/** One request. Redirects are followed unless `follow` is false. */
	open(url: string, options?: OpenOptions): Promise<Page>;
	/** Sends the form of `page` whose action contains `action` (the first one by default), with its hidden fields. */
	submit(page: Page, fields: Readonly<Record<string, string>>, action?: string, follow?: OpenOptions["follow"]): Promise<Page>;
	/** As `submit`, but stops at the first redirect to an address that begins with `stop`, and answers that address. */
	submitUntil(page: Page, fields: Readonly<Record<string, string>>, stop: string): Promise<string>;
	/** The value of a cookie, wherever it belongs. */
	cookie(name: string): string | undefined;
	forget(name: string): void;
}

export interface OpenOptions {
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
	/** Follow redirects; a function stops before the first address for which it is true. */
	readonly follow?: boolean | ((url: string) => boolean);
}

interface Cookie {
	readonly name: string;
	readonly value: string;
	readonly path: string;
	readonly host: string;
}

/** `connections` keeps connections open between requests; without it each request has its own. */
export const createAgent = (connections?: Connections): Agent => {
	let cookies: readonly Cookie[] = [];

	const keep = (line: string, url: URL) => {
		const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
		const at = pair.indexOf("=");
		const attribute = (name: string) =>
			attributes.find((text) => text.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
		const cookie = { name: pair.slice(0, at), value: pair.slice(at + 1), path: attribute("path") ?? "/", host: url.hostname };
		const expires = attribute("expires");
		const gone = attribute("max-age") === "0" || (expires !== undefined && Date.parse(expires) <= Date.now());
		cookies = cookies.filter(({ name, path, host }) => name !== cookie.name || path !== cookie.path || host !== cookie.host);
		if (!gone) cookies = [...cookies, cookie];
	};

	const cookieHeader = (url: URL): string =>
		cookies
			.filter(
				({ host, path }) =>
					host === url.hostname && (url.pathname === path || url.pathname.startsWith(path.endsWith("/") ? path : `${path}/`)),
			)
			.map(({ name, value }) => `${name}=${value}`)
			.join("; ");

	const once = (address: string, { method = "GET", headers = {}, body }: OpenOptions): Promise<Page> => {
		const url = new URL(address);
		const cookie = cookieHeader(url);
		const sent: Record<string, string> = {
			accept: "text/html,application/json",
			...(cookie ? { cookie } : {}),
			...(body === undefined
				? {}
				: { "content-type": "application/x-www-form-urlencoded", "content-length": String(Buffer.byteLength(body)) }),
			...headers,
		};
		return new Promise((resolve, reject) => {
			const request = httpRequest(url, { method, headers: sent, ...(connections ? { agent: connections } : {}) }, (response) => {
				for (const line of response.headers["set-cookie"] ?? []) keep(line, url);
				const chunks: Buffer[] = [];
				response.on("data", (chunk: Buffer) => chunks.push(chunk));
				response.on("error", reject);
				response.on("end", () => {
					const pairs = Object.entries(response.headers).flatMap(([name, value]) =>
						[value].flat().map((one) => [name, String(one)] as [string, string]),
					);
					resolve({
						url: address,
						status: response.statusCode ?? 0,
						headers: new Headers(pairs),
						text: Buffer.concat(chunks).toString("utf8"),
					});
				});
			});
			request.on("error", (error) =>
				reject(new Error(`${error.message}: ${method} ${url.host}${url.pathname}`, { cause: error })),
			);
			request.end(body);
		});
	};

	const open = async (address: string, options: OpenOptions = {}): Promise<Page> => {
		const { follow = true } = options;
		let page = await once(address, options);
		for (let hops = 0; page.status >= 300 && page.status < 400 && follow !== false; hops++) {
			const to = new URL(page.headers.get("location") ?? "", page.url).href;
			if (hops > 20) throw new Error(`too many redirects, the last one to ${to}`);
			if (typeof follow === "function" && follow(to)) return page;
			page = await once(to, {});
		}
		return page;
	};

	const submit: Agent["submit"] = (page, fields, action = "", follow = true) => {
		const form = readForm(page, action);
		const body = new URLSearchParams({ ...form.fields, ...fields }).toString();
		const { origin } = new URL(form.action);
		return open(form.action, { method: "POST", body, follow, headers: { origin, "sec-fetch-site": "same-origin" } });
	};

	return {
		open,
		submit,
		async submitUntil(page, fields, stop) {
			const last = await submit(page, fields, "", (to) => to.startsWith(stop));
			const to = last.headers.get("location");
			if (!to?.startsWith(stop)) throw new Error(`ended at ${last.url} (${last.status}):\n${last.text.slice(0, 2000)}`);
			return to;
		},
		cookie: (name) => cookies.find((cookie) => cookie.name === name)?.value,
		forget(name) {
			cookies = cookies.filter((cookie) => cookie.name !== name);
		},
	};
};

const unescaped = (text: string): string =>
	text.replace(
		/&(amp|lt|gt|quot|#39);/g,
		(_all, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "",
	);

const attribute = (tag: string, name: string): string | undefined => {
	const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
	return value === undefined ? undefined : unescaped(value);
};

const readForm = (page: Page, wanted: string) => {
	for (const [, tag = "", inside = ""] of page.text.matchAll(/(<form\b[^>]*>)([\s\S]*?)<\/form>/g)) {
		const action = new URL(attribute(tag, "action") ?? page.url, page.url).href;
		if (!action.includes(wanted)) continue;
		const inputs = [...inside.matchAll(/<input\b[^>]*>/g)].map(([input]) => input);
		const pairs = inputs.flatMap((input) => {
			const name = attribute(input, "name");
			return name === undefined ? [] : [[name, attribute(input, "value") ?? ""] as const];
		});
		return { action, fields: Object.fromEntries(pairs) as Record<string, string> };
	}
	throw new Error(`no form for "${wanted}" at ${page.url} (${page.status}):\n${page.text.slice(0, 2000)}`);
};
