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

const FAULT = { $ref: "#/components/responses/Fault" };

export interface ApiDocument {
	readonly title: string;
	readonly version: string;
	readonly description: string;
	/** By `METHOD /path` with parameters as `:name`. */
	readonly summaries: Readonly<Record<string, string>>;
	/** How callers prove who they are, by name, as OpenAPI has it. */
	readonly securitySchemes: Readonly<Record<string, object>>;
	/** What a call of this route takes: any one of these is enough. */
	securityOf(route: MountedRoute): readonly object[];
	/** What a refused call is answered with. */
	readonly fault: { readonly description: string; readonly mediaType: string; readonly schema: object };
}

/** The groups that a document's operations fall into: the part of the path that names the thing. */
const tagOf = (path: string): string => {
	const [, , , first = "api", second] = path.split("/");
	return first === "internal" && second !== undefined ? `internal/${second}` : first;
};

/** An OpenAPI 3.1 document of `routes`. Requests are the very schemas that requests are checked against. */
export const openApi = (
	{ title, version, description, summaries, securitySchemes, securityOf, fault }: ApiDocument,
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
			tags: [tagOf(path)],
			"x-permission": access,
			security: securityOf(route),
			parameters: [...parametersOf(schema.params, "path"), ...parametersOf(schema.querystring, "query")],
			...(schema.body === undefined
				? {}
				: { requestBody: { required: true, content: { "application/json": { schema: schema.body } } } }),
			responses: { "2XX": { description: "It was done, or found." }, "4XX": FAULT, "5XX": FAULT },
		};
	}
	return {
		openapi: "3.1.0",
		info: { title, version, description },
		paths,
		components: {
			securitySchemes,
			responses: {
				Fault: { description: fault.description, content: { [fault.mediaType]: { schema: fault.schema } } },
			},
		},
	};
};

/** The routes of the API, by address. */
export const apiOf = (mounted: readonly MountedRoute[]): readonly MountedRoute[] =>
	mounted
		.filter(({ url }) => url.startsWith("/api/"))
		.sort((one, other) => (one.url === other.url ? compare(one.method, other.method) : compare(one.url, other.url)));

const compare = (one: string, other: string): number => (one < other ? -1 : 1);
