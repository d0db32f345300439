import { html } from "#common/web/html.ts";
import { page } from "./page.ts";

/** What came of connecting to a provider during the set-up. */
export const connectedPage = (issuer: string, obstacle: string | undefined): string =>
	obstacle === undefined
		? page(
				"Connected",
				html`<h1>You are the site admin</h1>
<p>This platform is connected to the identity provider at <strong>${issuer}</strong>. Whoever is assigned to it there can sign in here.</p>
<p><a class="button" href="/">Go to the platform</a></p>
<p class="foot"><a href="/manage/admin/authentication">Look at the settings</a></p>`,
			)
		: page(
				"Not connected",
				html`<h1>You are the site admin</h1>
<p>Connecting to the identity provider at <strong>${issuer}</strong> did not work. Nothing is lost: it can be done later.</p>
<div class="alert notice" role="status"><p>${obstacle}</p></div>
<p><a class="button" href="/manage/admin/authentication">Connect by hand</a></p>
<p class="foot"><a href="/">Go to the platform</a></p>`,
			);
