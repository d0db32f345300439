import type { ProviderRoutes } from "../../gate.ts";
import { checkFor, personOf } from "../administrators/administrators.ts";
import { findUser } from "../users/users.ts";
import { noSuch } from "./missing.ts";
import { type ApplicationNeeds, ById } from "./requests.ts";
import { applicationsOf, type Tile } from "./tiles.ts";

/** A person's applications: their own for anyone signed in, somebody else's for whoever may read people. */
export const mountAppLinks = (routes: ProviderRoutes, { db, url }: ApplicationNeeds): void => {
	const shape = ({ id, label, link, logo }: Tile, sortOrder: number) => ({
		id,
		label,
		linkUrl: link,
		logoUrl: logo === undefined ? null : `${url}${logo}`,
		appName: "oidc_client",
		appInstanceId: id,
		credentialsSetup: false,
		hidden: false,
		sortOrder,
	});

	routes({
		method: "GET",
		url: "/api/v1/users/me/appLinks",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor }) => (await applicationsOf(db, personOf(actor).userId, url)).map(shape),
	});

	routes({
		method: "GET",
		url: "/api/v1/users/:id/appLinks",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ actor, params: { id } }) => {
			const own = actor.kind === "person" && id === actor.userId;
			if (!own) await checkFor(db, actor, "users.read", { userId: id });
			if (!(await findUser(db, id))) throw noSuch("User", id);
			return (await applicationsOf(db, id, url)).map(shape);
		},
	});
};
