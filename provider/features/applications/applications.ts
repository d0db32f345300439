/**
 * Applications: relying parties registered at the provider, their settings, secrets, logo, and who is assigned to them.
 *
 * This is what other features and the protocol engine may use. `registration.ts` makes and changes applications,
 * `settings.ts` and `redirect-uris.ts` say what may be registered, `secrets.ts`, `logos.ts`, `assignments.ts` and `tiles.ts`
 * hold what belongs to each.
 */
export {
	type Application,
	type ApplicationSettings,
	clientAuthMethods,
	type GroupsClaim,
	grantTypes,
	signingAlgorithms,
} from "./application.ts";
export { assignGroupIn, isAssigned } from "./assignments.ts";
export { groupsForClaim } from "./groups-claim.ts";
export { logoAddress } from "./logos.ts";
export { createApplicationIn, findApplication, type NewApplication } from "./registration.ts";
export { liveSecrets } from "./secrets.ts";
