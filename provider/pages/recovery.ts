import { filled, type Html, html } from "#common/web/html.ts";
import type { Look } from "../features/looks/looks.ts";
import { type Errors, field, lengthHint, newPassword } from "./fields.ts";
import { page } from "./page.ts";

const toSignIn = ({ words: { say } }: Look): Html => html`<p class="foot"><a href="/login">${say("Back to the sign-in")}</a></p>`;

/** Who has forgotten a password, or is locked out? */
export const askPage = (look: Look, wish: "password" | "unlock", error?: string): string => {
	const { say, translate } = look.words;
	const [title, hint, submit] =
		wish === "password"
			? [say("Forgot your password?"), say("We send you an email with a link to choose another one."), say("Send link")]
			: [say("Unlock your account"), say("We send you an email with a link that unlocks your account."), say("Send link")];
	return page(
		look,
		title,
		html`<h1>${title}</h1>
<p class="quiet">${hint}</p>
${error !== undefined && html`<div class="alert" role="alert"><p>${translate(error)}</p></div>`}
<form method="post" action="${wish === "password" ? "/login/forgot" : "/login/unlock"}">
<label for="login">${say("Username or email")}</label>
<input id="login" name="login" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="320" autofocus>
<button class="button" type="submit">${submit}</button>
</form>
${toSignIn(look)}`,
	);
};

/** The same whether or not there is such an account. */
export const askedPage = (look: Look): string => {
	const { say } = look.words;
	return page(
		look,
		say("Look into your mailbox"),
		html`<h1>${say("Look into your mailbox")}</h1>
<p>${say("If there is an account with this name, we have written to its mailbox.")}</p>
<p class="quiet">${say("Nothing there after a few minutes? Look in your spam folder, or ask your administrator.")}</p>
${toSignIn(look)}`,
	);
};

export interface ResetPage {
	readonly action: string;
	readonly login: string;
	readonly question: string | null;
	/** Characters. */
	readonly minLength: number;
	readonly errors?: Errors;
}

/** Another password, behind a link from the mailbox. */
export const resetPage = (look: Look, { action, login, question, minLength, errors = {} }: ResetPage): string => {
	const { say } = look.words;
	return page(
		look,
		say("Choose another password"),
		html`<h1>${say("Choose another password")}</h1>
<p class="quiet">${filled(say("for your account {login}"), { login: html`<strong>${login}</strong>` })}</p>
<form method="post" action="${action}">
<input type="hidden" name="username" autocomplete="username" value="${login}">
${question !== null && field(look, "answer", question, html`autocomplete="off" maxlength="100"`, errors)}
${field(look, "password", say("New password"), html`${newPassword(minLength)} ${question === null && html`autofocus`}`, errors)}
${lengthHint(look, minLength)}
<p class="small quiet">${say("This signs you out everywhere else.")}</p>
<button class="button" type="submit">${say("Set password and sign in")}</button>
</form>`,
	);
};

/** Asks once more: programs that look into mail follow links too. */
export const unlockPage = (look: Look, action: string, login: string): string => {
	const { say } = look.words;
	return page(
		look,
		say("Unlock your account"),
		html`<h1>${say("Unlock your account")}</h1>
<p class="quiet">${login}</p>
<form method="post" action="${action}"><button class="button" type="submit">${say("Unlock my account")}</button></form>`,
	);
};

/** On to the ordinary way in. */
export const unlockedPage = (look: Look): string => {
	const { say } = look.words;
	return page(
		look,
		say("Your account is open again"),
		html`<h1>${say("Your account is open again")}</h1>
<p class="quiet">${say("Sign in with your password.")}</p>
<p><a class="button" href="/login">${say("Sign in")}</a></p>`,
	);
};
