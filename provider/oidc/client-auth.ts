import type Provider from "oidc-provider";
import { type Client, errors, type KoaContextWithOIDC } from "oidc-provider";
import { equalSecrets } from "#common/seal/ids.ts";
import { secretAsSent } from "./basic-header.ts";

/** What client assertions may be signed with (RFC 7523). */
export const ASSERTION_ALGORITHMS = [
	"HS256",
	"HS384",
	"HS512",
	"RS256",
	"RS384",
	"RS512",
	"PS256",
	"PS384",
	"PS512",
	"ES256",
	"ES384",
	"ES512",
	"EdDSA",
] as const;

/** Seconds ahead that an assertion may end: Okta's Go client makes them for an hour, and clocks differ. */
const LONGEST = 60 * 60 + 60;

const LONGEST_ID = 1_000;

/** Comes after the engine's own checks of an assertion, its signature among them. @throws InvalidClientAuth */
export const checkAssertion = (_ctx: KoaContextWithOIDC, claims: Record<string, unknown>): void => {
	const { exp, jti } = claims;
	if (typeof exp !== "number" || exp > Date.now() / 1000 + LONGEST) {
		throw new errors.InvalidClientAuth("the client_assertion may end an hour from now at most");
	}
	if (typeof jti !== "string" || jti.length > LONGEST_ID)
		throw new errors.InvalidClientAuth("jti of the client_assertion is too long");
};

/** While a secret is being replaced, two are live, and either proves the application. */
export const acceptEverySecret = (engine: Provider): void => {
	engine.Client.prototype.compareClientSecret = function (actual) {
		return matchingSecret(this, actual) !== undefined;
	};
	const clients = engine.Client as unknown as { find(id: string): Promise<Client | undefined> };
	const find = clients.find.bind(clients);
	clients.find = async (id) => {
		const client = await find(id);
		if (client?.clientAuthMethod === "client_secret_jwt") addKeys(client);
		return client;
	};
};

/** The live secret that `actual` is; undefined where it is none. */
export const matchingSecret = (client: Client, actual: string): string | undefined => {
	const given = [actual, secretAsSent() ?? actual];
	return secretsOf(client).find((secret) => given.some((one) => equalSecrets(secret, one)));
};

export const secretsOf = (client: Client): readonly string[] => (client["signet_secrets"] as readonly string[] | undefined) ?? [];

interface KeyStore {
	add(key: Record<string, string>): void;
}
const complete = new WeakSet<Client>();

/** The engine makes keys of the first secret alone, for assertions that are signed with one (OpenID Connect Core section 9). */
const addKeys = (client: Client): void => {
	if (complete.has(client)) return;
	complete.add(client);
	const store = client["symmetricKeyStore"] as KeyStore;
	for (const secret of secretsOf(client).slice(1)) {
		const k = Buffer.from(secret).toString("base64url");
		for (const alg of ["HS256", "HS384", "HS512"]) store.add({ alg, use: "sig", kty: "oct", k });
	}
};
