import { html } from "#common/web/html.ts";
import { chosen, field } from "./fields.ts";
import { page } from "./page.ts";

export interface NewPasswordPage {
	readonly next: string;
	readonly email: string;
	readonly error?: string;
}

/** Somebody with a temporary password chooses their own; there is nothing else to do before. */
export const newPasswordPage = ({ next, email, error }: NewPasswordPage): string =>
	page(
		"Choose a new password",
		html`<h1>Choose a new password</h1>
<p class="quiet">You signed in as <strong>${email}</strong> with a temporary password. Choose one that only you know.</p>
<form method="post" action="/login/new-password">
<input type="hidden" name="next" value="${next}">
${field("password", "New password", html`${chosen} autofocus`, error)}
<p class="small quiet">At least 8 characters. A few random words make a good one.</p>
<button class="button" type="submit">Set password</button>
</form>
<form method="post" action="/logout"><button class="button second" type="submit">Sign out</button></form>`,
	);

export interface SetupPage {
	readonly action: string;
	readonly name: string;
	readonly email: string;
	readonly errors?: Readonly<Record<string, string>>;
	/** A provider that would register this platform, and whether that is wanted. */
	readonly offer?: { readonly issuer: string; readonly chosen: boolean } | undefined;
}

/** The site admin introduces themselves. */
export const setupPage = ({ action, name, email, errors = {}, offer }: SetupPage): string =>
	page(
		"Set up",
		html`<h1>Welcome to Signet</h1>
<p class="quiet">Make the one site admin of this platform. This page works once.</p>
<form method="post" action="${action}">
${field("name", "Name", html`value="${name}" autocomplete="name" maxlength="100" autofocus`, errors["name"])}
${field("email", "Email", html`type="email" value="${email}" autocomplete="username" maxlength="254"`, errors["email"])}
${field("password", "Password", chosen, errors["password"])}
<p class="small quiet">At least 8 characters. It works even when your identity provider does not, so keep it well.</p>
${
	offer !== undefined &&
	html`<label class="check"><input type="checkbox" name="connect" value="1" ${offer.chosen && html`checked`}>
<span>Connect to the identity provider at <strong>${offer.issuer}</strong>, so that its people can sign in here</span></label>`
}
<button class="button" type="submit">Make site admin and sign in</button>
</form>`,
	);
