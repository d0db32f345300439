import type { User } from "./users.ts";

/** A person as the management API shows them. `url` is the provider's public address, without a trailing slash. */
export const userObject = (user: User, url: string) => ({
	id: user.id,
	status: user.status,
	created: user.created,
	activated: user.activated,
	statusChanged: user.statusChanged,
	lastLogin: user.lastLogin,
	lastUpdated: user.lastUpdated,
	passwordChanged: user.passwordChanged,
	type: { id: "otysignetdefault0001" },
	profile: user.profile,
	credentials: { ...(user.hasPassword ? { password: {} } : {}), provider: { type: "OKTA", name: "OKTA" } },
	_links: { self: { href: `${url}/api/v1/users/${user.id}` } },
});

/** A person as the target of an event in the System Log. */
export const asTarget = ({ id, profile }: User) => ({ type: "User", id, name: profile.login });
