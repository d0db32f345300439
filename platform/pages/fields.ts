import { type Html, html } from "#common/web/html.ts";

/** A labelled field, with its fault beneath where it has one. */
export const field = (
	name: string,
	label: string,
	attributes: Html,
	error?: string,
): Html => html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" required ${attributes} ${error && html`aria-invalid="true" aria-describedby="${name}-error"`}>
${error && html`<p class="field-error" id="${name}-error">${error}</p>`}`;

/** A password that is being chosen. */
export const chosen: Html = html`type="password" autocomplete="new-password" minlength="8" maxlength="1000"`;
