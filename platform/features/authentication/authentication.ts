/**
 * Authentication: how people sign in to the platform, with passwords kept here or at an OpenID Connect provider, as an
 * administrator chooses under Manage > Admin > Authentication. `configurations.ts` keeps what was chosen, `validation/` tries
 * it before it takes effect, `providers.ts` talks to the provider at run time, and every request goes out by `outbound.ts`.
 */

export {
	builtInDisabled,
	type Configuration,
	configurationById,
	type Draft,
	draftOf,
	liveConfiguration,
	saveConfiguration,
} from "./configurations.ts";
export { type Ask, createAsk, Unanswered } from "./outbound.ts";
export { createProviders, type Health, type Provider, type Providers } from "./providers.ts";
export { BASE_SCOPES } from "./validation/scopes.ts";
export { ALGORITHMS } from "./validation/support.ts";
export { type Validation, validate } from "./validation/validation.ts";
