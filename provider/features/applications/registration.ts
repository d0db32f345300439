import { now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { isUniqueViolation } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db, Tx } from "../../database.ts";
import type {
	AnyApplication,
	Application,
	ApplicationKind,
	ApplicationSettings,
	ApplicationStatus,
	Bookmark,
	OtherSignOnMode,
	Presentation,
} from "./application.ts";
import {
	type ApplicationRow,
	countApplicationsBy,
	countNamesFrom,
	deleteInactiveApplication,
	insertApplication,
	selectApplication,
	touchApplication,
	updateApplicationRow,
} from "./applications.store.ts";
import { checkClientId } from "./client-id.ts";
import { type NewKey, replaceKeys } from "./keys.ts";
import type { Only } from "./lists.ts";
import { fromRow, requireAnyApplication, requireApplication } from "./registered.ts";
import { checkSecret, keepOneSecret } from "./secrets.ts";
import { checkLabel, checkSettings, settingsWith } from "./settings.ts";

export interface NewApplication {
	/** Made here when absent. */
	readonly id?: string | undefined;
	readonly label: string;
	readonly kind: ApplicationKind;
	/** Active when absent. */
	readonly status?: ApplicationStatus | undefined;
	/** What is left out is as `settingsWith` has it. */
	readonly settings: Partial<ApplicationSettings>;
	/** The id when absent. */
	readonly clientId?: string | undefined;
	/** The first client secret; made here when absent and needed. */
	readonly secret?: string | undefined;
	/** Public keys. */
	readonly keys?: readonly NewKey[] | undefined;
	readonly presentation?: Presentation | undefined;
}

/**
 * Registers an application, with a client secret where it proves itself by one.
 *
 * @throws Fault `invalid_request`; `label_taken`; `already_exists` at the client ID.
 */
export const createApplication = (db: Db, seal: Seal, wanted: NewApplication): Promise<Application> =>
	db.transaction().execute((tx) => createApplicationIn(tx, seal, wanted));

/** As `createApplication`, as a part of something larger, which a refusal of the label ends. */
export const createApplicationIn = async (tx: Tx, seal: Seal, wanted: NewApplication): Promise<Application> => {
	const label = checkLabel(wanted.label);
	const settings = settingsWith(wanted.kind, wanted.settings);
	checkSettings(wanted.kind, settings);
	if (wanted.clientId !== undefined) await checkFreeClientId(tx, wanted.clientId, wanted.id);
	if (wanted.secret !== undefined) checkSecret(settings, wanted.secret);
	const row = newRow(label, wanted.status, {
		id: wanted.id,
		client_id: wanted.clientId,
		kind: wanted.kind,
		settings: toJson(settings),
		presentation: toJson(wanted.presentation ?? {}),
	});
	await inserting(row, () => insertApplication(tx, row));
	const application = fromRow(row) as Application;
	if (wanted.keys) await replaceKeys(tx, application, wanted.keys);
	await keepOneSecret(tx, seal, application, wanted.secret);
	return application;
};

export interface NewBookmark {
	/** Made here when absent. */
	readonly id?: string | undefined;
	readonly label: string;
	readonly status?: ApplicationStatus | undefined;
	readonly signOnMode: OtherSignOnMode;
	/** With a prefix, a number that is free is put behind it. */
	readonly name: string | { readonly prefix: string };
	readonly document: Presentation;
}

/** Keeps an application of another sign-on mode. @throws as `createApplication`. */
export const createBookmark = (db: Db, wanted: NewBookmark): Promise<Bookmark> =>
	db.transaction().execute(async (tx) => {
		const { name } = wanted;
		const row = newRow(checkLabel(wanted.label), wanted.status, {
			id: wanted.id,
			client_id: undefined,
			kind: "bookmark",
			sign_on_mode: wanted.signOnMode,
			name: typeof name === "string" ? name : `${name.prefix}${(await countNamesFrom(tx, fold(name.prefix))) + 1}`,
			settings: toJson({}),
			presentation: toJson(wanted.document),
		});
		await inserting(row, () => insertApplication(tx, row));
		return fromRow(row) as Bookmark;
	});

type Chosen = Pick<ApplicationRow, "kind" | "settings" | "presentation"> &
	Partial<Pick<ApplicationRow, "sign_on_mode" | "name">> & {
		readonly id: string | undefined;
		readonly client_id: string | undefined;
	};

const newRow = (label: string, status: ApplicationStatus = "ACTIVE", chosen: Chosen): ApplicationRow => {
	const moment = now();
	const {
		id = newId("0oa"),
		client_id: clientId = id,
		sign_on_mode = "OPENID_CONNECT",
		name = "oidc_client",
		kind,
		settings,
		presentation,
	} = chosen;
	return {
		id,
		client_id: clientId,
		label,
		label_key: fold(label),
		status,
		kind,
		sign_on_mode,
		name,
		name_key: fold(name),
		settings,
		presentation,
		created: moment,
		last_updated: moment,
	};
};

/** How many applications there are, by status. */
export const countsByStatus = async (db: Db, only?: Only): Promise<Readonly<Record<ApplicationStatus, number>>> => ({
	ACTIVE: await countApplicationsBy(db, "ACTIVE", only),
	INACTIVE: await countApplicationsBy(db, "INACTIVE", only),
});

/** What an application is to become: what is left out stays. */
export interface ApplicationChange {
	readonly label?: string;
	readonly settings?: Partial<ApplicationSettings>;
	readonly secret?: string | undefined;
	readonly keys?: readonly NewKey[] | undefined;
	readonly presentation?: Presentation | undefined;
}

/**
 * Changes an application. `decide` sees it as it is, and nothing else changes it meanwhile.
 *
 * @throws Fault `not_found`, `invalid_request`; `label_taken`.
 */
export const updateApplication = (
	db: Db,
	seal: Seal,
	id: string,
	decide: (present: Application, tx: Tx) => ApplicationChange | Promise<ApplicationChange>,
): Promise<Application> =>
	db.transaction().execute(async (tx) => {
		await touchApplication(tx, id);
		const present = await requireApplication(tx, id);
		const change = await decide(present, tx);
		const label = change.label === undefined ? present.label : checkLabel(change.label);
		const settings = { ...present.settings, ...change.settings };
		const presentation = change.presentation ?? present.presentation;
		checkSettings(present.kind, settings);
		const changes = { label, label_key: fold(label), settings: toJson(settings), presentation: toJson(presentation) };
		await withUniqueLabel(() => updateApplicationRow(tx, id, changes));
		const application = { ...present, label, settings, presentation };
		if (change.keys) await replaceKeys(tx, application, change.keys);
		if (change.secret !== undefined) checkSecret(settings, change.secret);
		await keepOneSecret(tx, seal, application, change.secret);
		return application;
	});

/** Replaces what is kept of an application of another sign-on mode. @throws Fault `not_found`, `invalid_request`, `label_taken`. */
export const updateBookmark = (
	db: Db,
	id: string,
	wanted: Pick<NewBookmark, "label" | "signOnMode" | "document">,
): Promise<Bookmark> =>
	db.transaction().execute(async (tx) => {
		await touchApplication(tx, id);
		const present = await requireAnyApplication(tx, id);
		if (present.signOnMode !== wanted.signOnMode) throw fieldFault("invalid_request", "signOnMode", "Never changes.");
		const label = checkLabel(wanted.label);
		const changes = { label, label_key: fold(label), presentation: toJson(wanted.document) };
		await withUniqueLabel(() => updateApplicationRow(tx, id, changes));
		return { ...(present as Bookmark), label, document: wanted.document };
	});

/** Switches an application on or off; nothing happens when it is so already. @throws Fault `not_found`. */
export const setApplicationStatus = async (db: Db, id: string, status: ApplicationStatus): Promise<AnyApplication> => {
	const application = await requireAnyApplication(db, id);
	if (application.status === status) return application;
	const moment = now();
	await updateApplicationRow(db, id, { status, last_updated: moment });
	return { ...application, status, lastUpdated: moment };
};

/** Deletes an application and all that belongs to it. @throws Fault `not_found`; `application_active`. */
export const deleteApplication = async (db: Db, id: string): Promise<void> => {
	if (await deleteInactiveApplication(db, id)) return;
	await requireAnyApplication(db, id);
	throw new Fault("application_active", {
		fields: [{ field: "status", message: "The application must be deactivated before deletion." }],
	});
};

/** What is another's id is not chosen as a client ID: the two stand for each other where one is looked for. */
const checkFreeClientId = async (tx: Tx, clientId: string, id: string | undefined): Promise<void> => {
	checkClientId(clientId);
	if (clientId !== id && (await selectApplication(tx, clientId))) throw clientIdTaken();
};

const clientIdTaken = (cause?: unknown): Fault =>
	new Fault("already_exists", {
		cause,
		fields: [{ field: "credentials.oauthClient.client_id", message: "Another application has it." }],
	});

const labelTaken = (cause: unknown): Fault =>
	new Fault("label_taken", { cause, fields: [{ field: "label", message: "An application with this name exists already." }] });

const withUniqueLabel = async (write: () => Promise<void>): Promise<void> => {
	try {
		await write();
	} catch (thrown) {
		throw isUniqueViolation(thrown) ? labelTaken(thrown) : thrown;
	}
};

/** A new row has two unique values, which the engines' faults tell apart by their names. */
const inserting = async (row: ApplicationRow, insert: () => Promise<void>): Promise<void> => {
	try {
		await insert();
	} catch (thrown) {
		if (!isUniqueViolation(thrown)) throw thrown;
		const { message = "", constraint = "" } = thrown as { message?: string; constraint?: string };
		if (row.client_id === row.id || !`${message} ${constraint}`.includes("client_id")) throw labelTaken(thrown);
		throw clientIdTaken(thrown);
	}
};
