import type { Claim } from "./claims.ts";
import type { ServerKey } from "./keys.ts";
import type { Policy } from "./policies.ts";
import type { Rule } from "./rules.ts";
import type { Scope } from "./scopes.ts";
import { type AuthorizationServer, DEFAULT_SERVER } from "./servers.ts";

/** Where the management API has authorization servers. */
export const AT = "/api/v1/authorizationServers";

const link = (href: string, ...allow: string[]) => (allow.length === 0 ? { href } : { href, hints: { allow } });
const whole = (self: string) => link(self, "GET", "PUT", "DELETE");

const turn = (status: "ACTIVE" | "INACTIVE", self: string) => {
	const name = status === "ACTIVE" ? "deactivate" : "activate";
	return { [name]: link(`${self}/lifecycle/${name}`, "POST") };
};

/** A server as the API shows it. `url` is the provider's public address, without a trailing slash. */
export const serverObject = (server: AuthorizationServer, url: string) => {
	const self = `${url}${AT}/${server.id}`;
	const issuer = `${url}/oauth2/${server.id}`;
	const document = (name: string) => ({ name, ...link(`${issuer}/.well-known/${name}`, "GET") });
	return {
		id: server.id,
		name: server.name,
		description: server.description,
		audiences: [server.audience],
		issuer,
		issuerMode: server.issuerMode,
		status: server.status,
		created: server.created,
		lastUpdated: server.lastUpdated,
		credentials: {
			signing: {
				rotationMode: server.rotationMode,
				lastRotated: server.lastRotated,
				...(server.nextRotation === null ? {} : { nextRotation: server.nextRotation }),
				kid: server.kid,
				use: "sig",
			},
		},
		default: server.id === DEFAULT_SERVER,
		_links: {
			self: whole(self),
			scopes: link(`${self}/scopes`, "GET"),
			claims: link(`${self}/claims`, "GET"),
			policies: link(`${self}/policies`, "GET"),
			rotateKey: link(`${self}/credentials/lifecycle/keyRotate`, "POST"),
			metadata: [document("oauth-authorization-server"), document("openid-configuration")],
			...turn(server.status, self),
		},
	};
};

export const keyObject = ({ status, jwk }: ServerKey, url: string, serverId: string) => ({
	status,
	alg: jwk.alg,
	e: jwk.e,
	n: jwk.n,
	kid: jwk.kid,
	kty: "RSA",
	use: jwk.use,
	_links: { self: link(`${url}${AT}/${serverId}/credentials/keys/${jwk.kid}`, "GET") },
});

const present = <T extends object>(values: T) =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as { [K in keyof T]?: NonNullable<T[K]> };

export const scopeObject = ({ id, name, system, ...scope }: Scope, url: string, serverId: string) => ({
	id,
	name,
	...present(scope),
	system,
	_links: { self: whole(`${url}${AT}/${serverId}/scopes/${id}`) },
});

export const claimObject = (claim: Claim, url: string, serverId: string) => ({
	id: claim.id,
	name: claim.name,
	status: claim.status,
	claimType: claim.claimType,
	valueType: claim.valueType,
	...present({ value: claim.value, group_filter_type: claim.groupFilterType }),
	conditions: { scopes: claim.scopes },
	alwaysIncludeInToken: claim.alwaysIncludeInToken,
	system: claim.system,
	_links: { self: whole(`${url}${AT}/${serverId}/claims/${claim.id}`) },
});

export const policyObject = (policy: Policy, url: string, serverId: string) => {
	const self = `${url}${AT}/${serverId}/policies/${policy.id}`;
	return {
		type: "OAUTH_AUTHORIZATION_POLICY",
		id: policy.id,
		status: policy.status,
		name: policy.name,
		description: policy.description,
		priority: policy.priority,
		system: policy.system,
		conditions: { clients: { include: policy.clients } },
		created: policy.created,
		lastUpdated: policy.lastUpdated,
		_links: { self: whole(self), rules: link(`${self}/rules`, "GET", "POST"), ...turn(policy.status, self) },
	};
};

export const ruleObject = (rule: Rule, url: string, serverId: string, policyId: string) => {
	const self = `${url}${AT}/${serverId}/policies/${policyId}/rules/${rule.id}`;
	const { users, groups, grantTypes, scopes } = rule.conditions;
	return {
		type: "RESOURCE_ACCESS",
		id: rule.id,
		status: rule.status,
		name: rule.name,
		priority: rule.priority,
		system: rule.system,
		conditions: { people: { users, groups }, grantTypes: { include: grantTypes }, scopes: { include: scopes } },
		actions: {
			token: {
				accessTokenLifetimeMinutes: rule.lifetimes.accessToken,
				refreshTokenLifetimeMinutes: rule.lifetimes.refreshToken,
				refreshTokenWindowMinutes: rule.lifetimes.refreshTokenWindow,
			},
		},
		created: rule.created,
		lastUpdated: rule.lastUpdated,
		_links: { self: whole(self), ...turn(rule.status, self) },
	};
};

/** What changed, as the target of an event in the System Log. */
export const targetOf = (type: string, { id, name }: { readonly id: string; readonly name: string }) => ({ type, id, name });
