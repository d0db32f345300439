import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { type Credential, type InjectedProvider, injectProvider, SUPER_ADMIN } from "#tests/harness/provider-inject.ts";

/** Every call that the API's own document describes, with what nobody means well. Seeded, so that a failure comes again. */

const SEED = 20_261_124;
const RUNS = 12;

interface Schema {
	readonly type?: string | readonly string[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly items?: Schema;
	readonly enum?: readonly unknown[];
	readonly const?: unknown;
	readonly anyOf?: readonly Schema[];
}
interface Parameter {
	readonly name: string;
	readonly in: "path" | "query";
	readonly schema: Schema;
}
interface Operation {
	readonly method: string;
	readonly path: string;
	readonly parameters: readonly Parameter[];
	readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** Ends what the test itself needs. */
const LEFT_OUT = new Set(["DELETE /api/v1/api-tokens/current"]);

const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const odd = fc.constantFrom<unknown>(
	"",
	" ",
	"null",
	"__proto__",
	"constructor",
	"../../users",
	"%",
	"'; drop table users; --",
	'id eq "x"',
	'profile.login eq "x" or (not (status eq "ACTIVE"))',
	"é\u202e\u200b",
	"\ud800",
	"a\u0000b",
	"x".repeat(5_000),
	"2026-02-30T25:00:00Z",
	"true",
	"-1",
	"1e999",
	"99999999999999999999",
	null,
	true,
	0,
	-1,
	1.5,
	1e308,
	[],
	{},
	[[[]]],
	{ length: -1 },
	{ toString: "x" },
);
const json = fc.oneof(odd, fc.jsonValue({ maxDepth: 3 }));

/** A value that mostly fits `schema`, with something odd here and there. */
const oneOf = (schema: Schema, depth = 0): fc.Arbitrary<unknown> => {
	if (depth > 5) return json;
	const fitting = (): fc.Arbitrary<unknown> => {
		if (schema.const !== undefined) return fc.constant(schema.const);
		if (schema.enum) return fc.constantFrom(...schema.enum);
		if (schema.anyOf && schema.anyOf.length > 0) return fc.oneof(...schema.anyOf.map((one) => oneOf(one, depth + 1)));
		const [type] = [schema.type ?? []].flat();
		switch (type) {
			case "object": {
				const members = Object.entries(schema.properties ?? {}).map(([name, one]) => [name, oneOf(one, depth + 1)] as const);
				return fc.record(Object.fromEntries(members), { requiredKeys: [] });
			}
			case "array":
				return fc.array(oneOf(schema.items ?? {}, depth + 1), { maxLength: 3 });
			case "string":
				return fc.oneof(fc.string({ maxLength: 20 }), fc.webUrl(), fc.emailAddress(), odd);
			case "boolean":
				return fc.boolean();
			case "integer":
			case "number":
				return fc.oneof(fc.integer(), fc.double());
			default:
				return json;
		}
	};
	return fc.oneof({ weight: 6, arbitrary: fitting() }, { weight: 1, arbitrary: json });
};

/** The text of a body. */
const bodyOf = (schema: Schema): fc.Arbitrary<string> =>
	fc.oneof(
		{ weight: 8, arbitrary: oneOf(schema).map((value) => JSON.stringify(value) ?? "null") },
		{
			weight: 1,
			arbitrary: fc.constantFrom("", "{", "nul", "[", deep(2_000), `{"profile":${deep(200)}}`, '{"a":1,"a":2}', '"x"'),
		},
	);

describe("the API, whatever it is sent", () => {
	let provider: InjectedProvider;
	let credential: Credential;
	let session: Credential;
	let operations: readonly Operation[];
	/** Ids of what there is, of every type. */
	const ids: string[] = [];

	before(async () => {
		provider = await injectProvider();
		session = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
		const { token } = await provider.done<{ token: string }>("POST", "/api/v1/internal/api-tokens", session, { name: "fuzz" });
		credential = { authorization: `SSWS ${token}` };
		const { paths } = await provider.done<{ paths: Record<string, Record<string, Omit<Operation, "method" | "path">>> }>(
			"GET",
			"/api/v1/openapi.json",
			credential,
		);
		operations = Object.entries(paths)
			.flatMap(([path, methods]) =>
				Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
			)
			.filter(({ method, path }) => !LEFT_OUT.has(`${method} ${path}`));
		await fill();
	});
	after(() => provider.close());

	/** One of each thing, to be named where it belongs and where it does not. */
	const fill = async () => {
		const make = async (path: string, body: object) => {
			const { id } = await provider.done<{ id: string }>("POST", path, credential, body);
			ids.push(id);
			return id;
		};
		const profile = { firstName: "Ada", lastName: "Tester", email: "ada@example.com", login: "ada@example.com" };
		const user = await make("/api/v1/users?activate=true", {
			profile,
			credentials: { password: { value: "a good long password" } },
		});
		const group = await make("/api/v1/groups", { profile: { name: "Writers" } });
		const app = await make("/api/v1/apps", {
			name: "oidc_client",
			label: "Wiki",
			signOnMode: "OPENID_CONNECT",
			settings: { oauthClient: { redirect_uris: ["https://wiki.example.com/callback"] } },
		});
		await provider.done("PUT", `/api/v1/groups/${group}/users/${user}`, credential);
		await provider.done("PUT", `/api/v1/apps/${app}/groups/${group}`, credential, {});
		for (const path of [
			"/api/v1/authorizationServers",
			"/api/v1/policies?type=PASSWORD",
			"/api/v1/groups/rules",
			"/api/v1/groups",
		]) {
			const answer = await provider.call("GET", path, credential);
			if (answer.statusCode === 200) ids.push(...(answer.json() as { id: string }[]).slice(0, 2).map(({ id }) => id));
		}
		ids.push("me", "default", "00u00000000000000000");
	};

	const requestFor = ({ method, path, parameters, requestBody }: Operation) => {
		const inPath = parameters.filter((one) => one.in === "path").map(({ name }) => name);
		const inQuery = parameters.filter((one) => one.in === "query");
		const named = fc.oneof(
			{ weight: 4, arbitrary: fc.constantFrom(...ids) },
			{ weight: 1, arbitrary: odd.map((value) => String(value).slice(0, 150)) },
		);
		const address = fc
			.record({
				path: fc.tuple(...inPath.map(() => named)),
				query: fc.record(Object.fromEntries(inQuery.map(({ name, schema }) => [name, oneOf(schema)])), { requiredKeys: [] }),
				extra: fc.option(fc.constantFrom("q=1&q=2", "limit=0", "after=AAAA", "%zz=1", "unknown=1"), { freq: 5 }),
			})
			.map(({ path: values, query, extra }) => {
				const filled = inPath.reduce(
					(text, name, at) =>
						text.replace(`{${name}}`, encodeURIComponent((values[at] ?? "").toWellFormed()).replaceAll(".", "%2E")),
					path,
				);
				const search = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, text(value)]));
				return `${filled}?${[search.toString(), extra].filter(Boolean).join("&")}`;
			});
		const schema = requestBody?.content["application/json"]?.schema;
		const body = method === "GET" || method === "DELETE" ? fc.constant(undefined) : bodyOf(schema ?? {});
		return fc.record({ address, body });
	};
	const text = (value: unknown): string => (typeof value === "string" ? value.toWellFormed() : (JSON.stringify(value) ?? ""));

	it("is answered by what is right, refused or missing, and never by a fault of the server's own", async () => {
		const statuses = new Map<number, number>();
		for (const operation of operations) {
			await fc.assert(
				fc.asyncProperty(requestFor(operation), async ({ address, body }) => {
					const answer = await provider.call(operation.method, address, credential, body);
					const { statusCode } = answer;
					statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
					assert.ok(
						statusCode < 500 || statusCode === 501,
						`${operation.method} ${address} ${body?.slice(0, 500)}: ${answer.body.slice(0, 500)}`,
					);
					if (statusCode >= 400 && answer.headers["content-type"]?.startsWith("application/json")) {
						const fault = answer.json() as Record<string, unknown>;
						for (const member of ["errorCode", "errorSummary", "errorLink", "errorId"])
							assert.equal(typeof fault[member], "string", member);
					}
				}),
				{ seed: SEED, numRuns: RUNS },
			);
		}
		const count = (from: number, to: number) =>
			[...statuses].reduce((sum, [status, times]) => sum + (status >= from && status < to ? times : 0), 0);
		assert.ok(count(200, 300) > 100 && count(400, 500) > 100, `both kinds of answers come: ${JSON.stringify([...statuses])}`);
	});

	it("refuses a megabyte of text and a tower of brackets wherever a body is read", async () => {
		for (const operation of operations.filter(({ method }) => method !== "GET" && method !== "DELETE")) {
			const path = operation.path.replaceAll(/\{\w+\}/g, ids[0] ?? "");
			for (const body of [JSON.stringify({ profile: { login: "x".repeat(1_000_000) } }), `{"profile":${deep(100_000)}}`]) {
				const { statusCode } = await provider.call(operation.method, path, credential, body);
				assert.ok(statusCode < 500, `${operation.method} ${path}: ${statusCode}`);
			}
		}
	});

	it("lists afterwards what it listed before, and still lets its administrator in", async () => {
		for (const path of ["/api/v1/users", "/api/v1/groups", "/api/v1/apps", "/api/v1/logs", "/api/v1/api-tokens"]) {
			const { statusCode, body } = await provider.call("GET", path, credential);
			assert.equal(statusCode, 200, `${path}: ${body.slice(0, 300)}`);
		}
		const { statusCode } = await provider.call("GET", "/api/v1/internal/me", credential);
		assert.equal(statusCode, 200);
	});

	it("takes two replacements and a deletion of one thing at once, and is whole after each", async () => {
		for (let round = 0; round < 5; round++) {
			const { id } = await provider.done<{ id: string }>("POST", "/api/v1/groups", credential, {
				profile: { name: `Race ${round}` },
			});
			const answers = await Promise.all([
				provider.call("PUT", `/api/v1/groups/${id}`, credential, { profile: { name: `First ${round}` } }),
				provider.call("PUT", `/api/v1/groups/${id}`, credential, { profile: { name: `Second ${round}` } }),
				provider.call("DELETE", `/api/v1/groups/${id}`, credential),
			]);
			for (const { statusCode, body } of answers) assert.ok([200, 204, 404].includes(statusCode), body);
			assert.equal((await provider.call("GET", `/api/v1/groups/${id}`, credential)).statusCode, 404);
		}
	});
});
