/**
 * Applications: relying parties registered at the provider, their settings, secrets, logo, and who is assigned to them.
 *
 * This is what other features and the protocol engine may use. `registration.ts` makes and changes applications,
 * `settings.ts` and `redirect-uris.ts` say what may be registered, `secrets.ts`, `logos.ts` and `assignments.ts` hold what
 * belongs to each.
 */
export type { Application, ApplicationKind, ApplicationSettings, GroupsClaim } from "./application.ts";
export { isAssigned } from "./assignments.ts";
export { groupsForClaim } from "./groups-claim.ts";
export { logoAddress } from "./logos.ts";
export { createApplication, findApplication } from "./registration.ts";
export { liveSecrets } from "./secrets.ts";
export { applicationsOf } from "./tiles.ts";
