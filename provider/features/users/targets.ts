import type { FastifyRequest } from "fastify";
import { Fault } from "#common/faults/fault.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import { type Actor, allows, checkFor, checkMayManage, personOf, type Reach, reachOf } from "../administrators/administrators.ts";
import { asTarget, getUser, type User } from "./users.ts";

interface TargetCall {
	readonly actor: Actor;
	readonly params: { readonly id: string };
	readonly event: EventDraft<Actor>;
}

/**
 * The person whom a call is about to change, who is the event's target: by id, login or `me`.
 *
 * @throws Fault `not_found`, and `forbidden` where the caller may not manage them.
 */
export const targetOf = async (db: Db, { actor, params, event }: TargetCall): Promise<User> => {
	const user = await getUser(db, params.id === "me" ? personOf(actor).userId : params.id);
	event.targets.push(asTarget(user));
	await checkMayManage(db, actor, user.id);
	return user;
};

/**
 * As `targetOf`, for what people see to themselves. Whether anybody else exists is told only to those who may manage people.
 *
 * @throws Fault as `targetOf`.
 */
export const ownTargetOf = async (db: Db, call: TargetCall): Promise<User> => {
	const { actor, params } = call;
	if (actor.kind === "person" && ["me", actor.userId, actor.login].includes(params.id))
		return targetOf(db, { ...call, params: { id: actor.userId } });
	if (!allows(actor, "users.manage")) throw new Fault("forbidden");
	await checkFor(db, actor, "users.manage", { userId: params.id });
	return targetOf(db, call);
};

/** The groups whose members somebody reaches; undefined: everybody. */
export const groupsWithin = (reach: Reach): readonly string[] | undefined =>
	reach === "everywhere" ? undefined : (reach?.group ?? []);

/**
 * Whoever makes people puts them into groups only where they may put anybody; whose role holds for some groups makes people in those alone.
 *
 * @throws Fault `forbidden`.
 */
export const checkMayPutInto = (actor: Actor, groupIds: readonly string[]): void => {
	if (groupIds.length > 0 && !allows(actor, "groups.manage"))
		throw new Fault("forbidden", { description: "Putting people into groups takes the permission to manage groups." });
	const within = groupsWithin(reachOf(actor, "users.manage"));
	if (within !== undefined && (groupIds.length === 0 || groupIds.some((id) => !within.includes(id))))
		throw new Fault("forbidden", { description: "Your role holds for some groups: name one or more of those, and no others." });
	const others = groupsWithin(reachOf(actor, "groups.manage"));
	if (others !== undefined && groupIds.some((id) => !others.includes(id)))
		throw new Fault("forbidden", { description: "Your role holds for other groups." });
};

/** Of the person or the application that is calling. */
export const idOf = (actor: Actor): string => (actor.kind === "person" ? actor.userId : actor.clientId);

/** Whether an entity tag is among those of `If-Match` (RFC 9110 section 13.1.1); undefined where there is no such condition. */
export const ifMatchOf = ({ headers }: FastifyRequest): ((etag: string) => boolean) | undefined => {
	const condition = headers["if-match"];
	if (condition === undefined || condition.trim() === "*") return undefined;
	const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
	const tags = condition.split(",").map(opaque);
	return (etag) => tags.includes(opaque(etag));
};
