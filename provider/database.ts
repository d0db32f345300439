import type { Kysely, Transaction } from "kysely";
import type { LeasesTable } from "#common/db/leases.ts";
import type { AdminRolesTable, RoleTargetsTable } from "./features/administrators/administrators.table.ts";
import type { ApiTokensTable } from "./features/api-tokens/api-tokens.table.ts";
import type {
	ApplicationCertificatesTable,
	ApplicationGrantsTable,
	ApplicationGroupsTable,
	ApplicationKeysTable,
	ApplicationLogosTable,
	ApplicationSecretsTable,
	ApplicationsTable,
	ApplicationUsersTable,
	KeyUsesTable,
	SecretUsesTable,
} from "./features/applications/applications.table.ts";
import type { AuthnTransactionsTable } from "./features/authn/authn.table.ts";
import type {
	AuthorizationServerClaimsTable,
	AuthorizationServerKeysTable,
	AuthorizationServerPoliciesTable,
	AuthorizationServerRulesTable,
	AuthorizationServerScopesTable,
	AuthorizationServersTable,
} from "./features/authorization-servers/authorization-servers.table.ts";
import type { PeopleImportRowsTable, PeopleImportsTable } from "./features/csv-imports/csv-imports.table.ts";
import type { DevicesTable } from "./features/devices/devices.table.ts";
import type { EmailCodesTable, RecoveryCodesTable } from "./features/factors/codes.table.ts";
import type { FactorsTable } from "./features/factors/factors.table.ts";
import type { PasskeyChallengesTable, PasskeysTable } from "./features/factors/passkeys.table.ts";
import type {
	GroupRuleExclusionsTable,
	GroupRuleMembersTable,
	GroupRuleSweepsTable,
	GroupRulesTable,
} from "./features/group-rules/group-rules.table.ts";
import type {
	GroupAttributesTable,
	GroupMembersTable,
	GroupRuleQueueTable,
	GroupsTable,
} from "./features/groups/groups.table.ts";
import type { GuessesTable } from "./features/guessing/guessing.table.ts";
import type {
	ImportLinksTable,
	ImportLockTable,
	ImportNotesTable,
	ImportObjectsTable,
	ImportStagesTable,
	ImportsTable,
} from "./features/import/import.table.ts";
import type {
	ClientAddressesTable,
	KeyFetchesTable,
	SigningKeyPolicyTable,
	SigningKeyStagesTable,
	SigningKeysTable,
} from "./features/keys/keys.table.ts";
import type { LooksLogoTable, LooksTable } from "./features/looks/looks.table.ts";
import type { OutboxTable } from "./features/mail/mail.table.ts";
import type { OrganizationTable } from "./features/org/org.table.ts";
import type {
	FailedSignInsTable,
	PasswordHistoryTable,
	PoliciesTable,
	PolicyRulesTable,
} from "./features/policies/policies.table.ts";
import type { RegistrationTokensTable } from "./features/registration-tokens/registration-tokens.table.ts";
import type { CustomAttributesTable, UserSchemaTable } from "./features/schemas/schemas.table.ts";
import type { SessionTokensTable } from "./features/sessions/session-tokens.table.ts";
import type { SessionsTable } from "./features/sessions/sessions.table.ts";
import type { SetupLinksTable } from "./features/setup/setup.table.ts";
import type { SystemLogSettingsTable, SystemLogTable, SystemLogTargetsTable } from "./features/system-log/system-log.table.ts";
import type { TrustedOriginsTable } from "./features/trusted-origins/trusted-origins.table.ts";
import type { ActivationLinksTable, UserAttributesTable, UsersTable } from "./features/users/users.table.ts";
import type { NetworkZonesTable } from "./features/zones/zones.table.ts";
import type { EngineRecordsTable } from "./oidc/records.table.ts";

/** All tables of the provider. Types only; the SQL lives in the stores. */
export interface Tables {
	leases: LeasesTable;
	users: UsersTable;
	user_attributes: UserAttributesTable;
	user_schema: UserSchemaTable;
	custom_attributes: CustomAttributesTable;
	activation_links: ActivationLinksTable;
	admin_roles: AdminRolesTable;
	role_targets: RoleTargetsTable;
	looks: LooksTable;
	looks_logo: LooksLogoTable;
	setup_links: SetupLinksTable;
	api_tokens: ApiTokensTable;
	groups: GroupsTable;
	group_members: GroupMembersTable;
	group_attributes: GroupAttributesTable;
	group_rules: GroupRulesTable;
	group_rule_exclusions: GroupRuleExclusionsTable;
	group_rule_members: GroupRuleMembersTable;
	group_rule_queue: GroupRuleQueueTable;
	group_rule_sweeps: GroupRuleSweepsTable;
	applications: ApplicationsTable;
	application_logos: ApplicationLogosTable;
	application_keys: ApplicationKeysTable;
	application_certificates: ApplicationCertificatesTable;
	application_grants: ApplicationGrantsTable;
	application_secrets: ApplicationSecretsTable;
	application_users: ApplicationUsersTable;
	application_groups: ApplicationGroupsTable;
	registration_tokens: RegistrationTokensTable;
	signing_keys: SigningKeysTable;
	signing_key_stages: SigningKeyStagesTable;
	signing_key_policy: SigningKeyPolicyTable;
	key_fetches: KeyFetchesTable;
	client_addresses: ClientAddressesTable;
	secret_uses: SecretUsesTable;
	key_uses: KeyUsesTable;
	sessions: SessionsTable;
	session_tokens: SessionTokensTable;
	devices: DevicesTable;
	guesses: GuessesTable;
	engine_records: EngineRecordsTable;
	authorization_servers: AuthorizationServersTable;
	authorization_server_keys: AuthorizationServerKeysTable;
	authorization_server_scopes: AuthorizationServerScopesTable;
	authorization_server_claims: AuthorizationServerClaimsTable;
	authorization_server_policies: AuthorizationServerPoliciesTable;
	authorization_server_rules: AuthorizationServerRulesTable;
	system_log: SystemLogTable;
	system_log_targets: SystemLogTargetsTable;
	system_log_settings: SystemLogSettingsTable;
	outbox: OutboxTable;
	organization: OrganizationTable;
	trusted_origins: TrustedOriginsTable;
	policies: PoliciesTable;
	policy_rules: PolicyRulesTable;
	password_history: PasswordHistoryTable;
	failed_sign_ins: FailedSignInsTable;
	network_zones: NetworkZonesTable;
	factors: FactorsTable;
	passkeys: PasskeysTable;
	passkey_challenges: PasskeyChallengesTable;
	email_codes: EmailCodesTable;
	recovery_codes: RecoveryCodesTable;
	authn_transactions: AuthnTransactionsTable;
	import_lock: ImportLockTable;
	imports: ImportsTable;
	import_stages: ImportStagesTable;
	import_objects: ImportObjectsTable;
	import_links: ImportLinksTable;
	import_notes: ImportNotesTable;
	people_imports: PeopleImportsTable;
	people_import_rows: PeopleImportRowsTable;
}

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
