import { newId } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import { administratorIds, rolesOf } from "../administrators/administrators.ts";
import { listApiTokens, revokeApiToken } from "../api-tokens/api-tokens.ts";
import { forgetDevices } from "../devices/devices.ts";
import { dropFactors } from "../factors/factors.ts";
import { clearFailures } from "../policies/policies.ts";
import { endSessionsOf, endSessionTokensOf } from "../sessions/sessions.ts";
import { recordEvent } from "../system-log/system-log.ts";
import { activate, findUser, findUserByLogin, giveTemporaryPassword, type User, unlock, unsuspend } from "../users/users.ts";

/** The way back in when nobody can sign in any more, for whoever may run commands beside the database. */
export interface AdministratorReset {
	/** Whom; the Super Administrator who has been there the longest where it is left out. */
	readonly login?: string | undefined;
	/** Their factors are gone too. */
	readonly factors: boolean;
	/** Ends what applications hold in a person's name. */
	endTokens(tx: Tx, userId: string): Promise<void>;
}

export interface ResetAdministrator {
	readonly user: User;
	readonly temporaryPassword: string;
	readonly factors: number;
}

/** Those who can sign in come first. */
const RANKS: readonly (readonly User["status"][])[] = [
	["ACTIVE", "PASSWORD_EXPIRED"],
	["RECOVERY", "LOCKED_OUT"],
	["SUSPENDED", "PROVISIONED", "STAGED"],
];

/**
 * Gives a Super Administrator a temporary password, whatever state they are in, ends all that they are signed in to, their API tokens too,
 * and leaves an event. Answers undefined where there is nobody to give one to.
 */
export const resetSuperAdministrator = (
	db: Db,
	{ login, factors, endTokens }: AdministratorReset,
): Promise<ResetAdministrator | undefined> =>
	db.transaction().execute(async (tx) => {
		const found = login === undefined ? await longest(tx) : await superAdministrator(tx, login);
		if (found === undefined) return undefined;
		const { id, status } = found;
		if (status === "LOCKED_OUT") await unlock(tx, id);
		if (status === "SUSPENDED") await unsuspend(tx, id);
		if (status === "STAGED") await activate(tx, id);
		const temporaryPassword = await giveTemporaryPassword(tx, id);
		await clearFailures(tx, id);
		await endSessionsOf(tx, id);
		await endSessionTokensOf(tx, id);
		await endTokens(tx, id);
		for (const token of await listApiTokens(tx, id)) await revokeApiToken(tx, token.id);
		await forgetDevices(tx, id);
		const dropped = factors ? await dropFactors(tx, id) : 0;
		await tell(tx, found, dropped);
		return { user: found, temporaryPassword, factors: dropped };
	});

const superAdministrator = async (tx: Tx, login: string): Promise<User | undefined> => {
	const user = await findUserByLogin(tx, login);
	return user && (await rolesOf(tx, user.id)).includes("SUPER_ADMIN") ? user : undefined;
};

const longest = async (tx: Tx): Promise<User | undefined> => {
	const people: User[] = [];
	for (const id of await administratorIds(tx)) {
		const user = (await rolesOf(tx, id)).includes("SUPER_ADMIN") ? await findUser(tx, id) : undefined;
		if (user) people.push(user);
	}
	const byAge = people.toSorted((one, other) => one.created.localeCompare(other.created));
	for (const rank of RANKS) {
		const user = byAge.find(({ status }) => rank.includes(status));
		if (user) return user;
	}
	return undefined;
};

const tell = async (tx: Tx, { id, profile }: User, factors: number): Promise<void> => {
	const event = {
		actor: { id: null, type: "SystemPrincipal", alternateId: "command line", displayName: "signet reset-admin-password" },
		targets: [{ id, type: "User", displayName: profile.login }],
		result: "SUCCESS",
		requestId: newId("cmd"),
		client: { ipAddress: "", userAgent: "" },
	} as const;
	await recordEvent(tx, { ...event, eventType: "user.account.reset_password", detail: { by: "command line" } });
	if (factors > 0) await recordEvent(tx, { ...event, eventType: "user.mfa.factor.reset_all", detail: { factors } });
};
