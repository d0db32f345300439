import type { Html } from "#common/web/html.ts";
import { renderPage } from "#common/web/pages/page.ts";

/** A page of the platform, as text. */
export const page = (title: string, content: Html): string => renderPage({ title, product: "Signet Platform" }, content);
