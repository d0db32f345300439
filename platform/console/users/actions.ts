import type { User } from "../api.ts";
import { changeUser, deleteUser, resetPassword, setUserStatus } from "../calls.ts";
import { authTypeNames } from "../roles.ts";

export type UserAction = "auth-type" | "reset-password" | "status" | "delete";

/** What an action asks before it happens, and how it is done. */
export interface Question {
	readonly title: string;
	readonly text: string;
	readonly confirm: string;
	readonly done: string;
	readonly danger: boolean;
	/** Answers the temporary password, where one was made. */
	act(): Promise<{ readonly temporaryPassword?: string }>;
}

export const questionOf = (action: UserAction, user: User): Question => {
	switch (action) {
		case "auth-type":
			return changeAuthType(user);
		case "reset-password":
			return {
				title: "Reset the password?",
				text: `${user.name} is signed out everywhere and gets a temporary password, which you will see next.`,
				confirm: "Reset Password",
				done: `Password of ${user.name} reset.`,
				danger: false,
				act: () => resetPassword(user.id),
			};
		case "status":
			return changeStatus(user);
		case "delete":
			return {
				title: `Delete ${user.name}?`,
				text: `The account ${user.email} and its sessions here are gone for good. An account at the identity provider stays.`,
				confirm: "Delete",
				done: `${user.name} deleted.`,
				danger: true,
				act: async () => {
					await deleteUser(user.id);
					return {};
				},
			};
	}
};

const changeStatus = ({ id, name, status }: User): Question => {
	const closes = status === "active";
	return {
		title: closes ? `Deactivate ${name}?` : `Activate ${name} again?`,
		text: closes
			? `${name} is signed out everywhere and cannot sign in until somebody activates the account again. API keys stop working for good.`
			: `${name} can sign in again as before.`,
		confirm: closes ? "Deactivate" : "Activate",
		done: closes ? `${name} deactivated.` : `${name} activated.`,
		danger: closes,
		act: async () => {
			await setUserStatus(id, closes ? "deactivate" : "activate");
			return {};
		},
	};
};

const changeAuthType = (user: User): Question => {
	const other = user.authType === "built-in" ? "openid-connect" : "built-in";
	return {
		title: `Change Auth Type to ${authTypeNames[other]}?`,
		text:
			other === "built-in"
				? `${user.name} will sign in here with a temporary password, which you will see next, and no longer at the identity provider.`
				: `The password of ${user.name} stops working. The first to sign in at the identity provider with the verified email ${user.email} gets this account.`,
		confirm: "Change Auth Type",
		done: `${user.name} now signs in with ${authTypeNames[other]}.`,
		danger: false,
		act: () => changeUser(user.id, { authType: other }),
	};
};
