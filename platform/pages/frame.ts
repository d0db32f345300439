import { html } from "#common/web/html.ts";

/** What the provider's page holds in a frame that nobody sees. It loads nothing. */
export const framedPage = (): string =>
	`<!doctype html>\n${html`<html lang="en"><head><meta charset="utf-8"><title>Signed out</title></head><body><p>Signed out.</p></body></html>`.markup}\n`;
