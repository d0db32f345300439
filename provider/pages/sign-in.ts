import { filled, type Html, html } from "#common/web/html.ts";
import type { Look } from "../features/looks/looks.ts";
import { page } from "./page.ts";
import { passkeyScripts } from "./scripts.ts";

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

const nextField = (next: string | undefined): Html | false =>
	next !== undefined && html`<input type="hidden" name="next" value="${next}">`;

/**
 * Sign-in by password or passkey. The ids of the fields are the ones that Okta's own page has, for scripts that know them. Browsers offer
 * passkeys where `webauthn` stands last in `autocomplete` (HTML, section 4.10.18.7.1).
 */
export const signInPage = (look: Look, { action, login, application, next, error, again }: SignInPage): string => {
	const { say, translate } = look.words;
	const to =
		application === undefined
			? say("to your applications")
			: filled(say("to continue to {application}"), { application: html`<strong>${application.label}</strong>` });
	const text = look.brand.signInText;
	return page(
		look,
		say("Sign in"),
		html`${application?.logo && html`<img class="app-logo" src="${application.logo}" alt="">`}
<h1>${say("Sign in")}</h1>
<p class="quiet">${to}</p>
${again && html`<div class="alert notice"><p>${say("Please confirm that it is still you.")}</p></div>`}
${error && html`<div class="alert" role="alert"><p>${translate(error)}</p></div>`}
<form method="post" action="${action}">
${nextField(next)}
<label for="okta-signin-username">${say("Username or email")}</label>
<input id="okta-signin-username" name="login" value="${login}" autocomplete="username webauthn" autocapitalize="none" spellcheck="false" required maxlength="320" ${login === "" && html`autofocus`}>
<label for="okta-signin-password">${say("Password")}</label>
<input id="okta-signin-password" name="password" type="password" autocomplete="current-password" required maxlength="1000" ${login !== "" && html`autofocus`}>
<button class="button" id="okta-signin-submit" type="submit">${say("Sign in")}</button>
</form>
<form method="post" action="${action}/passkey" data-passkey="sign-in" data-ask="/login/passkey/options" hidden>
${nextField(next)}
<input type="hidden" name="credential">
<p class="or">${say("or")}</p>
<button class="button second" type="submit">${say("Sign in with a passkey")}</button>
<p class="field-error" role="alert" data-failed hidden>${say("The passkey was not used. Please try again, or choose another way.")}</p>
</form>
<p class="foot"><a href="/login/forgot">${say("Forgot your password?")}</a> <a href="/login/unlock">${say("Unlock account")}</a></p>
${text !== undefined && text !== "" && html`<p class="small quiet lines">${text}</p>`}`,
		{ scripts: passkeyScripts },
	);
};
