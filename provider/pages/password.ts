import { type Html, html } from "#common/web/html.ts";
import { page } from "./page.ts";

type Errors = Readonly<Record<string, string>>;

const field = (name: string, label: string, attributes: Html, errors: Errors): Html => html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" required ${attributes} ${errors[name] && html`aria-invalid="true" aria-describedby="${name}-error"`}>
${errors[name] && html`<p class="field-error" id="${name}-error">${errors[name]}</p>`}`;

const newPassword = html`type="password" autocomplete="new-password" minlength="8" maxlength="1000"`;

export interface ActivationPage {
	/** The recovery question, where it has to be answered too. */
	readonly question: string | null;
	readonly errors: Errors;
}

/** A person chooses a password. */
export const activationPage = (action: string, login: string, { question, errors }: ActivationPage): string =>
	page(
		"Choose a password",
		html`<h1>Choose a password</h1>
<p class="quiet">for your account <strong>${login}</strong></p>
<form method="post" action="${action}">
<input type="hidden" name="username" autocomplete="username" value="${login}">
${question !== null && field("answer", question, html`autocomplete="off" maxlength="100"`, errors)}
${field("password", "New password", newPassword, errors)}
<p class="small quiet">At least 8 characters. A few random words make a good one.</p>
<button class="button" type="submit">Set password and sign in</button>
</form>`,
	);

export interface SetupValues {
	readonly firstName: string;
	readonly lastName: string;
	readonly email: string;
}

/** The first administrator. */
export const setupPage = (action: string, values: SetupValues, errors: Errors = {}): string =>
	page(
		"Set up",
		html`<h1>Welcome to Signet</h1>
<p class="quiet">Make the first administrator of the provider. This page works once.</p>
<form method="post" action="${action}">
${field("firstName", "First name", html`value="${values.firstName}" autocomplete="given-name" maxlength="50" autofocus`, errors)}
${field("lastName", "Last name", html`value="${values.lastName}" autocomplete="family-name" maxlength="50"`, errors)}
${field("email", "Email", html`type="email" value="${values.email}" autocomplete="username" maxlength="100"`, errors)}
${field("password", "Password", newPassword, errors)}
<p class="small quiet">At least 8 characters.</p>
<button class="button" type="submit">Make administrator and sign in</button>
</form>`,
	);
