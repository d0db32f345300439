import type { FaultCode } from "#common/faults/catalogue.ts";
import type { Fault } from "#common/faults/fault.ts";
import { type Html, html } from "#common/web/html.ts";
import { page } from "./page.ts";

/** Who must do something about it, where the fault's own sentence does not say. */
const WHO: Partial<Record<FaultCode, string>> = {
	attempt_expired: "Nothing is wrong with your account. Start again from the sign-in page.",
	foreign_origin: "Open this platform by its own address and try again from there.",
	forbidden: "If you need this, ask the site admin for a role that includes it.",
	provider_misbehaved: "This is for the administrators of this platform and of the identity provider to put right.",
	provider_unreachable: "Try again in a moment. Administrators can sign in with email and password meanwhile.",
	internal: "This is for the administrator of this platform: the log has the details under the request id.",
};

const AT_SIGN_IN: readonly FaultCode[] = [
	"account_refused",
	"attempt_expired",
	"provider_misbehaved",
	"provider_refused",
	"provider_unreachable",
	"too_many_attempts",
];

/** What happened, with what was expected and given, who must change what, and the id under which the log has the rest. */
export const faultPage = (fault: Fault, requestId: string): string => {
	const title = fault.statusCode >= 500 ? "Something went wrong" : "This did not work";
	const who = WHO[fault.code];
	return page(
		title,
		html`<h1>${title}</h1>
<p>${fault.description}</p>
${fault.fields.map(
	({ field, message, expected, actual }) => html`<p class="small"><strong>${field}</strong>: ${message}</p>
${value("Expected", expected)}${value("Given", actual)}`,
)}
${who !== undefined && html`<p class="quiet">${who}</p>`}
<p>${
			AT_SIGN_IN.includes(fault.code)
				? html`<a class="button" href="/login">Try again</a>`
				: html`<a class="button" href="/">Go to the home page</a>`
		}</p>
<dl class="facts"><dt>Request id</dt><dd><code>${requestId}</code></dd></dl>`,
	);
};

const value = (label: string, text: string | undefined): Html | false =>
	text !== undefined && html`<p class="small quiet">${label}: <code>${text}</code></p>`;
