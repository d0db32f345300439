import { createHash } from "node:crypto";
import type { Certificate } from "./certificates.ts";
import type { ApiGrant } from "./grants.ts";
import type { ApplicationKey } from "./keys.ts";
import type { ClientSecret } from "./secrets.ts";

const link = (href: string, ...allow: readonly string[]) => ({ href, hints: { allow } });

/** When credentials were used last, within a minute, by their ids. Okta's objects have no such field; its clients leave it alone. */
export type LastUses = ReadonlyMap<string, string>;

/** A client secret as Okta writes it, in clear text. */
export const toOktaSecret = (
	{ id, created, lastUpdated, status, secret }: ClientSecret,
	applicationId: string,
	url: string,
	uses: LastUses,
) => {
	const self = `${url}/api/v1/apps/${applicationId}/credentials/secrets/${id}`;
	return {
		id,
		created,
		lastUpdated,
		status,
		lastUsed: uses.get(id) ?? null,
		client_secret: secret,
		secret_hash: halfHash(secret),
		_links: allowed(self, status),
	};
};

/** What may be done with a credential now. */
const allowed = (self: string, status: "ACTIVE" | "INACTIVE") =>
	status === "ACTIVE"
		? { deactivate: link(`${self}/lifecycle/deactivate`, "POST") }
		: { activate: link(`${self}/lifecycle/activate`, "POST"), delete: link(self, "DELETE") };

/** The left half of the secret's SHA-256. */
const halfHash = (secret: string): string => createHash("sha256").update(secret).digest().subarray(0, 16).toString("base64url");

/** A public key as Okta writes it. */
export const toOktaKey = (
	{ id, status, jwk, created, lastUpdated }: ApplicationKey,
	applicationId: string,
	url: string,
	uses?: LastUses,
) => ({
	id,
	...jwk,
	status,
	created,
	lastUpdated,
	...(uses === undefined ? {} : { lastUsed: uses.get(id) ?? null }),
	_links: allowed(`${url}/api/v1/apps/${applicationId}/credentials/jwks/${id}`, status),
});

/** A signing certificate as Okta writes it. */
export const toOktaCertificate = ({ jwk, created, expires }: Certificate) => ({
	...jwk,
	created,
	lastUpdated: created,
	expiresAt: expires,
});

/** A grant of a scope of the API as Okta writes it. */
export const toOktaGrant = (
	{ id, scopeId, issuer, created, createdBy }: ApiGrant,
	application: { readonly id: string; readonly clientId: string; readonly label: string },
	url: string,
) => ({
	id,
	status: "ACTIVE",
	created,
	createdBy,
	lastUpdated: created,
	issuer,
	scopeId,
	source: "ADMIN",
	clientId: application.clientId,
	_links: {
		app: { href: `${url}/api/v1/apps/${application.id}`, title: application.label },
		self: link(`${url}/api/v1/apps/${application.id}/grants/${id}`, "GET", "DELETE"),
		client: { href: `${url}/oauth2/v1/clients/${application.clientId}`, title: application.label },
	},
});
