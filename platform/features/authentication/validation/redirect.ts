import { calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } from "openid-client";
import type { Metadata } from "../discovery.ts";
import { Unanswered } from "../outbound.ts";
import { type Context, couldNotTell, type Finding, notTried, refused, type Step, shown, verified } from "./check.ts";
import { postAsClient } from "./client.ts";
import { BASE_SCOPES } from "./scopes.ts";

/**
 * The platform's redirect URI is registered at the provider. Asked by a pushed authorization request (RFC 9126) where there
 * is one; else by an authorization request with `prompt=none` (Core 1.0 section 3.1.2.1), to which a provider that knows
 * the address answers there, and one that does not must not.
 */
export const redirect: Step = {
	id: "redirect",
	title: "The redirect URI is registered",
	field: "redirectUri",
	async run(context): Promise<Finding> {
		const { draft, found } = context;
		if (found.metadata === undefined || !found.trusted || draft.clientId === "") return notTried();
		if (found.redirectRefused !== undefined) return notRegistered(context, found.redirectRefused);
		try {
			return (await push(context, found.metadata)) ?? (await knock(context, found.metadata));
		} catch (thrown) {
			if (!(thrown instanceof Unanswered)) throw thrown;
			return couldNotTell(`The provider did not answer. ${thrown.message}`);
		}
	},
};

const notRegistered = ({ redirectUri }: Context, actual: string): Finding =>
	refused("The provider does not know this platform's redirect URI. Add it there, to the letter.", {
		expected: redirectUri,
		actual: shown(actual),
	});

const MENTION = /redirect[ _-]?ur[il]|reply (url|address)|callback url|AADSTS50011/i;

const requestOf = async ({ draft, redirectUri }: Context): Promise<Record<string, string>> => ({
	response_type: "code",
	client_id: draft.clientId,
	redirect_uri: redirectUri,
	scope: [...BASE_SCOPES, ...draft.additionalScopes].join(" "),
	state: randomState(),
	nonce: randomNonce(),
	code_challenge: await calculatePKCECodeChallenge(randomPKCECodeVerifier()),
	code_challenge_method: "S256",
});

/** A finding where the pushed request settles it. */
const push = async (context: Context, metadata: Metadata): Promise<Finding | undefined> => {
	const endpoint = metadata.pushed_authorization_request_endpoint;
	const method = context.found.clientAuthentication;
	if (endpoint === undefined || method === undefined) return undefined;
	const answer = await postAsClient(context, endpoint, method, await requestOf(context));
	const text = await answer.text();
	const pushed = asMembers(text);
	if (answer.status === 201 && typeof pushed["request_uri"] === "string")
		return verified("The provider accepted a pushed authorization request with it.");
	const [error, description] = [String(pushed["error"] ?? ""), String(pushed["error_description"] ?? "")];
	const clear = error === "invalid_redirect_uri" || (error === "invalid_request" && MENTION.test(description));
	return clear ? notRegistered(context, description || error) : undefined;
};

const asMembers = (text: string): Readonly<Record<string, unknown>> => {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
};

const knock = async (context: Context, metadata: Metadata): Promise<Finding> => {
	const url = new URL(metadata.authorization_endpoint);
	for (const [name, value] of Object.entries({ ...(await requestOf(context)), prompt: "none" }))
		url.searchParams.set(name, value);
	const answer = await context.ask(url.href, { headers: { accept: "text/html" } });
	const location = answer.headers.get("location");
	const target = location === null ? null : URL.parse(location, url.href);
	if (target && answer.status >= 300 && answer.status < 400) return readRedirect(context, target);
	const text = withoutEcho(await answer.text());
	const mention = MENTION.exec(text);
	if (mention && (answer.status >= 400 || text.includes("AADSTS50011"))) {
		return notRegistered(context, sentenceAround(text, mention.index) || `status ${answer.status}`);
	}
	return couldNotTell("The provider shows a page instead of answering at the redirect URI, and the page does not say why.", {
		actual: `status ${answer.status}`,
	});
};

const readRedirect = (context: Context, target: URL): Finding => {
	const { redirectUri } = context;
	if (`${target.origin}${target.pathname}` === redirectUri) {
		const error = target.searchParams.get("error");
		if (error === "invalid_scope") {
			return refused("The redirect URI is registered, but the provider refuses the scopes.", {
				field: "additionalScopes",
				actual: shown(target.searchParams.get("error_description") ?? error),
			});
		}
		return verified(
			error === null ? "The provider answered there." : `The provider answered there, as it should (${shown(error)}).`,
		);
	}
	// Google sends the browser to a page of its own, with the error packed in base64.
	const packed = Buffer.from(target.searchParams.get("authError") ?? "", "base64").toString("latin1");
	const mismatch = /redirect_uri_mismatch/.exec(packed) ?? /redirect_uri_mismatch/.exec(target.href);
	if (mismatch) return notRegistered(context, "redirect_uri_mismatch");
	return couldNotTell("The provider sends the browser to a page of its own first, so it cannot be seen from here.", {
		actual: shown(`${target.origin}${target.pathname}`),
	});
};

/** A page without our own request in it: an error page may repeat the address that was asked for. */
const withoutEcho = (page: string): string =>
	page
		.replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ")
		.replace(/<[^>]*>/g, " ")
		.replace(/redirect_uri(=|%3D)\S*/gi, " ")
		.replace(/\s+/g, " ");

const sentenceAround = (text: string, at: number): string => text.slice(Math.max(0, at - 80), at + 120).trim();
