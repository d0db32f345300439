import { html } from "#common/web/html.ts";
import { page } from "./page.ts";

const exit = (scope: "here" | "everywhere", label: string, style: string) => html`<form method="post" action="/logout">
<input type="hidden" name="scope" value="${scope}">
<button class="${style}" type="submit">${label}</button>
</form>`;

/** Asks before signing out; `atProvider` offers the provider's session too. */
export const signOutPage = ({ name, atProvider }: { readonly name: string; readonly atProvider: boolean }): string =>
	page(
		"Sign out",
		html`<h1>Sign out?</h1>
<p class="quiet">You are signed in as <strong>${name}</strong>.</p>
${exit("here", "Sign out here", "button")}
${atProvider && exit("everywhere", "Sign out here and at the provider", "button second")}
<p class="foot"><a href="/">Stay signed in</a></p>`,
	);

export const signedOutPage = (): string =>
	page(
		"Signed out",
		html`<h1>You are signed out</h1>
<p class="quiet">Your session at this platform has ended.</p>
<p><a class="button" href="/login">Sign in again</a></p>`,
	);
