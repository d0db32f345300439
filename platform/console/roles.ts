import type { AuthType, Me, Role } from "./api.ts";

export const roleNames: Record<Role, string> = {
	"site-admin": "Site admin",
	"site-manager": "Site manager",
	auditor: "Auditor",
	member: "Member",
};

/** What each role is for, in a sentence that helps to choose. */
export const roleHints: Record<Role, string> = {
	"site-admin": "The one owner of this platform; cannot be given away or removed.",
	"site-manager": "Looks after users and chooses how people sign in.",
	auditor: "Reads the audit log and the settings.",
	member: "Everyone who has an account.",
};

export const authTypeNames: Record<AuthType, string> = { "built-in": "Built-In", "openid-connect": "OpenID Connect" };

/** As the options of a drop-down. */
export const authTypes = Object.entries(authTypeNames).map(([value, label]) => ({ value, label }));

/** Whether `me` may change users and preferences. The server decides; this spares people what would be refused. */
export const mayManage = (me: Me): boolean => me.roles.includes("site-admin") || me.roles.includes("site-manager");

export const mayReadAudit = (me: Me): boolean => mayManage(me) || me.roles.includes("auditor");
