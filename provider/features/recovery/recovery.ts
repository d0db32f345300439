/**
 * Back in: what people do by themselves when a password is forgotten or an account is locked. Whoever asks hears the same, at the same
 * moment, whether or not there is such an account: the answer leaves before anybody looks, and what follows goes to the mailbox alone.
 */
import { randomInt } from "node:crypto";
import { asFault, Fault } from "#common/faults/fault.ts";
import type { Client } from "#common/web/client.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import { networkOf } from "#common/web/network.ts";
import type { Db } from "../../database.ts";
import { forgetDevices } from "../devices/devices.ts";
import type { Mailer } from "../mail/mail.ts";
import { clearFailures, type SelfService, selfServiceFor } from "../policies/policies.ts";
import { recordEvent } from "../system-log/system-log.ts";
import {
	createOwnLink,
	type FoundLink,
	findForRecovery,
	findOwnLink,
	mayRecover,
	type Purpose,
	resetByLink,
	type User,
	unlockByLink,
} from "../users/users.ts";

/** What somebody asks for: another password, or an account that is open again. */
export type Wish = "password" | "unlock";

export interface RecoveryNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly mailer: Mailer;
	readonly limiter: Limiter;
	/** Ends all that a person is signed in to. */
	endAccess(userId: string): Promise<void>;
	/** Hears what went wrong on our side after the answer had left. */
	failed(fault: unknown): void;
}

export interface Request {
	readonly wish: Wish;
	/** As it was typed. */
	readonly name: string;
	readonly client: Client;
	readonly requestId: string;
}

/** What comes with a link. */
export interface Given {
	readonly purpose: Purpose;
	readonly password: string;
	readonly answer?: string | undefined;
	/** IP address that it comes from. */
	readonly address: string;
}

export interface Recovery {
	/** Takes a wish down, and sees to it once the answer has left. @throws Fault `too_many_attempts` for the caller's network. */
	ask(request: Request): Promise<void>;
	/** The link with this token, while it works and the person's policy lets it. */
	find(token: string, purpose: Purpose, address: string): Promise<FoundLink | undefined>;
	/** @throws Fault as `resetByLink`. All that the person was signed in to has ended. */
	reset(token: string, given: Given): Promise<User>;
	/** @throws Fault `link_spent`. */
	unlock(token: string, address: string): Promise<User>;
	/** Sees to all wishes that were taken down, at once. */
	settled(): Promise<void>;
}

/** Whoever asks for others fills mailboxes. */
const PER_NETWORK: Limit = { name: "recovery/network", points: 20, duration: 15 * 60 };
/** Nobody's mailbox is filled, and nobody hears that there was no letter more. */
const PER_PERSON: Limit = { name: "recovery/person", points: 5, duration: 60 * 60 };
/** Milliseconds between the answer and the work, so that a next request cannot measure it. */
const LATER = [100, 1_000] as const;

const PURPOSES: Readonly<Record<Wish, Purpose>> = { password: "RESET", unlock: "UNLOCK" };
const EVENTS = { password: "user.account.forgot_password", unlock: "user.account.unlock_by_user" } as const;

export const createRecovery = (needs: RecoveryNeeds): Recovery => {
	const { db, mailer, limiter, endAccess, failed } = needs;
	const waiting = new Map<NodeJS.Timeout, () => void>();
	const underWay = new Set<Promise<void>>();

	const find: Recovery["find"] = async (token, purpose, address) => {
		const link = await findOwnLink(db, token);
		if (link?.purpose !== purpose) return undefined;
		const wish = purpose === "UNLOCK" ? "unlock" : "password";
		return refusalOf(wish, link.user, await selfServiceFor(db, link.user.id, address)) === undefined ? link : undefined;
	};

	return {
		find,
		async ask(request) {
			await limiter.consume(PER_NETWORK, networkOf(request.client.address));
			const begin = () => {
				const work = seeTo(needs, request).catch(failed);
				underWay.add(work);
				void work.finally(() => underWay.delete(work));
			};
			const timer = setTimeout(
				() => {
					waiting.delete(timer);
					begin();
				},
				randomInt(...LATER),
			);
			waiting.set(timer, begin);
		},
		async reset(token, { purpose, address, ...given }) {
			if (!(await find(token, purpose, address))) throw new Fault("link_spent");
			const user = await resetByLink(db, token, { purpose, ...given }, (tx, changed) =>
				mailer.send(tx, changed, { kind: "password-changed", byAdministrator: false }),
			);
			await clearFailures(db, user.id);
			// Whoever knew the old password is out, and what they signed in with is a stranger again.
			await endAccess(user.id);
			await forgetDevices(db, user.id);
			return user;
		},
		async unlock(token, address) {
			if (!(await find(token, "UNLOCK", address))) throw new Fault("link_spent");
			const user = await unlockByLink(db, token);
			await clearFailures(db, user.id);
			return user;
		},
		async settled() {
			for (const [timer, begin] of waiting) {
				clearTimeout(timer);
				begin();
			}
			waiting.clear();
			await Promise.all(underWay);
		},
	};
};

/** Why a person may not do this by themselves; undefined where they may. */
const refusalOf = (wish: Wish, user: User, { resetPassword, unlock }: SelfService): string | undefined => {
	if (!mayRecover(user)) return "status";
	const locked = user.status === "LOCKED_OUT";
	if (wish === "unlock") return locked ? (unlock ? undefined : "policy") : "not_locked";
	return resetPassword && (!locked || unlock) ? undefined : "policy";
};

/** Writes a letter, where there is somebody to write to; the System Log knows in any case. */
const seeTo = async (needs: RecoveryNeeds, { wish, name, client, requestId }: Request): Promise<void> => {
	const user = await findForRecovery(needs.db, name);
	const reason = user === undefined ? "unknown" : await write(needs, wish, user, client.address);
	const known = user && { id: user.id, alternateId: user.profile.login, displayName: user.profile.login };
	await recordEvent(needs.db, {
		eventType: EVENTS[wish],
		actor: { id: null, type: "SystemPrincipal", alternateId: "unknown", displayName: "Unknown" },
		targets: known ? [{ type: "User", ...known }] : [],
		result: reason === undefined ? "SUCCESS" : "FAILURE",
		reason,
		requestId,
		client: { ipAddress: client.address, userAgent: client.userAgent },
		// People type passwords into the wrong field.
		detail: { login: known?.alternateId ?? "not a known username", step: "asked" },
	});
};

const write = async (
	{ db, url, mailer, limiter }: RecoveryNeeds,
	wish: Wish,
	user: User,
	address: string,
): Promise<string | undefined> => {
	const allowed = await selfServiceFor(db, user.id, address);
	const refusal = refusalOf(wish, user, allowed);
	if (refusal !== undefined) return refusal;
	try {
		await limiter.consume(PER_PERSON, user.id);
	} catch (thrown) {
		return asFault(thrown).code;
	}
	const minutes = allowed.linkMinutes;
	const asksAnswer = wish === "password" && allowed.asksQuestion && user.recoveryQuestion !== null;
	await db.transaction().execute(async (tx) => {
		const token = await createOwnLink(tx, user, PURPOSES[wish], { minutes, asksAnswer });
		// By our own address, and never by what the request calls this server.
		await mailer.send(
			tx,
			user,
			wish === "password"
				? { kind: "password-reset", link: `${url}/login/reset/${token}`, minutes }
				: { kind: "unlock", link: `${url}/login/unlock/${token}`, minutes },
		);
	});
	return undefined;
};
