import type { RefreshToken } from "./refresh-tokens.ts";

const allowed = (href: string, ...allow: readonly string[]) => ({ href, hints: { allow } });

/** A refresh token as Okta writes it. */
export const toOktaToken = (token: RefreshToken, url: string, applicationId: string) => {
	const { id, clientId, userId, issuer, scopes, created, expires } = token;
	const app = `${url}/api/v1/apps/${applicationId}`;
	return {
		id,
		status: "ACTIVE",
		created,
		lastUpdated: created,
		expiresAt: expires,
		issuer,
		clientId,
		userId,
		scopes,
		_links: {
			app: { href: app },
			self: allowed(`${app}/tokens/${id}`, "GET", "DELETE"),
			revoke: allowed(`${app}/tokens/${id}`, "DELETE"),
			client: { href: `${url}/oauth2/v1/clients/${clientId}` },
			user: { href: `${url}/api/v1/users/${userId}` },
		},
	};
};
