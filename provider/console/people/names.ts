import type { Person } from "../api.ts";

/** The name under which a person is listed. */
export const nameOf = ({ profile }: Person): string =>
	profile["displayName"] || `${profile.firstName} ${profile.lastName}`.trim() || profile.login;
