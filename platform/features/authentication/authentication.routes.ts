import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { toProblem } from "#common/faults/writers.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { PlatformRoutes } from "../../gate.ts";
import {
	type Ask,
	type Configuration,
	type Draft,
	draftOf,
	liveConfiguration,
	type Providers,
	saveConfiguration,
	type Validation,
	validate,
} from "./authentication.ts";

export interface AuthenticationNeeds {
	readonly db: Db;
	readonly seal: Seal;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly ask: Ask;
	readonly providers: Providers;
}

/** Each check sends about eight requests, of which some may end in a provider's count of failures. */
const CHECKS: Limit = { name: "authentication-checks", points: 120, duration: 600 };

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const flag = Type.Optional(Type.Boolean());

const body = Type.Object(
	{
		method: Type.Union([Type.Literal("built-in"), Type.Literal("openid-connect")]),
		clientId: text(500),
		clientSecret: text(2_000),
		issuer: text(1_000),
		additionalScopes: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50 })),
		enableAccessTokens: flag,
		disableBuiltIn: flag,
		automaticAccountCreation: flag,
	},
	{ additionalProperties: false },
);

/** `/api/v0/authentication`: the settings of sign-in. The client secret goes in and never comes out. */
export const mountAuthentication = (routes: PlatformRoutes, needs: AuthenticationNeeds): void => {
	const { db, seal, url, ask, providers } = needs;
	const redirectUri = `${url}/oidc/callback`;
	const toView = async (configuration: Configuration) => {
		const { id, clientAuthentication, ...view } = configuration;
		return { ...view, redirectUri, health: await providers.health(configuration) };
	};
	const check = (draft: Draft): Promise<Validation> => validate(draft, { ask, redirectUri });

	routes({
		method: "GET",
		url: "/api/v0/authentication",
		family: "problem",
		access: "authentication.read",
		limit: "unlimited",
		audit: "none",
		handler: async () => toView(await liveConfiguration(db)),
	});

	routes({
		method: "POST",
		url: "/api/v0/authentication/check",
		family: "problem",
		access: "authentication.manage",
		limit: CHECKS,
		audit: "authentication.check",
		body,
		handler: async ({ body, event }) => {
			const { checks, refused } = await check(await draftOf(db, seal, body));
			event.detail["refused"] = refusedIn(checks);
			return { checks, refused };
		},
	});

	routes({
		method: "PUT",
		url: "/api/v0/authentication",
		family: "problem",
		access: "authentication.manage",
		limit: CHECKS,
		audit: "authentication.save",
		body,
		handler: async ({ body, actor, event, request, reply }) => {
			const before = await liveConfiguration(db);
			const draft = await draftOf(db, seal, body);
			const validation = await check(draft);
			if (validation.refused) {
				event.refused = "configuration_refused";
				event.detail["refused"] = refusedIn(validation.checks);
				const written = toProblem(new Fault("configuration_refused"), request.id);
				return reply
					.code(written.status)
					.type(written.contentType)
					.send(JSON.stringify({ ...written.body, checks: validation.checks }));
			}
			const saved = await saveConfiguration(db, seal, draft, validation, actor.name);
			event.targets.push({ type: "configuration", id: saved.id, name: saved.issuer || saved.method });
			event.detail["changes"] = changes(before, saved, (body.clientSecret ?? "") !== "");
			return { configuration: await toView(saved), checks: validation.checks };
		},
	});
};

const refusedIn = (checks: Validation["checks"]): readonly string[] =>
	checks.filter(({ verdict }) => verdict === "refused").map(({ id }) => id);

const AUDITED = [
	"method",
	"clientId",
	"issuer",
	"additionalScopes",
	"enableAccessTokens",
	"disableBuiltIn",
	"automaticAccountCreation",
] as const satisfies readonly (keyof Configuration)[];

/** Old and new value of what changed, for the audit log. */
const changes = (before: Configuration, after: Configuration, secretGiven: boolean): Record<string, unknown> => ({
	...Object.fromEntries(
		AUDITED.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((name) => [
			name,
			{ from: before[name], to: after[name] },
		]),
	),
	...(secretGiven ? { clientSecret: "******" } : {}),
});
