import type { Person, ProfileValue } from "../api.ts";

/** The name under which a person is listed. */
export const nameOf = ({ profile }: Person): string =>
	text(profile["displayName"]) || `${profile.firstName} ${profile.lastName}`.trim() || profile.login;

const text = (value: ProfileValue | undefined): string => (typeof value === "string" ? value : "");
