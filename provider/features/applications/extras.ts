import type { Db } from "../../database.ts";
import { listPolicies } from "../policies/policies.ts";
import type { AnyApplication } from "./application.ts";
import { selectNewestKids } from "./certificates.store.ts";
import { keysOf } from "./keys.ts";
import { logoAddresses } from "./logos.ts";
import type { AppExtras } from "./okta-shape.ts";

/** Gives what is shown with each of `applications`, asked for all of them at once. */
export const extrasFor = async (
	db: Db,
	applications: readonly AnyApplication[],
	signingKid: string | undefined,
): Promise<(application: AnyApplication) => AppExtras> => {
	const ids = applications.map(({ id }) => id);
	const [logos, keys, kids, policies] = await Promise.all([
		logoAddresses(db, ids),
		keysOf(db, ids),
		selectNewestKids(db, ids),
		listPolicies(db, "ACCESS_POLICY"),
	]);
	const accessPolicy = policies.find(({ system }) => system)?.id;
	return ({ id, signOnMode }) => ({
		logo: logos.get(id),
		keys: keys.get(id),
		signingKid: kids.get(id) ?? (signOnMode === "OPENID_CONNECT" ? signingKid : undefined),
		accessPolicy,
	});
};
