import { type Config, readHalf, type Secrets } from "#common/settings/half.ts";

/** The provider's configuration from the environment. @throws SettingsError with all faults at once. */
export const readConfig = (environment: NodeJS.ProcessEnv): { config: Config; secrets: Secrets } =>
	readHalf("PROVIDER", environment);
