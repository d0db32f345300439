/**
 * Authentication: how people sign in to the platform, with passwords kept here or at an OpenID Connect provider, as an
 * administrator chooses under Manage > Admin > Authentication. `configurations.ts` keeps what was chosen, `validation/` tries
 * it before it takes effect, `providers.ts` talks to the provider at run time, and every request goes out by `outbound.ts`.
 */

export { DraftBody, GroupRulesBody } from "./body.ts";
export { CHECKS, refusedIn } from "./checks.ts";
export { signAssertion } from "./client-keys.ts";
export {
	builtInDisabled,
	type Configuration,
	clientSecretOf,
	configurationById,
	confirmTrial,
	type Draft,
	differences,
	draftOf,
	fillFingerprints,
	fingerprintOf,
	groupsGiveRoles,
	liveConfiguration,
	type Method,
	newestSaveId,
	type PastConfiguration,
	pastConfigurations,
	saveConfiguration,
	takeRolledBack,
} from "./configurations.ts";
export type { Provider } from "./connect.ts";
export { keepConfigurations, keptConfiguration, keptConfigurationById } from "./kept.ts";
export { DEFAULTS, type GroupRules, type Options, UNPROVEN } from "./options.ts";
export { type Ask, createAsk, Unanswered } from "./outbound.ts";
export { createProviders, type Health, type Providers } from "./providers.ts";
export { type Registration, registerAt } from "./register.ts";
export { UNCHECKED_ID_TOKEN } from "./unchecked.ts";
export { BASE_SCOPES } from "./validation/scopes.ts";
export { ALGORITHMS } from "./validation/support.ts";
export { type Validation, validate } from "./validation/validation.ts";
