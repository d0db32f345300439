import type { Origin } from "../measure/wire.ts";

/** An OpenID provider as its subject describes it: what the generator has to know to use it as an application and a browser do. */
export interface Site {
	readonly origin: Origin;
	readonly paths: {
		readonly discovery: string;
		readonly jwks: string;
		readonly authorize: string;
		readonly token: string;
		readonly userinfo: string;
		readonly introspection: string;
		readonly revocation: string;
	};
	readonly client: { readonly id: string; readonly secret: string };
	readonly redirectUri: string;
	/** What the client asks for on its own behalf; empty where a server has nothing of the kind. */
	readonly serviceScope: string;
	/** What a sign-in asks for, where it is not `openid profile email`. */
	readonly scope?: string;
	/** The scope that brings a refresh token, in addition; empty where every sign-in brings one. */
	readonly refreshScope: string;
	/** The `Cookie` of each browser, each with a session of its own person. */
	readonly cookies: readonly string[];
	/** People who sign in with their password, where that is measured. */
	readonly people?: readonly { readonly id: string; readonly login: string; readonly password: string }[];
}

/** A platform that signs people in at a provider. */
export interface PlatformSite {
	readonly origin: Origin;
	readonly provider: Site;
	readonly sessionCookie: string;
}

/** One address that answers whoever has a session. */
export interface CheckSite {
	readonly origin: Origin;
	readonly path: string;
	readonly cookies: readonly string[];
	/** Stands in every right answer. */
	readonly contains: string;
}
