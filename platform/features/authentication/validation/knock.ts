import { calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } from "openid-client";
import type { Metadata } from "../discovery.ts";
import { Unanswered } from "../outbound.ts";
import type { Context } from "./check.ts";
import { BASE_SCOPES } from "./scopes.ts";

/**
 * An authorization request with `prompt=none` (Core 1.0 section 3.1.2.1): a provider that knows client and redirect URI answers
 * there, and one that does not must not.
 */

/** What the authorization endpoint did. */
export interface Knocked {
	readonly status: number;
	/** Where it sends the browser. */
	readonly target: URL | null;
	/** The text of its page, without our own request in it. */
	readonly text: string;
}

export const authorizationRequest = async ({ draft, redirectUri }: Context): Promise<Record<string, string>> => ({
	response_type: "code",
	client_id: draft.clientId,
	redirect_uri: redirectUri,
	scope: [...BASE_SCOPES, ...draft.additionalScopes].join(" "),
	state: randomState(),
	nonce: randomNonce(),
	code_challenge: await calculatePKCECodeChallenge(randomPKCECodeVerifier()),
	code_challenge_method: "S256",
});

/** Asks once, however many steps want to know. @throws Unanswered */
export const knock = (context: Context, metadata: Metadata): Promise<Knocked> => {
	context.found.knocked ??= ask(context, metadata);
	return context.found.knocked;
};

const ask = async (context: Context, metadata: Metadata): Promise<Knocked> => {
	const url = new URL(metadata.authorization_endpoint);
	for (const [name, value] of Object.entries({ ...(await authorizationRequest(context)), prompt: "none" }))
		url.searchParams.set(name, value);
	const answer = await context.ask(url.href, { headers: { accept: "text/html" } });
	const location = answer.headers.get("location");
	const target = location === null || answer.status < 300 || answer.status >= 400 ? null : URL.parse(location, url.href);
	return { status: answer.status, target, text: target ? "" : withoutEcho(await answer.text()) };
};

/** Whether the provider answered at the platform's own address. */
export const cameBack = ({ redirectUri }: Context, { target }: Knocked): boolean =>
	target !== null && `${target.origin}${target.pathname}` === redirectUri;

const UNKNOWN =
	/AADSTS700016|(invalid|unknown|deleted|no such) ?_?(client|application)|(client|application)[^.]{0,40}(unknown|invalid|not (known|found|registered)|does not exist)/i;

/** Whether the provider knows the Client ID; undefined where its answer does not tell. */
export const knowsClient = async (context: Context, metadata: Metadata): Promise<boolean | undefined> => {
	try {
		const knocked = await knock(context, metadata);
		if (cameBack(context, knocked)) return true;
		return knocked.status >= 400 && UNKNOWN.test(knocked.text) ? false : undefined;
	} catch (thrown) {
		if (thrown instanceof Unanswered) return undefined;
		throw thrown;
	}
};

/** An error page says what is wrong in its first lines; a hostile one may be long. */
const MOST = 65_536;

/** A page without our own request in it: an error page may repeat the address that was asked for. */
const withoutEcho = (page: string): string =>
	withoutTags(page.slice(0, MOST))
		.replace(/(redirect_uri|client_id)(=|%3D)\S*/gi, " ")
		.replace(/\s+/g, " ");

/** The text between tags, scripts and styles left out. One pass, whatever the page is: it comes from somebody unknown. */
const withoutTags = (page: string): string => {
	const folded = page.toLowerCase();
	const parts: string[] = [];
	for (let at = 0; at < page.length; ) {
		const open = page.indexOf("<", at);
		parts.push(page.slice(at, open < 0 ? undefined : open));
		if (open < 0) break;
		const name = ["script", "style"].find((hidden) => folded.startsWith(hidden, open + 1));
		const close = name === undefined ? open : folded.indexOf(`</${name}`, open);
		const end = close < 0 ? -1 : page.indexOf(">", close);
		if (end < 0) break;
		at = end + 1;
	}
	return parts.join(" ");
};
