import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import type { PlatformRoutes } from "../../gate.ts";

/**
 * Forms that another site has the browser send here: a third party that begins a sign-in (Core 1.0 section 4 allows GET and POST),
 * and a provider that answers with `response_mode=form_post` (OAuth 2.0 Form Post Response Mode 1.0). Browsers keep `SameSite=Lax`
 * cookies back from such a form, and give them to the GET that it is answered with here, which does all there is to do.
 */

const FORMS: Limit = { name: "oidc/forms", points: 12_000, duration: 60 };

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const Initiation = Type.Object({ iss: text(1_000), login_hint: text(200), target_link_uri: text(2_000) });
/** As address they must fit into the 16 KiB that a request's head may have. */
const Response = Type.Object({
	code: text(4_000),
	state: text(500),
	iss: text(1_000),
	error: text(200),
	error_description: text(10_000),
	error_uri: text(1_000),
	session_state: text(500),
});
const LONGEST_DESCRIPTION = 1_000;

/** Only the members that the schema knows. */
const queryOf = (known: { readonly properties: object }, body: Readonly<Record<string, unknown>>): string =>
	new URLSearchParams(
		Object.keys(known.properties).flatMap((name): [string, string][] =>
			typeof body[name] === "string" ? [[name, body[name]]] : [],
		),
	).toString();

export const mountForeignForms = (routes: PlatformRoutes): void => {
	routes({
		method: "POST",
		url: "/oidc/login",
		family: "page",
		access: "anyone",
		limit: FORMS,
		audit: "none",
		// Begins nothing by itself; the GET it leads to may be linked to from anywhere.
		origin: "any",
		body: Initiation,
		handler: ({ body, reply }) => reply.redirect(`/oidc/login?${queryOf(Initiation, body)}`, 303),
	});

	routes({
		method: "POST",
		url: "/oidc/callback",
		family: "page",
		access: "anyone",
		limit: FORMS,
		audit: "none",
		// Finishes nothing by itself; the GET it leads to looks for the browser's own cookie and state.
		origin: "any",
		body: Response,
		handler: ({ body, reply }) => {
			const described = { ...body, error_description: body.error_description?.slice(0, LONGEST_DESCRIPTION) };
			return reply.redirect(`/oidc/callback?${queryOf(Response, described)}`, 303);
		},
	});
};
