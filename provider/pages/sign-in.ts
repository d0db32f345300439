import { html } from "#common/web/html.ts";
import { page } from "./page.ts";

export interface SignInPage {
	/** Where the form goes. */
	readonly action: string;
	readonly login: string;
	readonly application: { readonly label: string; readonly logo: string | undefined } | undefined;
	/** Where to go after sign-in, for a form that is not part of an application's sign-in. */
	readonly next?: string;
	readonly error?: string | undefined;
	/** The person has a session, and is asked to prove that it is still them. */
	readonly again?: boolean;
}

/** Sign-in by password. The ids of the fields are the ones that Okta's own page has, for scripts that know them. */
export const signInPage = ({ action, login, application, next, error, again }: SignInPage): string =>
	page(
		"Sign in",
		html`${application?.logo && html`<img class="app-logo" src="${application.logo}" alt="">`}
<h1>Sign in</h1>
<p class="quiet">${application ? html`to continue to <strong>${application.label}</strong>` : "to your applications"}</p>
${again && html`<div class="alert notice"><p>Please confirm that it is still you.</p></div>`}
${error && html`<div class="alert" role="alert"><p>${error}</p></div>`}
<form method="post" action="${action}">
${next !== undefined && html`<input type="hidden" name="next" value="${next}">`}
<label for="okta-signin-username">Username or email</label>
<input id="okta-signin-username" name="login" value="${login}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="320" ${login === "" && html`autofocus`}>
<label for="okta-signin-password">Password</label>
<input id="okta-signin-password" name="password" type="password" autocomplete="current-password" required maxlength="1000" ${login !== "" && html`autofocus`}>
<button class="button" id="okta-signin-submit" type="submit">Sign in</button>
</form>`,
	);
