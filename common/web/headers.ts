import type { ServerResponse } from "node:http";

/** What every answer carries. Set on the raw response, so that answers of the protocol engine carry it too. */
export const setSecurityHeaders = (response: ServerResponse, https: boolean): void => {
	response.setHeader("X-Content-Type-Options", "nosniff");
	response.setHeader("X-Frame-Options", "DENY");
	// `no-referrer` would turn the Origin of our own forms into `null`.
	response.setHeader("Referrer-Policy", "same-origin");
	response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
	response.setHeader("Content-Security-Policy", USUAL);
	if (https) response.setHeader("Strict-Transport-Security", "max-age=31536000");
};

/**
 * Strict Content-Security-Policy: no inline script, and inline style only under the nonce of this answer.
 *
 * There is no `form-action`: Chromium applies it to the redirects that follow a form, and a sign-in form ends at the
 * application's own address.
 */
export const contentSecurityPolicy = (nonce?: string, framedBy = "'none'"): string =>
	[
		"default-src 'none'",
		"script-src 'self'",
		`style-src 'self'${nonce === undefined ? "" : ` 'nonce-${nonce}'`}`,
		"img-src 'self' data: blob:",
		"font-src 'self'",
		"connect-src 'self'",
		"base-uri 'none'",
		`frame-ancestors ${framedBy}`,
	].join("; ");

const USUAL = contentSecurityPolicy();

/** Lets the pages of one other origin hold this answer in a frame, and nobody else's. */
export const framableBy = (response: ServerResponse, origin: string): void => {
	response.removeHeader("X-Frame-Options");
	response.setHeader("Content-Security-Policy", contentSecurityPolicy(undefined, origin));
};
