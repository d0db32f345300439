import type { Html } from "#common/web/html.ts";
import { type PageOptions, renderPage } from "#common/web/pages/page.ts";
import type { Look } from "../features/looks/looks.ts";

/** A page of the provider, as text. `title` is in the look's language already. */
export const page = (
	{ words, brand, others }: Look,
	title: string,
	content: Html,
	options: Pick<PageOptions, "presses" | "scripts"> = {},
): string =>
	renderPage(
		{ title, product: brand.name, language: words.code, logo: brand.logo, colours: brand.colours, languages: others, ...options },
		content,
	);
