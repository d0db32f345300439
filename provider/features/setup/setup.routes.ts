import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { asFault, Fault } from "#common/faults/fault.ts";
import { clientOf } from "#common/web/client.ts";
import { cookieOptions } from "#common/web/cookies.ts";
import type { Limit } from "#common/web/limits.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { type SetupValues, setupPage } from "../../pages/password.ts";
import type { Looks } from "../looks/looks.ts";
import { BY_PASSWORD, startSession } from "../sessions/sessions.ts";
import { isSetupLinkLive, makeFirstAdministrator } from "./setup.ts";

export interface SetupNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly looks: Looks;
	readonly sessionCookie: string;
}

const GUESSES: Limit = { name: "setup", points: 30, duration: 60 };

const Token = Type.Object({ token: Type.String({ maxLength: 100 }) });
const text = (maxLength: number) => Type.String({ maxLength });
const Person = Type.Object(
	{ firstName: text(50), lastName: text(50), email: text(100), password: text(1000) },
	{ additionalProperties: false },
);

/** The page behind the set-up link, which makes the first administrator. */
export const mountSetup = (routes: ProviderRoutes, { db, url, looks, sessionCookie }: SetupNeeds): void => {
	const pageFor = (request: FastifyRequest, token: string, values: SetupValues, errors?: Readonly<Record<string, string>>) =>
		setupPage(looks.lookFor(request), `/setup/${encodeURIComponent(token)}`, values, errors);

	routes({
		method: "GET",
		url: "/setup/:token",
		family: "page",
		access: "anyone",
		limit: GUESSES,
		audit: "none",
		params: Token,
		handler: async ({ request, params: { token }, reply }) => {
			if (!(await isSetupLinkLive(db, token))) throw spent();
			return answerPage(reply, pageFor(request, token, { firstName: "", lastName: "", email: "" }));
		},
	});

	routes({
		method: "POST",
		url: "/setup/:token",
		family: "page",
		access: "anyone",
		limit: GUESSES,
		audit: "system.setup.complete",
		params: Token,
		body: Person,
		handler: async ({ request, params: { token }, body, reply, event }) => {
			try {
				const user = await makeFirstAdministrator(db, token, body);
				event.targets.push({ type: "User", id: user.id, name: user.profile.login });
				const cookie = await startSession(db, user.id, BY_PASSWORD, clientOf(request));
				return reply.setCookie(sessionCookie, cookie, cookieOptions(url)).redirect("/admin", 303);
			} catch (thrown) {
				const fault = asFault(thrown);
				if (fault.fields.length === 0) throw fault.code === "link_spent" ? spent() : thrown;
				event.refused = fault.code;
				const errors = Object.fromEntries(fault.fields.map(({ field, message }) => [field.replace("profile.", ""), message]));
				return answerPage(reply, pageFor(request, token, body, errors), fault.statusCode);
			}
		},
	});
};

const spent = (): Fault =>
	new Fault("link_spent", { description: "This set-up link has been used or has expired. Start Signet again for a new one." });
