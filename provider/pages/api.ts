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

const callsIn = ({ paths }: Document): readonly Call[] =>
	Object.entries(paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => ({ ...(operation as Operation), method: method.toUpperCase(), path })),
	);

/** Who may make a call, in a few words. */
const needs = ({ security }: Call): string => {
	if (security.length === 0) return "Anyone.";
	const scope = security.flatMap(({ oauth2 = [] }) => oauth2)[0];
	if (scope !== undefined) return `A session or API token with the permission, or an access token with ${scope}.`;
	return security.length === 1 ? "A session." : "A session or an API token.";
};

const json = (value: unknown): Html => html`<pre>${JSON.stringify(value, undefined, 2)}</pre>`;

const parameterRow = ({ name, in: where, required, schema }: Parameter): Html =>
	html`<tr><td><code>${name}</code></td><td>${where}${required ? ", required" : ""}</td><td><code>${JSON.stringify(schema)}</code></td></tr>`;

const operation = (call: Call): Html => {
	const body = call.requestBody?.content["application/json"]?.schema;
	return html`<details class="call" id="${call.operationId}">
<summary><span class="method">${call.method}</span> <code>${call.path}</code> <span class="quiet">${call.summary}</span></summary>
<p>${needs(call)}</p>
${
	call.parameters.length > 0 &&
	html`<table><thead><tr><th>Parameter</th><th>Where</th><th>Schema</th></tr></thead><tbody>${call.parameters.map(parameterRow)}</tbody></table>`
}
${body !== undefined && html`<h3>Body</h3>${json(body)}`}
</details>`;
};

/** The management API for people to read: every call, who may make it, and what it takes. */
export const apiPage = (document: Document): string => {
	const calls = callsIn(document);
	const tags = [...new Set(calls.flatMap((call) => call.tags))];
	const section = (tag: string): Html =>
		html`<section aria-labelledby="tag-${tag}"><h2 id="tag-${tag}">${tag}</h2>${calls.filter((call) => call.tags.includes(tag)).map(operation)}</section>`;
	const content = html`<h1>${document.info.title}</h1>
<p class="quiet">${document.info.description}</p>
<p><a href="/api/v1/openapi.json">OpenAPI 3.1 document</a> · ${calls.length} calls · <a href="/admin">Console</a></p>
<nav aria-label="Parts of the API"><ul class="parts">${tags.map((tag) => html`<li><a href="#tag-${tag}">${tag}</a></li>`)}</ul></nav>
${tags.map(section)}`;
	return renderPage({ title: "API", product: "Signet", wide: true }, content);
};
