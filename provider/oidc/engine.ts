import Provider, { type Client } from "oidc-provider";
import { Fault } from "#common/faults/fault.ts";
import { toOAuth } from "#common/faults/writers.ts";
import { equalSecrets } from "#common/seal/ids.ts";
import { type AuthorizationServer, configurationFor, type EngineNeeds } from "./configuration.ts";

/** The protocol engine of one authorization server. */
export const createEngine = (server: AuthorizationServer, needs: EngineNeeds): Provider => {
	const engine = new Provider(server.issuer, configurationFor(server, needs));
	// Addresses are built from the forwarded headers, which `mount` sets from the public address.
	engine.proxy = true;
	engine.use(async (ctx, next) => {
		await next();
		if (ctx.status !== 404 || ctx.body) return;
		const { status, body } = toOAuth(new Fault("no_such_path"));
		Object.assign(ctx, { status, body });
	});
	engine.Client.prototype.compareClientSecret = matchesLiveSecret;
	return engine;
};

/** While a secret is being replaced, two are live, and either proves the application. */
function matchesLiveSecret(this: Client, actual: string): boolean {
	const secrets = this["signet_secrets"] as readonly string[] | undefined;
	return secrets?.some((secret) => equalSecrets(secret, actual)) ?? false;
}
