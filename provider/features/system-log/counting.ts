import { countRefusal, countSignIn, countToken, type SignInMethod, type TokenKind } from "#common/watch/events.ts";
import type { NewEvent } from "./system-log.ts";

const OUTCOMES = { SUCCESS: "success", FAILURE: "failure", DENY: "denied" } as const;

const TOKEN = /^app\.oauth2(?:\.as)?\.token\.grant\.(access_token|id_token|refresh_token)$/;
const CODE = /^app\.oauth2(?:\.as)?\.authorize\.code$/;

/** Counts an event for whoever watches: the log is where all of them come by. */
export const countEvent = ({ eventType, result, reason, detail = {} }: NewEvent): void => {
	if (result !== "SUCCESS") countRefusal(reason ?? "");
	if (eventType === "user.session.start") countSignIn(methodOf(detail), OUTCOMES[result]);
	else if (result === "SUCCESS" && CODE.test(eventType)) countToken("authorization_code", "authorization_code");
	else if (result === "SUCCESS") {
		const kind = TOKEN.exec(eventType)?.[1];
		if (kind !== undefined) countToken(kind as TokenKind, detail["grantType"]);
	}
};

/** By what was proven (RFC 8176); of what failed nothing is known but whether it began with a login. */
const methodOf = ({ amr, login }: Record<string, unknown>): SignInMethod => {
	if (!Array.isArray(amr)) return login === undefined ? "other" : "password";
	if (amr.includes("user")) return "passkey";
	if (amr.includes("mfa")) return "two_factors";
	return amr.includes("pwd") ? "password" : "other";
};
