import type { Db } from "../database.ts";
import { refreshTokensOf } from "./refresh-tokens.ts";
import { deleteByServer, selectTokenClients } from "./server-records.store.ts";

/** What the engines know of custom servers' tokens, as the management API needs it. `url` is the organisation's issuer. */
export const tokensOf = (db: Db, url: string) => ({
	refreshTokens: refreshTokensOf(db, url),
	clientsOf: (server: string) => selectTokenClients(db, server, Math.floor(Date.now() / 1000)),
	endServer: (server: string) => deleteByServer(db, server),
});
