import type { MountedRoute } from "#common/web/openapi.ts";

type Schema = Readonly<Record<string, unknown>>;

/** As much of a schema as an editor needs, without what a file does not name: nothing is required, names are keys. */
const optional = (schema: Schema, leftOut: readonly string[]): Schema => {
	const {
		required: _,
		properties = {},
		...rest
	} = schema as { required?: unknown; properties?: Readonly<Record<string, Schema>> };
	const kept = Object.entries(properties).filter(([name]) => !leftOut.includes(name));
	return { ...rest, properties: Object.fromEntries(kept) };
};

const named = (schema: Schema): Schema => ({ type: "object", additionalProperties: schema });
const withMembers = (schema: Schema, members: Readonly<Record<string, Schema>>): Schema => ({
	...schema,
	properties: { ...(schema["properties"] as object), ...members },
});

const STATUS: Schema = { enum: ["ACTIVE", "INACTIVE"] };
const NAMES: Schema = { type: "array", items: { type: "string" } };
const NOT_WRITTEN = ["id", "orn", "name", "label", "type", "system", "created", "lastUpdated", "_links", "_embedded"];

/** What a file for `signet plan` and `apply` may say, for editors (JSON Schema 2020-12), out of the schemas that requests are checked against. */
export const configSchema = (routes: readonly MountedRoute[]): Schema => {
	const bodyOf = (url: string, leftOut = NOT_WRITTEN): Schema => {
		const route = routes.find((one) => one.method === "POST" && one.url === url);
		return optional(JSON.parse(JSON.stringify(route?.schema.body ?? {})) as Schema, leftOut);
	};
	const { properties: group = {} } = bodyOf("/api/v1/groups") as { properties?: { profile?: Schema } };
	const application = withMembers(bodyOf("/api/v1/apps", [...NOT_WRITTEN, "features"]), {
		name: { type: "string" },
		status: STATUS,
		groups: { ...NAMES, description: "Names of the groups that are assigned." },
		grants: { ...NAMES, description: "Scopes of the management API, such as okta.users.read." },
		idToken: { type: "object", description: "The groups claim of ID tokens." },
	});
	const policyWith = (url: string, rules: string): Schema =>
		withMembers(bodyOf(url), { status: STATUS, rules: named(withMembers(bodyOf(rules), { status: STATUS })) });
	const servers = "/api/v1/authorizationServers";
	const server = withMembers(bodyOf(servers), {
		status: STATUS,
		scopes: named(bodyOf(`${servers}/:id/scopes`)),
		claims: named(bodyOf(`${servers}/:id/claims`)),
		policies: named(policyWith(`${servers}/:id/policies`, `${servers}/:id/policies/:policyId/rules`)),
	});
	const policy = named(policyWith("/api/v1/policies", "/api/v1/policies/:id/rules"));
	return {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		title: "Configuration of a Signet provider",
		type: "object",
		additionalProperties: false,
		properties: {
			groups: named(optional(group.profile ?? {}, ["name"])),
			applications: named(application),
			rules: named(withMembers(bodyOf("/api/v1/groups/rules"), { status: STATUS })),
			networkZones: named(withMembers(bodyOf("/api/v1/zones", [...NOT_WRITTEN, "usage"]), { status: STATUS })),
			policies: {
				type: "object",
				additionalProperties: false,
				properties: { OKTA_SIGN_ON: policy, PASSWORD: policy, MFA_ENROLL: policy, ACCESS_POLICY: policy },
			},
			authorizationServers: named(server),
			trustedOrigins: named(withMembers(bodyOf("/api/v1/trustedOrigins"), { status: STATUS })),
		},
	};
};
