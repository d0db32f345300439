import type { Db } from "../database.ts";

/** What a model's records at a custom server are called; at the organisation's own they have the model's name. */
export const kindOf = (server: string, model: string): string => (server === "" ? model : `${server}/${model}`);

/** Every model that is stored for a server. */
const MODELS = [
	"AccessToken",
	"AuthorizationCode",
	"ClientCredentials",
	"Grant",
	"Interaction",
	"PushedAuthorizationRequest",
	"RefreshToken",
];

/** Primary key, along its first column. Every grant, code and token of a server. */
export const deleteByServer = async (db: Db, server: string): Promise<void> => {
	const kinds = MODELS.map((model) => kindOf(server, model));
	await db.deleteFrom("engine_records").where("model", "in", kinds).execute();
};

/** Primary key, along its first column: scans the server's refresh tokens. */
export const selectTokenClients = async (db: Db, server: string, epochSeconds: number): Promise<readonly string[]> => {
	const rows = await db
		.selectFrom("engine_records")
		.select("client_id")
		.distinct()
		.where("model", "=", kindOf(server, "RefreshToken"))
		.where("consumed", "is", null)
		.where("expires", ">", epochSeconds)
		.orderBy("client_id")
		.execute();
	return rows.flatMap(({ client_id }) => client_id ?? []);
};
