import { createHmac } from "node:crypto";
import type Provider from "oidc-provider";
import type { Client, KoaContextWithOIDC } from "oidc-provider";
import { equalSecrets } from "#common/seal/ids.ts";
import type { CredentialUses } from "../features/applications/applications.ts";
import type { Fetches } from "../features/keys/keys.ts";
import { matchingSecret, secretsOf } from "./client-auth.ts";
import { applicationIdOf } from "./client-metadata.ts";
import { requestBehind } from "./mount.ts";

/** Hears what applications proved themselves with, and from where. */
export interface Witness {
	readonly uses: Pick<CredentialUses, "secret" | "key">;
	readonly fetches: Pick<Fetches, "asked">;
}

/** Tells `witness` of what applications prove themselves with at `engine`, and from where their back ends ask for tokens. */
export const noteUses = (engine: Provider, { uses, fetches }: Witness): void => {
	engine.Client.prototype.compareClientSecret = function (actual) {
		const secret = matchingSecret(this, actual);
		if (secret === undefined) return false;
		uses.secret(applicationIdOf(this), secret);
		return true;
	};
	engine.on("grant.success", (ctx) => {
		const { client } = ctx.oidc;
		// What has no secret and no key runs on people's own machines: their addresses are not its.
		if (!client || client.clientAuthMethod === "none") return;
		const address = requestBehind(ctx.req)?.ip;
		if (address) fetches.asked(applicationIdOf(client), address);
		noteAssertion(ctx, client, uses);
	});
};

/** RFC 7523: signed with a secret, or with a private key whose public one is registered. */
const noteAssertion = (ctx: KoaContextWithOIDC, client: Client, uses: Witness["uses"]): void => {
	const assertion = (ctx.oidc.body as Record<string, unknown> | undefined)?.["client_assertion"];
	if (typeof assertion !== "string") return;
	const [header = "", payload = "", signature = ""] = assertion.split(".");
	const { alg, kid } = JSON.parse(Buffer.from(header, "base64url").toString("utf8")) as Record<string, unknown>;
	if (client.clientAuthMethod === "private_key_jwt") {
		uses.key(applicationIdOf(client), typeof kid === "string" ? kid : undefined);
		return;
	}
	const hash = `sha${String(alg).slice(2)}`;
	const signed = (secret: string) => createHmac(hash, secret).update(`${header}.${payload}`).digest("base64url");
	const secret = secretsOf(client).find((one) => equalSecrets(signed(one), signature));
	if (secret !== undefined) uses.secret(applicationIdOf(client), secret);
};
