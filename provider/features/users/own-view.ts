import type { Db } from "../../database.ts";
import { customAttributes, ownAccessOfCustom } from "../schemas/schemas.ts";
import type { Profile } from "./profile.ts";
import type { User } from "./users.ts";

/** A person as they may see themselves: without what administrators keep of them and hide from them. */
export const ownView = async (db: Db, user: User): Promise<User> => {
	const custom = await customAttributes(db);
	const seen = Object.entries(user.profile).filter(([name]) => {
		const attribute = custom.get(name);
		return attribute === undefined || ownAccessOfCustom(attribute) !== "HIDE";
	});
	return { ...user, profile: Object.fromEntries(seen) as unknown as Profile };
};
