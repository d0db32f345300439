import { fromJson, type Json } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import type { Tx } from "../../database.ts";
import type { Person } from "../administrators/administrators.ts";
import { addMemberships, createGroup, everyoneId, type Group, queueEvaluation } from "../groups/groups.ts";
import type { Mailer } from "../mail/mail.ts";
import { type LogTarget, type NewEvent, recordEvents } from "../system-log/system-log.ts";
import { ACTIVATION_HOURS, addPeople, createActivationLink, replaceProfiles } from "../users/users.ts";
import type { Origin, Plan } from "./csv-imports.ts";
import type { Decided, Decision } from "./decision.ts";
import { eventOf } from "./events.ts";

export interface WritingNeeds {
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly mailer: Mailer;
}

interface Writing {
	readonly actor: Person;
	readonly plan: Plan;
	readonly origin: Json<Origin> | null;
	readonly decided: Decided;
}

/** Writes what was decided: people, groups, memberships, letters and events, as a part of the transaction. */
export const writePeople = async (tx: Tx, needs: WritingNeeds, { actor, plan, origin, decided }: Writing): Promise<void> => {
	const { decisions } = decided;
	const event = (type: Parameters<typeof eventOf>[0], ...targets: readonly LogTarget[]) => eventOf(type, actor, origin, targets);
	const added = decisions.flatMap(({ prepared }) => (prepared ? [prepared] : []));
	const changed = decisions.flatMap(({ user, profile }) => (user && profile ? [{ user, profile }] : []));
	const ids = decisions.flatMap((one) => (one.outcome === "NEW" || one.outcome === "CHANGED" ? [personOf(one).id] : []));
	// First, as everywhere: the job that evaluates rules holds these rows while it waits for the groups.
	await queueEvaluation(tx, ids);
	await addPeople(tx, added);
	await replaceProfiles(tx, changed);
	const { groups, made } = await withMissing(tx, decided);
	const members = await membersOf(tx, decisions, groups);
	await addMemberships(tx, members);
	await recordEvents(tx, [
		...made.map((group) => event("group.lifecycle.create", groupTarget(group))),
		...added.map(({ row }) => event("user.lifecycle.create", { type: "User", id: row.id, displayName: row.login })),
		...changed.map(({ user, profile }) => event("user.account.update_profile", personTarget(user.id, profile.login))),
	]);
	await recordJoins(tx, decisions, groups, event);
	if (plan.sendMail && plan.activate) await sendLetters(tx, needs, decisions);
};

/** Who a row is about. */
const personOf = ({ prepared, user, login }: Decision): { readonly id: string; readonly login: string } => {
	if (prepared) return { id: prepared.row.id, login: prepared.row.login };
	return { id: user?.id ?? "", login: user?.profile.login ?? login };
};

const personTarget = (id: string, login: string): LogTarget => ({ type: "User", id, displayName: login });
const groupTarget = ({ id, name }: Group): LogTarget => ({ type: "UserGroup", id, displayName: name });

/** The groups that rows name, made where they are not there. */
const withMissing = async (
	tx: Tx,
	{ decisions, groups, missing }: Decided,
): Promise<{ groups: ReadonlyMap<string, Group>; made: readonly Group[] }> => {
	const wanted = [...new Set(decisions.flatMap((one) => one.groups))].filter((key) => missing.has(key)).sort();
	const made: Group[] = [];
	for (const key of wanted) made.push(await createGroup(tx, { name: missing.get(key) ?? key }));
	return { groups: new Map([...groups, ...made.map((group) => [fold(group.name), group] as const)]), made };
};

const membersOf = async (
	tx: Tx,
	decisions: readonly Decision[],
	groups: ReadonlyMap<string, Group>,
): Promise<ReadonlyMap<string, readonly string[]>> => {
	const members = new Map<string, string[]>();
	const join = (groupId: string, userId: string) => members.set(groupId, [...(members.get(groupId) ?? []), userId]);
	const everyone = await everyoneId(tx);
	for (const decision of decisions) {
		const { id } = personOf(decision);
		if (decision.outcome === "NEW" && everyone !== undefined) join(everyone, id);
		for (const key of decision.groups) join(groups.get(key)?.id ?? "", id);
	}
	return members;
};

/** The API tells of groups that somebody joins later; those of a new person belong to their making. */
const recordJoins = async (
	tx: Tx,
	decisions: readonly Decision[],
	groups: ReadonlyMap<string, Group>,
	event: (type: "group.user_membership.add", ...targets: readonly LogTarget[]) => NewEvent,
): Promise<void> => {
	const events = decisions.flatMap((decision) => {
		if (decision.outcome !== "CHANGED") return [];
		const { id, login } = personOf(decision);
		const joined = decision.groups.flatMap((key) => groups.get(key) ?? []);
		return joined.map((group) => event("group.user_membership.add", personTarget(id, login), groupTarget(group)));
	});
	for (let at = 0; at < events.length; at += MOST_EVENTS) await recordEvents(tx, events.slice(at, at + MOST_EVENTS));
};
const MOST_EVENTS = 500;

const sendLetters = async (tx: Tx, { url, mailer }: WritingNeeds, decisions: readonly Decision[]): Promise<void> => {
	for (const { prepared } of decisions) {
		if (prepared?.row.status !== "PROVISIONED") continue;
		const { id, profile } = prepared.row;
		const link = `${url}/activate/${await createActivationLink(tx, id)}`;
		await mailer.send(tx, { id, profile: fromJson(profile) }, { kind: "activation", link, hours: ACTIVATION_HOURS });
	}
};
