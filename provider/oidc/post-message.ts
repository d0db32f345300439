import { hash } from "node:crypto";
import type { ServerResponse } from "node:http";
import type Provider from "oidc-provider";

/** Hands the answer, which stands in the page as JSON, to the page that opened this one or holds it in a frame. */
const SCRIPT = `const { origin, answer } = JSON.parse(document.getElementById("answer").textContent);
(window.opener ?? window.parent).postMessage(answer, origin);`;

const MODE = "okta_post_message";

/**
 * The window that an application opened must reach it in the end: from the first answer on, redirects and the sign-in page among
 * them, no answer may cut the two apart.
 */
export const keepOpener = (params: Readonly<Record<string, unknown>>, response: ServerResponse): void => {
	if (params["response_mode"] === MODE) response.setHeader("Cross-Origin-Opener-Policy", "unsafe-none");
};

const CSP = (framedBy: string): string =>
	`default-src 'none'; script-src 'sha256-${hash("sha256", SCRIPT, "base64")}'; base-uri 'none'; frame-ancestors ${framedBy}`;

/**
 * Okta's response mode `okta_post_message`: an application that opened a window, or a hidden frame, gets the answer as a message. The
 * browser delivers it to the origin of the redirect URI and to nobody else, and no other page may frame this one.
 */
export const addPostMessageMode = (engine: Provider): void => {
	engine.registerResponseMode(MODE, (ctx, redirectUri, payload) => {
		const { origin } = new URL(redirectUri);
		const { iss: _iss, ...answer } = payload as Record<string, unknown>;
		// A native application's own scheme has no origin that a browser could check.
		if (origin === "null") {
			ctx.status = 400;
			ctx.body = { error: "invalid_request", error_description: "The redirect URI has no origin to send a message to." };
			return;
		}
		ctx.status = 200;
		ctx.type = "html";
		ctx.response.remove("X-Frame-Options");
		keepOpener({ response_mode: MODE }, ctx.res);
		ctx.set("Content-Security-Policy", CSP(origin));
		const json = JSON.stringify({ origin, answer }).replaceAll("<", "\\u003c");
		ctx.body = `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Signing in</title></head><body>
<script type="application/json" id="answer">${json}</script>
<script>${SCRIPT}</script>
</body></html>`;
	});
	engine.use(async (ctx, next) => {
		keepOpener(ctx.query, ctx.res);
		await next();
		const modes = (ctx.body as { response_modes_supported?: string[] } | null | undefined)?.response_modes_supported;
		if (Array.isArray(modes)) modes.push(MODE);
	});
};
