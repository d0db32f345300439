import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { asFault, Fault } from "#common/faults/fault.ts";
import { framableBy } from "#common/web/headers.ts";
import type { Limit } from "#common/web/limits.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { framedPage } from "../../pages/frame.ts";
import { recordAudit } from "../audit/audit.ts";
import { findUser } from "../users/users.ts";
import { type LogoutNeeds, type SignedOut, signOutBySession, signOutByToken } from "./logout.ts";

/** One provider signs out all its people from one address, and does not try again: generous. */
const TOKENS: Limit = { name: "logout/tokens", points: 6_000, duration: 60 };
/** A browser's, one for each sign-out. */
const FRAMES: Limit = { name: "logout/frames", points: 600, duration: 60 };

const LogoutBody = Type.Object({ logout_token: Type.String({ minLength: 1, maxLength: 20_000 }) });
const Frame = Type.Object({
	iss: Type.String({ minLength: 1, maxLength: 1_000 }),
	sid: Type.String({ minLength: 1, maxLength: 255 }),
});

/** `/oidc/backchannel-logout` and `/oidc/frontchannel-logout`: the provider says that somebody has signed out there. */
export const mountLogout = (routes: PlatformRoutes, needs: LogoutNeeds): void => {
	const { db } = needs;

	const targetOf = async ({ userId }: SignedOut) => {
		const user = userId === undefined ? undefined : await findUser(db, userId);
		return user && { type: "user", id: user.id, name: user.email };
	};
	// Never the sid: whoever knows it could end the session it names.
	const detailOf = ({ issuer, ended }: SignedOut, channel: "back" | "front") => ({ channel, issuer, ended });

	routes({
		method: "POST",
		url: "/oidc/backchannel-logout",
		family: "oauth",
		access: "anyone",
		limit: TOKENS,
		audit: "sign-out.provider",
		body: LogoutBody,
		handler: async ({ body, reply, event }) => {
			try {
				const done = await signOutByToken(needs, body.logout_token);
				const target = await targetOf(done);
				if (target) event.targets.push(target);
				Object.assign(event.detail, detailOf(done, "back"));
				return reply.code(200).header("Cache-Control", "no-store").send();
			} catch (thrown) {
				const { code, detail } = asFault(thrown);
				event.stray = code === "logout_refused";
				Object.assign(event.detail, { channel: "back", ...(code === "logout_refused" ? { rule: detail } : {}) });
				throw thrown;
			}
		},
	});

	/**
	 * A GET that changes something, since that is what Front-Channel Logout 1.0 section 2 has the provider's page load in a frame.
	 * It may do so because the `sid` is a secret between the provider, this platform and the browser concerned: who knows it can do
	 * no more than sign that browser out, and nobody can guess it. Cookies play no part in it. From another site a browser
	 * sends none with a frame; and were they taken in place of the `sid`, any page could sign its visitors out.
	 */
	routes({
		method: "GET",
		url: "/oidc/frontchannel-logout",
		family: "page",
		access: "anyone",
		limit: FRAMES,
		// Only what ended something is told of: the address is open to anybody who invents a sid.
		audit: "none",
		query: Frame,
		handler: async ({ query: { iss, sid }, request, reply }) => {
			const done = await signOutBySession(db, iss, sid);
			if (done === undefined) {
				throw new Fault("invalid_request", {
					fields: [{ field: "iss", message: "This platform does not sign people in there." }],
				});
			}
			if (done.ended > 0) await record(request, done);
			return answerFrame(reply, done.issuer);
		},
	});

	const record = async ({ id, ip, headers }: FastifyRequest, done: SignedOut): Promise<void> =>
		recordAudit(db, {
			action: "sign-out.provider",
			actor: undefined,
			address: ip,
			userAgent: headers["user-agent"] ?? "",
			target: await targetOf(done),
			result: "success",
			requestId: id,
			detail: detailOf(done, "front"),
		});
};

const answerFrame = (reply: FastifyReply, issuer: string): FastifyReply => {
	framableBy(reply.raw, new URL(issuer).origin);
	return answerPage(reply, framedPage());
};
