import type { AccessToken, ClientCredentials, RefreshToken } from "oidc-provider";
import type { Db } from "../database.ts";
import { personOf } from "./together.ts";

type Introspected = AccessToken | ClientCredentials | RefreshToken;

/** Adds what Okta says of a token besides RFC 7662 section 2.2: whose it is, by login and by id. */
export const describePerson = async (db: Db, token: Introspected): Promise<void> => {
	if (!("accountId" in token) || token.accountId === undefined) return;
	const user = await personOf(db, token.accountId);
	const described = token as { extra?: Record<string, unknown> };
	if (user) described.extra = { ...described.extra, username: user.profile.login, uid: user.id };
};
