import type { Action } from "../../features/audit/actions.ts";

/** What was done, as a column of a table says it. */
const names: Record<Action, string> = {
	"sign-in": "Signed in",
	"sign-out": "Signed out",
	"password.change": "Changed own password",
	"setup.complete": "Made the site admin",
	"user.create": "Made a user",
	"user.provision": "User made at first sign-in",
	"user.link": "User linked to the provider",
	"user.update": "Changed a user",
	"user.reset-password": "Reset a password",
	"user.delete": "Deleted a user",
	"authentication.check": "Checked authentication",
	"authentication.save": "Saved authentication",
	"request.denied": "Asked without permission",
};

/** A readable name; the action itself where it is one that this console does not know yet. */
export const actionName = (action: string): string => names[action as Action] ?? action;

/** As the options of a drop-down. */
export const actionOptions = Object.entries(names).map(([value, label]) => ({ value, label }));
