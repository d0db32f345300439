import { asFault } from "#common/faults/fault.ts";
import { createOrigin, getOrigin, type OriginScope, scopeTypes } from "../trusted-origins/trusted-origins.ts";
import { described, eachOf, named } from "./each.ts";
import { optional, type Stage } from "./stage.ts";
import { isObject, textOf } from "./values.ts";

const scopesOf = (given: unknown): OriginScope[] =>
	(Array.isArray(given) ? given : []).flatMap((scope) => {
		const type = scopeTypes.find((known) => isObject(scope) && scope["type"] === known);
		return type === undefined ? [] : [{ type }];
	});

/** Sites whose pages may call this one. */
export const trustedOrigins: Stage = optional(
	eachOf("trusted origins", "/api/v1/trustedOrigins?limit=200", {
		kind: "trusted-origin",
		describe: described,
		nameOf: named,
		async make(item, id, { journal: { db } }) {
			const present = await getOrigin(db, id).catch((thrown: unknown) => {
				if (asFault(thrown).code !== "not_found") throw thrown;
			});
			const status = item["status"] === "ACTIVE" ? "ACTIVE" : "INACTIVE";
			const wanted = {
				name: named(item),
				origin: textOf(item["origin"]) ?? "",
				scopes: scopesOf(item["scopes"]),
				status,
			} as const;
			if (!present) await createOrigin(db, wanted, "import", id);
			return id;
		},
	}),
);
