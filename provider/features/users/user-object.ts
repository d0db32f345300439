import { createHash } from "node:crypto";
import { linksOf } from "./links.ts";
import type { User } from "./users.ts";

/** There is one type of people. */
export const USER_TYPE = "otysignetdefault0001";

/**
 * A person as the management API shows them: with the links to what can be done now, where they are shown alone. `url` is the
 * provider's public address, without a trailing slash.
 */
export const userObject = (user: User, url: string, { alone = false }: { readonly alone?: boolean } = {}) => {
	const { firstName, lastName, mobilePhone = null, secondEmail = null, ...others } = user.profile;
	const self = { href: `${url}/api/v1/users/${user.id}` };
	return {
		id: user.id,
		status: user.status,
		created: user.created,
		activated: user.activated,
		statusChanged: user.statusChanged,
		lastLogin: user.lastLogin,
		lastUpdated: user.lastUpdated,
		passwordChanged: user.passwordChanged,
		type: { id: USER_TYPE },
		profile: { firstName, lastName, mobilePhone, secondEmail, ...others },
		credentials: credentialsObject(user),
		_links: { self, ...(alone ? linksOf(user, url) : {}) },
	};
};

/** What may be known of a person's credentials. */
export const credentialsObject = (user: User) => ({
	...(user.hasPassword ? { password: {} } : {}),
	...(user.recoveryQuestion === null ? {} : { recovery_question: { question: user.recoveryQuestion } }),
	provider: user.hasImportedPassword ? { type: "IMPORT", name: "IMPORT" } : { type: "OKTA", name: "OKTA" },
});

/** A weak validator (RFC 9110 section 8.8.1), which changes with all that somebody can change. */
export const etagOf = (user: User): string =>
	`W/"${createHash("sha256")
		.update(JSON.stringify({ ...user, lastLogin: null }))
		.digest("base64url")
		.slice(0, 22)}"`;

/** A person as the target of an event in the System Log. */
export const asTarget = ({ id, profile }: User) => ({ type: "User", id, name: profile.login });
