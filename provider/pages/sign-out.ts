import { html, trusted } from "#common/web/html.ts";
import { page } from "./page.ts";

/** Sign-out from the provider's own pages. `from`: where to go afterwards, if that is allowed. */
export const signOutPage = (from?: string): string =>
	page(
		"Sign out",
		html`<h1>Sign out?</h1>
<p class="quiet">This ends your session at Signet. Applications that you are signed in to may keep their own.</p>
<form method="post" action="${from === undefined ? "/logout" : `/logout?fromURI=${encodeURIComponent(from)}`}"><button class="button" type="submit">Sign out</button></form>
<p class="foot"><a href="/">Stay signed in</a></p>`,
	);

/**
 * Sign-out that an application asked for (OpenID Connect RP-Initiated Logout). `engineForm` is the engine's own form. When the
 * application proved with an ID token whom it means, `asks` is false and the answer is given at once.
 */
export const applicationSignOutPage = (engineForm: string, application: string | undefined, asks: boolean): string => {
	return page(
		"Sign out",
		html`<h1>Sign out?</h1>
<p class="quiet">${application ? html`<strong>${application}</strong> asks to end your session at Signet.` : "This ends your session at Signet."}</p>
${trusted(engineForm)}
<button class="button" type="submit" form="op.logoutForm" name="logout" value="yes" ${!asks && html`data-press`}>Sign out</button>
<button class="button second" type="submit" form="op.logoutForm">Stay signed in</button>`,
		{ presses: !asks },
	);
};

export const signedOutPage = (): string =>
	page(
		"Signed out",
		html`<h1>You are signed out</h1>
<p class="quiet">Your session at Signet has ended.</p>
<p><a class="button second" href="/login">Sign in again</a></p>`,
	);
