import { type Html, html } from "#common/web/html.ts";
import { renderPage } from "#common/web/pages/page.ts";

interface Parameter {
	readonly name: string;
	readonly in: string;
	readonly required: boolean;
	readonly schema: unknown;
}

interface Operation {
	readonly summary: string;
	readonly operationId: string;
	readonly tags: readonly string[];
	readonly security: readonly Readonly<Record<string, readonly string[]>>[];
	readonly parameters: readonly Parameter[];
	readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
}

/** As much of an OpenAPI document as the page shows. */
interface Document {
	readonly info: { readonly title: string; readonly description: string };
	readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

interface Call extends Operation {
	readonly method: string;
	readonly path: string;
}

/** In which order calls of one path are read. */
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const callsIn = ({ paths }: Document): readonly Call[] =>
	Object.entries(paths).flatMap(([path, methods]) =>
		Object.entries(methods)
			.map(([method, operation]) => ({ ...(operation as Operation), method: method.toUpperCase(), path }))
			.sort((one, other) => METHODS.indexOf(one.method) - METHODS.indexOf(other.method)),
	);

const INTERNAL = "For the console alone";
const DESCRIPTION = "This description";

/** What the parts of the API are called; any other goes by its part of the path. */
const PARTS: Readonly<Record<string, string>> = {
	users: "People",
	groups: "Groups and rules",
	apps: "Applications",
	authorizationServers: "Authorization servers",
	policies: "Policies",
	trustedOrigins: "Trusted origins",
	sessions: "Sessions",
	authn: "Sign-in",
	idp: "Own sessions",
	meta: "Schemas",
	iam: "Administrators",
	logs: "System Log",
	"api-tokens": "API tokens",
	"registration-tokens": "Registration tokens",
	org: "Organization",
	api: DESCRIPTION,
	"openapi.json": DESCRIPTION,
};

const partOf = ({ tags: [tag = ""] }: Call): string => (tag.startsWith("internal/") ? INTERNAL : (PARTS[tag] ?? tag));

/** People look for these first; the parts that are no part of Okta's API come last. */
const inOrder = (parts: readonly string[]): readonly string[] => {
	const order = [...Object.values(PARTS).filter((part) => part !== DESCRIPTION), INTERNAL, DESCRIPTION];
	const place = (part: string) => (order.includes(part) ? order.indexOf(part) : order.length - 2.5);
	return parts.toSorted((one, other) => place(one) - place(other));
};

const anchorOf = (part: string): string => part.toLowerCase().replace(/[^a-z0-9]+/g, "-");

/** Who may make a call, in a few words. */
const needs = ({ security }: Call): string => {
	if (security.length === 0) return "Anyone.";
	const scope = security.flatMap(({ oauth2 = [] }) => oauth2)[0];
	if (scope !== undefined) return `A session or API token with the permission, or an access token with ${scope}.`;
	return security.length === 1 ? "A session." : "A session or an API token.";
};

const json = (value: unknown): Html => html`<pre tabindex="0">${JSON.stringify(value, undefined, 2)}</pre>`;

const parameterRow = ({ name, in: where, required, schema }: Parameter): Html =>
	html`<tr><td><code>${name}</code></td><td>${where}${required ? ", required" : ""}</td><td><code>${JSON.stringify(schema)}</code></td></tr>`;

/** May go on in another line after each slash. */
const pathOf = ({ path }: Call): readonly Html[] =>
	path.split("/").map((part, place) => html`${place > 0 && html`/<wbr>`}${part}`);

/** The anchor stands inside, so that a link to it opens the call. */
const operation = (call: Call): Html => {
	const body = call.requestBody?.content["application/json"]?.schema;
	return html`<details class="call">
<summary><span class="method">${call.method}</span><span><code>${pathOf(call)}</code><br><span class="quiet">${call.summary}</span></span></summary>
<div id="${call.operationId}">
<p>${needs(call)} <a href="#${call.operationId}">Link to this call</a></p>
${
	call.parameters.length > 0 &&
	html`<table><thead><tr><th>Parameter</th><th>Where</th><th>Schema</th></tr></thead><tbody>${call.parameters.map(parameterRow)}</tbody></table>`
}
${body !== undefined && html`<h3>Body</h3>${json(body)}`}
</div>
</details>`;
};

/** The management API for people to read: every call, who may make it, and what it takes. */
export const apiPage = (document: Document): string => {
	const calls = callsIn(document);
	const parts = inOrder([...new Set(calls.map(partOf))]);
	const section = (part: string): Html =>
		html`<section aria-labelledby="${anchorOf(part)}"><h2 id="${anchorOf(part)}">${part}</h2>${calls.filter((call) => partOf(call) === part).map(operation)}</section>`;
	const content = html`<h1>${document.info.title}</h1>
<p class="quiet">${document.info.description}</p>
<p><a href="/admin">Console</a> · <a href="/api/v1/openapi.json">OpenAPI 3.1 document</a> · ${calls.length} calls</p>
<div class="reference">
<nav aria-label="Parts of the API"><ul class="parts">${parts.map((part) => html`<li><a href="#${anchorOf(part)}">${part}</a></li>`)}</ul></nav>
<div>${parts.map(section)}</div>
</div>`;
	return renderPage({ title: "API", product: "Signet", wide: true }, content);
};
