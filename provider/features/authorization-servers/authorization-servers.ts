/**
 * Custom authorization servers: issuers of their own beside the organisation's, with scopes and claims for the API that they protect, and
 * policies that say which application gets a token, for whom, how, and for how long.
 *
 * This is what the protocol engine and the start may use. `servers.ts`, `keys.ts`, `scopes.ts`, `claims.ts`,
 * `policies.ts` and `rules.ts` hold what there is; `definition.ts` reads all of it at once; `evaluation.ts` and `token-claims.ts`
 * say what a token request comes to.
 */
export { arriveClaim, arriveScope, arriveServer, arriveServerPolicy, arriveServerRule } from "./arrivals.ts";
export type { Lifetimes } from "./authorization-servers.table.ts";
export type { Claim } from "./claims.ts";
export { activeVersion, type Definition, readDefinition } from "./definition.ts";
export { type Decision, decide } from "./evaluation.ts";
export { tendKeys } from "./keys.ts";
export { noSuch } from "./missing.ts";
export { PERSONAL_SCOPES } from "./scopes.ts";
export { DEFAULT_SERVER, ensureDefaultServer } from "./servers.ts";
export { claimsFor, compileClaims, TooManyGroups } from "./token-claims.ts";
