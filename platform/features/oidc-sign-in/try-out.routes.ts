import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { toProblem } from "#common/faults/writers.ts";
import type { Limit } from "#common/web/limits.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { CHECKS, DraftBody, draftOf, refusedIn } from "../authentication/authentication.ts";
import { type ChangeNeeds, check } from "../door/door.ts";
import { rememberBrowser } from "./browser.ts";
import type { OidcSignInNeeds } from "./oidc-sign-in.ts";
import { beginTest, getTest, prepareTest } from "./try-out.ts";

const TESTS: Limit = { name: "sign-in-tests", points: 60, duration: 60 };
const Id = Type.Object({ id: Type.String({ maxLength: 40 }) });

/** *Test sign-in*: prepared by the API, gone through in a second window, its result read by the API. */
export const mountTryOut = (routes: PlatformRoutes, needs: OidcSignInNeeds & ChangeNeeds): void => {
	const { db, seal, url } = needs;

	routes({
		method: "POST",
		url: "/api/v0/authentication/tests",
		family: "problem",
		access: "authentication.manage",
		limit: CHECKS,
		audit: "authentication.test",
		body: DraftBody,
		handler: async ({ body, actor, event, request, reply }) => {
			const draft = await draftOf(db, seal, body);
			if (draft.method !== "openid-connect") {
				throw new Fault("invalid_request", { fields: [{ field: "method", message: "Only OpenID Connect can be tested." }] });
			}
			const validation = await check(needs, draft);
			if (validation.refused) {
				event.refused = "configuration_refused";
				event.detail["refused"] = refusedIn(validation.checks);
				const description = "The test was not begun: at least one check was refused.";
				const written = toProblem(new Fault("configuration_refused", { description }), request.id);
				return reply
					.code(written.status)
					.type(written.contentType)
					.send(JSON.stringify({ ...written.body, checks: validation.checks }));
			}
			const id = await prepareTest(needs, draft, validation, actor);
			event.targets.push({ type: "configuration", id, name: draft.issuer });
			return reply.code(201).send({ id, address: `${url}/oidc/test/${id}` });
		},
	});

	routes({
		method: "GET",
		url: "/api/v0/authentication/tests/:id",
		family: "problem",
		access: "authentication.manage",
		limit: "unlimited",
		audit: "none",
		params: Id,
		handler: ({ params: { id }, actor }) => getTest(needs, id, actor),
	});

	routes({
		method: "GET",
		url: "/oidc/test/:id",
		family: "page",
		access: "authentication.manage",
		limit: TESTS,
		audit: "authentication.test",
		params: Id,
		handler: async ({ params: { id }, actor, request, reply }) =>
			reply.redirect(
				await beginTest(needs, id, actor, { browser: rememberBrowser(request, reply, url), requestId: request.id }),
				303,
			),
	});
};
