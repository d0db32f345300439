import type { FastifyRequest } from "fastify";
import { Fault } from "#common/faults/fault.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import { type Actor, allows, checkFor, checkMayManage } from "../administrators/administrators.ts";
import { asTarget, getUser, type User } from "../users/users.ts";
import { activeFactors, type By, checkFresh, type Factor, type SessionProof } from "./factors.ts";

/** Whose factors a call may read and change. */

export interface AccessNeeds {
	readonly db: Db;
	/** What is known of the session that a call came with; undefined where it came with none. */
	sessionOf(request: FastifyRequest): Promise<SessionProof | undefined>;
}

export const asFactorTarget = ({ id, type }: Pick<Factor, "id" | "type">) => ({ type: "UserFactor", id, name: type });

interface Call {
	readonly request: FastifyRequest;
	readonly actor: Actor;
	readonly params: { readonly id: string };
	readonly event: EventDraft<Actor>;
}

/** The id of the caller, where the call is about themselves. */
const ownId = (actor: Actor, id: string): string | undefined =>
	actor.kind === "person" && ["me", actor.userId, actor.login].includes(id) ? actor.userId : undefined;

/** @throws Fault `forbidden`, `not_found`. Whether somebody exists is not told to who may not know it. */
export const readFor = async (db: Db, { actor, params }: Pick<Call, "actor" | "params">): Promise<User> => {
	const own = ownId(actor, params.id);
	if (own === undefined) await checkFor(db, actor, "users.read", { userId: params.id });
	return getUser(db, own ?? params.id);
};

/** As `readFor`, where something is tried or changed. The person is the event's target. */
export const tryFor = async (db: Db, { actor, params, event }: Pick<Call, "actor" | "params" | "event">): Promise<User> => {
	const own = ownId(actor, params.id);
	if (own === undefined) await checkFor(db, actor, "users.credentials", { userId: params.id });
	const user = await getUser(db, own ?? params.id);
	await checkMayManage(db, actor, user.id);
	event.targets.push(asTarget(user));
	return user;
};

/**
 * As `tryFor`, where a way in is added or taken away. People do so themselves in a session that is fresh; administrators for them, by an API
 * token also for themselves.
 *
 * @throws Fault also `second_factor_required`, `session_required`.
 */
export const changeFor = async ({ db, sessionOf }: AccessNeeds, call: Call): Promise<{ user: User; by: By }> => {
	const { actor, params, request } = call;
	const user = await tryFor(db, call);
	if (ownId(actor, params.id) === undefined) return { user, by: "administrator" };
	if (actor.kind === "person" && actor.token !== undefined) {
		if (!allows(actor, "users.credentials")) throw new Fault("session_required");
		return { user, by: "administrator" };
	}
	checkFresh(await sessionOf(request), await activeFactors(db, user.id));
	return { user, by: "person" };
};
