import { Type } from "typebox";
import type { Db } from "../../database.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { listFields, readLimit, toList } from "../../lists.ts";
import { searchAudit } from "./audit.ts";

const Query = Type.Object(
	{
		...listFields,
		action: Type.Optional(Type.String({ maxLength: 50 })),
		result: Type.Optional(Type.Union([Type.Literal("success"), Type.Literal("failure"), Type.Literal("denied")])),
	},
	{ additionalProperties: false },
);

/** `/api/v0/audit`: *Manage* > *Audit*. */
export const mountAudit = (routes: PlatformRoutes, { db }: { readonly db: Db }): void => {
	routes({
		method: "GET",
		url: "/api/v0/audit",
		family: "problem",
		access: "audit.read",
		limit: "unlimited",
		audit: "none",
		query: Query,
		handler: async ({ query }) => toList(await searchAudit(db, { ...query, limit: readLimit(query.limit) })),
	});
};
