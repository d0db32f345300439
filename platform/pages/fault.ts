import type { FaultCode } from "#common/faults/catalogue.ts";
import type { Advice, Fault } from "#common/faults/fault.ts";
import { type Html, html } from "#common/web/html.ts";
import { page } from "./page.ts";

const THESE = "the administrators of this platform";
const THOSE = "the administrators of your identity provider";

/** Whom to turn to, where the fault's own sentence does not say. */
const WHO: Partial<Record<FaultCode, string>> = {
	attempt_expired: "Nothing is wrong with your account, and nothing is lost. Start again with one click.",
	foreign_origin: "Open this platform by its own address and try again from there.",
	forbidden: "If you need this, ask the site admin for a role that includes it.",
	provider_misbehaved: `This is for ${THESE} and ${THOSE} to put right.`,
	provider_unreachable: "Try again in a moment. Administrators can sign in with email and password meanwhile.",
	internal: "This is for the administrator of this platform: the log has the details under the request id.",
};

/** Where it is known whose to change it is. */
const SIDES: Readonly<Record<Advice["side"], string>> = {
	platform: `If it stays so, ask ${THESE}.`,
	provider: `If it stays so, ask ${THOSE}, or those of this platform.`,
	person: `If it stays so, ask ${THESE}.`,
};

const AT_SIGN_IN: readonly FaultCode[] = [
	"account_refused",
	"attempt_expired",
	"provider_misbehaved",
	"provider_refused",
	"provider_unreachable",
	"too_many_attempts",
];

/**
 * The one page for people: what happened, whom to ask, the id that they can be given, one click onward. What administrators
 * have to change stands under that id in the audit log, and not here. `request` tells which way in it was.
 */
export const faultPage = (fault: Fault, requestId: string, request?: { readonly url: string }): string => {
	const atSignIn = AT_SIGN_IN.includes(fault.code);
	const title = titleOf(fault, atSignIn);
	return page(
		title,
		html`<h1>${title}</h1>
<p>${fault.description}</p>
${fault.fields.map(
	({ field, message, expected, actual }) => html`<p class="small"><strong>${field}</strong>: ${message}</p>
${value("Expected", expected)}${value("Given", actual)}`,
)}
${whom(fault)}
${atSignIn ? again(request?.url.startsWith("/oidc/") ?? false) : html`<p><a class="button" href="/">Go to the home page</a></p>`}
<dl class="facts"><dt>Request id</dt><dd><code>${requestId}</code></dd>${
			fault.code !== "attempt_expired" &&
			atSignIn &&
			html`<dd>Whoever helps you needs this id: it finds all about this sign-in under Manage &gt; Audit.</dd>`
		}</dl>`,
	);
};

const titleOf = ({ code, statusCode }: Fault, atSignIn: boolean): string => {
	if (code === "attempt_expired") return "This sign-in is over";
	if (atSignIn) return "You could not be signed in";
	return statusCode >= 500 ? "Something went wrong" : "This did not work";
};

const whom = ({ code, advice }: Fault): Html | false => {
	const said = WHO[code] ?? (advice && SIDES[advice.side]);
	return said !== undefined && html`<p class="quiet">${said}</p>`;
};

/** At the provider again, where that is how the person came; the other ways in are never further than one click either. */
const again = (atProvider: boolean): Html =>
	atProvider
		? html`<p><a class="button" href="/oidc/login">Try again</a></p>
<p class="foot"><a href="/login">Other ways to sign in</a></p>`
		: html`<p><a class="button" href="/login">Try again</a></p>`;

const value = (label: string, text: string | undefined): Html | false =>
	text !== undefined && html`<p class="small quiet">${label}: <code>${text}</code></p>`;
