import { type Html, html } from "#common/web/html.ts";
import { page } from "./page.ts";
import type { SignInPage } from "./sign-in.ts";

/** What the sign-in waits for. */
export interface Step {
	readonly stateToken: string;
	readonly user: { readonly profile: { readonly login: string } };
	readonly factors: readonly {
		readonly id: string;
		readonly type: string;
		readonly profile: Readonly<Record<string, string>>;
	}[];
}

/** The second step of a sign-in: a code or an answer. */
export const stepPage = ({ action, next, error }: Pick<SignInPage, "action" | "next" | "error">, step: Step): string => {
	const hidden = html`<input type="hidden" name="stateToken" value="${step.stateToken}">
${next !== undefined && html`<input type="hidden" name="next" value="${next}">`}`;
	const alert = error && html`<div class="alert" role="alert"><p>${error}</p></div>`;
	const again = next === undefined ? action.replace(/\/next$/, "") : `/login?next=${encodeURIComponent(next)}`;
	return page(
		"Confirm that it is you",
		html`<h1>Confirm that it is you</h1>
<p class="quiet">Signing in as <strong>${step.user.profile.login}</strong></p>
${alert}
${step.factors.map((factor, place) => html`${place > 0 && html`<p class="or">or</p>`}${factorForm(action, hidden, factor, place === 0)}`)}
<p class="foot"><a href="${again}">Start again</a></p>`,
	);
};

const factorForm = (action: string, hidden: Html, { id, type, profile }: Step["factors"][number], first: boolean): Html =>
	html`<form method="post" action="${action}">
${hidden}
<input type="hidden" name="factorId" value="${id}">
${
	type === "question"
		? html`<label for="${id}">${profile["questionText"]}</label>
<input id="${id}" name="answer" type="password" autocomplete="off" required maxlength="500" ${first && html`autofocus`}>`
		: html`<label for="${id}">Code of your authenticator app</label>
<input id="${id}" name="passCode" inputmode="numeric" autocomplete="one-time-code" required maxlength="20" ${first && html`autofocus`}>`
}
<button class="button" type="submit">Continue</button>
</form>`;
