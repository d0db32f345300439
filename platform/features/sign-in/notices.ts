import type { EndReason } from "../sessions/sessions.ts";
import type { Return } from "./return.ts";

/** What the sign-in page tells people who were here before. */

const ENDED: Readonly<Record<EndReason, string>> = {
	"signed-out": "You are signed out.",
	expired: "You were signed out because you had been signed in for as long as is allowed here. Sign in again to go on.",
	idle: "You were signed out because nothing happened for a while. Sign in again to go on.",
	"ended-by-person": "You ended this session from another place. Sign in again to go on here.",
	"ended-by-administrator": "An administrator ended your session. Sign in again to go on.",
	"password-changed": "Your password was changed, which signed you out everywhere. Sign in with the new one.",
	"account-changed": "Your account was changed, which signed you out. Sign in again to go on.",
	"provider-signed-out": "You signed out at the identity provider, or were signed out there, so you are signed out here too.",
	"refresh-refused": "The identity provider did not renew your session, so it ended. Sign in again to go on.",
	"tokens-expired": "Your session ended with what the identity provider gave for it. Sign in again to go on.",
};

const RETURNED = {
	answered: "You are signed out.",
	foreign:
		"The identity provider's answer does not belong to a sign-out that began in this browser. " +
		"You are not signed in here; whether you are signed out at the provider, this page cannot tell.",
} as const satisfies Record<NonNullable<Return>, string>;

/** One sentence, or nothing to tell. What came of a sign-out goes before why an earlier session ended. */
export const noticeOf = (returned: Return, ended: EndReason | undefined): string | undefined => {
	if (returned !== undefined) return RETURNED[returned];
	return ended && ENDED[ended];
};
