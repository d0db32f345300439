import type { Db } from "../../database.ts";
import type { Position } from "./lists.ts";

/** An application whose people sign in by OpenID Connect. */
export interface RelyingParty {
	readonly id: string;
	readonly clientId: string;
	readonly label: string;
	readonly labelKey: string;
	/** It has a back end that keeps a secret or a private key. */
	readonly hasBackEnd: boolean;
}

interface Selection {
	readonly after: Position | undefined;
	readonly limit: number;
	/** Only this one. */
	readonly id?: string | undefined;
}

/** Walks the unique index on `label_key`, or goes by the primary key. Those that are active and no mere services. */
export const selectRelyingParties = async (db: Db, { after, limit, id }: Selection): Promise<readonly RelyingParty[]> => {
	const rows = await db
		.selectFrom("applications")
		.select(["id", "client_id", "label", "label_key", "settings"])
		.where("sign_on_mode", "=", "OPENID_CONNECT")
		.where("status", "=", "ACTIVE")
		.where("kind", "!=", "service")
		.$if(id !== undefined, (query) => query.where("id", "=", id ?? ""))
		.$if(after !== undefined, (query) =>
			query.where((eb) =>
				eb.or([
					eb("label_key", ">", after?.key ?? ""),
					eb.and([eb("label_key", "=", after?.key ?? ""), eb("id", ">", after?.id ?? "")]),
				]),
			),
		)
		.orderBy("label_key")
		.orderBy("id")
		.limit(limit)
		.execute();
	return rows.map(({ id: application, client_id, label, label_key, settings }) => ({
		id: application,
		clientId: client_id,
		label,
		labelKey: label_key,
		hasBackEnd: (JSON.parse(settings) as { authMethod?: string }).authMethod !== "none",
	}));
};

/** Unique index on `client_id`: those of the client IDs that there are. */
export const selectClientIds = async (db: Db, clientIds: readonly string[]): Promise<readonly string[]> =>
	(await db.selectFrom("applications").select("client_id").where("client_id", "in", clientIds).execute()).map(
		({ client_id }) => client_id,
	);

/** Primary key: those of the ids that there are. */
export const selectIds = async (db: Db, ids: readonly string[]): Promise<readonly string[]> =>
	(await db.selectFrom("applications").select("id").where("id", "in", ids).execute()).map(({ id }) => id);
