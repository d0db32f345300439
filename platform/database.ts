import type { Kysely, Transaction } from "kysely";
import type { LeasesTable } from "#common/db/leases.ts";
import type { ApiKeysTable } from "./features/api-keys/api-keys.table.ts";
import type { AuditTable } from "./features/audit/audit.table.ts";
import type {
	ClientKeysTable,
	ConfigurationsTable,
	ProviderDocumentsTable,
} from "./features/authentication/authentication.table.ts";
import type { ProofsTable } from "./features/door/door.table.ts";
import type { LogoutTokensTable } from "./features/logout/logout.table.ts";
import type { SignInAttemptsTable, SignInTestsTable } from "./features/oidc-sign-in/oidc-sign-in.table.ts";
import type { PreferencesTable } from "./features/preferences/preferences.table.ts";
import type { SessionsTable } from "./features/sessions/sessions.table.ts";
import type { SetupLinksTable } from "./features/setup/setup.table.ts";
import type { IdentitiesTable, UserRolesTable, UsersTable } from "./features/users/users.table.ts";

/** All tables of the platform. Types only; the SQL lives in the stores. */
export interface Tables {
	leases: LeasesTable;
	users: UsersTable;
	user_roles: UserRolesTable;
	identities: IdentitiesTable;
	setup_links: SetupLinksTable;
	sessions: SessionsTable;
	sign_in_attempts: SignInAttemptsTable;
	configurations: ConfigurationsTable;
	proofs: ProofsTable;
	sign_in_tests: SignInTestsTable;
	provider_documents: ProviderDocumentsTable;
	client_keys: ClientKeysTable;
	logout_tokens: LogoutTokensTable;
	api_keys: ApiKeysTable;
	preferences: PreferencesTable;
	audit: AuditTable;
}

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
