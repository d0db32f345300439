import type { Kysely, Transaction } from "kysely";
import type { AdminRolesTable } from "./features/administrators/administrators.table.ts";
import type {
	ApplicationGroupsTable,
	ApplicationLogosTable,
	ApplicationSecretsTable,
	ApplicationsTable,
	ApplicationUsersTable,
} from "./features/applications/applications.table.ts";
import type { GroupMembersTable, GroupsTable } from "./features/groups/groups.table.ts";
import type { SigningKeysTable } from "./features/keys/keys.table.ts";
import type { RegistrationTokensTable } from "./features/registration-tokens/registration-tokens.table.ts";
import type { SessionsTable } from "./features/sessions/sessions.table.ts";
import type { SetupLinksTable } from "./features/setup/setup.table.ts";
import type { SystemLogTable } from "./features/system-log/system-log.table.ts";
import type { ActivationLinksTable, UsersTable } from "./features/users/users.table.ts";
import type { EngineRecordsTable } from "./oidc/records.table.ts";

/** All tables of the provider. Types only; the SQL lives in the stores. */
export interface Tables {
	users: UsersTable;
	activation_links: ActivationLinksTable;
	admin_roles: AdminRolesTable;
	setup_links: SetupLinksTable;
	groups: GroupsTable;
	group_members: GroupMembersTable;
	applications: ApplicationsTable;
	application_logos: ApplicationLogosTable;
	application_secrets: ApplicationSecretsTable;
	application_users: ApplicationUsersTable;
	application_groups: ApplicationGroupsTable;
	registration_tokens: RegistrationTokensTable;
	signing_keys: SigningKeysTable;
	sessions: SessionsTable;
	engine_records: EngineRecordsTable;
	system_log: SystemLogTable;
}

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
