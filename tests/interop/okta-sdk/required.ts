import type { Answer } from "./org.ts";

/**
 * What strict clients require of answers: Okta's clients in Go, Terraform among them, refuse an object that lacks a property which Okta's
 * OpenAPI document calls required. The lists carry over from that document (okta-sdk-nodejs, `oas-spec/management.yaml`).
 */

/** A dotted path; `?.` before a member: only where the member is there; `[]`: of every element. */
type Path = string;

interface Rule {
	/** Of the path without its query. */
	readonly path: RegExp;
	readonly required: readonly Path[];
}

const ID = "[^/]+";
const rules: readonly Rule[] = [
	{
		path: new RegExp(`^/api/v1/apps(/${ID})?$`),
		required: [
			"id",
			"label",
			"name",
			"signOnMode",
			"status",
			"credentials",
			"settings",
			"settings?.oauthClient.grant_types",
			"settings?.oauthClient.idp_initiated_login?.mode",
			"settings?.oauthClient.network?.connection",
			"settings?.oauthClient.refresh_token?.rotation_type",
			"settings?.notifications.vpn.network",
		],
	},
	{ path: new RegExp(`^/api/v1/policies(/${ID})?$`), required: ["name", "type", "system"] },
	{ path: new RegExp(`^/api/v1/zones(/${ID})?$`), required: ["id", "name", "type", "status"] },
	{ path: new RegExp(`^/api/v1/authorizationServers/${ID}/policies(/${ID})?$`), required: ["name", "type", "system"] },
	{ path: new RegExp(`^/api/v1/authorizationServers/${ID}/scopes(/${ID})?$`), required: ["name"] },
	{ path: new RegExp(`/grants(/${ID})?$`), required: ["issuer", "scopeId"] },
	{ path: /^\/api\/v1\/users(\/(?!me\/|.*\/))?[^/]*$/, required: ["id", "status", "profile"] },
	{ path: new RegExp(`^/api/v1/groups(/(?!rules)${ID})?$`), required: ["id", "type", "profile"] },
];

/** The values at `path` in `value`; undefined stands for one that is missing. */
const valuesAt = (value: unknown, path: Path): readonly unknown[] => {
	const [, member = "", question = "", rest = ""] = /^(\w+)(\??)\.?(.*)$/.exec(path) ?? [];
	const inner = (value as Record<string, unknown> | null)?.[member];
	if (rest === "") return [inner];
	if (question === "?" && (inner === undefined || (inner as Record<string, unknown>)[/^\w+/.exec(rest)?.[0] ?? ""] === undefined))
		return [];
	return valuesAt(inner, rest);
};

/** Every object in `value`, with where it stands. */
const objectsIn = (value: unknown, where = ""): readonly (readonly [where: string, object: Record<string, unknown>])[] => {
	if (typeof value !== "object" || value === null) return [];
	const inner = Object.entries(value).flatMap(([name, member]) => objectsIn(member, `${where}.${name}`));
	return Array.isArray(value) ? inner : [[where, value as Record<string, unknown>], ...inner];
};

const linkFaults = (body: unknown): readonly string[] =>
	objectsIn(body)
		.filter(([where]) => /\._links\.\w+(\.\d+)?$/.test(where))
		.filter(([, link]) => typeof link["href"] !== "string" || !/^https?:/.test(link["href"]))
		.map(([where]) => `${where}.href`);

const peopleFaults = (body: unknown): readonly string[] =>
	objectsIn(body)
		.filter(([where]) => /\.people\.(users|groups)$/.test(where))
		.filter(([, people]) => !Array.isArray(people["include"]) || !Array.isArray(people["exclude"]))
		.map(([where]) => `${where}.include/exclude`);

const headerFaults = ({ headers, body, status }: Answer): readonly string[] => {
	const needed = ["x-okta-request-id", "x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset", "date"];
	const missing = needed.filter((name) => !headers.get(name)).map((name) => `header ${name}`);
	const typed = status === 204 || body === "" || String(headers.get("content-type")).startsWith("application/json");
	return typed ? missing : [...missing, "content-type"];
};

const errorFaults = (body: unknown): readonly string[] =>
	["errorCode", "errorSummary", "errorLink", "errorId"].filter(
		(name) => typeof (body as Record<string, unknown>)[name] !== "string",
	);

/** What an answer lacks, each as one line. */
export const missingIn = (answer: Answer): readonly string[] => {
	const { method, path, status, body } = answer;
	const bare = path.split("?")[0] ?? "";
	if (!bare.startsWith("/api/")) return [];
	const items = (Array.isArray(body) ? body : [body]).filter(
		(item) => typeof item === "object" && item !== null && Object.keys(item).length > 0,
	);
	const faults = [...headerFaults(answer)];
	if (status >= 400) faults.push(...errorFaults(body));
	else {
		faults.push(...linkFaults(body));
		// Of a group rule only who is left out is ever there.
		if (!bare.startsWith("/api/v1/groups/rules")) faults.push(...peopleFaults(body));
		if (method === "GET" && Array.isArray(body) && !/rel="self"/.test(String(answer.headers.get("link"))))
			faults.push('Link rel="self"');
		for (const rule of rules.filter(({ path: pattern }) => pattern.test(bare))) {
			for (const item of items)
				for (const required of rule.required) if (valuesAt(item, required).includes(undefined)) faults.push(required);
		}
	}
	return [...new Set(faults)].map((fault) => `${method} ${bare} ${status}: lacks ${fault}`);
};
