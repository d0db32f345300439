import { Type } from "typebox";
import type { Seal } from "#common/seal/seal.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import type { Actor } from "../administrators/administrators.ts";
import type { Application } from "./application.ts";
import { requireApplication } from "./registration.ts";

/** What the routes of applications are mounted with. */
export interface ApplicationNeeds {
	readonly db: Db;
	readonly seal: Seal;
	/** Public address without a trailing slash; also the issuer. */
	readonly url: string;
	/** Ends grants and tokens: all of an application, or one person's at it. */
	endAccess(ended: { readonly applicationId: string; readonly userId?: string | undefined }): Promise<void>;
}

export const ById = Type.Object({ id: Type.String({ maxLength: 100 }) });

export const listQuery = {
	q: Type.Optional(Type.String({ maxLength: 200 })),
	limit: Type.Optional(Type.String({ pattern: "^([1-9][0-9]?|1[0-9]{2}|200)$" })),
	after: Type.Optional(Type.String({ maxLength: 1000 })),
};

const DEFAULT_LIMIT = 50;

/** How many to show: as asked, or 50. */
export const limitOf = ({ limit }: { readonly limit?: string }): number => Number(limit ?? DEFAULT_LIMIT);

/** The application that a request is about, told to its event. @throws Fault `not_found`. */
export const aboutApplication = async (db: Db, event: EventDraft<Actor>, id: string): Promise<Application> => {
	const application = await requireApplication(db, id);
	event.targets.push({ type: "AppInstance", id, name: application.label });
	return application;
};
