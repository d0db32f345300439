import { type Fault, fieldFault } from "#common/faults/fault.ts";
import { discover, type Metadata } from "./discovery.ts";
import { isLoopback, mayBeAsked, readIssuer } from "./issuer.ts";
import { type Ask, Unanswered } from "./outbound.ts";
import { shown } from "./validation/check.ts";

/**
 * Registering at a provider by itself: OpenID Connect Dynamic Client Registration 1.0 and RFC 7591, with an initial access token
 * that an administrator of the provider made.
 */

export interface Registration {
	/** As pasted; the discovery document's address is understood. */
	readonly issuer: string;
	/** The initial access token (RFC 7591 section 1.2). */
	readonly registrationToken: string;
}

/** What the provider gave. */
export interface Registered {
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: string;
}

const refuse = (field: "issuer" | "registrationToken", message: string): Fault => fieldFault("invalid_request", field, message);

/**
 * Registers the platform at `url` (its public address) and answers what it needs to sign people in.
 *
 * @throws Fault `invalid_request` at `issuer` or `registrationToken`, saying which side must change what.
 */
export const registerAt = async (ask: Ask, url: string, wanted: Registration): Promise<Registered> => {
	if (!/^[\x21-\x7e]+$/.test(wanted.registrationToken)) {
		throw refuse("registrationToken", "A registration token has no blanks and no letters beyond ASCII. Copy it again.");
	}
	const { issuer } = readIssuer(wanted.issuer);
	const endpoint = endpointOf(await describe(ask, issuer), issuer);
	const answer = await ask(endpoint, {
		method: "POST",
		headers: {
			accept: "application/json",
			"content-type": "application/json",
			authorization: `Bearer ${wanted.registrationToken}`,
		},
		body: JSON.stringify(metadataOf(url)),
	}).catch((thrown: unknown) => {
		throw thrown instanceof Unanswered ? refuse("issuer", `The registration was not answered. ${thrown.message}`) : thrown;
	});
	const members = parse(await answer.text());
	const hide = (text: string) => shown(text.replaceAll(wanted.registrationToken, "******"));
	if (answer.status === 401 || answer.status === 403) {
		throw refuse(
			"registrationToken",
			"The provider does not accept this registration token: it is mistyped, used, expired or revoked. Have a new one made there.",
		);
	}
	if (answer.status !== 201 && answer.status !== 200) {
		const said = hide(String(members["error_description"] ?? members["error"] ?? `status ${answer.status}`));
		throw refuse("issuer", `The provider refused to register this platform: ${said}`);
	}
	const { client_id: clientId, client_secret: clientSecret } = members;
	if (typeof clientId !== "string" || typeof clientSecret !== "string") {
		throw refuse("issuer", "The provider registered this platform without a client secret. Enter the values by hand.");
	}
	return { issuer, clientId, clientSecret };
};

const describe = (ask: Ask, issuer: string): Promise<Metadata> =>
	discover(ask, issuer).catch((thrown: unknown) => {
		throw refuse("issuer", thrown instanceof Error ? thrown.message : String(thrown));
	});

const endpointOf = (metadata: Metadata, issuer: string): string => {
	const stated = metadata.registration_endpoint;
	if (typeof stated !== "string") {
		throw refuse("issuer", "This provider does not let applications register themselves. Register the platform there by hand.");
	}
	const address = URL.parse(stated);
	const local = address?.protocol === "http:" && !isLoopback(new URL(issuer).hostname);
	if (!address || !mayBeAsked(address) || local)
		throw refuse("issuer", "The provider's registration endpoint is not an https address.");
	return address.href;
};

/** RFC 7591 section 2; Back-Channel Logout 1.0 section 2.2. */
const metadataOf = (url: string) => ({
	client_name: `Signet Platform (${new URL(url).host})`,
	client_uri: url,
	application_type: "web",
	redirect_uris: [`${url}/oidc/callback`],
	post_logout_redirect_uris: [`${url}/login`],
	response_types: ["code"],
	grant_types: ["authorization_code", "refresh_token"],
	token_endpoint_auth_method: "client_secret_basic",
	backchannel_logout_uri: `${url}/oidc/backchannel-logout`,
	backchannel_logout_session_required: true,
});

const parse = (text: string): Readonly<Record<string, unknown>> => {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
};
