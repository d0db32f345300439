import type { Html } from "#common/web/html.ts";
import { type PageOptions, renderPage } from "#common/web/pages/page.ts";

/** A page of the provider, as text. */
export const page = (title: string, content: Html, options: Pick<PageOptions, "presses"> = {}): string =>
	renderPage({ title, product: "Signet", ...options }, content);
