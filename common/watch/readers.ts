import type { IncomingHttpHeaders } from "node:http";
import { equalSecrets } from "../seal/ids.ts";
import { within } from "../web/proxies.ts";

/** Who may read what is counted. */
export interface Readers {
	/** Networks, of which whoever asks directly needs nothing more. */
	readonly networks: readonly string[];
	/** Whoever brings it needs nothing more, wherever they are. */
	readonly token: string | undefined;
}

/** Whatever proxies add. One on this machine makes everybody come from here, and this is how it tells. */
const FORWARDED = /^(?:forwarded|via|x-forwarded-.*|x-real-ip|x-client-ip|x-original-.*|true-client-ip|cf-.*|fastly-.*|fly-.*)$/;

/** A name that other machines cannot give to this one: a page in a browser here could have its own name lead here (DNS rebinding). */
const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

const BEARER = /^Bearer +([^\s]{1,1000})$/i;

const isLoopback = within(["127.0.0.0/8", "::1"]);

/** Why the caller at `address`, of the connection itself, may not read; undefined where they may. For the log. */
export const readersOf = ({ networks, token }: Readers) => {
	const isNear = within(networks);
	return (address: string, headers: IncomingHttpHeaders): string | undefined => {
		if (headers.authorization !== undefined) {
			const given = BEARER.exec(headers.authorization)?.[1];
			return token !== undefined && given !== undefined && equalSecrets(given, token) ? undefined : "the token is another";
		}
		if (!isNear(address)) return `${address} is not in SIGNET_METRICS_ALLOW`;
		if (Object.keys(headers).some((name) => FORWARDED.test(name))) return "it came through a proxy";
		// RFC 9110 section 7.2.
		return isLoopback(address) && !LOCAL.test(headers.host ?? "") ? "it asked for another host" : undefined;
	};
};
