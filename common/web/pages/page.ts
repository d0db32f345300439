import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyInstance, FastifyReply } from "fastify";
import { type Html, html } from "../html.ts";

const asset = (name: string, type: string) => {
	const body = readFileSync(new URL(name, import.meta.url));
	const version = createHash("sha256").update(body).digest("base64url").slice(0, 12);
	return { path: `/pages/${version}/${name}`, body, type };
};

const style = asset("pages.css", "text/css; charset=utf-8");
const icon = asset("icon.svg", "image/svg+xml");
const submit = asset("submit.js", "text/javascript; charset=utf-8");

/** Serves what the rendered pages need: a style sheet, an icon, and a script that no page depends on. */
export const mountPageAssets = (app: FastifyInstance): void => {
	for (const { path, body, type } of [style, icon, submit]) {
		app.get(path, (_request, reply) =>
			reply.type(type).header("Cache-Control", "public, max-age=31536000, immutable").send(body),
		);
	}
};

export interface PageOptions {
	readonly title: string;
	/** The half's name beside the mark. */
	readonly product: string;
	/** For what is read, rather than filled in. */
	readonly wide?: boolean;
	/** Presses the button marked `data-press` at once where JavaScript runs. */
	readonly presses?: boolean;
	/** BCP 47; English where it is left out. */
	readonly language?: string;
	/** Address of a picture instead of the mark. */
	readonly logo?: string | undefined;
	/** Address of a style sheet that comes last. */
	readonly colours?: string | undefined;
	/** The same page in other languages. */
	readonly languages?: readonly { readonly code: string; readonly name: string; readonly href: string }[] | undefined;
	/** Addresses of scripts; no page depends on them. */
	readonly scripts?: readonly string[];
}

/** A whole page around `content`, as text. */
export const renderPage = (options: PageOptions, content: Html): string => {
	const { title, product, presses, wide, language = "en", logo, colours, languages = [], scripts = [] } = options;
	return `<!doctype html>\n${
		html`<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${product}</title>
<link rel="icon" href="${icon.path}" type="image/svg+xml">
<link rel="stylesheet" href="${style.path}">
${colours !== undefined && html`<link rel="stylesheet" href="${colours}">`}
${[...(presses ? [submit.path] : []), ...scripts].map((address) => html`<script src="${address}" defer></script>`)}
</head>
<body>
<main${wide ? html` class="wide"` : undefined}>
<p class="brand">${logo === undefined ? mark : html`<img src="${logo}" alt="">`}<span>${product}</span></p>
<div class="card">
${content}
</div>
${languages.length > 0 && html`<p class="languages">${languages.map(({ code, name, href }) => html`<a href="${href}" lang="${code}" hreflang="${code}">${name}</a>`)}</p>`}
</main>
</body>
</html>`.markup
	}\n`;
};

const mark = html`<svg viewBox="0 0 28 28" fill="none" aria-hidden="true"><circle cx="14" cy="14" r="12.5" stroke="currentColor" stroke-width="3"/><circle cx="14" cy="11.5" r="4" fill="currentColor"/><path d="M11.5 14h5l1.5 7h-8z" fill="currentColor"/></svg>`;

/** Sends `page` so that no cache keeps it. */
export const answerPage = (reply: FastifyReply, page: string, status = 200): FastifyReply =>
	reply.code(status).type("text/html; charset=utf-8").header("Cache-Control", "no-store").send(page);
