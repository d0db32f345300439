import type { Metadata } from "../discovery.ts";
import { Unanswered } from "../outbound.ts";
import { type Context, couldNotTell, type Finding, notTried, refused, type Step, shown, verified } from "./check.ts";
import { postAsClient } from "./client.ts";
import { authorizationRequest, cameBack, type Knocked, knock } from "./knock.ts";

/**
 * The platform's redirect URI is registered at the provider. Asked by a pushed authorization request (RFC 9126) where there
 * is one; else by an authorization request with `prompt=none`.
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
			return (await push(context, found.metadata)) ?? readKnock(context, await knock(context, found.metadata));
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

/** A finding where the pushed request settles it. */
const push = async (context: Context, metadata: Metadata): Promise<Finding | undefined> => {
	const endpoint = metadata.pushed_authorization_request_endpoint;
	const method = context.found.clientAuthentication;
	if (endpoint === undefined || method === undefined) return undefined;
	const answer = await postAsClient(context, endpoint, method, await authorizationRequest(context));
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

const readKnock = (context: Context, knocked: Knocked): Finding => {
	const { status, target, text } = knocked;
	if (target) return cameBack(context, knocked) ? readAnswer(target) : readDetour(context, target);
	const mention = MENTION.exec(text);
	if (mention && (status >= 400 || text.includes("AADSTS50011"))) {
		return notRegistered(context, sentenceAround(text, mention.index) || `status ${status}`);
	}
	return couldNotTell("The provider shows a page instead of answering at the redirect URI, and the page does not say why.", {
		actual: `status ${status}`,
	});
};

const readAnswer = (target: URL): Finding => {
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
};

const readDetour = (context: Context, target: URL): Finding => {
	// Google sends the browser to a page of its own, with the error packed in base64.
	const packed = Buffer.from(target.searchParams.get("authError") ?? "", "base64").toString("latin1");
	const mismatch = /redirect_uri_mismatch/.exec(packed) ?? /redirect_uri_mismatch/.exec(target.href);
	if (mismatch) return notRegistered(context, "redirect_uri_mismatch");
	return couldNotTell("The provider sends the browser to a page of its own first, so it cannot be seen from here.", {
		actual: shown(`${target.origin}${target.pathname}`),
	});
};

const sentenceAround = (text: string, at: number): string => text.slice(Math.max(0, at - 80), at + 120).trim();
