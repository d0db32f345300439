import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { ApplicationKind, ApplicationSettings } from "./application.ts";

export interface ApplicationsTable {
	/** Also the client ID. */
	id: Fixed<string>;
	label: string;
	label_key: string;
	status: "ACTIVE" | "INACTIVE";
	kind: Fixed<ApplicationKind>;
	settings: Json<ApplicationSettings>;
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

export interface ApplicationUsersTable {
	application_id: Fixed<string>;
	user_id: Fixed<string>;
	created: Fixed<Instant>;
}

export interface ApplicationGroupsTable {
	application_id: Fixed<string>;
	group_id: Fixed<string>;
	priority: number;
	created: Fixed<Instant>;
}
