/** What the engine answers below its routes that end with `*`: told apart for whoever watches. Everything else there may be of any name. */
const ENDPOINTS = new Set([
	"authorize",
	"token",
	"userinfo",
	"keys",
	"introspect",
	"revoke",
	"logout",
	"par",
	".well-known/openid-configuration",
	".well-known/oauth-authorization-server",
]);

/** The name of an endpoint, such as `token`, `v1/token` of a custom server, or `authorize/:uid` where a sign-in goes on. */
export const endpointName = (rest: string): string | undefined => {
	const version = rest.startsWith("v1/") ? "v1/" : "";
	const name = rest.slice(version.length);
	if (ENDPOINTS.has(name)) return rest;
	return name.startsWith("authorize/") ? `${version}authorize/:uid` : undefined;
};
