import type { Action } from "../../features/audit/actions.ts";

/** What was done, as a column of a table says it. */
const names: Record<Action, string> = {
	"sign-in": "Signed in",
	"sign-out": "Signed out",
	"sign-out.provider": "Signed out by the provider",
	"session.end": "Ended a session",
	"session.refresh": "Session not refreshed",
	"password.change": "Changed own password",
	"setup.complete": "Made the site admin",
	"user.create": "Made a user",
	"user.provision": "User made at first sign-in",
	"user.link": "User linked to the provider",
	"user.update": "Changed a user",
	"user.roles": "Roles followed groups",
	"user.reset-password": "Reset a password",
	"user.deactivate": "Deactivated a user",
	"user.activate": "Activated a user",
	"user.dormant": "User set dormant",
	"user.delete": "Deleted a user",
	"api-key.create": "Made an API key",
	"api-key.delete": "Deleted an API key",
	"administrator.reset": "Reset the site admin",
	"authentication.check": "Checked authentication",
	"authentication.test": "Tested a sign-in",
	"authentication.save": "Saved authentication",
	"authentication.keep": "Kept authentication",
	"authentication.restore": "Restored authentication",
	"authentication.roll-back": "Rolled authentication back",
	"authentication.connect": "Registered at a provider",
	"security.save": "Saved security",
	"audit.export": "Exported the audit log",
	"request.denied": "Asked without permission",
};

/** A readable name; the action itself where it is one that this console does not know. */
export const actionName = (action: string): string => (Object.hasOwn(names, action) ? names[action as Action] : action);

const targetTypes: Readonly<Record<string, string>> = {
	user: "User",
	session: "Session",
	configuration: "Authentication",
	"api-key": "API key",
};

/** What kind of thing it was done to. */
export const targetTypeName = (type: string): string => (Object.hasOwn(targetTypes, type) ? (targetTypes[type] ?? type) : type);

/** Who it was; strangers have no name. */
export const actorName = (name: string): string => name || "Not signed in";
