import type { Permission, PersonStatus } from "../api.ts";

/** Something that can be done with an account in some of its states. */
export interface Step {
	readonly name: string;
	readonly label: string;
	readonly in: readonly PersonStatus[];
	readonly needs: Permission;
	readonly method?: "POST" | "DELETE";
	/** Below the person's address in the API. */
	readonly path: string;
	/** Asked before. */
	readonly question?: {
		readonly title: (name: string) => string;
		readonly text: (name: string) => string;
		readonly confirm: string;
		readonly danger?: boolean;
	};
	/** The notice afterwards. */
	readonly done: (name: string) => string;
	/** The person is gone then. */
	readonly leaves?: boolean;
}

const PRESENT = [
	"STAGED",
	"PROVISIONED",
	"ACTIVE",
	"PASSWORD_EXPIRED",
	"RECOVERY",
	"LOCKED_OUT",
	"SUSPENDED",
] as const satisfies readonly PersonStatus[];

/** What the state of an account asks for first; each is a button of its own. */
export const MAIN_STEPS: readonly Step[] = [
	{
		name: "activate",
		label: "Activate",
		in: ["STAGED", "DEPROVISIONED"],
		needs: "users.manage",
		path: "/lifecycle/activate?sendEmail=false",
		question: {
			title: (name) => `Activate ${name}?`,
			text: (name) =>
				`${name} can sign in from then on. Where there is no password yet, you get a link with which one is chosen; nobody is signed in by it before.`,
			confirm: "Activate",
		},
		done: (name) => `${name} has been activated.`,
	},
	{
		name: "activation",
		label: "New activation link",
		in: ["PROVISIONED"],
		needs: "users.manage",
		path: "/lifecycle/reactivate?sendEmail=false",
		done: () => "A new link has been made.",
	},
	{
		name: "recovery",
		label: "New password link",
		in: ["RECOVERY"],
		needs: "users.credentials",
		path: "/lifecycle/reset_password?sendEmail=false",
		done: () => "A new link has been made.",
	},
	{
		name: "unlock",
		label: "Unlock",
		in: ["LOCKED_OUT"],
		needs: "users.credentials",
		path: "/lifecycle/unlock",
		question: {
			title: (name) => `Unlock ${name}?`,
			text: (name) => `${name} can sign in again with the present password. What they were signed in to is still open.`,
			confirm: "Unlock",
		},
		done: (name) => `${name} has been unlocked.`,
	},
	{
		name: "unsuspend",
		label: "Unsuspend",
		in: ["SUSPENDED"],
		needs: "users.manage",
		path: "/lifecycle/unsuspend",
		question: {
			title: (name) => `End the suspension of ${name}?`,
			text: () => "They can sign in again as before. Sessions and tokens that ended do not come back.",
			confirm: "Unsuspend",
		},
		done: (name) => `${name} is active again.`,
	},
	{
		name: "reset",
		label: "Reset password",
		in: ["ACTIVE", "PASSWORD_EXPIRED", "LOCKED_OUT"],
		needs: "users.credentials",
		path: "/lifecycle/reset_password?sendEmail=false&revokeSessions=true",
		question: {
			title: () => "Reset the password?",
			text: (name) =>
				`The present password stops working, and ${name} is signed out everywhere: sessions and tokens end. You get a link with which a new password is chosen.`,
			confirm: "Make a reset link",
		},
		done: () => "A new link has been made.",
	},
];

/** Everything else; these stand in a menu. */
export const MORE_STEPS: readonly Step[] = [
	{
		name: "expire",
		label: "Expire password",
		in: ["ACTIVE"],
		needs: "users.credentials",
		path: "/lifecycle/expire_password",
		question: {
			title: () => "Expire the password?",
			text: (name) =>
				`${name} signs in with it once more, and then has to choose another. Sessions and tokens stay until that; end the sessions too where the password may be known to others.`,
			confirm: "Expire password",
		},
		done: (name) => `${name} chooses another password at the next sign-in.`,
	},
	{
		name: "factors",
		label: "Reset factors",
		in: PRESENT,
		needs: "users.credentials",
		path: "/lifecycle/reset_factors",
		question: {
			title: () => "Reset all factors?",
			text: (name) =>
				`Passkeys, the authenticator app, codes by email, recovery codes and the security question are gone, ${name} is told by mail, and can set them up anew. Sessions and tokens stay.`,
			confirm: "Reset factors",
			danger: true,
		},
		done: (name) => `The factors of ${name} have been reset.`,
	},
	{
		name: "sessions",
		label: "End sessions",
		in: ["ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT"],
		needs: "users.credentials",
		method: "DELETE",
		path: "/sessions?oauthTokens=true",
		question: {
			title: () => "End all sessions?",
			text: (name) =>
				`${name} is signed out here and of applications that listen for it, tokens are revoked, and they can sign in again at once.`,
			confirm: "End sessions",
		},
		done: (name) => `${name} has been signed out.`,
	},
	{
		name: "devices",
		label: "Forget devices",
		in: PRESENT,
		needs: "users.credentials",
		method: "DELETE",
		path: "/sessions?oauthTokens=true&forgetDevices=true",
		question: {
			title: () => "Forget all known devices?",
			text: (name) =>
				`Every browser of ${name} is new again: policies for new devices hold for it, and the next sign-in on it is told by mail. Sessions and tokens end.`,
			confirm: "Forget devices",
			danger: true,
		},
		done: (name) => `The devices of ${name} are forgotten.`,
	},
	{
		name: "suspend",
		label: "Suspend",
		in: ["ACTIVE", "PROVISIONED"],
		needs: "users.manage",
		path: "/lifecycle/suspend",
		question: {
			title: (name) => `Suspend ${name}?`,
			text: () =>
				"They are signed out everywhere, tokens and links are dead, and they cannot sign in until someone ends the suspension. Groups and applications wait for them.",
			confirm: "Suspend",
			danger: true,
		},
		done: (name) => `${name} has been suspended.`,
	},
	{
		name: "deactivate",
		label: "Deactivate",
		in: PRESENT,
		needs: "users.manage",
		path: "/lifecycle/deactivate",
		question: {
			title: (name) => `Deactivate ${name}?`,
			text: () =>
				"They are signed out everywhere, tokens and links are dead, they lose their administrator roles, and cannot sign in until someone activates the account again.",
			confirm: "Deactivate",
			danger: true,
		},
		done: (name) => `${name} has been deactivated.`,
	},
	{
		name: "delete",
		label: "Delete",
		in: ["DEPROVISIONED"],
		needs: "users.manage",
		method: "DELETE",
		path: "",
		question: {
			title: (name) => `Delete ${name}?`,
			text: () => "The account and its memberships are gone for good. Events in the System Log stay.",
			confirm: "Delete",
			danger: true,
		},
		done: (name) => `${name} has been deleted.`,
		leaves: true,
	},
];
