import { generateKeyPair, type JsonWebKey } from "node:crypto";
import { promisify } from "node:util";
import { fromJson, instant, toJson } from "#common/db/columns.ts";
import { fieldFault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { touchApplication } from "./applications.store.ts";
import { selfSigned, thumbprintOf } from "./certificate.ts";
import { type CertificateRow, insertCertificate, selectCertificates } from "./certificates.store.ts";
import { noSuch } from "./missing.ts";
import { requireAnyApplication } from "./registered.ts";

const generate = promisify(generateKeyPair);

/** A signing certificate of an application, with its key. */
export interface Certificate {
	readonly kid: string;
	/** Public, with `x5c`. */
	readonly jwk: JsonWebKey;
	readonly created: string;
	readonly expires: string;
}

/** More are more than anybody keeps an eye on. */
const MOST = 50;
const BITS = 2048;

/** An application's signing certificates, newest first. @throws Fault `not_found`. */
export const listCertificates = async (db: Db, applicationId: string): Promise<readonly Certificate[]> => {
	await requireAnyApplication(db, applicationId);
	return (await selectCertificates(db, applicationId)).map(toCertificate);
};

/** @throws Fault `not_found`. */
export const findCertificate = async (db: Db, applicationId: string, kid: string): Promise<Certificate> =>
	toCertificate(await requireRow(db, applicationId, kid));

/** Makes a key, and a certificate of it that holds for `years`. @throws Fault `not_found`; `conflict` where there are too many. */
export const generateCertificate = async (db: Db, seal: Seal, applicationId: string, years: number): Promise<Certificate> => {
	const { label } = await requireAnyApplication(db, applicationId);
	const pair = await generate("rsa", { modulusLength: BITS });
	const from = new Date();
	const until = new Date(from);
	until.setUTCFullYear(from.getUTCFullYear() + years);
	const der = selfSigned({ commonName: [...label].slice(0, 64).join(""), ...pair, from, until });
	const kid = thumbprintOf(der);
	const { n = "", e = "" } = pair.publicKey.export({ format: "jwk" });
	return adding(db, {
		application_id: applicationId,
		kid,
		jwk: toJson({ kty: "RSA", use: "sig", alg: "RS256", n, e, kid, x5c: [der.toString("base64")], "x5t#S256": kid }),
		private_key: seal.seal(String(pair.privateKey.export({ type: "pkcs8", format: "pem" })), identity(kid)),
		created: instant(from),
		expires: instant(until),
	});
};

/** Gives another application the same key. @throws Fault `not_found`; `conflict` where there are too many. */
export const cloneCertificate = async (db: Db, applicationId: string, kid: string, targetId: string): Promise<Certificate> => {
	const row = await requireRow(db, applicationId, kid);
	await requireAnyApplication(db, targetId);
	return adding(db, { ...row, application_id: targetId });
};

const adding = (db: Db, row: CertificateRow): Promise<Certificate> =>
	db.transaction().execute(async (tx) => {
		if (!(await touchApplication(tx, row.application_id))) throw noSuch("AppInstance", row.application_id);
		if ((await selectCertificates(tx, row.application_id)).length >= MOST) {
			throw fieldFault("conflict", "JsonWebKey", `An application has at most ${MOST} signing keys.`);
		}
		await insertCertificate(tx, row);
		return toCertificate(row);
	});

const requireRow = async (db: Db, applicationId: string, kid: string): Promise<CertificateRow> => {
	await requireAnyApplication(db, applicationId);
	const row = (await selectCertificates(db, applicationId)).find((one) => one.kid === kid);
	if (!row) throw noSuch("JsonWebKey", kid);
	return row;
};

const identity = (kid: string): string => `application_certificates.private_key/${kid}`;

const toCertificate = ({ kid, jwk, created, expires }: CertificateRow): Certificate => ({
	kid,
	jwk: fromJson(jwk),
	created,
	expires,
});
