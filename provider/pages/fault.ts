import type { Fault } from "#common/faults/fault.ts";
import { html } from "#common/web/html.ts";
import { page } from "./page.ts";

/** What went wrong, in a person's words, with the id under which the System Log has the rest. */
export const faultPage = (fault: Pick<Fault, "description" | "fields" | "statusCode">, requestId: string): string =>
	page(
		fault.statusCode >= 500 ? "Something went wrong" : "This did not work",
		html`<h1>${fault.statusCode >= 500 ? "Something went wrong" : "This did not work"}</h1>
<p>${fault.description}</p>
${fault.fields.map(({ field, message }) => html`<p class="small"><code>${field}</code>: ${message}</p>`)}
<p class="quiet">If you came from an application, go back to it and try again. If this happens again, tell your administrator
this id.</p>
<p><a href="/">Go to your applications</a></p>
<dl class="facts"><dt>Request id</dt><dd><code>${requestId}</code></dd></dl>`,
	);
