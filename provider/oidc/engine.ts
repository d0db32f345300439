import Provider, { type Client } from "oidc-provider";
import { equalSecrets } from "#common/seal/ids.ts";
import { type AuthorizationServer, configurationFor, type EngineNeeds } from "./configuration.ts";

/** The protocol engine of one authorization server. */
export const createEngine = (server: AuthorizationServer, needs: EngineNeeds): Provider => {
	const engine = new Provider(server.issuer, configurationFor(server, needs));
	// Addresses are built from the forwarded headers, which `mount` sets from the public address.
	engine.proxy = true;
	engine.Client.prototype.compareClientSecret = matchesLiveSecret;
	return engine;
};

/** While a secret is being replaced, two are live, and either proves the application. */
function matchesLiveSecret(this: Client, actual: string): boolean {
	const secrets = this["signet_secrets"] as readonly string[] | undefined;
	return secrets?.some((secret) => equalSecrets(secret, actual)) ?? false;
}
