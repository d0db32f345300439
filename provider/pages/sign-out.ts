import { filled, html, trusted } from "#common/web/html.ts";
import type { Look } from "../features/looks/looks.ts";
import { page } from "./page.ts";

/** Sign-out from the provider's own pages. `from`: where to go afterwards, if that is allowed. */
export const signOutPage = (look: Look, from?: string): string => {
	const { say } = look.words;
	return page(
		look,
		say("Sign out"),
		html`<h1>${say("Sign out?")}</h1>
<p class="quiet">${say("This ends your session at {organisation}. Applications that you are signed in to may keep their own.", { organisation: look.brand.name })}</p>
<form method="post" action="${from === undefined ? "/logout" : `/logout?fromURI=${encodeURIComponent(from)}`}"><button class="button" type="submit">${say("Sign out")}</button></form>
<p class="foot"><a href="/">${say("Stay signed in")}</a></p>`,
	);
};

/**
 * Sign-out that an application asked for (OpenID Connect RP-Initiated Logout). `engineForm` is the engine's own form. When the
 * application proved with an ID token whom it means, `asks` is false and the answer is given at once.
 */
export const applicationSignOutPage = (
	look: Look,
	engineForm: string,
	application: string | undefined,
	asks: boolean,
): string => {
	const { say } = look.words;
	const organisation = look.brand.name;
	const asked =
		application === undefined
			? say("This ends your session at {organisation}.", { organisation })
			: filled(say("{application} asks to end your session at {organisation}."), {
					application: html`<strong>${application}</strong>`,
					organisation: html`${organisation}`,
				});
	return page(
		look,
		say("Sign out"),
		html`<h1>${say("Sign out?")}</h1>
<p class="quiet">${asked}</p>
${trusted(engineForm)}
<button class="button" type="submit" form="op.logoutForm" name="logout" value="yes" ${!asks && html`data-press`}>${say("Sign out")}</button>
<button class="button second" type="submit" form="op.logoutForm">${say("Stay signed in")}</button>`,
		{ presses: !asks },
	);
};

export const signedOutPage = (look: Look): string => {
	const { say } = look.words;
	return page(
		look,
		say("Signed out"),
		html`<h1>${say("You are signed out")}</h1>
<p class="quiet">${say("Your session at {organisation} has ended.", { organisation: look.brand.name })}</p>
<p><a class="button second" href="/login">${say("Sign in again")}</a></p>`,
	);
};
