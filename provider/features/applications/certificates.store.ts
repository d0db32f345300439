import type { Insertable, Selectable } from "kysely";
import type { Db } from "../../database.ts";
import type { ApplicationCertificatesTable } from "./applications.table.ts";

export type CertificateRow = Selectable<ApplicationCertificatesTable>;

/** Primary key, by its first column; newest first. */
export const selectCertificates = (db: Db, applicationId: string): Promise<CertificateRow[]> =>
	db
		.selectFrom("application_certificates")
		.selectAll()
		.where("application_id", "=", applicationId)
		.orderBy("created", "desc")
		.orderBy("kid")
		.execute();

/** Primary key, by its first column: the newest `kid` of each, without the certificate. */
export const selectNewestKids = async (db: Db, applicationIds: readonly string[]): Promise<ReadonlyMap<string, string>> => {
	if (applicationIds.length === 0) return new Map();
	const rows = await db
		.selectFrom("application_certificates")
		.select(["application_id", "kid"])
		.where("application_id", "in", applicationIds)
		.orderBy("created")
		.orderBy("kid", "desc")
		.execute();
	return new Map(rows.map(({ application_id, kid }) => [application_id, kid]));
};

/** Primary key; nothing happens where the application has it already. */
export const insertCertificate = async (db: Db, certificate: Insertable<ApplicationCertificatesTable>): Promise<void> => {
	await db
		.insertInto("application_certificates")
		.values(certificate)
		.onConflict((conflict) => conflict.doNothing())
		.execute();
};
