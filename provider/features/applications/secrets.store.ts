import type { Insertable, Selectable } from "kysely";
import { now } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { ApplicationStatus } from "./application.ts";
import type { ApplicationSecretsTable } from "./applications.table.ts";

export type SecretRow = Selectable<ApplicationSecretsTable>;

/** Index on `application_id`; newest first. */
export const selectSecrets = (db: Db, applicationId: string): Promise<SecretRow[]> =>
	db
		.selectFrom("application_secrets")
		.selectAll()
		.where("application_id", "=", applicationId)
		.orderBy("created", "desc")
		.orderBy("id")
		.execute();

export const insertSecret = async (tx: Tx, secret: Insertable<ApplicationSecretsTable>): Promise<void> => {
	await tx.insertInto("application_secrets").values(secret).execute();
};

/** Primary key. */
export const updateSecretStatus = async (tx: Tx, id: string, status: ApplicationStatus): Promise<void> => {
	await tx.updateTable("application_secrets").set({ status, last_updated: now() }).where("id", "=", id).execute();
};

/** Primary key. */
export const deleteSecretRow = async (tx: Tx, id: string): Promise<void> => {
	await tx.deleteFrom("application_secrets").where("id", "=", id).execute();
};
