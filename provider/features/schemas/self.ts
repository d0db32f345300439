import type { CustomAttribute } from "./schemas.ts";

/** What people may do with an attribute of their own profile, by Okta's names. */
export type OwnAccess = "READ_WRITE" | "READ_ONLY" | "HIDE";

/** What is theirs to say, unless an administrator says otherwise: as at Okta, but for the email address, which counts as verified. */
const BASE_OWN: readonly string[] = ["firstName", "lastName", "mobilePhone", "secondEmail"];

/** Of an attribute that every profile has. */
export const ownAccessOfBase = (name: string): OwnAccess => (BASE_OWN.includes(name) ? "READ_WRITE" : "READ_ONLY");

/** Of an attribute that administrators have defined: what its `permissions` say of `SELF`, or to read it. */
export const ownAccessOfCustom = ({ permissions }: CustomAttribute): OwnAccess => {
	const stated = (Array.isArray(permissions) ? permissions : []) as readonly { principal?: string; action?: string }[];
	const action = stated.find(({ principal }) => principal?.toUpperCase() === "SELF")?.action?.toUpperCase();
	return action === "READ_WRITE" || action === "HIDE" ? action : "READ_ONLY";
};
