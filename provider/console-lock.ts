import type { Db } from "./database.ts";
import type { Person } from "./features/administrators/administrators.ts";
import { isMet, isTwoFactor, methodsOfAmr } from "./features/assurance/assurance.ts";
import { deviceOf } from "./features/devices/devices.ts";
import { hasSecondFactor } from "./features/factors/factors.ts";
import { CONSOLE, evaluateSignOn } from "./features/policies/policies.ts";

/** What a session is held against. */
export interface Seen {
	/** How its person proved who they are (RFC 8176). */
	readonly amr: readonly string[];
	/** IP address of the call. */
	readonly address: string;
	/** Value of the cookie that names the browser. */
	readonly deviceCookie?: string | undefined;
}

/**
 * The person as they are, or without what their roles allow where their session proves less than the console asks for: by default a second
 * factor, of administrators who have one. It is asked of every call that a session makes, and not of those that an API token makes: it was made
 * by a session that did.
 */
export const consoleLock =
	(db: Db) =>
	async (person: Person, { amr, address, deviceCookie }: Seen): Promise<Person> => {
		const { userId, roles } = person;
		if (roles.length === 0) return person;
		const { known: knownDevice } = await deviceOf(db, deviceCookie, userId);
		const proven = methodsOfAmr(amr);
		const about = { applicationId: CONSOLE, address, knownDevice };
		// Whoever has proven two factors has them: that need not be asked at every call.
		const second = isTwoFactor(proven) || (await hasSecondFactor(db, userId));
		const { access, demand } = await evaluateSignOn(db, { userId, ...about, hasSecondFactor: second });
		if (access === "ALLOW" && isMet(proven, demand)) return person;
		const why = access === "DENY" ? "sign_in_denied" : "second_factor_required";
		return { ...person, roles: [], targets: undefined, locked: { roles, why } };
	};
