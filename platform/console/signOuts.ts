import type { SignOut } from "#common/ui/frame/signOut.ts";
import type { Me } from "./api.ts";

/** The ways out: only here, or at the provider too where that is possible. */
export const signOutsOf = (me: Me): readonly SignOut[] =>
	me.session.method === "openid-connect" && me.canSignOutAtProvider
		? [
				{ label: "Sign out here", fields: { scope: "here" } },
				{ label: "Sign out here and at the provider", fields: { scope: "everywhere" } },
			]
		: [{ label: "Sign out", fields: { scope: "here" } }];
