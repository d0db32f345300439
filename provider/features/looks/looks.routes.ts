import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { fileIn, sendPicture, UPLOAD_LIMIT } from "#common/web/pictures.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { type Branding, coloursSheet, findLogo, readLooks, removeLogo, saveLogo, saveLooks } from "./looks.ts";

export interface LooksNeeds {
	readonly db: Db;
	readonly branding: Pick<Branding, "reload">;
}

const AT = "/api/v1/internal/looks";
const LOGO = `${AT}/logo`;

const text = (maxLength: number) => Type.String({ maxLength });
const colour = Type.Union([text(20), Type.Null()]);
const Settings = Type.Object(
	{
		// In characters, as people count them: these are bounds of what is read at all.
		name: text(1_000),
		signInText: Type.Union([text(10_000), Type.Null()]),
		accent: Type.Object({ light: colour, dark: colour }, { additionalProperties: false }),
		logo: Type.Optional(Type.Unknown()),
	},
	{ additionalProperties: false },
);

const read = { family: "okta", access: "orgs.read", limit: "unlimited", audit: "none" } as const;
const manage = { family: "okta", access: "orgs.manage", limit: "unlimited", audit: "system.settings.update" } as const;
const forAnyone = { family: "page", access: "anyone", limit: "unlimited", audit: "none" } as const;

/** What the organisation is called and looks like; and its colours and its logo for anyone, before they sign in. */
export const mountLooks = (routes: ProviderRoutes, { db, branding }: LooksNeeds): void => {
	const answer = async () => {
		await branding.reload();
		return readLooks(db);
	};

	routes({ ...read, method: "GET", url: AT, handler: () => readLooks(db) });

	routes({
		...manage,
		method: "PUT",
		url: AT,
		body: Settings,
		handler: async ({ body: { name, signInText, accent }, event }) => {
			event.detail["setting"] = "looks";
			await saveLooks(db, { name, signInText, accent });
			return answer();
		},
	});

	routes({
		...manage,
		method: "PUT",
		url: LOGO,
		bodyLimit: UPLOAD_LIMIT,
		handler: async ({ request, event }) => {
			event.detail["setting"] = "logo";
			await saveLogo(db, await fileIn(request.body, request.headers["content-type"]));
			return answer();
		},
	});

	routes({
		...manage,
		method: "DELETE",
		url: LOGO,
		handler: async ({ event, reply }) => {
			event.detail["setting"] = "logo";
			await removeLogo(db);
			await branding.reload();
			return reply.code(204).send();
		},
	});

	routes({
		...forAnyone,
		method: "GET",
		url: "/looks/pictures/:digest",
		params: Type.Object({ digest: text(100) }),
		handler: async ({ params, reply }) => {
			const logo = await findLogo(db, params.digest);
			if (!logo) throw new Fault("not_found");
			return sendPicture(reply, logo);
		},
	});

	routes({
		...forAnyone,
		method: "GET",
		url: "/looks/colours/:light/:dark",
		params: Type.Object({ light: text(10), dark: text(10) }),
		handler: ({ params, reply }) => {
			const sheet = coloursSheet(params);
			if (sheet === undefined) throw new Fault("not_found");
			return reply
				.type("text/css; charset=utf-8")
				.header("X-Content-Type-Options", "nosniff")
				.header("Cache-Control", "public, max-age=31536000, immutable")
				.send(sheet);
		},
	});
};
