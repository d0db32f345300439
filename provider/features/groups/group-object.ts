import type { Group, GroupStats } from "./groups.ts";

/** A group as the management API shows it. `url` is the provider's public address, without a trailing slash. */
export const groupObject = (group: Group, url: string, stats?: GroupStats) => {
	const self = `${url}/api/v1/groups/${group.id}`;
	const logo = (name: string) => ({ name, href: `${url}/console-assets/icon.svg`, type: "image/svg+xml" });
	return {
		id: group.id,
		created: group.created,
		lastUpdated: group.lastUpdated,
		lastMembershipUpdated: group.lastMembershipUpdated,
		objectClass: ["okta:user_group"],
		type: group.type,
		profile: { ...group.attributes, name: group.name, description: group.description },
		_links: { logo: [logo("medium"), logo("large")], users: { href: `${self}/users` }, apps: { href: `${self}/apps` } },
		...(stats === undefined ? {} : { _embedded: { stats } }),
	};
};

/** A group as the target of an event in the System Log. */
export const groupTarget = ({ id, name }: Group) => ({ type: "UserGroup", id, name });
