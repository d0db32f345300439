import type { Db } from "../../database.ts";
import type { AnyApplication, Bookmark } from "./application.ts";
import { selectActiveApplicationsOf } from "./assignments.store.ts";
import { logoAddresses } from "./logos.ts";
import { fromRow } from "./registered.ts";

/** An application on a person's dashboard. */
export interface Tile {
	readonly id: string;
	readonly label: string;
	/** Where sign-in begins at the application. */
	readonly link: string;
	/** Path on this server; undefined where there is none. */
	readonly logo: string | undefined;
}

/** The active applications that a person is assigned to and that a browser can open, by label. */
export const applicationsOf = async (db: Db, userId: string, issuer: string): Promise<readonly Tile[]> => {
	const applications = (await selectActiveApplicationsOf(db, userId)).map(fromRow);
	const logos = await logoAddresses(
		db,
		applications.map(({ id }) => id),
	);
	return applications.flatMap((application) => {
		const link = startOf(application, issuer);
		return link === undefined ? [] : [{ id: application.id, label: application.label, link, logo: logos.get(application.id) }];
	});
};

/**
 * Where a person begins: the application's own address for it, told the issuer (OpenID Connect Core section 4), or else the
 * front door of the site that people return to. A native application without the former has no place that a link can open.
 */
const startOf = (application: AnyApplication, issuer: string): string | undefined => {
	if (application.signOnMode !== "OPENID_CONNECT") return linkOf(application);
	const { kind, settings } = application;
	if (settings.initiateLoginUri !== null) {
		const address = new URL(settings.initiateLoginUri);
		address.searchParams.set("iss", issuer);
		return address.href;
	}
	const first = settings.redirectUris.find((uri) => /^https?:\/\/[^*]+$/i.test(uri));
	return kind === "native" || first === undefined ? undefined : `${new URL(first).origin}/`;
};

/** The address of a bookmark, where it has one that a browser may be sent to. */
const linkOf = ({ document }: Bookmark): string | undefined => {
	const { app } = (document["settings"] ?? {}) as { app?: { url?: unknown } | null };
	const address = typeof app?.url === "string" ? URL.parse(app.url) : null;
	return address?.protocol === "https:" || address?.protocol === "http:" ? address.href : undefined;
};
