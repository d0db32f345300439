import type { Fixed } from "#common/db/columns.ts";
import type { Role } from "./administrators.ts";

export interface AdminRolesTable {
	user_id: Fixed<string>;
	role: Role;
}
