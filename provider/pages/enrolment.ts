import { type Html, html } from "#common/web/html.ts";
import type { Look } from "../features/looks/looks.ts";
import { page } from "./page.ts";
import { passkeyScripts } from "./scripts.ts";
import { carried, passkeyForm, type StepPlace, underWay } from "./sign-in-steps.ts";

interface Enrolling {
	readonly stateToken: string;
	readonly user: { readonly profile: { readonly login: string } };
}

export interface Choice extends Enrolling {
	readonly kinds: readonly string[];
	/** By Okta's names. */
	readonly questions: Readonly<Record<string, string>>;
}

const KINDS: Readonly<Record<string, readonly [title: string, why: string]>> = {
	webauthn: [
		"Passkey",
		"Your device confirms that it is you, by fingerprint, face or PIN. No code to type, and nothing to be phished.",
	],
	totp: ["Authenticator app", "An app on your phone shows a new code every 30 seconds."],
	email: ["Code by email", "We send you a code each time."],
	question: ["Security question", "You answer a question that only you can answer."],
};

/** A person chooses what to set up. */
export const enrolmentPage = (look: Look, place: StepPlace, { stateToken, user, kinds, questions }: Choice): string => {
	const { say } = look.words;
	const hidden = carried(stateToken, place);
	return underWay(
		look,
		say("Set up another way to confirm that it is you"),
		place,
		user.profile.login,
		html`<p>${say("Your organisation asks for more than a password. Choose what suits you.")}</p>
${kinds.map((kind) => {
	const [title, why] = KINDS[kind] ?? [kind, ""];
	return html`<form class="way" method="post" action="${place.action}">
<h2>${say(title)}</h2>
<p class="quiet">${say(why)}</p>
${hidden}
<input type="hidden" name="kind" value="${kind}">
${kind === "question" && questionFields(look, questions)}
<button class="button second" type="submit" aria-label="${say("Set up")}: ${say(title)}">${say("Set up")}</button>
</form>`;
})}`,
	);
};

const questionFields = ({ words: { say, translate } }: Look, questions: Choice["questions"]): Html =>
	html`<label for="question">${say("Question")}</label>
<select id="question" name="question">${Object.entries(questions).map(([name, text]) => html`<option value="${name}">${translate(text)}</option>`)}</select>
<label for="answer">${say("Your answer")}</label>
<input id="answer" name="answer" type="password" autocomplete="off" required minlength="4" maxlength="100">`;

export interface SettingUpPage extends Enrolling {
	readonly kind: string;
	/** A picture of the address below, as a `data:` address. */
	readonly picture?: string | undefined;
	readonly sharedSecret?: string | undefined;
	readonly publicKey?: unknown;
	/** There is something else to choose. */
	readonly choice: boolean;
}

/** A person ends the setting up of a factor with a first proof. */
export const settingUpPage = (look: Look, place: StepPlace, step: SettingUpPage): string => {
	const { say } = look.words;
	const { kind, stateToken, user, choice } = step;
	const hidden = html`${carried(stateToken, place)}
<input type="hidden" name="activate" value="1">`;
	return underWay(
		look,
		say(TITLES[kind] ?? "Set up"),
		place,
		user.profile.login,
		html`${kind === "webauthn" ? passkeyForm(look, place.action, hidden, step.publicKey, "create") : codeForm(look, place.action, hidden, step)}
${
	kind !== "webauthn" &&
	html`<form method="post" action="${place.action}">
${carried(stateToken, place)}
<button class="button second" type="submit" name="kind" value="${kind}">${say(kind === "email" ? "Send another code" : "Show another QR code")}</button>
</form>`
}
${
	choice &&
	html`<form method="post" action="${place.action}">
${carried(stateToken, place)}
<button class="button second" type="submit" name="back" value="1">${say("Choose something else")}</button>
</form>`
}`,
		kind === "webauthn" ? passkeyScripts : [],
	);
};

const TITLES: Readonly<Record<string, string>> = {
	webauthn: "Make a passkey",
	totp: "Set up an authenticator app",
	email: "Confirm your email address",
};

const codeForm = ({ words: { say } }: Look, action: string, hidden: Html, { kind, picture, sharedSecret }: SettingUpPage): Html =>
	html`<form method="post" action="${action}">
${hidden}
${
	picture !== undefined &&
	html`<p>${say("Scan this with your authenticator app, then type the code that it shows.")}</p>
<p><img class="qr" src="${picture}" alt="${say("QR code for your authenticator app")}" width="220" height="220"></p>
<p class="small">${say("Or type this key into the app:")} <code class="key">${(sharedSecret ?? "").match(/.{1,4}/g)?.join(" ")}</code></p>`
}
${kind === "email" && html`<p>${say("A code is on its way to you. It works for a few minutes.")}</p>`}
<label for="code">${say(kind === "email" ? "Code from the email" : "Code of your authenticator app")}</label>
<input id="code" name="passCode" inputmode="numeric" autocomplete="one-time-code" required maxlength="50" autofocus>
<button class="button" type="submit">${say("Continue")}</button>
</form>`;

/** Recovery codes, shown once. `to`: where the sign-in goes on. */
export const recoveryCodesPage = (look: Look, codes: readonly string[], to: string): string => {
	const { say } = look.words;
	return page(
		look,
		say("Your recovery codes"),
		html`<h1>${say("Your recovery codes")}</h1>
<p>${say("Keep these for the day you lose your other ways in. Each of them works once. They are shown now and never again.")}</p>
<ul class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
<p><a class="button" href="${to}">${say("I have kept them")}</a></p>`,
	);
};
