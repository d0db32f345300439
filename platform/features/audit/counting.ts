import { countRefusal, countSignIn } from "#common/watch/events.ts";
import type { NewAuditEvent } from "./audit.ts";

/** Counts an event for whoever watches: the log is where all of them come by. */
export const countAuditEvent = ({ action, result, reason, detail = {} }: NewAuditEvent): void => {
	if (result !== "success") countRefusal(reason ?? "");
	// A test of a configuration signs nobody in.
	if (action !== "sign-in" || detail["test"] !== undefined) return;
	countSignIn(detail["method"] === "built-in" ? "password" : "openid_connect", result);
};
