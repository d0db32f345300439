import type { FastifyInstance } from "fastify";

/** A route as it was mounted: what an API document and a walk through all routes need. */
export interface MountedRoute {
	readonly method: string;
	/** With parameters as `:name`. */
	readonly url: string;
	/** A permission, `signed-in` or `anyone`. */
	readonly access: string;
	/** Whether a session is needed, and an API key is not enough. */
	readonly session: boolean;
	readonly schema: { readonly params?: unknown; readonly querystring?: unknown; readonly body?: unknown };
}

/** The routes that are mounted on `app` from now on, as they come. */
export const collectRoutes = (app: FastifyInstance): readonly MountedRoute[] => {
	const mounted: MountedRoute[] = [];
	app.addHook("onRoute", ({ method, url, config, schema = {} }) => {
		const { access, session = false } = (config ?? {}) as { access?: string; session?: boolean };
		const { params, querystring, body } = schema as MountedRoute["schema"];
		if (access === undefined || typeof method !== "string" || method === "HEAD") return;
		mounted.push({ method, url, access, session, schema: { params, querystring, body } });
	});
	return mounted;
};

interface ObjectSchema {
	readonly properties?: Readonly<Record<string, object>>;
	readonly required?: readonly string[];
}

const parametersOf = (schema: unknown, where: "path" | "query"): readonly object[] => {
	const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
	return Object.entries(properties).map(([name, inner]) => ({
		name,
		in: where,
		required: where === "path" || required.includes(name),
		schema: inner,
	}));
};

/** Any one of these is enough. */
const securityOf = ({ access, session }: MountedRoute): readonly object[] => {
	if (access === "anyone") return [];
	return session ? [{ session: [] }] : [{ session: [] }, { apiKey: [] }, { sessionToken: [] }];
};

const PROBLEM = { $ref: "#/components/responses/Problem" };

export interface ApiDocument {
	readonly title: string;
	readonly version: string;
	readonly description: string;
	/** By `METHOD /path` with parameters as `:name`. */
	readonly summaries: Readonly<Record<string, string>>;
	/** The name of the cookie that holds a session. */
	readonly sessionCookie: string;
}

/** An OpenAPI 3.1 document of `routes`. Requests are the very schemas that requests are checked against. */
export const openApi = (
	{ title, version, description, summaries, sessionCookie }: ApiDocument,
	routes: readonly MountedRoute[],
) => {
	const paths: Record<string, Record<string, object>> = {};
	for (const route of routes) {
		const { method, url, access, schema } = route;
		const path = url.replaceAll(/:(\w+)/g, "{$1}");
		paths[path] ??= {};
		paths[path][method.toLowerCase()] = {
			summary: summaries[`${method} ${url}`] ?? "",
			operationId: `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z0-9]+/g, "_")}`,
			tags: [path.split("/")[3] ?? "api"],
			"x-permission": access,
			security: securityOf(route),
			parameters: [...parametersOf(schema.params, "path"), ...parametersOf(schema.querystring, "query")],
			...(schema.body === undefined
				? {}
				: { requestBody: { required: true, content: { "application/json": { schema: schema.body } } } }),
			responses: { "2XX": { description: "It was done, or found." }, "4XX": PROBLEM, "5XX": PROBLEM },
		};
	}
	return {
		openapi: "3.1.0",
		info: { title, version, description },
		paths,
		components: {
			securitySchemes: {
				session: { type: "apiKey", in: "cookie", name: sessionCookie },
				apiKey: { type: "http", scheme: "bearer", description: "An API key, which begins with signet_." },
				sessionToken: { type: "apiKey", in: "header", name: "Session-Token", description: "The same API key." },
			},
			responses: {
				Problem: {
					description: "RFC 9457; every code stands in docs/errors.md.",
					content: {
						"application/problem+json": {
							schema: {
								type: "object",
								required: ["type", "title", "status", "code", "requestId"],
								properties: {
									type: { type: "string" },
									title: { type: "string" },
									status: { type: "integer" },
									code: { type: "string" },
									requestId: { type: "string" },
									fields: { type: "array", items: { type: "object" } },
								},
							},
						},
					},
				},
			},
		},
	};
};
