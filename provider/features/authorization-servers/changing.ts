import type { Db, Tx } from "../../database.ts";
import { noSuch } from "./missing.ts";
import { type ServerRow, selectServer, touchServer } from "./servers.store.ts";

/** Runs `change` while nothing else changes the server, and tells every process that it did. @throws Fault `not_found`. */
export const changingServer = <T>(db: Db, id: string, change: (tx: Tx, server: ServerRow) => Promise<T>): Promise<T> =>
	db.transaction().execute(async (tx) => {
		await touchServer(tx, id);
		return change(tx, await requireServer(tx, id));
	});

/** @throws Fault `not_found`. */
export const requireServer = async (db: Db, id: string): Promise<ServerRow> => {
	const row = await selectServer(db, id);
	if (!row) throw noSuch("AuthorizationServer", id);
	return row;
};
