import { filled, html } from "#common/web/html.ts";
import type { Look } from "../features/looks/looks.ts";
import { type Errors, field, lengthHint, newPassword } from "./fields.ts";
import { page } from "./page.ts";
import { carried, type StepPlace, underWay } from "./sign-in-steps.ts";

export interface ActivationPage {
	/** The recovery question, where it has to be answered too. */
	readonly question: string | null;
	/** Characters that the password has at least. */
	readonly minLength: number;
	readonly errors: Errors;
}

/** A person chooses a password. */
export const activationPage = (
	look: Look,
	action: string,
	login: string,
	{ question, minLength, errors }: ActivationPage,
): string => {
	const { say } = look.words;
	return page(
		look,
		say("Choose a password"),
		html`<h1>${say("Choose a password")}</h1>
<p class="quiet">${filled(say("for your account {login}"), { login: html`<strong>${login}</strong>` })}</p>
<form method="post" action="${action}">
<input type="hidden" name="username" autocomplete="username" value="${login}">
${question !== null && field(look, "answer", question, html`autocomplete="off" maxlength="100"`, errors)}
${field(look, "password", say("New password"), html`${newPassword(minLength)} ${question === null && html`autofocus`}`, errors)}
${lengthHint(look, minLength)}
<button class="button" type="submit">${say("Set password and sign in")}</button>
</form>`,
	);
};

export interface NewPasswordPage {
	readonly stateToken: string;
	readonly user: { readonly profile: { readonly login: string } };
	/** Characters. */
	readonly minLength: number;
}

/** A person chooses another password, on the way in: the present one has expired. */
export const newPasswordPage = (look: Look, place: StepPlace, { stateToken, user, minLength }: NewPasswordPage): string => {
	const { say } = look.words;
	return underWay(
		look,
		say("Choose a password"),
		place,
		user.profile.login,
		html`<p>${say("Your password has expired. Choose another one to go on.")}</p>
<form method="post" action="${place.action}">
${carried(stateToken, place)}
<input type="hidden" name="username" autocomplete="username" value="${user.profile.login}">
${field(look, "password", say("New password"), html`${newPassword(minLength)} autofocus`, {})}
${lengthHint(look, minLength)}
<button class="button" type="submit">${say("Set password and sign in")}</button>
</form>`,
	);
};

export interface SetupValues {
	readonly firstName: string;
	readonly lastName: string;
	readonly email: string;
}

/** The first administrator. */
export const setupPage = (look: Look, action: string, values: SetupValues, errors: Errors = {}): string => {
	const { say } = look.words;
	return page(
		look,
		say("Set up"),
		html`<h1>${say("Welcome to Signet")}</h1>
<p class="quiet">${say("Make the first administrator of the provider. This page works once.")}</p>
<form method="post" action="${action}">
${field(look, "firstName", say("First name"), html`value="${values.firstName}" autocomplete="given-name" maxlength="50" autofocus`, errors)}
${field(look, "lastName", say("Last name"), html`value="${values.lastName}" autocomplete="family-name" maxlength="50"`, errors)}
${field(look, "email", say("Email"), html`type="email" value="${values.email}" autocomplete="username" maxlength="100"`, errors)}
${field(look, "password", say("Password"), newPassword(8), errors)}
<p class="small quiet">${say("At least 8 characters.")}</p>
<button class="button" type="submit">${say("Make administrator and sign in")}</button>
</form>`,
	);
};
