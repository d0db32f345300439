import { errors } from "jose";
import { AuthorizationResponseError, ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from "openid-client";
import { type Advice, Fault } from "#common/faults/fault.ts";
import { BASE_SCOPES, type Configuration, Unanswered } from "../authentication/authentication.ts";
import { asLine, masking } from "./mask.ts";
import { misbehaviour } from "./misbehaviours.ts";
import { type Asked, AUTHORIZATION_ERRORS, type ProviderError, TOKEN_ERRORS } from "./provider-errors.ts";

/**
 * What goes wrong between the platform and a provider, as faults that say who must change what. What a provider writes is
 * shown as text, shortened, and only to the browser that this platform sent there.
 */

/** What a sign-in was under way with. */
export interface Circumstances {
	readonly configuration: Configuration;
	readonly redirectUri: string;
	/** What a provider may repeat and nobody may see: client secret, code, state, verifier, tokens. */
	readonly secrets?: readonly string[];
}

/** Any failure of a sign-in as a Fault. Without circumstances its advice has blanks where their values belong. */
export const asProviderFault = (thrown: unknown, circumstances?: Circumstances): Fault => {
	const asked = askedOf(circumstances);
	const mask = masking(circumstances?.secrets ?? [], asked.clientId);
	const errorsMet = causes(thrown);
	const unanswered = errorsMet.find((cause) => cause instanceof Unanswered);
	if (thrown instanceof Fault) return advised(thrown, asked, mask);
	if (unanswered) {
		return new Fault("provider_unreachable", {
			detail: unanswered.message,
			advice: unreachable(unanswered, asked),
			cause: thrown,
		});
	}
	if (thrown instanceof AuthorizationResponseError) return refused("authorization", AUTHORIZATION_ERRORS, thrown, asked, mask);
	if (thrown instanceof ResponseBodyError) return refused("token", TOKEN_ERRORS, thrown, asked, mask);
	if (thrown instanceof WWWAuthenticateChallengeError && !ofUserinfo(thrown)) {
		return refused("token", TOKEN_ERRORS, { error: "invalid_client" }, asked, mask);
	}
	if (thrown instanceof ClientError || thrown instanceof errors.JOSEError || thrown instanceof TypeError || isChallenge(thrown)) {
		return new Fault("provider_misbehaved", {
			detail: mask(errorsMet.map(describe).join(" <- ")),
			advice: isChallenge(thrown)
				? misbehaviour([new Error("the access token was refused")], asked, mask, "userinfo.token")
				: misbehaviour(errorsMet, asked, mask),
		});
	}
	return new Fault("internal", { cause: thrown });
};

const askedOf = (circumstances: Circumstances | undefined): Asked => {
	const { configuration, redirectUri = "the redirect URI" } = circumstances ?? {};
	return {
		issuer: configuration?.issuer || "the provider",
		clientId: configuration?.clientId || "of this platform",
		redirectUri,
		scope: scopeOf(configuration),
		clientAuthentication: configuration?.clientAuthentication ?? "client_secret_basic",
		prompt: configuration?.authorizationParameters["prompt"],
	};
};

/** What is asked for, as one text (RFC 6749 section 3.3). */
export const scopeOf = (configuration: Pick<Configuration, "additionalScopes"> | undefined): string =>
	[...new Set([...BASE_SCOPES, ...(configuration?.additionalScopes ?? [])])].join(" ");

/** A fault of ours about what a provider did has its advice from here, where nobody gave it a better one. */
const advised = (fault: Fault, asked: Asked, mask: (text: string) => string): Fault => {
	if (fault.advice !== undefined) return fault;
	const { code, description, detail, fields, cause } = fault;
	if (code === "provider_misbehaved") {
		const advice = misbehaviour([new Error(detail ?? "")], asked, mask);
		return new Fault(code, { description, detail: mask(detail ?? ""), fields, advice, cause });
	}
	if (code !== "provider_unreachable") return fault;
	const advice = unreachable(new Unanswered("connection", detail ?? description), asked);
	return new Fault(code, { description, ...(detail === undefined ? {} : { detail }), fields, advice, cause });
};

/** Whose it is to change; a provider that is down, and all that its certificate does not say, is the provider's. */
const SIDES: Readonly<Record<Unanswered["reason"], Advice["side"]>> = {
	address: "platform",
	name: "platform",
	tls: "platform",
	refused: "provider",
	time: "provider",
	size: "provider",
	connection: "provider",
};

const unreachable = ({ reason, message }: Unanswered, { issuer }: Asked): Advice => ({
	rule: `reach.${reason}`,
	side: SIDES[reason],
	sentence: `The platform's server did not get an answer from ${issuer}: ${message}`,
});

/** RFC 6750 section 3: a userinfo endpoint asks for a bearer, a token endpoint for a client. */
const ofUserinfo = ({ cause }: WWWAuthenticateChallengeError): boolean =>
	cause.length > 0 && cause.every(({ scheme }) => scheme.toLowerCase() === "bearer");

const isChallenge = (thrown: unknown): boolean => thrown instanceof WWWAuthenticateChallengeError;

interface Answer {
	readonly error: string;
	readonly error_description?: string | undefined;
}

const refused = (
	where: "authorization" | "token",
	table: Readonly<Record<string, ProviderError>>,
	{ error, error_description: said }: Answer,
	asked: Asked,
	mask: (text: string) => string,
): Fault => {
	const known = Object.hasOwn(table, error) ? table[error] : undefined;
	const [line, words] = [asLine(error, mask), asLine(said ?? "", mask)];
	const sentence = known?.says ?? `The provider answered with the error “${line}”.`;
	return new Fault("provider_refused", {
		description: words === "" ? sentence : `${sentence} The provider says: “${words}”`,
		detail: line,
		advice: {
			rule: known === undefined ? `${where}.other` : `${where}.${error}`,
			side: known?.side ?? "provider",
			sentence:
				known?.advice(asked) ??
				`Please look up the error ${line} in the log of ${asked.issuer}, for the client ID ${asked.clientId} and the redirect URI ${asked.redirectUri}.`,
			received: words === "" ? line : `${line}: ${words}`,
		},
	});
};

const causes = (thrown: unknown): readonly Error[] => {
	const found: Error[] = [];
	for (let at = thrown; at instanceof Error && found.length < 5; at = at.cause) found.push(at);
	return found;
};

/** Names and messages only: what hangs on the errors may hold tokens. */
const describe = ({ name, message }: Error): string => `${name}: ${message}`;
