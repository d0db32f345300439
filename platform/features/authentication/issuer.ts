/** Issuer identifiers as text: OpenID Connect Discovery 1.0 sections 2 and 4. They are compared to the letter; a slash counts. */

const WELL_KNOWN = "/.well-known/openid-configuration";

/** Where the discovery document of `issuer` is: a slash at the end goes before the path is added (Discovery 4.1). */
export const discoveryAddress = (issuer: string): string => `${issuer.replace(/\/$/, "")}${WELL_KNOWN}`;

/** Whether two issuers are the same place, but for a slash at the end. */
export const sameIssuer = (one: string, other: string): boolean => one.replace(/\/$/, "") === other.replace(/\/$/, "");

/** The issuer in what a person pasted: the discovery document's address is understood. */
export const readIssuer = (pasted: string): { readonly issuer: string; readonly wasDocument: boolean } => {
	const text = pasted.trim();
	const at = text.search(/\/\.well-known\/(openid-configuration|oauth-authorization-server)\/?$/);
	return at === -1 ? { issuer: text, wasDocument: false } : { issuer: text.slice(0, at), wasDocument: true };
};

/** Hosts that never leave this machine (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3). */
export const isLoopback = (hostname: string): boolean =>
	hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);

/** Whether the platform may send a request to `url`: https, or http that stays on this machine. */
export const mayBeAsked = (url: URL): boolean =>
	url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
