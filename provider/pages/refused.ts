import { html } from "#common/web/html.ts";
import { page } from "./page.ts";

export interface RefusedPage {
	readonly uid: string;
	readonly application: string;
	readonly person: string;
	readonly administrators: readonly string[];
	readonly requestId: string;
}

/** A person who is signed in but not assigned: says so, to whom to turn, and lets them go back or be somebody else. */
export const refusedPage = ({ uid, application, person, administrators, requestId }: RefusedPage): string =>
	page(
		"Not assigned",
		html`<h1>You are not assigned to ${application}</h1>
<p>You are signed in as <strong>${person}</strong>, and this account may not use <strong>${application}</strong>.</p>
<p>Ask an administrator to assign you, or a group you are in, to the application${
			administrators.length > 0 &&
			html`: ${administrators.map((email, at) => html`${at > 0 && ", "}<a href="mailto:${email}">${email}</a>`)}`
		}.</p>
<form method="post" action="/login/${uid}/refuse"><button class="button" type="submit">Back to ${application}</button></form>
<form method="post" action="/login/${uid}/restart"><button class="button second" type="submit">Sign in as somebody else</button></form>
<dl class="facts"><dt>Request id</dt><dd><code>${requestId}</code></dd></dl>`,
	);
