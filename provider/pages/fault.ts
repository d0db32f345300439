import type { Fault } from "#common/faults/fault.ts";
import { html } from "#common/web/html.ts";
import type { Look } from "../features/looks/looks.ts";
import { page } from "./page.ts";

/** What went wrong, in a person's words, with the id under which the System Log has the rest. */
export const faultPage = (look: Look, fault: Pick<Fault, "description" | "fields" | "statusCode">, requestId: string): string => {
	const { say, translate } = look.words;
	const title = say(fault.statusCode >= 500 ? "Something went wrong" : "This did not work");
	return page(
		look,
		title,
		html`<h1>${title}</h1>
<p>${translate(fault.description)}</p>
${fault.fields.map(({ field, message }) => html`<p class="small"><code>${field}</code>: ${translate(message)}</p>`)}
<p class="quiet">${say("If you came from an application, go back to it and try again. If this happens again, tell your administrator this id.")}</p>
<p><a href="/">${say("Go to your applications")}</a></p>
<dl class="facts"><dt>${say("Request id")}</dt><dd><code>${requestId}</code></dd></dl>`,
	);
};
