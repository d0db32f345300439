import type { Migration } from "#common/db/migrate.ts";
import { start } from "./0001-start.ts";
import { registrationTokens } from "./0002-registration-tokens.ts";
import { apiTokens } from "./0003-api-tokens.ts";
import { people } from "./0004-people.ts";
import { groupRules } from "./0005-group-rules.ts";
import { applicationCredentials } from "./0006-application-credentials.ts";
import { authorizationServers } from "./0007-authorization-servers.ts";
import { systemLog } from "./0008-system-log.ts";
import { policies } from "./0009-policies.ts";
import { sessionTokens } from "./0010-session-tokens.ts";
import { imports } from "./0011-imports.ts";
import { signIn } from "./0012-sign-in.ts";
import { factors } from "./0013-factors.ts";
import { guessing } from "./0014-guessing.ts";
import { mail } from "./0015-mail.ts";
import { networks } from "./0016-networks.ts";
import { roleTargets } from "./0017-role-targets.ts";
import { looks } from "./0018-looks.ts";
import { csvImports } from "./0019-csv-imports.ts";
import { changes } from "./0020-changes.ts";
import { leases } from "./0021-leases.ts";
import { sealing } from "./0022-sealing.ts";
import { signingKeys } from "./0023-signing-keys.ts";

/** In order, by hand. A released migration never changes. */
export const migrations: readonly Migration[] = [
	start,
	registrationTokens,
	apiTokens,
	people,
	groupRules,
	applicationCredentials,
	authorizationServers,
	systemLog,
	policies,
	sessionTokens,
	imports,
	signIn,
	factors,
	guessing,
	mail,
	networks,
	roleTargets,
	looks,
	csvImports,
	changes,
	leases,
	sealing,
	signingKeys,
];
