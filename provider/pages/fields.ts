import { type Html, html } from "#common/web/html.ts";
import type { Look } from "../features/looks/looks.ts";

/** By the name of the field. */
export type Errors = Readonly<Record<string, string>>;

/** A field of a form, with what was wrong with it. */
export const field = (
	{ words }: Look,
	name: string,
	label: string,
	attributes: Html,
	errors: Errors,
): Html => html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" required ${attributes} ${errors[name] && html`aria-invalid="true" aria-describedby="${name}-error"`}>
${errors[name] && html`<p class="field-error" id="${name}-error">${words.translate(errors[name])}</p>`}`;

export const newPassword = (minLength: number): Html =>
	html`type="password" autocomplete="new-password" minlength="${minLength}" maxlength="1000"`;

export const lengthHint = ({ words: { say } }: Look, count: number): Html =>
	html`<p class="small quiet">${say("At least {count} characters. A few random words make a good one.", { count })}</p>`;
