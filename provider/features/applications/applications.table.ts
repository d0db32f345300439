import type { JsonWebKey } from "node:crypto";
import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { ApplicationKind, ApplicationSettings, OtherSignOnMode, Presentation } from "./application.ts";

export interface ApplicationsTable {
	id: Fixed<string>;
	/** The id where none was chosen, and for what is no client. */
	client_id: Fixed<string>;
	label: string;
	label_key: string;
	status: "ACTIVE" | "INACTIVE";
	/** `bookmark` for every sign-on mode but OpenID Connect. */
	kind: Fixed<ApplicationKind | "bookmark">;
	sign_on_mode: Fixed<"OPENID_CONNECT" | OtherSignOnMode>;
	name: Fixed<string>;
	name_key: Fixed<string>;
	/** `{}` for a bookmark. */
	settings: Json<Partial<ApplicationSettings>>;
	/** What callers gave beside the settings; of a bookmark, all of it. */
	presentation: Json<Presentation>;
	created: Fixed<Instant>;
	last_updated: Instant;
}

export interface ApplicationLogosTable {
	application_id: Fixed<string>;
	media_type: string;
	/** Base64. */
	bytes: string;
	/** Names the version in the logo's address. */
	digest: string;
}

export interface ApplicationSecretsTable {
	id: Fixed<string>;
	application_id: Fixed<string>;
	status: "ACTIVE" | "INACTIVE";
	/** Sealed as `application_secrets.secret/<id>`. */
	secret: Fixed<string>;
	created: Fixed<Instant>;
	last_updated: Instant;
}

/** Public keys with which applications prove themselves (RFC 7523). */
export interface ApplicationKeysTable {
	id: Fixed<string>;
	application_id: Fixed<string>;
	kid: Fixed<string>;
	status: "ACTIVE" | "INACTIVE";
	/** The public key alone. */
	jwk: Fixed<Json<JsonWebKey>>;
	created: Fixed<Instant>;
	last_updated: Instant;
}

/** When secrets were used last, within a minute: a table of its own, so that nothing that is kept of clients is read again. */
export interface SecretUsesTable {
	secret_id: Fixed<string>;
	last_used: Instant;
}

/** The same of public keys. */
export interface KeyUsesTable {
	key_id: Fixed<string>;
	last_used: Instant;
}

/** Signing certificates; the private keys are nobody's yet, and sealed. */
export interface ApplicationCertificatesTable {
	application_id: Fixed<string>;
	kid: Fixed<string>;
	/** With `x5c`. */
	jwk: Fixed<Json<JsonWebKey>>;
	/** Sealed as `application_certificates.private_key/<kid>`. */
	private_key: Fixed<string>;
	created: Fixed<Instant>;
	expires: Fixed<Instant>;
}

/** Scopes of the management API that a service may ask for. */
export interface ApplicationGrantsTable {
	id: Fixed<string>;
	application_id: Fixed<string>;
	scope_id: Fixed<string>;
	issuer: Fixed<string>;
	/** Who granted it: a person, or an application. */
	created_by: Fixed<string>;
	created_by_type: Fixed<"User" | "Application">;
	created: Fixed<Instant>;
}

export interface ApplicationUsersTable {
	application_id: Fixed<string>;
	user_id: Fixed<string>;
	/** What the person is called there; `null`: their login. */
	username: string | null;
	profile: Json<Presentation> | null;
	created: Fixed<Instant>;
	/** `null`: never since `created`. */
	last_updated: Instant | null;
}

export interface ApplicationGroupsTable {
	application_id: Fixed<string>;
	group_id: Fixed<string>;
	priority: number;
	profile: Json<Presentation> | null;
	created: Fixed<Instant>;
	last_updated: Instant | null;
}
