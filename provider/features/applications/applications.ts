/**
 * Applications: relying parties registered at the provider, their settings, secrets, keys, logo, and who is assigned to them;
 * and bookmarks, which are applications that people reach in other ways.
 *
 * This is what other features and the protocol engine may use. `registration.ts` makes and changes applications, `registered.ts`
 * finds them, `settings.ts` and `redirect-uris.ts` say what may be registered, `secrets.ts`, `keys.ts`, `certificates.ts`,
 * `grants.ts`, `logos.ts`, `assignments.ts` and `tiles.ts` hold what belongs to each.
 */
export {
	type Application,
	type ApplicationSettings,
	type GroupsClaim,
	signingAlgorithms,
} from "./application.ts";
export {
	addAppGroups,
	addAppUsers,
	arriveApplication,
	hasApplication,
	removeAppGroups,
	removeAppUsers,
	whenMade,
} from "./arrivals.ts";
export { assignGroupIn, isAssigned } from "./assignments.ts";
export { grantedScopes } from "./grants.ts";
export { groupsForClaim } from "./groups-claim.ts";
export { liveKeys } from "./keys.ts";
export { logoAddress } from "./logos.ts";
export type { RefreshToken, RefreshTokens } from "./refresh-tokens.ts";
export { findApplication, findApplicationByClientId, requireAnyApplication } from "./registered.ts";
export { createApplicationIn, type NewApplication } from "./registration.ts";
export {
	cursorAfter,
	findRelyingParty,
	knownClientIds,
	knownIds,
	listRelyingParties,
	type RelyingParty,
} from "./relying.ts";
export { liveSecrets } from "./secrets.ts";
export { type CredentialUses, createCredentialUses } from "./uses.ts";
