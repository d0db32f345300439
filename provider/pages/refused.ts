import { filled, html } from "#common/web/html.ts";
import type { Look } from "../features/looks/looks.ts";
import { page } from "./page.ts";

export interface RefusedPage {
	readonly uid: string;
	readonly application: string;
	readonly person: string;
	readonly administrators: readonly string[];
	readonly requestId: string;
}

/** A person who is signed in but not assigned: says so, to whom to turn, and lets them go back or be somebody else. */
export const refusedPage = (look: Look, { uid, application, person, administrators, requestId }: RefusedPage): string => {
	const { say } = look.words;
	const parts = { application: html`<strong>${application}</strong>`, person: html`<strong>${person}</strong>` };
	const addresses = administrators.map((email, at) => html`${at > 0 && ", "}<a href="mailto:${email}">${email}</a>`);
	return page(
		look,
		say("Not assigned"),
		html`<h1>${say("You are not assigned to {application}", { application })}</h1>
<p>${filled(say("You are signed in as {person}, and this account may not use {application}."), parts)}</p>
<p>${say("Ask an administrator to assign you, or a group you are in, to the application.")}</p>
${administrators.length > 0 && html`<p>${addresses}</p>`}
<form method="post" action="/login/${uid}/refuse"><button class="button" type="submit">${say("Back to {application}", { application })}</button></form>
<form method="post" action="/login/${uid}/restart"><button class="button second" type="submit">${say("Sign in as somebody else")}</button></form>
<dl class="facts"><dt>${say("Request id")}</dt><dd><code>${requestId}</code></dd></dl>`,
	);
};

export interface DeniedPage {
	/** What the organisation says, as a fault describes it. */
	readonly description: string;
	readonly person: string;
	readonly requestId: string;
	/** The application's sign-in, which can be told. */
	readonly application?: { readonly uid: string; readonly label: string } | undefined;
	/** Where somebody else may sign in. */
	readonly restart: string;
}

/** A person whom a policy does not let in: says so, with the id under which the System Log has the rule. */
export const deniedPage = (look: Look, { description, person, requestId, application, restart }: DeniedPage): string => {
	const { say, translate } = look.words;
	return page(
		look,
		say("You cannot sign in here"),
		html`<h1>${say("You cannot sign in here")}</h1>
<p>${translate(description)}</p>
<p class="quiet">${filled(say("Your account is {person}."), { person: html`<strong>${person}</strong>` })} ${say("If you think that this is wrong, tell your administrator the id below.")}</p>
${
	application &&
	html`<form method="post" action="/login/${application.uid}/refuse"><button class="button" type="submit">${say("Back to {application}", { application: application.label })}</button></form>
<form method="post" action="/login/${application.uid}/restart"><button class="button second" type="submit">${say("Sign in as somebody else")}</button></form>`
}
${!application && html`<p><a class="button second" href="${restart}">${say("Sign in as somebody else")}</a></p>`}
<dl class="facts"><dt>${say("Request id")}</dt><dd><code>${requestId}</code></dd></dl>`,
	);
};
