import { errors } from "jose";
import type { Advice } from "#common/faults/fault.ts";
import { asLine } from "./mask.ts";
import type { Asked } from "./provider-errors.ts";

/** Which of the platform's checks an answer of the provider did not pass, and what its administrators can do about it. */
export const misbehaviour = (thrown: readonly Error[], asked: Asked, mask: (text: string) => string, known?: Rule): Advice => {
	const { rule, expected, received } = known === undefined ? factsOf(thrown) : { rule: known };
	const shown = { expected: lineOf(expected, mask), received: lineOf(received, mask) };
	return { rule, side: "provider", sentence: RULES[rule](asked, shown), ...shown };
};

interface Facts {
	readonly rule: Rule;
	readonly expected?: unknown;
	readonly received?: unknown;
}

interface Shown {
	readonly expected: string | undefined;
	readonly received: string | undefined;
}

type Sentence = (asked: Asked, shown: Shown) => string;

const instead = ({ expected, received }: Shown): string =>
	`${expected === undefined ? "" : ` Expected was ${expected}.`} ${received === undefined ? "There was none." : `What came was ${received}.`}`;

const RULES = {
	"response.issuer": ({ issuer }, shown) =>
		`The answer of ${issuer} came with another issuer (iss, RFC 9207) than its discovery document names; please make both the same.${instead(shown)}`,
	"response.parameters": ({ issuer, redirectUri }) =>
		`${issuer} sent people to ${redirectUri} with parameters that are missing or doubled; please have it answer with code and state in the query, each once (RFC 6749 section 4.1.2).`,
	"answer.status": ({ issuer }, { received }) =>
		`An endpoint of ${issuer} answered with HTTP status ${received ?? "unknown"} and no error of OAuth; please look into the provider's log.`,
	"answer.form": ({ issuer }) =>
		`An endpoint of ${issuer} answered with something else than the JSON that OAuth asks for; please look for a proxy or an error page in between.`,
	"token-answer.id-token": ({ clientId, scope }) =>
		`The token endpoint gave no ID token to the client ID ${clientId}, though the scope openid was asked for; please register it as an OpenID Connect application. Asked for was: ${scope}.`,
	"id-token.issuer": (_asked, shown) =>
		`The ID token names another issuer than the discovery document; please make both the same, to the letter.${instead(shown)}`,
	"id-token.audience": ({ clientId }, shown) =>
		`The ID token is made out to somebody else (aud) than the client ID ${clientId}; please have it made out to that.${instead(shown)}`,
	"id-token.authorized-party": ({ clientId }, shown) =>
		`The ID token is for several audiences, and its authorized party (azp) is not the client ID ${clientId}; please make it so.${instead(shown)}`,
	"id-token.nonce": ({ clientId }) =>
		`The ID token does not repeat the nonce that the client ID ${clientId} sent; please have it put into ID tokens unchanged (OpenID Connect Core 1.0 section 3.1.3.7).`,
	"id-token.clock": ({ issuer }, shown) =>
		`The times in the ID token do not fit this platform's clock; please compare the clocks of ${issuer} and of this platform's machine, and have both follow NTP.${instead(shown)}`,
	"id-token.claim": ({ clientId }, { received }) =>
		`The ID token for the client ID ${clientId} lacks a claim that it must have, or has it in another form${received === undefined ? "" : ` (${received})`}; OpenID Connect Core 1.0 section 2 asks for iss, sub, aud, exp, iat and nonce.`,
	"id-token.subject": ({ clientId }) =>
		`The subject (sub) in the ID token for the client ID ${clientId} is empty, longer than 255 characters, or no plain text; please send one that is (OpenID Connect Core 1.0 section 2).`,
	"id-token.signature": ({ issuer }) =>
		`The ID token's signature was made by none of the keys at the jwks_uri of ${issuer}; please publish the key that signs, under the kid that the token names.`,
	"id-token.algorithm": ({ clientId }, { received }) =>
		`The ID token for the client ID ${clientId} is signed with ${received ?? "an algorithm"} that this platform or the provider's own discovery document does not allow; please set it to RS256, PS256, ES256 or EdDSA.`,
	"id-token.encrypted": ({ clientId }) =>
		`The ID token for the client ID ${clientId} is encrypted, which this platform cannot read; please switch that off and leave it signed.`,
	"id-token.access-token-hash": ({ clientId }) =>
		`The at_hash in the ID token for the client ID ${clientId} does not belong to the access token that came with it; please have it computed anew for each (OpenID Connect Core 1.0 section 3.1.3.6).`,
	"keys.answer": ({ issuer }, { received }) =>
		`The keys at the jwks_uri of ${issuer}, with which ID tokens are checked, could not be had; please have it answer with a JWK set (RFC 7517 section 5). What happened: ${received ?? "nothing usable came."}`,
	"userinfo.subject": ({ issuer }, shown) =>
		`The userinfo endpoint of ${issuer} told of another subject (sub) than the ID token; please make both the same for one person and one application.${instead(shown)}`,
	"userinfo.token": ({ issuer, clientId }) =>
		`The userinfo endpoint of ${issuer} did not accept the access token that the client ID ${clientId} had just been given; please allow it, or switch userinfo off under Manage > Admin > Authentication.`,
	"answer.other": ({ issuer, clientId }) =>
		`Something in the answer of ${issuer} to the client ID ${clientId} did not hold up; the detail of this event says what.`,
} as const satisfies Record<string, Sentence>;

export type Rule = keyof typeof RULES;

const lineOf = (value: unknown, mask: (text: string) => string): string | undefined => {
	if (value === undefined || value === null) return undefined;
	return asLine(typeof value === "string" ? value : JSON.stringify(value), mask) || undefined;
};

const factsOf = (thrown: readonly Error[]): Facts => {
	for (const error of thrown) {
		const found = ofJose(error) ?? ofResponse(error) ?? ofCause(error.cause);
		if (found) return found;
	}
	const words = thrown.map(({ message }) => message).join(" ");
	return { rule: BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? "answer.other" };
};

/** Where only the message of an error tells what was wrong. */
const BY_WORDS: readonly (readonly [RegExp, Rule])[] = [
	[/no ID token|"id_token" property/, "token-answer.id-token"],
	[/at_hash/, "id-token.access-token-hash"],
	[/^the subject |claim type/, "id-token.subject"],
	[/JWE|decrypt/i, "id-token.encrypted"],
	[/content-type|parsing error|parse/, "answer.form"],
	[/"(code|state|iss|response|error)"|authorization code/, "response.parameters"],
	[/Invalid JWT|JWT (Header|Payload)/, "id-token.signature"],
];

const ofJose = (error: Error): Facts | undefined => {
	if (error instanceof errors.JWTExpired) return byClaim(error.claim, error.payload, undefined, undefined);
	if (error instanceof errors.JWTClaimValidationFailed) return byClaim(error.claim, error.payload, undefined, undefined);
	if (error instanceof errors.JOSEAlgNotAllowed) return { rule: "id-token.algorithm" };
	if (error instanceof errors.JWKSInvalid) return { rule: "keys.answer", received: error.message };
	const keyless = [errors.JWSSignatureVerificationFailed, errors.JWKSNoMatchingKey, errors.JWKInvalid];
	if (keyless.some((kind) => error instanceof kind)) return { rule: "id-token.signature" };
	return error instanceof errors.JOSEError ? { rule: "answer.other" } : undefined;
};

const ofResponse = ({ cause, message }: Error): Facts | undefined => {
	if (!(cause instanceof Response)) return undefined;
	return /status/.test(message) ? { rule: "answer.status", received: String(cause.status) } : { rule: "answer.form" };
};

/** What `oauth4webapi` hangs on its errors; it may hold tokens, so only what is named here is taken from it. */
const ofCause = (cause: unknown): Facts | undefined => {
	if (typeof cause !== "object" || cause === null || cause instanceof Error) return undefined;
	const { claim, claims, expected, attribute, body, header, parameters, now } = cause as Record<string, unknown>;
	if (typeof claim === "string") return byClaim(claim, claims, expected, now);
	if (attribute === "sub") return { rule: "userinfo.subject", expected, received: member(body, "sub") };
	if (header !== undefined) return { rule: "id-token.algorithm", received: member(header, "alg") };
	if (parameters instanceof URLSearchParams) {
		return member(cause, "expected") === undefined || parameters.get("iss") !== expected
			? { rule: "response.issuer", expected, received: parameters.get("iss") }
			: { rule: "response.parameters" };
	}
	if (claims !== undefined) return { rule: "id-token.claim" };
	return undefined;
};

const CLAIM_RULES: Readonly<Record<string, Rule>> = {
	iss: "id-token.issuer",
	aud: "id-token.audience",
	azp: "id-token.authorized-party",
	nonce: "id-token.nonce",
	exp: "id-token.clock",
	iat: "id-token.clock",
	nbf: "id-token.clock",
};

const byClaim = (claim: string, claims: unknown, expected: unknown, at: unknown): Facts => {
	const value = member(claims, claim);
	const rule = CLAIM_RULES[claim] ?? "id-token.claim";
	if (value === undefined && claim !== "nonce") return { rule: "id-token.claim", received: claim };
	if (rule === "id-token.nonce") return { rule };
	return rule === "id-token.clock" ? clock(claim, claims, at) : { rule, expected, received: value };
};

/** An ID token has just been made when it comes: its `iat` tells how far the clocks are apart. */
const clock = (claim: string, claims: unknown, at: unknown): Facts => {
	const here = typeof at === "number" ? at : Math.floor(Date.now() / 1000);
	const made = member(claims, "iat");
	const apart =
		typeof made === "number" ? `, made ${Math.abs(here - made)} seconds ${made > here ? "ahead of" : "before"} it` : "";
	return {
		rule: "id-token.clock",
		expected: `a token that holds at ${moment(here)}`,
		received: `${claim} ${moment(member(claims, claim))}${apart}`,
	};
};

const moment = (seconds: unknown): string => {
	const date = new Date(Number(seconds) * 1000);
	return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString();
};

const member = (value: unknown, name: string): unknown =>
	typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
