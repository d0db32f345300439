import type { CookieSerializeOptions } from "@fastify/cookie";

/**
 * The name of a cookie that belongs to the whole host: with the `__Host-` prefix under https, so that neither another host of
 * the domain nor a plain connection can plant one (RFC 6265bis section 4.1.3.2).
 */
export const cookieName = (base: string, url: string): string => (url.startsWith("https:") ? `__Host-${base}` : base);

/** Cookies of this project are for the server alone, and go along when a person follows a link here. */
export const cookieOptions = (url: string): CookieSerializeOptions & { readonly path: "/" } => ({
	path: "/",
	httpOnly: true,
	sameSite: "lax",
	secure: url.startsWith("https:"),
});
