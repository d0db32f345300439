import { type Static, type TSchema, Type } from "typebox";
import { Check, Errors } from "typebox/value";
import { Fault } from "#common/faults/fault.ts";
import {
	type Application,
	type ApplicationSettings,
	type NewApplication,
	signingAlgorithms,
} from "../applications/applications.ts";

const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);
const Address = Type.String({ maxLength: 4000 });
/** What somebody whom nobody knows may have: neither tokens in an address, nor keys that nobody has seen. */
const grantTypes = ["authorization_code", "refresh_token", "client_credentials"] as const;
const clientAuthMethods = ["client_secret_basic", "client_secret_post", "none"] as const;
/** As many as an event of the System Log holds: an administrator sees them all. */
const addresses = { maxItems: 20 };

/**
 * What an application says of itself (RFC 7591 section 2, OpenID Connect Dynamic Client Registration section 2), as far as it
 * means anything here. Other members are passed over, as both ask; a value that stands for what this server cannot do is refused.
 */
const ClientMetadata = Type.Object({
	redirect_uris: Type.Array(Address, { minItems: 1, ...addresses }),
	post_logout_redirect_uris: optional(Type.Array(Address, addresses)),
	client_name: optional(Type.String({ maxLength: 400 })),
	application_type: optional(Type.Enum(["web", "native"])),
	grant_types: optional(Type.Array(Type.Enum(grantTypes), { maxItems: 10 })),
	response_types: optional(Type.Array(Type.Literal("code"), { minItems: 1, maxItems: 1 })),
	token_endpoint_auth_method: optional(Type.Enum(clientAuthMethods)),
	id_token_signed_response_alg: optional(Type.Enum(signingAlgorithms)),
	id_token_encrypted_response_alg: optional(Type.Never()),
	userinfo_signed_response_alg: optional(Type.Never()),
	userinfo_encrypted_response_alg: optional(Type.Never()),
	subject_type: optional(Type.Literal("public")),
	initiate_login_uri: optional(Address),
	backchannel_logout_uri: optional(Address),
	backchannel_logout_session_required: optional(Type.Boolean()),
});

/** @throws Fault `redirect_uri_refused`, `client_metadata_refused`. */
export const newApplicationFrom = (body: unknown): NewApplication => {
	const metadata = checked(body);
	checkOwnAddress(metadata);
	const native = metadata.application_type === "native";
	// Without a secret, and not installed on somebody's machine: it runs in the browser (RFC 7591 section 2).
	const kind = native ? "native" : metadata.token_endpoint_auth_method === "none" ? "browser" : "web";
	return { label: labelFor(metadata), kind, settings: settingsFrom(metadata) };
};

/** Members that are `null` or empty count as left out. */
const checked = (body: unknown): Static<typeof ClientMetadata> => {
	const given = typeof body === "object" && body !== null && !Array.isArray(body) ? Object.entries(body) : undefined;
	if (!given) throw new Fault("client_metadata_refused", { description: "Send the client metadata as a JSON object." });
	const metadata = Object.fromEntries(given.filter(([, value]) => value !== null && value !== ""));
	if (Check(ClientMetadata, metadata)) return metadata;
	const [first] = Errors(ClientMetadata, metadata);
	const { requiredProperties: [missing] = [], allowedValues } = (first?.params ?? {}) as Params;
	if (missing !== undefined) throw refusedAt(missing, "is required");
	const path = first?.instancePath.split("/").slice(1).join(".") ?? "";
	throw refusedAt(
		path,
		allowedValues
			? `must be one of ${allowedValues.join(", ")}`
			: (WORDS[first?.keyword ?? ""] ?? first?.message ?? "is not valid"),
	);
};

/**
 * This server sends requests to the back-channel logout URI, and nobody here has chosen it: it stands where people come back to,
 * as OpenID Connect Front-Channel Logout section 2 has it for its own. An administrator may enter any other.
 */
const checkOwnAddress = ({ redirect_uris: redirectUris, backchannel_logout_uri: logoutUri }: ClientMetadata): void => {
	const originOf = (uri: string) => URL.parse(uri)?.origin;
	if (logoutUri === undefined || redirectUris.some((uri) => originOf(uri) === originOf(logoutUri))) return;
	throw refusedAt("backchannel_logout_uri", "must have the scheme, host and port of one of the redirect_uris");
};

/** What a fault of the schema says beside its keyword. */
interface Params {
	readonly requiredProperties?: readonly string[];
	readonly allowedValues?: readonly unknown[];
}

const WORDS: Readonly<Record<string, string>> = {
	not: "is not supported here",
	const: "is not supported here",
	maxItems: "has too many entries",
};

/** As a fault of the applications feature, in the names that the application knows (RFC 7591 section 3.2.2). */
export const asRegistrationFault = (thrown: unknown): unknown => {
	if (!(thrown instanceof Fault) || !["invalid_request", "label_taken"].includes(thrown.code)) return thrown;
	const [first] = thrown.fields;
	const name = first?.field.replace(/^(settings|credentials)\.oauthClient\./, "").replace(/^label$/, "client_name");
	return refusedAt(name ?? "client_name", first?.message ?? thrown.description, thrown);
};

const LONGEST_FIELD = 100;

const refusedAt = (field: string, message: string, cause?: unknown): Fault =>
	new Fault(field.split(".")[0]?.endsWith("redirect_uris") ? "redirect_uri_refused" : "client_metadata_refused", {
		description: `${field.slice(0, LONGEST_FIELD)}: ${message}`.replace(/[^\x20-\x7e]|["\\]/g, "'"),
		cause,
	});

type ClientMetadata = Static<typeof ClientMetadata>;

const LONGEST_LABEL = 100;

/** Its name, or the host that people come back to. */
const labelFor = ({ client_name: name, redirect_uris: [first = ""] }: ClientMetadata): string => {
	const label = name ?? URL.parse(first)?.host;
	return [...(label || "Application")].slice(0, LONGEST_LABEL).join("");
};

/** Where an application would have people and requests sent, for the log. */
export const addressesOf = ({ settings }: NewApplication): Readonly<Record<string, unknown>> => ({
	redirectUris: settings.redirectUris,
	postLogoutRedirectUris: settings.postLogoutRedirectUris,
	initiateLoginUri: settings.initiateLoginUri,
	backchannelLogoutUri: settings.backchannelLogoutUri,
});

const settingsFrom = (metadata: ClientMetadata): Partial<ApplicationSettings> => ({
	redirectUris: metadata.redirect_uris,
	...(metadata.post_logout_redirect_uris && { postLogoutRedirectUris: metadata.post_logout_redirect_uris }),
	...(metadata.grant_types && { grantTypes: metadata.grant_types }),
	...(metadata.token_endpoint_auth_method && { authMethod: metadata.token_endpoint_auth_method }),
	...(metadata.id_token_signed_response_alg && { signingAlgorithm: metadata.id_token_signed_response_alg }),
	...(metadata.initiate_login_uri && { initiateLoginUri: metadata.initiate_login_uri }),
	...(metadata.backchannel_logout_uri && { backchannelLogoutUri: metadata.backchannel_logout_uri }),
	...(metadata.backchannel_logout_session_required !== undefined && {
		backchannelLogoutSessionRequired: metadata.backchannel_logout_session_required,
	}),
});

/** What an application that registered itself is told: its credentials, and itself as it stands (RFC 7591 section 3.2.1). */
export const clientInformation = ({ clientId, label, kind, settings, created }: Application, secret: string | undefined) => ({
	client_id: clientId,
	client_id_issued_at: Math.floor(Date.parse(created) / 1000),
	...(secret === undefined ? {} : { client_secret: secret, client_secret_expires_at: 0 }),
	client_name: label,
	application_type: kind === "native" ? "native" : "web",
	redirect_uris: settings.redirectUris,
	post_logout_redirect_uris: settings.postLogoutRedirectUris,
	grant_types: settings.grantTypes,
	response_types: ["code"],
	token_endpoint_auth_method: settings.authMethod,
	id_token_signed_response_alg: settings.signingAlgorithm,
	subject_type: "public",
	...(settings.initiateLoginUri === null ? {} : { initiate_login_uri: settings.initiateLoginUri }),
	...(settings.backchannelLogoutUri === null
		? {}
		: {
				backchannel_logout_uri: settings.backchannelLogoutUri,
				backchannel_logout_session_required: settings.backchannelLogoutSessionRequired,
			}),
});
