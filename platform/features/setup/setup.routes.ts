import { Type } from "typebox";
import { asFault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { connectedPage } from "../../pages/connected.ts";
import { setupPage } from "../../pages/password.ts";
import type { Registration } from "../authentication/authentication.ts";
import { type ChangeNeeds, connectTo } from "../door/door.ts";
import { type SessionNeeds, startSession } from "../sessions/sessions.ts";
import { isSetupLinkLive, makeSiteAdmin, spent } from "./setup.ts";

const GUESSES: Limit = { name: "setup", points: 30, duration: 60 };

const Token = Type.Object({ token: Type.String({ maxLength: 100 }) });
const text = (maxLength: number) => Type.String({ maxLength });
const Admin = Type.Object(
	{ name: text(100), email: text(254), password: text(1000), connect: Type.Optional(Type.Literal("1")) },
	{ additionalProperties: false },
);

export interface SetupNeeds extends SessionNeeds, ChangeNeeds {
	/** A provider that was started beside this platform, and what it takes to register there. */
	readonly offer: Registration | undefined;
}

/** The page behind the set-up link. */
export const mountSetup = (routes: PlatformRoutes, needs: SetupNeeds): void => {
	const { db } = needs;
	const { offer } = needs;
	const offered = (chosen: boolean) => (offer === undefined ? undefined : { issuer: offer.issuer, chosen });
	const action = (token: string) => `/setup/${encodeURIComponent(token)}`;

	/** Registers the platform; answers why that did not work, where it did not. */
	const obstacleTo = async (registration: Registration, by: string): Promise<string | undefined> => {
		try {
			const { saved, validation } = await connectTo(needs, registration, by);
			return saved === undefined ? validation.checks.find(({ verdict }) => verdict === "refused")?.message : undefined;
		} catch (thrown) {
			const { fields, description } = asFault(thrown);
			return fields[0]?.message ?? description;
		}
	};

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
			return answerPage(reply, setupPage({ action: action(token), name: "", email: "", offer: offered(true) }));
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
				if (offer === undefined || body.connect === undefined) return reply.redirect("/", 303);
				return answerPage(reply, connectedPage(offer.issuer, await obstacleTo(offer, user.name)));
			} catch (thrown) {
				const fault = asFault(thrown);
				if (fault.fields.length === 0) throw thrown;
				event.refused = fault.code;
				const errors = Object.fromEntries(fault.fields.map(({ field, message }) => [field, message]));
				const page = setupPage({
					action: action(token),
					name: body.name,
					email: body.email,
					errors,
					offer: offered(body.connect !== undefined),
				});
				return answerPage(reply, page, fault.statusCode);
			}
		},
	});
};
