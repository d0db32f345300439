import { builtInDisabled, type Configuration } from "../authentication/authentication.ts";
import { runsTheSite } from "../roles/roles.ts";
import type { Visitor } from "../users/users.ts";

/**
 * Why `user` may not be in while `live` holds, however they came: by a password, with a session or with an API key. `inactive`: the
 * account opens to nobody; `closed`: their way in is. Undefined where they may. The built-in way in stays open to those who run the
 * site, and a session or a key opens again what is opened again.
 */
export const keptOut = (live: Configuration, user: Visitor): "inactive" | "closed" | undefined => {
	if (user.status !== "active") return "inactive";
	if (user.authType === "openid-connect") return live.method === "openid-connect" ? undefined : "closed";
	return builtInDisabled(live) && !runsTheSite(user.roles) ? "closed" : undefined;
};
