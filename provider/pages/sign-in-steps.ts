import { filled, type Html, html } from "#common/web/html.ts";
import type { Look } from "../features/looks/looks.ts";
import { page } from "./page.ts";
import { passkeyScripts } from "./scripts.ts";

export interface StepFactor {
	readonly id: string;
	readonly type: string;
	readonly profile: Readonly<Record<string, string>>;
}

/** What the sign-in waits for. */
export interface Step {
	readonly stateToken: string;
	readonly user: { readonly profile: { readonly login: string } };
	/** The one that the page asks for. */
	readonly factor: StepFactor;
	/** What could be asked for instead. */
	readonly others: readonly StepFactor[];
	/** A code is on its way. */
	readonly sent: boolean;
	/** For `navigator.credentials.get`. */
	readonly publicKey: unknown;
}

export interface StepPlace {
	/** Where the form goes. */
	readonly action: string;
	readonly next?: string | undefined;
	readonly error?: string | undefined;
	/** Where the sign-in begins anew. */
	readonly restart: string;
}

/** A page of a sign-in that is under way. */
export const underWay = (
	look: Look,
	title: string,
	{ error, restart }: StepPlace,
	login: string,
	content: Html,
	scripts: readonly string[] = [],
): string => {
	const { say, translate } = look.words;
	return page(
		look,
		title,
		html`<h1>${title}</h1>
<p class="quiet">${filled(say("Signing in as {login}"), { login: html`<strong>${login}</strong>` })}</p>
${error && html`<div class="alert" role="alert"><p>${translate(error)}</p></div>`}
${content}
<p class="foot"><a href="${restart}">${say("Start again")}</a></p>`,
		{ scripts },
	);
};

/** What every form of a sign-in carries on. */
export const carried = (stateToken: string, { next }: StepPlace): Html =>
	html`<input type="hidden" name="stateToken" value="${stateToken}">
${next !== undefined && html`<input type="hidden" name="next" value="${next}">`}`;

/** Another step of a sign-in: a factor, with the others one click away. */
export const stepPage = (look: Look, place: StepPlace, step: Step): string => {
	const { say } = look.words;
	const hidden = carried(step.stateToken, place);
	return underWay(
		look,
		say("Confirm that it is you"),
		place,
		step.user.profile.login,
		html`${factorForm(look, place.action, hidden, step)}
${
	step.others.length > 0 &&
	html`<p class="or">${say("or")}</p>
${step.others.map(
	({ id, type }) => html`<form method="post" action="${place.action}">
${hidden}
<input type="hidden" name="factorId" value="${id}">
<button class="button second" type="submit" name="choose" value="1">${say(WAYS[type] ?? "Another way")}</button>
</form>`,
)}`
}`,
		step.factor.type === "webauthn" ? passkeyScripts : [],
	);
};

const WAYS: Readonly<Record<string, string>> = {
	webauthn: "Use a passkey",
	"token:software:totp": "Use an authenticator app",
	email: "Get a code by email",
	question: "Answer your question",
	"signet:recovery_codes": "Use a recovery code",
};

const CODE = html`inputmode="numeric" autocomplete="one-time-code"`;

const factorForm = (look: Look, action: string, hidden: Html, { factor, sent, publicKey }: Step): Html => {
	const { say } = look.words;
	const { id, type, profile } = factor;
	const carriedOn = html`${hidden}
<input type="hidden" name="factorId" value="${id}">`;
	if (type === "webauthn") return passkeyForm(look, action, carriedOn, publicKey, "get");
	if (type === "email" && !sent)
		return html`<form method="post" action="${action}">
${carriedOn}
<p>${say("We send a code to the email address of your account.")}</p>
<button class="button" type="submit" name="choose" value="1">${say("Send a code")}</button>
</form>`;
	const label = {
		question: profile["questionText"] ?? "",
		email: say("Code from the email"),
		"signet:recovery_codes": say("One of your recovery codes"),
	}[type];
	const kept = type === "signet:recovery_codes" || type === "question";
	return html`<form method="post" action="${action}">
${carriedOn}
${type === "email" && html`<p>${say("A code is on its way to you. It works for a few minutes.")}</p>`}
<label for="${id}">${label ?? say("Code of your authenticator app")}</label>
<input id="${id}" name="${type === "question" ? "answer" : "passCode"}" ${kept ? html`autocomplete="off" autocapitalize="none"` : CODE} ${type === "question" && html`type="password"`} required maxlength="${type === "question" ? 500 : 50}" autofocus>
<button class="button" type="submit">${say("Continue")}</button>
</form>
${
	type === "email" &&
	html`<form method="post" action="${action}">${carriedOn}<button class="button second" type="submit" name="choose" value="1">${say("Send another code")}</button></form>`
}`;
};

/** A form that the browser fills in: see `scripts/passkeys.js`. */
export const passkeyForm = (
	{ words: { say } }: Look,
	action: string,
	hidden: Html,
	options: unknown,
	purpose: "get" | "create",
): Html =>
	html`<noscript><p>${say("Passkeys need JavaScript.")}</p></noscript>
<form method="post" action="${action}" data-passkey="${purpose}" data-options="${JSON.stringify(options)}" hidden>
${hidden}
<input type="hidden" name="credential">
${
	purpose === "create" &&
	html`<label for="passkey-name">${say("Name of this passkey")}</label>
<input id="passkey-name" name="name" value="${say("My passkey")}" maxlength="100" autocomplete="off" required>`
}
<p>${say(purpose === "get" ? "Your browser asks for your passkey." : "Your browser makes a passkey for this account.")}</p>
<button class="button" type="submit">${say(purpose === "get" ? "Use a passkey" : "Make a passkey")}</button>
<p class="field-error" role="alert" data-failed hidden>${say("The passkey was not used. Please try again, or choose another way.")}</p>
</form>`;
