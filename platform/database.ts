import type { Kysely, Transaction } from "kysely";
import type { AuditTable } from "./features/audit/audit.table.ts";
import type { ConfigurationsTable } from "./features/authentication/authentication.table.ts";
import type { SignInAttemptsTable } from "./features/oidc-sign-in/oidc-sign-in.table.ts";
import type { SessionsTable } from "./features/sessions/sessions.table.ts";
import type { SetupLinksTable } from "./features/setup/setup.table.ts";
import type { IdentitiesTable, UserRolesTable, UsersTable } from "./features/users/users.table.ts";

/** All tables of the platform. Types only; the SQL lives in the stores. */
export interface Tables {
	users: UsersTable;
	user_roles: UserRolesTable;
	identities: IdentitiesTable;
	setup_links: SetupLinksTable;
	sessions: SessionsTable;
	sign_in_attempts: SignInAttemptsTable;
	configurations: ConfigurationsTable;
	audit: AuditTable;
}

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
