import { Type } from "typebox";
import type { Seal } from "#common/seal/seal.ts";
import { limitUpTo } from "#common/web/paging.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import type { Actor, Reach } from "../administrators/administrators.ts";
import type { AnyApplication } from "./application.ts";
import { checkMayBecome } from "./guard.ts";
import type { Only } from "./lists.ts";
import type { RefreshTokens } from "./refresh-tokens.ts";
import { requireAnyApplication } from "./registered.ts";

/** What the routes of applications are mounted with. */
export interface ApplicationNeeds {
	readonly db: Db;
	readonly seal: Seal;
	/** Public address without a trailing slash; also the issuer. */
	readonly url: string;
	/** Ends grants and tokens: all of an application, or some people's at it. */
	endAccess(ended: { readonly applicationId: string; readonly userIds?: readonly string[] | undefined }): Promise<void>;
	readonly refreshTokens: RefreshTokens;
	/** Names the key that ID tokens are signed with. */
	signingKid?(): Promise<string | undefined>;
}

const id = Type.String({ maxLength: 100 });
export const ById = Type.Object({ id });

/** How many to show: as asked, or `otherwise`. */
export const limited = (otherwise: number, most: 200 | 500) => ({
	query: {
		q: Type.Optional(Type.String({ maxLength: 200 })),
		limit: limitUpTo(most),
		after: Type.Optional(Type.String({ maxLength: 1000 })),
	},
	of: ({ limit }: { readonly limit?: string }): number => Number(limit ?? otherwise),
});

/** The applications that somebody reaches; undefined: all. */
export const targetsWithin = (reach: Reach): Only | undefined =>
	reach === "everywhere" ? undefined : { ids: reach?.app ?? [], names: reach?.app_name ?? [] };

/** The application that a request is about, told to its event. @throws Fault `not_found`. */
export const aboutApplication = async (db: Db, event: EventDraft<Actor>, applicationId: string): Promise<AnyApplication> => {
	const application = await requireAnyApplication(db, applicationId);
	event.targets.push({ type: "AppInstance", id: applicationId, name: application.label });
	return application;
};

/** As `aboutApplication`, for credentials and settings. @throws Fault `not_found`, `forbidden`. */
export const aboutToChange = async (
	db: Db,
	call: { readonly event: EventDraft<Actor>; readonly actor: Actor },
	applicationId: string,
): Promise<AnyApplication> => {
	const application = await aboutApplication(db, call.event, applicationId);
	await checkMayBecome(db, call.actor, applicationId);
	return application;
};
