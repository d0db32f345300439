import type { FastifyRequest } from "fastify";
import type { Db } from "../../database.ts";
import type { Actor } from "./actor.ts";
import type { Permission } from "./permissions.ts";
import { selectSessionOwner } from "./reach.store.ts";
import { type About, allowsFor, reachOf } from "./reach.ts";

/** What a call is about: objects, with the permission that each of them takes; or nothing that is only some of all there is. */
type Subject = readonly (readonly [Permission, About])[];

/** They answer or take no more than the actor's targets, and see to that themselves. */
const LIMIT_THEMSELVES: ReadonlySet<string> = new Set([
	"GET /api/v1/users",
	"POST /api/v1/users",
	"GET /api/v1/groups",
	"GET /api/v1/apps",
	"GET /api/v1/internal/counts",
]);

/** What a group is and does concerns everybody: its name stands in claims, rules and policies. Its members are another matter. */
const ABOUT_A_WHOLE_GROUP = /^(?:PUT|POST|PATCH|DELETE) \/api\/v1\/groups\/:\w+$/;
const MEMBERSHIP = /^(?:PUT|POST|PATCH|DELETE) \/api\/v1\/(?:internal\/)?groups\/:(\w+)\/users\/:(\w+)/;
const OBJECT = /^\w+ \/api\/v1\/(?:internal\/)?(apps|groups|users|sessions)\/:(\w+)(?:\/|$)/;

/** By the route's own address, whose parts no request can spell otherwise. */
const subjectOf = async (db: Db, actor: Actor, permission: Permission, request: FastifyRequest): Promise<Subject | undefined> => {
	const params = (request.params ?? {}) as Readonly<Record<string, string | undefined>>;
	const of = (name = ""): string => params[name] ?? "";
	const route = nameOf(request);
	if (ABOUT_A_WHOLE_GROUP.test(route)) return undefined;
	const [, group, member] = MEMBERSHIP.exec(route) ?? [];
	if (group !== undefined)
		return [
			[permission, { groupId: of(group) }],
			["users.manage", { userId: of(member) }],
		];
	const [, collection, name] = OBJECT.exec(route) ?? [];
	const id = of(name);
	if (collection === "apps") return [[permission, { applicationId: id }]];
	if (collection === "groups") return [[permission, { groupId: id }]];
	if (collection === "sessions") return [[permission, { userId: (await selectSessionOwner(db, id)) ?? "" }]];
	if (collection === "users") return [[permission, { userId: id === "me" && actor.kind === "person" ? actor.userId : id }]];
	return undefined;
};

const nameOf = ({ method, routeOptions }: FastifyRequest): string =>
	`${method === "HEAD" ? "GET" : method} ${routeOptions.url ?? ""}`;

/**
 * Whether the actor may make this call, as far as can be told before its body is read. Whoever has a permission for some objects alone is let
 * in where the address names one of them, and where a route says above that it limits itself; a route that nobody thought of is closed.
 */
export const mayCall =
	(db: Db) =>
	async (actor: Actor, permission: Permission, request: FastifyRequest): Promise<boolean> => {
		const reach = reachOf(actor, permission);
		if (reach === undefined || reach === "everywhere") return reach !== undefined;
		if (LIMIT_THEMSELVES.has(nameOf(request))) return true;
		const subject = await subjectOf(db, actor, permission, request);
		if (subject === undefined) return false;
		for (const [needed, about] of subject) if (!(await allowsFor(db, actor, needed, about))) return false;
		return true;
	};
