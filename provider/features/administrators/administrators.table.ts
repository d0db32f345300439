import type { Generated } from "kysely";
import type { Fixed, Flag } from "#common/db/columns.ts";
import type { Role } from "./administrators.ts";
import type { TargetKind } from "./permissions.ts";

export interface AdminRolesTable {
	user_id: Fixed<string>;
	role: Role;
	/** Holds for its targets alone: for nothing at all where those are gone. */
	targeted: Generated<Flag>;
}

export interface RoleTargetsTable {
	user_id: Fixed<string>;
	role: Fixed<Role>;
	kind: Fixed<TargetKind>;
	/** The id of a group or an application; a name that applications share. */
	target: Fixed<string>;
}
