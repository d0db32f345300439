import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { type Actor, allows, type Targets } from "./actor.ts";
import { carried, isLimited, type Permission, roles } from "./permissions.ts";
import { selectApplicationName, selectIsMember, selectUserId } from "./reach.store.ts";

/** How far an actor may do something: everywhere, for some objects, or nowhere. */
export type Reach = "everywhere" | Targets | undefined;

/** What somebody is about to read or change: one object, by its id. A person also by their login. */
export type About = { readonly applicationId: string } | { readonly groupId: string } | { readonly userId: string };

const NOTHING: Targets = { group: [], app: [], app_name: [] };

const together = (one: Targets, other: Targets): Targets => ({
	group: [...one.group, ...other.group],
	app: [...one.app, ...other.app],
	app_name: [...one.app_name, ...other.app_name],
});

/** How far any of the actor's roles carries `permission`. Applications have no targets: their scopes hold everywhere. */
export const reachOf = (actor: Actor, permission: Permission): Reach => {
	if (!allows(actor, permission)) return undefined;
	if (actor.kind === "service") return "everywhere";
	const carriers = actor.roles.filter((role) => carried(roles[role], permission));
	const limited = carriers.flatMap((role) => (isLimited(role, permission) && actor.targets?.[role]) || []);
	return limited.length < carriers.length ? "everywhere" : limited.reduce(together, NOTHING);
};

/** Whether the actor may do this to anything there is, and to what comes to be. */
export const allowsEverywhere = (actor: Actor, permission: Permission): boolean => reachOf(actor, permission) === "everywhere";

/** Whether the actor may do this to one object. For what does not exist the answer is that of those who have targets: no. */
export const allowsFor = async (db: Db, actor: Actor, permission: Permission, about: About): Promise<boolean> => {
	const reach = reachOf(actor, permission);
	if (reach === undefined || reach === "everywhere") return reach !== undefined;
	if ("groupId" in about) return reach.group.includes(about.groupId);
	if ("applicationId" in about) return reachesApplication(db, reach, about.applicationId);
	const userId = await selectUserId(db, about.userId);
	if (userId === undefined) return false;
	const own = actor.kind === "person" && actor.userId === userId;
	return (own && permission === "users.read") || selectIsMember(db, userId, reach.group);
};

/** @throws Fault `forbidden`. */
export const checkFor = async (db: Db, actor: Actor, permission: Permission, about: About): Promise<void> => {
	if (await allowsFor(db, actor, permission, about)) return;
	if (!allows(actor, permission)) throw new Fault("forbidden");
	throw new Fault("forbidden", { description: "Your role holds for other groups and applications." });
};

const reachesApplication = async (db: Db, { app, app_name }: Targets, applicationId: string): Promise<boolean> => {
	if (app.includes(applicationId)) return true;
	const name = app_name.length === 0 ? undefined : await selectApplicationName(db, applicationId);
	return name !== undefined && app_name.includes(name);
};
