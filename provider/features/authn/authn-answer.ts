import { after } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import type { Actor } from "../administrators/administrators.ts";
import { createSessionToken, SESSION_TOKEN_LIFETIME } from "../sessions/sessions.ts";
import { signingIn } from "../sign-in/sign-in.ts";
import type { Outcome, SettingUp } from "./authn.ts";
import { successObject, waitingObject } from "./authn-object.ts";

/**
 * What a step of a sign-in has come to, as the API answers it: at its end with a session token, which is worth a session once. One that waits
 * leaves no event unless its caller says so.
 *
 * @throws Fault `sign_in_denied`, `factor_missing`.
 */
export const answerOf = async (db: Db, url: string, outcome: Outcome | SettingUp, event: EventDraft<Actor>) => {
	event.actor = signingIn(outcome.user);
	if (outcome.status !== "SUCCESS" && outcome.status !== "DENIED") {
		event.nothingDone = true;
		return waitingObject(outcome, url);
	}
	event.detail["rules"] = outcome.decidedBy;
	if (outcome.status === "DENIED") throw new Fault(outcome.code);
	if (outcome.bypassed) event.detail["knownDevice"] = true;
	const token = await createSessionToken(db, outcome.user.id, outcome.authentication);
	return successObject(outcome.user, token, after(SESSION_TOKEN_LIFETIME), outcome.relayState);
};
