import type { AppUser, AssignedGroup } from "./assignments.ts";

/** A person's assignment as Okta writes it: what applications know the person by, unless the assignment says otherwise. */
export const toOktaAppUser = (person: AppUser, applicationId: string, url: string) => {
	const { id, status, profile, scope, assigned, lastUpdated, username, appProfile } = person;
	const self = { href: `${url}/api/v1/users/${id}` };
	return {
		id,
		externalId: null,
		created: assigned,
		lastUpdated,
		scope,
		status: "ACTIVE",
		statusChanged: assigned,
		passwordChanged: null,
		syncState: "DISABLED",
		credentials: { userName: username ?? profile.login },
		profile: {
			name: profile.displayName ?? `${profile.firstName} ${profile.lastName}`,
			given_name: profile.firstName,
			family_name: profile.lastName,
			email: profile.email,
			...(profile.locale ? { locale: profile.locale } : {}),
			...(profile.timezone ? { zoneinfo: profile.timezone } : {}),
			...appProfile,
		},
		_links: { app: { href: `${url}/api/v1/apps/${applicationId}` }, user: self },
		_embedded: { user: { id, status, profile, _links: { self } } },
	};
};

/** A group's assignment as Okta writes it. */
export const toOktaAppGroup = (group: AssignedGroup, applicationId: string, url: string) => {
	const { id, type, name, description, priority, profile, lastUpdated } = group;
	const app = `${url}/api/v1/apps/${applicationId}`;
	const self = { href: `${url}/api/v1/groups/${id}` };
	return {
		id,
		lastUpdated,
		priority,
		profile,
		_links: { app: { href: app }, self: { href: `${app}/groups/${id}` }, group: self },
		_embedded: { group: { id, type, profile: { name, description }, _links: { self } } },
	};
};

/** Without what was not asked for by `expand`. */
export const shown = <T extends { _embedded: unknown }>({ _embedded, ...assignment }: T, expanded: boolean) =>
	expanded ? { ...assignment, _embedded } : assignment;
