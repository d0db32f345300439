import type { Words } from "#common/words/words.ts";
import type { Activity } from "./account.ts";

type Say = Words["say"];

/** What an event means to the person whose account it is. */
const SENTENCES: Readonly<Record<string, (say: Say) => string>> = {
	"user.session.end": (say) => say("You signed out, or a session was ended"),
	"user.session.clear": (say) => say("Sessions were ended"),
	"user.session.new_device": (say) => say("You signed in with a new browser"),
	"user.authentication.auth_via_mfa": (say) => say("You confirmed that it is you"),
	"user.account.use_recovery_code": (say) => say("A recovery code was used"),
	"user.account.lock": (say) => say("The account was locked after too many wrong passwords"),
	"user.account.unlock": (say) => say("The lock of the account ended"),
	"user.account.unlock_by_admin": (say) => say("The account was unlocked"),
	"user.account.unlock_by_user": (say) => say("You unlocked the account by mail"),
	"user.account.forgot_password": (say) => say("A link for a forgotten password was asked for"),
	"user.account.reset_password": (say) => say("A link for a new password was made"),
	"user.account.expire_password": (say) => say("You were asked to choose a new password"),
	"user.account.update_password": (say) => say("The password was changed"),
	"user.account.update_profile": (say) => say("The profile was changed"),
	"user.account.update_recovery_question": (say) => say("The recovery question was changed"),
	"user.account.privilege.grant": (say) => say("A role as administrator was given"),
	"user.account.privilege.revoke": (say) => say("A role as administrator was taken away"),
	"user.lifecycle.activate": (say) => say("The account was activated"),
	"user.mfa.factor.activate": (say) => say("A sign-in method was added"),
	"user.mfa.factor.deactivate": (say) => say("A sign-in method was removed"),
	"user.mfa.factor.update": (say) => say("A sign-in method was renamed"),
	"user.mfa.factor.reset_all": (say) => say("All sign-in methods were reset"),
};

/** The same where it did not work. */
const FAILED: typeof SENTENCES = {
	"user.authentication.auth_via_mfa": (say) => say("A confirmation that it is you did not work"),
	"user.account.use_recovery_code": (say) => say("A recovery code was refused"),
	"user.account.update_password": (say) => say("The password was not changed"),
	"user.account.update_profile": (say) => say("The profile was not changed"),
	"user.account.update_recovery_question": (say) => say("The recovery question was not changed"),
	"user.mfa.factor.activate": (say) => say("A sign-in method was not added"),
	"user.mfa.factor.deactivate": (say) => say("A sign-in method was not removed"),
};

/** An event in a sentence. */
export const sentenceOf = (say: Say, { type, succeeded, byUnknown, application }: Activity): string => {
	if (type === "user.session.start") {
		if (succeeded) return say("You signed in");
		return byUnknown ? say("Somebody tried to sign in with your username") : say("A sign-in did not work");
	}
	if (type === "user.authentication.sso") {
		const values = { application: application ?? "?" };
		return succeeded ? say("You signed in to {application}", values) : say("You could not sign in to {application}", values);
	}
	if (type === "app.oauth2.token.revoke")
		return say("The access of {application} was revoked", { application: application ?? "?" });
	return ((succeeded ? undefined : FAILED[type]) ?? SENTENCES[type])?.(say) ?? type;
};
