import type { Db } from "../../database.ts";
import { type LogEvent, listEvents } from "../system-log/system-log.ts";

/** Something that a person did at the provider, or that was done to their account. */
export interface Activity {
	readonly id: string;
	readonly moment: string;
	readonly type: string;
	readonly succeeded: boolean;
	/** Somebody else did it, such as an administrator. Who, is not told. */
	readonly byOther: boolean;
	/** Nobody had signed in: it may have been anybody. */
	readonly byUnknown: boolean;
	/** Where it happened at. */
	readonly application: string | null;
	readonly factor: string | null;
	readonly address: string | null;
	readonly browser: string | null;
	readonly system: string | null;
}

/** Days. */
const BACK = 30;
const MOST = 100;

/** What says something to the person whose account it is. */
const TYPES: readonly string[] = [
	"user.session.start",
	"user.session.end",
	"user.session.clear",
	"user.session.new_device",
	"user.authentication.sso",
	"user.authentication.auth_via_mfa",
	"user.account.use_recovery_code",
	"user.account.lock",
	"user.account.unlock",
	"user.account.unlock_by_admin",
	"user.account.unlock_by_user",
	"user.account.forgot_password",
	"user.account.reset_password",
	"user.account.expire_password",
	"user.account.update_password",
	"user.account.update_profile",
	"user.account.update_recovery_question",
	"user.account.privilege.grant",
	"user.account.privilege.revoke",
	"user.lifecycle.activate",
	"user.mfa.factor.activate",
	"user.mfa.factor.deactivate",
	"user.mfa.factor.update",
	"user.mfa.factor.reset_all",
	"app.oauth2.token.revoke",
];

/** What happened lately around a person's account, the newest first. Two walks by index: what they did, and what was done to them. */
export const recentActivity = async (db: Db, userId: string): Promise<readonly Activity[]> => {
	const since = new Date(Date.now() - BACK * 86_400_000).toISOString();
	const types = TYPES.map((type) => `eventType eq "${type}"`).join(" or ");
	const found = await Promise.all(
		["actor.id", "target.id"].map((path) =>
			listEvents(db, { filter: `${path} eq "${userId}" and (${types})`, since, limit: MOST, order: "DESCENDING" }),
		),
	);
	const events = new Map(found.flatMap(({ items }) => items).map((event) => [event.id, event]));
	return [...events.values()]
		.sort((one, other) => (one.id < other.id ? 1 : -1))
		.slice(0, MOST)
		.map((event) => toActivity(event, userId));
};

const toActivity = ({ id, published, eventType, result, actor, targets, client }: LogEvent, userId: string): Activity => {
	const target = (type: string) => targets.find((one) => one.type === type)?.displayName ?? null;
	return {
		id,
		moment: published,
		type: eventType,
		succeeded: result === "SUCCESS",
		byOther: actor.id !== null && actor.id !== userId,
		byUnknown: actor.id === null,
		application: target("AppInstance"),
		factor: target("UserFactor"),
		// Where an administrator sits is theirs to tell.
		...(actor.id === userId || actor.id === null
			? { address: client.ipAddress || null, browser: client.browser, system: client.os }
			: { address: null, browser: null, system: null }),
	};
};
