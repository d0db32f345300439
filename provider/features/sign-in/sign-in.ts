/**
 * Sign-in: how a person proves who they are, on the way to an application or straight to the provider's own pages. What
 * the protocol engine is waiting for is an interaction; the engine itself stays behind this interface.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Person } from "../administrators/administrators.ts";
import type { Authentication } from "../sessions/sessions.ts";
import type { User } from "../users/users.ts";

export { meantForLog, signInWithPassword } from "./attempt.ts";

/** A person as the actor of their own sign-in. */
export const signingIn = ({ id, profile }: User): Person => ({
	kind: "person",
	userId: id,
	login: profile.login,
	name: `${profile.firstName} ${profile.lastName}`,
	roles: [],
});

/**
 * What the engine waits for: that a person signs in, proves more, or hears that they are not assigned, or that the application's policy does
 * not let them in.
 */
export interface Interaction {
	readonly uid: string;
	readonly prompt: "login" | "factor" | "assignment" | "policy";
	/** Why the engine asks: `no_session`, `login_prompt`, `max_age`, ... */
	readonly reasons: readonly string[];
	readonly applicationId: string;
	/** `acr_values` and those that the request calls essential, best first. */
	readonly acrs: readonly string[];
	/** The rules that the policy decided by, where it refuses. */
	readonly rules: unknown;
	readonly loginHint: string | undefined;
	/** As the request has it: see `Wishes` of `looks`. */
	readonly uiLocales: string | undefined;
}

/** Whether a sign-in of before does not do, however much it proved. */
export const asksAnew = ({ reasons }: Interaction): boolean =>
	reasons.some((reason) => !["no_session", "account_gone", "factor_missing"].includes(reason));

/** The engine's side of an interaction. Each answer is the address to send the browser to next. */
export interface Interactions {
	/** @throws Fault `attempt_expired` where this browser has no such interaction. */
	read(request: FastifyRequest, reply: FastifyReply): Promise<Interaction>;
	/** `since` (epoch seconds) keeps the time of an earlier sign-in; now when absent. */
	signedIn(
		request: FastifyRequest,
		reply: FastifyReply,
		userId: string,
		authentication: Authentication,
		since?: number,
	): Promise<string>;
	/** Tells the application `access_denied` (RFC 6749 section 4.1.2.1). */
	refuse(request: FastifyRequest, reply: FastifyReply, description: string): Promise<string>;
	/** Forgets the person, so that another may sign in to the same application. */
	restart(request: FastifyRequest, reply: FastifyReply): Promise<string>;
}
