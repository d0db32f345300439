import { fromJson, now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import { type Page, pageOf } from "#common/web/paging.ts";
import type { Db, Tx } from "../../database.ts";
import type { Application, ApplicationKind, ApplicationSettings, ApplicationStatus } from "./application.ts";
import {
	type ApplicationRow,
	countApplicationsBy,
	deleteInactiveApplication,
	insertApplication,
	selectApplication,
	selectApplications,
	touchApplication,
	updateApplicationRow,
} from "./applications.store.ts";
import { cursorAt, type ListQuery, positionAfter } from "./lists.ts";
import { noSuch } from "./missing.ts";
import { insertNewSecret } from "./secrets.ts";
import { checkLabel, checkSettings, defaultSettings, hasSecrets } from "./settings.ts";

export interface NewApplication {
	readonly label: string;
	readonly kind: ApplicationKind;
	/** Active when absent. */
	readonly status?: ApplicationStatus | undefined;
	/** What is left out is as `defaultSettings` has it. */
	readonly settings: Partial<ApplicationSettings>;
}

/**
 * Registers an application, with a client secret where its kind has one.
 *
 * @throws Fault `invalid_request`; `already_exists` at `label`.
 */
export const createApplication = (db: Db, seal: Seal, wanted: NewApplication): Promise<Application> =>
	db.transaction().execute((tx) => createApplicationIn(tx, seal, wanted));

/** As `createApplication`, as a part of something larger, which a refusal of the label ends. */
export const createApplicationIn = async (tx: Tx, seal: Seal, wanted: NewApplication): Promise<Application> => {
	const label = checkLabel(wanted.label);
	const settings = { ...defaultSettings(wanted.kind), ...wanted.settings };
	checkSettings(wanted.kind, settings);
	const id = newId("0oa");
	const moment = now();
	const row: ApplicationRow = {
		id,
		label,
		label_key: fold(label),
		status: wanted.status ?? "ACTIVE",
		kind: wanted.kind,
		settings: toJson(settings),
		created: moment,
		last_updated: moment,
	};
	await withUniqueLabel(() => insertApplication(tx, row));
	if (hasSecrets(wanted.kind)) await insertNewSecret(tx, seal, id, "ACTIVE");
	return toApplication(row);
};

/** The application with this id, which is its client ID too. */
export const findApplication = async (db: Db, id: string): Promise<Application | undefined> => {
	const row = await selectApplication(db, id);
	return row && toApplication(row);
};

/** As `findApplication`. @throws Fault `not_found`. */
export const requireApplication = async (db: Db, id: string): Promise<Application> => {
	const application = await findApplication(db, id);
	if (!application) throw noSuch("AppInstance", id);
	return application;
};

const LIST = "apps";

/** One page of applications in the order of their labels. `q` occurs anywhere in the label. @throws Fault `invalid_request`. */
export const listApplications = async (
	db: Db,
	{ q, status, limit, after }: ListQuery & { readonly status?: ApplicationStatus | undefined },
): Promise<Page<Application>> => {
	const rows = await selectApplications(db, { q, status, after: positionAfter(LIST, after), limit: limit + 1 });
	return pageOf(rows, limit, ({ label_key: key, id }) => cursorAt(LIST, { key, id }), toApplication);
};

/** How many applications there are, by status. */
export const countsByStatus = async (db: Db): Promise<Readonly<Record<ApplicationStatus, number>>> => ({
	ACTIVE: await countApplicationsBy(db, "ACTIVE"),
	INACTIVE: await countApplicationsBy(db, "INACTIVE"),
});

/** What an application is to become: what is left out stays. */
export interface ApplicationChange {
	readonly label?: string;
	readonly settings?: Partial<ApplicationSettings>;
}

/**
 * Changes an application. `decide` sees it as it is, and nothing else changes it meanwhile.
 *
 * @throws Fault `not_found`, `invalid_request`; `already_exists` at `label`.
 */
export const updateApplication = (
	db: Db,
	id: string,
	decide: (present: Application) => ApplicationChange,
): Promise<Application> =>
	withUniqueLabel(() =>
		db.transaction().execute(async (tx) => {
			await touchApplication(tx, id);
			const present = await requireApplication(tx, id);
			const change = decide(present);
			const label = change.label === undefined ? present.label : checkLabel(change.label);
			const settings = { ...present.settings, ...change.settings };
			checkSettings(present.kind, settings);
			await updateApplicationRow(tx, id, { label, label_key: fold(label), settings: toJson(settings) });
			return { ...present, label, settings };
		}),
	);

/** Switches an application on or off; nothing happens when it is so already. @throws Fault `not_found`. */
export const setApplicationStatus = async (db: Db, id: string, status: ApplicationStatus): Promise<Application> => {
	const application = await requireApplication(db, id);
	if (application.status === status) return application;
	const moment = now();
	await updateApplicationRow(db, id, { status, last_updated: moment });
	return { ...application, status, lastUpdated: moment };
};

/** Deletes an application and all that belongs to it. @throws Fault `not_found`; `application_active`. */
export const deleteApplication = async (db: Db, id: string): Promise<void> => {
	if (await deleteInactiveApplication(db, id)) return;
	await requireApplication(db, id);
	throw new Fault("application_active", {
		fields: [{ field: "status", message: "The application must be deactivated before deletion." }],
	});
};

const withUniqueLabel = <T>(write: () => Promise<T>): Promise<T> =>
	uniquely("label", "An application with this name exists already.", write);

export const toApplication = (row: ApplicationRow): Application => ({
	id: row.id,
	label: row.label,
	status: row.status,
	kind: row.kind,
	// Settings that came later are as a new application has them.
	settings: { ...defaultSettings(row.kind), ...fromJson(row.settings) },
	created: row.created,
	lastUpdated: row.last_updated,
});
