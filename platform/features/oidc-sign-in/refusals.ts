import type { Fault } from "#common/faults/fault.ts";
import type { Provider } from "../authentication/authentication.ts";
import { asLine, masking, secretsIn } from "./mask.ts";
import { type Circumstances, scopeOf } from "./provider-faults.ts";

export interface Refused extends Circumstances {
	/** Never left out: a provider may repeat the client secret even in the address it sends people back to. */
	readonly secrets: readonly string[];
	/** The authorization response. */
	readonly response: URLSearchParams;
	/** Claims as they came, where they did. */
	readonly claims?: Readonly<Record<string, unknown>> | undefined;
	/** Where it is known how the provider describes itself. */
	readonly metadata?: Provider["metadata"] | undefined;
}

/**
 * A refused sign-in for the audit log: what was sent, what came back, which rule refused, and what to change on which side.
 * Never a code, a state, a token or a secret; of the person's claims the names, and the values of those that say nothing
 * about them.
 */
export const explainRefusal = (
	{ code, detail, advice }: Pick<Fault, "code" | "detail" | "advice">,
	{ configuration, redirectUri, response, claims, metadata, secrets }: Refused,
): Readonly<Record<string, unknown>> => {
	const mask = masking([...secrets, ...secretsIn(response)], configuration.clientId);
	const text = (name: string) => {
		const value = response.get(name);
		return value === null ? undefined : asLine(value, mask, 300);
	};
	return leaveOut({
		detail: detail === undefined ? undefined : mask(detail),
		sent: leaveOut({
			authorizationEndpoint: metadata?.authorization_endpoint,
			issuer: configuration.issuer,
			clientId: configuration.clientId,
			redirectUri,
			scope: scopeOf(configuration),
			responseType: "code",
			pkce: "S256",
			clientAuthentication: configuration.clientAuthentication,
			// Their values are an administrator's, and none of them secret: they stand in the browser's address.
			authorizationParameters: filled(configuration.authorizationParameters),
		}),
		received: leaveOut({
			error: text("error"),
			errorDescription: text("error_description"),
			errorUri: text("error_uri"),
			iss: text("iss"),
			withCode: response.has("code"),
			claimNames:
				claims &&
				Object.keys(claims)
					.slice(0, MOST_CLAIMS)
					.map((name) => asLine(name, mask)),
			claims: claims && filled(harmless(claims, mask)),
		}),
		rule: advice?.rule ?? code,
		side: advice?.side,
		expected: advice?.expected,
		found: advice?.received,
		advice: advice && mask(advice.sentence),
	});
};

const MOST_CLAIMS = 50;

/** Claims that say how a token was made, not whom it is about. */
const HARMLESS = ["iss", "aud", "azp", "exp", "iat", "nbf", "auth_time", "acr", "amr", "email_verified", "xms_edov"];

const harmless = (claims: Readonly<Record<string, unknown>>, mask: (text: string) => string): Record<string, unknown> =>
	Object.fromEntries(
		HARMLESS.filter((name) => Object.hasOwn(claims, name)).map((name) => [
			name,
			asLine(typeof claims[name] === "string" ? claims[name] : (JSON.stringify(claims[name]) ?? ""), mask),
		]),
	);

const filled = <T extends object>(value: T): T | undefined => (Object.keys(value).length === 0 ? undefined : value);

const leaveOut = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
	Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
