import type { ServerMetadata } from "openid-client";
import { discoveryAddress, isLoopback, mayBeAsked } from "./issuer.ts";
import type { Ask } from "./outbound.ts";

/** What a provider says about itself: OpenID Connect Discovery 1.0 section 3. */
export type Metadata = ServerMetadata & {
	readonly authorization_endpoint: string;
	readonly token_endpoint: string;
	readonly jwks_uri: string;
};

const NEEDED = ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"] as const;

/** `text` as discovery document, or the sentence that says why it is none. */
export const readDocument = (text: string): Metadata | string => {
	let document: unknown;
	try {
		document = JSON.parse(text);
	} catch {
		return "The answer is not JSON.";
	}
	if (typeof document !== "object" || document === null || Array.isArray(document)) return "The answer is not a JSON object.";
	const members = document as Record<string, unknown>;
	const missing = NEEDED.filter((name) => typeof members[name] !== "string" || members[name] === "");
	if (missing.length > 0) return `The document lacks ${missing.join(", ")}.`;
	return members as unknown as Metadata;
};

const ENDPOINTS = [
	"authorization_endpoint",
	"token_endpoint",
	"jwks_uri",
	"userinfo_endpoint",
	"end_session_endpoint",
	"pushed_authorization_request_endpoint",
] as const;

/**
 * The first endpoint that the platform will not use: http, unless the provider runs on this machine. A provider elsewhere
 * must not point the platform at what listens only here.
 */
export const unusableEndpoint = (metadata: Metadata, issuer: string): string | undefined =>
	ENDPOINTS.find((name) => {
		const value = metadata[name];
		const url = typeof value === "string" ? URL.parse(value) : null;
		if (value === undefined) return false;
		return !url || !mayBeAsked(url) || (url.protocol === "http:" && !isLoopback(new URL(issuer).hostname));
	});

/**
 * The metadata of `issuer`, which it must state to the letter (Discovery 4.3).
 *
 * @throws Unanswered where nobody answers, Error with a sentence where the answer does not hold.
 */
export const discover = async (ask: Ask, issuer: string): Promise<Metadata> => {
	const answer = await ask(discoveryAddress(issuer), { headers: { accept: "application/json" } });
	if (answer.status !== 200) throw new Error(`The discovery document was answered with status ${answer.status}.`);
	const metadata = readDocument(await answer.text());
	if (typeof metadata === "string") throw new Error(metadata);
	if (metadata.issuer !== issuer)
		throw new Error(`The discovery document names the issuer ${metadata.issuer.slice(0, 200)}, not ${issuer}.`);
	const unusable = unusableEndpoint(metadata, issuer);
	if (unusable !== undefined) throw new Error(`The discovery document's ${unusable} is not an https address.`);
	return metadata;
};
