import { Type } from "typebox";
import { asFault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { setupPage } from "../../pages/password.ts";
import { type SessionNeeds, startSession } from "../sessions/sessions.ts";
import { isSetupLinkLive, makeSiteAdmin, spent } from "./setup.ts";

const GUESSES: Limit = { name: "setup", points: 30, duration: 60 };

const Token = Type.Object({ token: Type.String({ maxLength: 100 }) });
const text = (maxLength: number) => Type.String({ maxLength });
const Admin = Type.Object({ name: text(100), email: text(254), password: text(1000) }, { additionalProperties: false });

/** The page behind the set-up link. */
export const mountSetup = (routes: PlatformRoutes, needs: SessionNeeds): void => {
	const { db } = needs;
	const action = (token: string) => `/setup/${encodeURIComponent(token)}`;

	routes({
		method: "GET",
		url: "/setup/:token",
		family: "page",
		access: "anyone",
		limit: GUESSES,
		audit: "none",
		params: Token,
		handler: async ({ params: { token }, reply }) => {
			if (!(await isSetupLinkLive(db, token))) throw spent();
			return answerPage(reply, setupPage({ action: action(token), name: "", email: "" }));
		},
	});

	routes({
		method: "POST",
		url: "/setup/:token",
		family: "page",
		access: "anyone",
		limit: GUESSES,
		audit: "setup.complete",
		params: Token,
		body: Admin,
		handler: async ({ params: { token }, body, reply, event }) => {
			try {
				const user = await makeSiteAdmin(db, token, body);
				event.targets.push({ type: "user", id: user.id, name: user.email });
				const session = await startSession(needs, reply, { userId: user.id, method: "built-in" });
				event.actor = { ...user, session };
				return reply.redirect("/", 303);
			} catch (thrown) {
				const fault = asFault(thrown);
				if (fault.fields.length === 0) throw thrown;
				event.refused = fault.code;
				const errors = Object.fromEntries(fault.fields.map(({ field, message }) => [field, message]));
				const page = setupPage({ action: action(token), name: body.name, email: body.email, errors });
				return answerPage(reply, page, fault.statusCode);
			}
		},
	});
};
