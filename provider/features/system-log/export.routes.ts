import { Readable } from "node:stream";
import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { exportEvents, MOST_EXPORTED } from "./export.ts";
import type { SystemLogNeeds } from "./system-log.routes.ts";

/** Each reads much of the log. */
const EXPORTS: Limit = { name: "system-log/export", points: 30, duration: 60 };

const Query = Type.Object({
	format: Type.Enum(["csv", "json"]),
	q: Type.Optional(Type.String({ maxLength: 300 })),
	filter: Type.Optional(Type.String()),
	since: Type.Optional(Type.String({ maxLength: 40 })),
	until: Type.Optional(Type.String({ maxLength: 40 })),
});

const TYPES = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

/** Everything that a search of the System Log finds, as a file. */
export const mountSystemLogExport = (routes: ProviderRoutes, { db }: SystemLogNeeds): void =>
	routes({
		method: "GET",
		url: "/api/v1/internal/logs/export",
		family: "okta",
		access: "logs.read",
		limit: EXPORTS,
		audit: "system.log.export",
		query: Query,
		handler: async ({ query: { format, ...search }, reply, event }) => {
			event.detail = { ...event.detail, format, ...search };
			const pieces = await exportEvents(db, format, search);
			const day = new Date().toISOString().slice(0, 10);
			return reply
				.header("Content-Type", TYPES[format])
				.header("Content-Disposition", `attachment; filename="system-log-${day}.${format}"`)
				.header("Cache-Control", "no-store")
				.header("Signet-Most", String(MOST_EXPORTED))
				.send(Readable.from(pieces, { objectMode: false, highWaterMark: 1_000_000 }));
		},
	});
