import type { TestProvider } from "#tests/harness/provider.ts";

interface WithId {
	readonly id: string;
}

/** Works on all of `items`, a few at once. */
const all = async <T, R>(items: readonly T[], work: (item: T, at: number) => Promise<R>): Promise<R[]> => {
	const results: R[] = [];
	for (let at = 0; at < items.length; at += 8)
		results.push(...(await Promise.all(items.slice(at, at + 8).map((item, by) => work(item, at + by)))));
	return results;
};

/** Fills a provider with people, groups, rules, applications, assignments, policies and a server, through its own API. */
export const fill = async (provider: TestProvider, people: number): Promise<void> => {
	const post = (path: string, body?: unknown) => provider.api<WithId>("POST", path, body);
	await post("/api/v1/meta/schemas/user/default", {
		definitions: {
			custom: {
				id: "#custom",
				type: "object",
				properties: {
					shipNumber: { title: "Ship", type: "integer" },
					crews: { title: "Crews", type: "array", items: { type: "string" } },
				},
			},
		},
	});
	const ids = await all(
		Array.from({ length: people }, (_, at) => at),
		async (at) => {
			const login = `person${at}@example.com`;
			const profile = {
				firstName: `Given${at}`,
				lastName: `Family${at % 50}`,
				email: login,
				login,
				title: at % 3 ? "Sailor" : null,
				shipNumber: at,
				crews: [`crew ${at % 5}`],
			};
			return (await post(`/api/v1/users?activate=${at % 4 === 0 ? "false" : "true"}`, { profile })).id;
		},
	);
	for (const id of ids.slice(0, 5)) await post(`/api/v1/users/${id}/lifecycle/deactivate?sendEmail=false`);
	for (const id of [ids[5], ids[6]]) await post(`/api/v1/users/${id}/lifecycle/suspend`);
	const groups = await all(
		Array.from({ length: 12 }, (_, at) => at),
		async (at) => (await post("/api/v1/groups", { profile: { name: `Crew ${at}`, description: `Of ship ${at}` } })).id,
	);
	await all(ids, (id, at) => provider.api("PUT", `/api/v1/groups/${groups[at % 10]}/users/${id}`));
	await all(ids.slice(0, 220), (id) => provider.api("PUT", `/api/v1/groups/${groups[10]}/users/${id}`));
	const everyone = (await provider.api<WithId[]>("GET", "/api/v1/groups?q=Everyone"))[0]?.id ?? "";

	const rule = await post("/api/v1/groups/rules", {
		type: "group_rule",
		name: "Sailors",
		conditions: { expression: { value: 'user.title=="Sailor"', type: "urn:okta:expression:1.0" } },
		actions: { assignUserToGroups: { groupIds: [groups[11]] } },
	});
	await provider.api("POST", `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);

	const application = (label: string, more: object = {}, client: object = {}) =>
		post("/api/v1/apps", {
			name: "oidc_client",
			label,
			signOnMode: "OPENID_CONNECT",
			credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_post", ...more } },
			settings: {
				oauthClient: {
					application_type: "web",
					redirect_uris: [`https://${label.toLowerCase()}.example.com/cb`],
					response_types: ["code"],
					grant_types: ["authorization_code", "refresh_token"],
					...client,
				},
			},
		});
	const ships = await application("Ships", { client_id: "ships-by-name" });
	await post(`/api/v1/apps/${ships.id}/credentials/secrets`);
	await application("Harbour", { token_endpoint_auth_method: "none", pkce_required: true }, { application_type: "browser" });
	const idle = await application("Idle");
	await post(`/api/v1/apps/${idle.id}/lifecycle/deactivate`);
	await post("/api/v1/apps", {
		name: "bookmark",
		label: "Charts",
		signOnMode: "BOOKMARK",
		settings: { app: { url: "https://charts.example.com", requestIntegration: false } },
	});
	await all(ids.slice(10, 240), (id) => post(`/api/v1/apps/${ships.id}/users`, { id, scope: "USER" }));
	await provider.api("PUT", `/api/v1/apps/${ships.id}/groups/${groups[1]}`, { priority: 3 });
	await provider.api("PUT", `/api/v1/apps/${ships.id}/groups/${everyone}`, {});

	await post("/api/v1/trustedOrigins", { name: "Charts", origin: "https://charts.example.com", scopes: [{ type: "CORS" }] });
	const policy = await post("/api/v1/policies", {
		type: "PASSWORD",
		name: "Long ones",
		conditions: { people: { groups: { include: [everyone] } } },
		settings: { password: { complexity: { minLength: 14 } } },
	});
	await post(`/api/v1/policies/${policy.id}/rules`, {
		type: "PASSWORD",
		name: "Rule",
		actions: { passwordChange: { access: "ALLOW" } },
	});
	const server = await post("/api/v1/authorizationServers", {
		name: "Fleet",
		description: "The fleet's",
		audiences: ["api://fleet"],
	});
	await post(`/api/v1/authorizationServers/${server.id}/scopes`, { name: "sail" });
	await post(`/api/v1/authorizationServers/${server.id}/claims`, {
		name: "ship",
		claimType: "RESOURCE",
		valueType: "EXPRESSION",
		value: "user.title",
		status: "ACTIVE",
		conditions: { scopes: ["sail"] },
	});
	const access = await post(`/api/v1/authorizationServers/${server.id}/policies`, {
		type: "OAUTH_AUTHORIZATION_POLICY",
		name: "All",
		description: "All",
		conditions: { clients: { include: ["ALL_CLIENTS"] } },
	});
	await post(`/api/v1/authorizationServers/${server.id}/policies/${access.id}/rules`, {
		type: "RESOURCE_ACCESS",
		name: "Anyone",
		conditions: {
			people: { groups: { include: [everyone] } },
			grantTypes: { include: ["authorization_code"] },
			scopes: { include: ["*"] },
		},
	});
};

/** An API token of the provider's administrator. */
export const tokenOf = async (provider: TestProvider): Promise<string> =>
	(await provider.api<{ token: string }>("POST", "/api/v1/internal/api-tokens", { name: "import" })).token;

type Item = Record<string, unknown>;

/** All of a list, by the addresses of its pages. */
const listOf = async (url: string, token: string, path: string): Promise<Item[]> => {
	const items: Item[] = [];
	for (let next: string | undefined = `${url}${path}`; next !== undefined; ) {
		const answer: Response = await fetch(next, { headers: { authorization: `SSWS ${token}` } });
		if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
		items.push(...((await answer.json()) as Item[]));
		next = /<([^>]*)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
	}
	return items;
};

const VOLATILE = new Set([
	"lastUpdated",
	"lastMembershipUpdated",
	"lastRotated",
	"nextRotation",
	"kid",
	"lastLogin",
	"passwordChanged",
	"statusChanged",
	"createdBy",
	"lastUpdatedBy",
]);

const sorted = (value: unknown): unknown =>
	typeof value === "object" && value !== null && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
		: value;

/** The same text for the same thing at two addresses, whenever it was made. */
const normal = (items: readonly unknown[], url: string, everyone: string, without: readonly string[] = []): string[] =>
	items
		.map((item) => JSON.stringify(item, (key, value) => (VOLATILE.has(key) || without.includes(key) ? undefined : sorted(value))))
		.map((text) => text.replaceAll(url, "").replaceAll(everyone, "everyone"))
		.sort();

/** All that an organisation's API tells of what an import brings. */
export const everythingAt = async (url: string, token: string): Promise<Record<string, string[]>> => {
	const list = (path: string) => listOf(url, token, path);
	const groups = await list("/api/v1/groups?limit=200");
	const everyone = String(groups.find(({ type }) => type === "BUILT_IN")?.["id"]);
	const all: Record<string, string[]> = {};
	const add = (name: string, items: readonly unknown[], ...without: readonly string[]) => {
		all[name] = normal(items, url, everyone, without);
	};
	const people = [
		...(await list("/api/v1/users?limit=200")),
		...(await list(`/api/v1/users?limit=200&filter=${encodeURIComponent('status eq "DEPROVISIONED"')}`)),
	];
	// The administrator of both sides, whom each has from its own settings.
	const nobody = people.find(({ profile }) => (profile as Item)["login"] === "admin@example.com")?.["id"];
	add(
		"people",
		people.filter(({ id }) => id !== nobody),
		"credentials",
	);
	add(
		"groups",
		groups.filter(({ type }) => type !== "BUILT_IN"),
		"created",
	);
	for (const { id, profile } of groups) {
		const members = (await list(`/api/v1/groups/${id}/users?limit=200`)).map((member) => member["id"]);
		add(
			`members of ${(profile as Item)["name"]}`,
			members.filter((member) => member !== nobody),
		);
	}
	add("rules", await list("/api/v1/groups/rules"), "created", "status", "_links");
	const apps = await list("/api/v1/apps?limit=200");
	// The built-in access policy has an id of its own on each side.
	add("applications", apps, "created", "accessPolicy");
	for (const { id, label, signOnMode } of apps) {
		add(
			`people of ${label}`,
			(await list(`/api/v1/apps/${id}/users?limit=200`)).filter(({ scope }) => scope === "USER"),
			"created",
		);
		add(`groups of ${label}`, await list(`/api/v1/apps/${id}/groups?limit=200`), "created");
		if (signOnMode === "OPENID_CONNECT") {
			const secrets = await list(`/api/v1/apps/${id}/credentials/secrets`).catch(() => []);
			add(
				`secrets of ${label}`,
				secrets.map(({ client_secret, status }) => [client_secret, status]),
			);
		}
	}
	add("trusted origins", await list("/api/v1/trustedOrigins"), "created");
	for (const { id, name, system } of await list("/api/v1/policies?type=PASSWORD")) {
		if (system !== true) add(`policy ${name}`, await list(`/api/v1/policies/${id}/rules`), "created");
	}
	for (const { id, name } of await list("/api/v1/authorizationServers")) {
		const of = `/api/v1/authorizationServers/${id}`;
		add(`scopes of ${name}`, await list(`${of}/scopes`), "id", "_links");
		add(`claims of ${name}`, await list(`${of}/claims`), "id", "_links");
		for (const policy of await list(`${of}/policies`))
			add(`${policy["name"]} of ${name}`, await list(`${of}/policies/${policy["id"]}/rules`), "id", "_links", "created");
	}
	return all;
};
