import { fromJson } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import type { AnyApplication, Application, ApplicationKind, OtherSignOnMode } from "./application.ts";
import { type ApplicationRow, selectApplication, selectApplicationByClientId } from "./applications.store.ts";
import { noSuch } from "./missing.ts";
import { settingsWith } from "./settings.ts";

/** An application out of its row. */
export const fromRow = (row: ApplicationRow): AnyApplication => {
	const { id, label, status, name, created, last_updated: lastUpdated } = row;
	const registered = { id, label, status, name, created, lastUpdated };
	if (row.sign_on_mode !== "OPENID_CONNECT" || row.kind === "bookmark") {
		return { ...registered, signOnMode: row.sign_on_mode as OtherSignOnMode, document: fromJson(row.presentation) };
	}
	const kind: ApplicationKind = row.kind;
	return {
		...registered,
		signOnMode: "OPENID_CONNECT",
		clientId: row.client_id,
		kind,
		// Settings that came later are as a new application has them.
		settings: settingsWith(kind, fromJson(row.settings)),
		presentation: fromJson(row.presentation),
	};
};

const openIdConnect = (row: ApplicationRow | undefined): Application | undefined => {
	const found = row && fromRow(row);
	return found?.signOnMode === "OPENID_CONNECT" ? found : undefined;
};

/** The OpenID Connect application with this id. */
export const findApplication = async (db: Db, id: string): Promise<Application | undefined> =>
	openIdConnect(await selectApplication(db, id));

/** The OpenID Connect application that presents itself with this client ID. */
export const findApplicationByClientId = async (db: Db, clientId: string): Promise<Application | undefined> =>
	openIdConnect(await selectApplicationByClientId(db, clientId));

/** @throws Fault `not_found`. */
export const requireAnyApplication = async (db: Db, id: string): Promise<AnyApplication> => {
	const row = await selectApplication(db, id);
	if (!row) throw noSuch("AppInstance", id);
	return fromRow(row);
};

/** @throws Fault `not_found`; `operation_unsupported` for another sign-on mode. */
export const requireApplication = async (db: Db, id: string): Promise<Application> => {
	const found = await requireAnyApplication(db, id);
	if (found.signOnMode !== "OPENID_CONNECT") throw new Fault("operation_unsupported");
	return found;
};
