import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { asFault, Fault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { connectedPage } from "../../pages/connected.ts";
import { setupPage } from "../../pages/password.ts";
import { recordAudit } from "../audit/audit.ts";
import type { Configuration, Registration, Validation } from "../authentication/authentication.ts";
import { type ChangeNeeds, connectTo } from "../door/door.ts";
import { type SessionNeeds, startSession } from "../sessions/sessions.ts";
import type { User } from "../users/users.ts";
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
	const obstacleTo = async (registration: Registration, user: User, request: FastifyRequest): Promise<string | undefined> => {
		const write = (result: "success" | "failure", detail: Readonly<Record<string, unknown>>, saved?: Configuration) =>
			recordAudit(db, {
				action: "authentication.connect",
				actor: user,
				address: request.ip,
				userAgent: request.headers["user-agent"] ?? "",
				target: saved && { type: "configuration", id: saved.id, name: saved.issuer },
				result,
				requestId: request.id,
				detail: { issuer: registration.issuer, ...detail },
			});
		try {
			const { saved, validation, changes } = await connectTo(needs, registration, user.name);
			if (saved === undefined) throw refusalOf(validation);
			await write("success", { changes }, saved);
			return undefined;
		} catch (thrown) {
			const { fields, description } = asFault(thrown);
			const obstacle = fields[0]?.message ?? description;
			await write("failure", { obstacle });
			return obstacle;
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
		handler: async ({ params: { token }, body, request, reply, event }) => {
			try {
				const user = await makeSiteAdmin(db, token, body);
				event.targets.push({ type: "user", id: user.id, name: user.email });
				const session = await startSession(needs, reply, { userId: user.id, method: "built-in" });
				event.actor = { ...user, session };
				if (offer === undefined || body.connect === undefined) return reply.redirect("/", 303);
				return answerPage(reply, connectedPage(offer.issuer, await obstacleTo(offer, user, request)));
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

const refusalOf = ({ checks }: Validation): Fault => {
	const said = checks.find(({ verdict }) => verdict === "refused")?.message;
	return new Fault("configuration_refused", said === undefined ? {} : { description: said });
};
