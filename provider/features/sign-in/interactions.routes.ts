import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { deniedPage, refusedPage } from "../../pages/refused.ts";
import { signInPage } from "../../pages/sign-in.ts";
import { administratorAddresses, personOf } from "../administrators/administrators.ts";
import { findApplication, logoAddress } from "../applications/applications.ts";
import { methodsOfAmr, NOTHING } from "../assurance/assurance.ts";
import { beginAuthn } from "../authn/authn.ts";
import { readSession } from "../sessions/sessions.ts";
import { findUser } from "../users/users.ts";
import type { Place } from "./arrival.routes.ts";
import { ByPasskey, Credentials, Step } from "./sign-in.requests.ts";
import type { SignInNeeds } from "./sign-in.routes.ts";
import { asksAnew, type Interaction } from "./sign-in.ts";

/** Against floods only: a whole office may sit behind one address. */
const PAGES: Limit = { name: "sign-in/interactions", points: 6_000, duration: 60 };

const Uid = Type.Object({ uid: Type.String({ maxLength: 100 }) });

/** The way in to an application, which the engine has sent the browser on: `/login/{uid}`. */
export const mountInteractions = (routes: ProviderRoutes, needs: SignInNeeds): void => {
	const base = { family: "page", access: "anyone", limit: PAGES, params: Uid } as const;
	const { db, looks, interactions, sessionCookie, endSession, entry } = needs;

	const applicationOf = async ({ applicationId }: Interaction) => {
		const application = await findApplication(db, applicationId);
		return application && { label: application.label, logo: await logoAddress(db, application.id) };
	};

	/** Where a person signs in on the way to an application. */
	const placeAt = async (request: FastifyRequest, reply: FastifyReply, interaction: Interaction): Promise<Place> => {
		const { uid, acrs, applicationId } = interaction;
		const action = `/login/${uid}`;
		return {
			look: looks.lookFor(request, interaction),
			action,
			application: await applicationOf(interaction),
			applicationId,
			asked: { demand: NOTHING, acrs },
			uid,
			async welcome({ user, authentication, raises }) {
				if (raises !== undefined && asksAnew(interaction)) return action;
				const cookie = request.cookies[sessionCookie];
				const session = await readSession(db, cookie);
				if (raises !== undefined && session?.uid !== raises) return action;
				const since = raises === undefined ? undefined : session?.loginTs;
				const to = await interactions.signedIn(request, reply, user.id, authentication, since);
				if (cookie && session?.accountId !== undefined && session.accountId !== user.id) await endSession(cookie);
				return to;
			},
		};
	};

	routes({
		...base,
		method: "GET",
		url: "/login/:uid",
		audit: "user.session.start",
		handler: async (call) => {
			const { request, reply, event } = call;
			event.nothingDone = true;
			const interaction = await interactions.read(request, reply);
			if (["assignment", "policy"].includes(interaction.prompt)) return reply.redirect(`/login/${interaction.uid}/refused`, 303);
			const session = await readSession(db, request.cookies[sessionCookie]);
			const user = session?.accountId ? await findUser(db, session.accountId) : undefined;
			const place = await placeAt(request, reply, interaction);
			if (session && user?.status === "ACTIVE" && !asksAnew(interaction)) {
				if (interaction.prompt === "factor") {
					// Only a factor is missing: what the session proved is not asked for again.
					const beginning = { user, proven: methodsOfAmr(session.amr ?? []), session: session.uid, asked: place.asked };
					event.nothingDone = false;
					const origin = entry.originOf(request, place);
					return entry.goOn({ ...call, body: {} }, place, await beginAuthn(needs, { ...beginning, origin }));
				}
				// Another tab has signed the person in meanwhile: the engine looks at the session that there is now.
				return reply.redirect(await interactions.restart(request, reply), 303);
			}
			const login = interaction.loginHint ?? user?.profile.login ?? "";
			return answerPage(reply, signInPage(place.look, { ...place, login, again: user !== undefined }));
		},
	});

	routes({
		...base,
		method: "POST",
		url: "/login/:uid",
		audit: "user.session.start",
		body: Credentials,
		handler: async (call) =>
			entry.byPassword(call, await placeAt(call.request, call.reply, await interactions.read(call.request, call.reply))),
	});

	routes({
		...base,
		method: "POST",
		url: "/login/:uid/passkey",
		audit: "user.session.start",
		body: ByPasskey,
		handler: async (call) =>
			entry.byPasskey(call, await placeAt(call.request, call.reply, await interactions.read(call.request, call.reply))),
	});

	routes({
		...base,
		method: "POST",
		url: "/login/:uid/next",
		audit: "user.session.start",
		body: Step,
		handler: async (call) =>
			entry.step(call, await placeAt(call.request, call.reply, await interactions.read(call.request, call.reply))),
	});

	routes({
		method: "GET",
		url: "/login/:uid/refused",
		family: "page",
		access: "signed-in",
		limit: PAGES,
		audit: "application.policy.sign_on.deny_access",
		params: Uid,
		handler: async ({ request, reply, actor, event }) => {
			const interaction = await interactions.read(request, reply);
			const label = (await findApplication(db, interaction.applicationId))?.label ?? "this application";
			event.targets.push({ type: "AppInstance", id: interaction.applicationId, name: label });
			if (interaction.prompt === "policy") {
				event.refused = "sign_in_denied";
				event.detail["rules"] = interaction.rules;
				const { description } = new Fault("sign_in_denied");
				const denied = deniedPage(looks.lookFor(request, interaction), {
					description,
					person: personOf(actor).login,
					requestId: request.id,
					application: { uid: interaction.uid, label },
					restart: "/login",
				});
				return answerPage(reply, denied, 403);
			}
			event.refused = "not_assigned";
			const administrators = await administratorAddresses(db);
			const page = refusedPage(looks.lookFor(request, interaction), {
				uid: interaction.uid,
				application: label,
				person: personOf(actor).login,
				administrators,
				requestId: request.id,
			});
			return answerPage(reply, page, 403);
		},
	});

	routes({
		...base,
		method: "POST",
		url: "/login/:uid/refuse",
		audit: "none",
		handler: async ({ request, reply }) => {
			const { prompt } = await interactions.read(request, reply);
			const why =
				prompt === "assignment"
					? "The person is not assigned to this application."
					: "The organisation's policy does not let the person sign in.";
			return reply.redirect(await interactions.refuse(request, reply, why), 303);
		},
	});

	routes({
		...base,
		method: "POST",
		url: "/login/:uid/restart",
		audit: "user.session.end",
		handler: async ({ request, reply }) => {
			const to = await interactions.restart(request, reply);
			const cookie = request.cookies[sessionCookie];
			if (cookie) await endSession(cookie);
			return reply.redirect(to, 303);
		},
	});
};
