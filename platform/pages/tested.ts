import { html } from "#common/web/html.ts";
import { page } from "./page.ts";

/** The second window of a *Test sign-in*, when the provider has sent it back. */
export const testedPage = (passed: boolean): string =>
	page(
		passed ? "The test passed" : "The test did not pass",
		html`<h1>${passed ? "The test passed" : "The test did not pass"}</h1>
<p>${
			passed
				? "The sign-in works on these values. Nothing was saved, and nobody was signed in."
				: "The Authentication page says what went wrong, and who must change what."
		}</p>
<p class="quiet">Close this window and go back to the Authentication page: the whole result is there.</p>`,
	);
