import { type Html, html } from "#common/web/html.ts";
import { page } from "./page.ts";

export interface SignInPage {
	/** Where to go afterwards: a path of our own. */
	readonly next: string;
	/** The administrators' way in was asked for. */
	readonly admin: boolean;
	readonly email: string;
	readonly error?: string | undefined;
	/** What the error is found by in the audit log. */
	readonly requestId?: string | undefined;
	/** Why the person is here again, or what came of a sign-out. */
	readonly notice?: string | undefined;
	/** How the OpenID Connect provider is; undefined where none is configured. */
	readonly provider: { readonly status: string; readonly reason: string | null; readonly since: string | null } | undefined;
	/** The form is only for those who run the site. */
	readonly builtInDisabled: boolean;
}

/** The way in: at the provider, with a password, or both, as the administrator chose. */
export const signInPage = (shown: SignInPage): string => {
	const { next, admin, error, requestId, notice, provider, builtInDisabled } = shown;
	const showsForm = !builtInDisabled || admin;
	const showsProvider = provider !== undefined && !(builtInDisabled && admin);
	const to = (address: string) => `${address}${address.includes("?") ? "&" : "?"}next=${encodeURIComponent(next)}`;
	return page(
		"Sign in",
		html`<h1>${builtInDisabled && admin ? "Admin Login" : "Sign in"}</h1>
${builtInDisabled && admin && html`<p class="quiet">For the site admin and site managers, with email and password.</p>`}
${provider?.status === "failing" && outage(provider.reason, provider.since, builtInDisabled && !admin)}
${notice !== undefined && html`<div class="alert notice" role="status"><p>${notice}</p></div>`}
${error !== undefined && html`<div class="alert" role="alert"><p>${error}</p></div>`}
${requestId !== undefined && html`<p class="small quiet">Request id: <code>${requestId}</code></p>`}
${showsProvider && html`<a class="button" href="${to("/oidc/login")}">OpenID Connect</a>`}
${showsProvider && showsForm && html`<p class="or">or with a password</p>`}
${showsForm && form(shown, showsProvider)}
${builtInDisabled && html`<p class="foot"><a href="${to(admin ? "/login" : "/login?admin=1")}">${admin ? "Back to sign-in" : "Admin Login"}</a></p>`}`,
	);
};

const form = ({ next, admin, email }: SignInPage, second: boolean): Html => html`<form method="post" action="/login">
<input type="hidden" name="next" value="${next}">
${admin && html`<input type="hidden" name="admin" value="1">`}
<label for="email">Email</label>
<input id="email" name="email" type="email" value="${email}" autocomplete="username" required maxlength="254" ${!second && email === "" && html`autofocus`}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1000" ${email !== "" && html`autofocus`}>
<button class="${second ? "button second" : "button"}" type="submit">Sign in</button>
</form>`;

const outage = (
	reason: string | null,
	since: string | null,
	offersAdmin: boolean,
): Html => html`<div class="alert notice" role="status">
<p><strong>The identity provider has not answered as it should${since !== null && html` since ${moment(since)}`}.</strong></p>
${reason !== null && html`<p>${reason}</p>`}
<p>${offersAdmin ? "Administrators can still get in by Admin Login, below." : "Administrators can still sign in with email and password."}</p>
</div>`;

const FORMAT = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

const moment = (iso: string): Html => html`<time datetime="${iso}">${FORMAT.format(new Date(iso))} UTC</time>`;
