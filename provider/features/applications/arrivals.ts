import { toJson } from "#common/db/columns.ts";
import type { Seal } from "#common/seal/seal.ts";
import { fitted } from "#common/web/fitted.ts";
import type { Db, Tx } from "../../database.ts";
import type { ApplicationStatus, Presentation } from "./application.ts";
import { selectApplication } from "./applications.store.ts";
import { deleteAppGroups, deleteAppUsers, insertAppGroups, insertAppUsers } from "./arrivals.store.ts";
import { newApplicationFrom, newBookmarkFrom } from "./okta-body.ts";
import { BookmarkBody, OidcBody } from "./okta-schema.ts";
import { createApplicationIn, createBookmark } from "./registration.ts";
import { insertNewSecret } from "./secrets.ts";

/** An application that comes from elsewhere with its id, its client ID and its secrets, by an import. */
export interface ArrivingApplication {
	readonly id: string;
	/** As Okta's API shows it. */
	readonly body: unknown;
	readonly status: ApplicationStatus;
	/** Newest first. */
	readonly secrets: readonly { readonly secret: string; readonly status: ApplicationStatus }[];
}

/** Whether there is an application with this id, of whatever sign-on mode. */
export const hasApplication = async (db: Db, id: string): Promise<boolean> => (await selectApplication(db, id)) !== undefined;

/** When the application with this id was registered here; undefined where there is none. */
export const whenMade = async (db: Db, id: string): Promise<string | undefined> => (await selectApplication(db, id))?.created;

/**
 * Registers it under its own id: all of it or nothing. One of another sign-on mode than OpenID Connect is kept as a bookmark.
 *
 * @throws Fault `invalid_request`, `label_taken`, `already_exists`, `conflict`.
 */
export const arriveApplication = async (
	db: Db,
	seal: Seal,
	arriving: ArrivingApplication,
): Promise<"application" | "bookmark"> => {
	const { id, body, status } = arriving;
	if ((body as { signOnMode?: unknown }).signOnMode !== "OPENID_CONNECT") {
		const wanted = newBookmarkFrom(fitted(BookmarkBody, body), status === "ACTIVE", id);
		await createBookmark(db, { ...wanted, id });
		return "bookmark";
	}
	const wanted = newApplicationFrom(fitted(OidcBody, body), status === "ACTIVE");
	// One that signs with a key may still have secrets there, of the time before.
	const secrets = wanted.settings?.authMethod === "private_key_jwt" ? [] : arriving.secrets;
	const [first, ...further] = secrets.toSorted((a, b) => Number(b.status === "ACTIVE") - Number(a.status === "ACTIVE"));
	await db.transaction().execute(async (tx) => {
		const application = await createApplicationIn(tx, seal, {
			...wanted,
			id,
			secret: first?.status === "ACTIVE" ? first.secret : undefined,
		});
		for (const secret of first?.status === "ACTIVE" ? further : secrets) await insertNewSecret(tx, seal, application.id, secret);
	});
	return "application";
};

export interface AppUserArrival {
	readonly userId: string;
	/** What the person is called there; their login when absent. */
	readonly username?: string | undefined;
	readonly profile?: Presentation | undefined;
}

/** Assigns people who exist to an application that exists; who is assigned already stays as they are. At most some hundred at once. */
export const addAppUsers = (tx: Tx, applicationId: string, people: readonly AppUserArrival[]): Promise<void> =>
	insertAppUsers(
		tx,
		applicationId,
		people.map(({ userId, username, profile }) => ({
			userId,
			username: username ?? null,
			profile: profile ? toJson(profile) : null,
		})),
	);

export interface AppGroupArrival {
	readonly groupId: string;
	readonly priority: number;
	readonly profile?: Presentation | undefined;
}

/** As `addAppUsers`, for groups. */
export const addAppGroups = (tx: Tx, applicationId: string, groups: readonly AppGroupArrival[]): Promise<void> =>
	insertAppGroups(
		tx,
		applicationId,
		groups.map(({ groupId, priority, profile }) => ({ groupId, priority, profile: profile ? toJson(profile) : null })),
	);

/** Takes people's own assignments away. At most some hundred at once. */
export const removeAppUsers = (tx: Tx, applicationId: string, userIds: readonly string[]): Promise<void> =>
	deleteAppUsers(tx, applicationId, userIds);

/** Takes groups' assignments away. At most some hundred at once. */
export const removeAppGroups = (tx: Tx, applicationId: string, groupIds: readonly string[]): Promise<void> =>
	deleteAppGroups(tx, applicationId, groupIds);
