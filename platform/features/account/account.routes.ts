import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { choosePassword } from "../passwords/passwords.ts";
import { sessionOfActor } from "../roles/roles.ts";
import { accessTokenOf, endSessionsOf, type Session, type SessionNeeds, startSession } from "../sessions/sessions.ts";
import { proveWithPassword } from "../sign-in/sign-in.ts";
import { getUser } from "../users/users.ts";

export interface AccountNeeds extends SessionNeeds {
	readonly limiter: Limiter;
	/** Whether the provider can end its own session too. */
	endsAtProvider(session: Session): Promise<boolean>;
	/** Renews the session's tokens where they have run out; undefined where it ended by that. */
	refreshFirst(session: Session, request: FastifyRequest): Promise<Session | undefined>;
	/** Whether people may read the provider's access token of their session. */
	accessTokensEnabled(): Promise<boolean>;
}

const CHANGES: Limit = { name: "account/password", points: 60, duration: 60 };

const text = Type.String({ maxLength: 1000 });
const Passwords = Type.Object({ currentPassword: text, newPassword: text }, { additionalProperties: false });

const shown = ({ id, method, issuer, created, expires }: Session) => ({ id, method, issuer, created, expires });

/** `/api/v0/me`: who is signed in, their own password, and the access token of their session. */
export const mountAccount = (routes: PlatformRoutes, needs: AccountNeeds): void => {
	const { db, limiter } = needs;

	routes({
		method: "GET",
		url: "/api/v0/me",
		family: "problem",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor }) => {
			const { id, email, username, name, roles, authType, session } = actor;
			return {
				id,
				email,
				username,
				name,
				roles,
				authType,
				// Who has to choose another one is nobody here before they did.
				mustChangePassword: false,
				session: session === undefined ? null : shown(session),
				canSignOutAtProvider: session !== undefined && (await needs.endsAtProvider(session)),
			};
		},
	});

	routes({
		method: "GET",
		url: "/api/v0/users/me/oidc-access-token",
		family: "problem",
		access: "signed-in",
		session: true,
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor, request, reply }) => {
			const session = sessionOfActor(actor);
			if (!(await needs.accessTokensEnabled()))
				throw new Fault("not_found", { description: "Access tokens are not enabled on this platform." });
			const fresh = await needs.refreshFirst(session, request);
			if (fresh === undefined) throw new Fault("not_signed_in");
			const token = await accessTokenOf(needs, fresh);
			if (token === undefined)
				throw new Fault("not_found", { description: "This session has no access token, or it has expired. Sign in again." });
			return reply.header("Cache-Control", "no-store").send({ accessToken: token.value, expires: token.expires });
		},
	});

	routes({
		method: "POST",
		url: "/api/v0/me/password",
		family: "problem",
		access: "signed-in",
		session: true,
		limit: CHANGES,
		audit: "password.change",
		body: Passwords,
		handler: async ({ actor, body, request, reply, event }) => {
			const user = await getUser(db, actor.id);
			event.targets.push({ type: "user", id: user.id, name: user.email });
			if (user.authType !== "built-in") {
				throw new Fault("conflict", { description: "Your password is kept at the identity provider. Change it there." });
			}
			const attempt = { email: user.email, password: body.currentPassword, address: request.ip };
			const proof = await proveWithPassword(db, limiter, attempt);
			if (proof === undefined) {
				throw fieldFault("invalid_request", "currentPassword", "This is not your present password.");
			}
			await choosePassword(db, user.id, proof.hash, body.newPassword, "newPassword");
			await endSessionsOf(db, user.id, "password-changed");
			await startSession(needs, reply, { userId: user.id, method: "built-in" });
			return reply.code(204).send();
		},
	});
};
