import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { findApplication, findApplicationByClientId, logoAddress } from "../applications/applications.ts";
import { listEvents } from "../system-log/system-log.ts";

/** An application that a person has signed in to. */
export interface UsedApplication {
	readonly id: string;
	readonly label: string;
	/** Path on this server. */
	readonly logo: string | null;
	/** `null` where the log knows no more. */
	readonly lastUsed: string | null;
	/** Whether it holds something that opens doors in the person's name. */
	readonly hasAccess: boolean;
}

/** Days, and sign-ins, that are looked through. */
const BACK = 90;
const MOST = 1000;

/** The applications that a person has signed in to lately, and those that still hold access, by label. `clientIds`: of the latter. */
export const usedApplications = async (
	db: Db,
	userId: string,
	clientIds: readonly string[],
): Promise<readonly UsedApplication[]> => {
	const { items } = await listEvents(db, {
		filter: `actor.id eq "${userId}" and eventType eq "user.authentication.sso" and outcome.result eq "SUCCESS"`,
		since: new Date(Date.now() - BACK * 86_400_000).toISOString(),
		limit: MOST,
		order: "DESCENDING",
	});
	const lastUsed = new Map<string, string>();
	for (const { published, targets } of items)
		for (const { id, type } of targets) if (type === "AppInstance" && !lastUsed.has(id)) lastUsed.set(id, published);
	const holding = (await Promise.all(clientIds.map((id) => findApplicationByClientId(db, id)))).flatMap((one) => one ?? []);
	const held = new Set(holding.map(({ id }) => id));
	const used = await Promise.all([...lastUsed.keys()].filter((id) => !held.has(id)).map((id) => findApplication(db, id)));
	const all = [...holding, ...used.flatMap((one) => one ?? [])];
	const shown = all.map(async ({ id, label }) => ({
		id,
		label,
		logo: (await logoAddress(db, id)) ?? null,
		lastUsed: lastUsed.get(id) ?? null,
		hasAccess: held.has(id),
	}));
	return (await Promise.all(shown)).sort((one, other) => one.label.localeCompare(other.label));
};

/** The application with this id among those that hold access. @throws Fault `not_found`, the same for one that does not exist. */
export const applicationWithAccess = async (
	db: Db,
	clientIds: readonly string[],
	id: string,
): Promise<{ readonly id: string; readonly label: string }> => {
	const found = await findApplication(db, id);
	if (!found || !clientIds.includes(found.clientId))
		throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (AppInstance)` });
	return found;
};
