import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { fromJson } from "#common/db/columns.ts";
import type { Limit } from "#common/web/limits.ts";
import { limitUpTo, sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { exportPeople, getImport, listRows, reportLines } from "./csv-imports.ts";

const EXPORTING: Limit = { name: "people-export", points: 120, duration: 60 };

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
const OUTCOMES = Type.Optional(Type.Enum(["NEW", "CHANGED", "UNCHANGED", "WRONG"]));
const RowList = Type.Object({ outcome: OUTCOMES, limit: limitUpTo(200), after: text(2_000) }, { additionalProperties: false });
const Report = Type.Object({ outcome: OUTCOMES }, { additionalProperties: false });
const ExportQuery = Type.Object(
	{ filter: text(8_000), search: text(8_000), sortBy: text(200), sortOrder: text(20) },
	{ additionalProperties: false },
);

/** Reading what an import found, and people as a file. */
export const mountReports = (routes: ProviderRoutes, { db, url }: { readonly db: Db; readonly url: string }): void => {
	routes({
		method: "GET",
		url: "/api/v1/internal/people-imports/:id/rows",
		family: "okta",
		access: "users.manage",
		limit: "unlimited",
		audit: "none",
		params: Id,
		query: RowList,
		handler: async ({ request, reply, params, query: { outcome, limit, after } }) => {
			const page = await listRows(db, params.id, { outcome, limit: Number(limit ?? 20), after });
			const items = page.items.map((row) => ({
				number: row.number,
				line: row.line,
				username: row.login,
				outcome: row.outcome,
				problems: row.problems === null ? [] : fromJson(row.problems),
			}));
			return sendPage(request, reply, url, { ...page, items });
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/internal/people-imports/:id/report",
		family: "okta",
		access: "users.manage",
		limit: EXPORTING,
		audit: "none",
		params: Id,
		query: Report,
		handler: async ({ params, query: { outcome }, reply }) => {
			const { name } = await getImport(db, params.id);
			const stem = name.replace(/\.csv$/i, "").replace(/[^\w.-]+/g, "-");
			return sendCsv(reply, `${stem}-report.csv`, reportLines(db, params.id, outcome));
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/internal/people-export",
		family: "okta",
		access: "users.read",
		limit: EXPORTING,
		audit: "user.account.export",
		query: ExportQuery,
		handler: async ({ query, reply, event }) => {
			event.detail["search"] = query.search ?? query.filter ?? null;
			return sendCsv(reply, "people.csv", await exportPeople(db, query));
		},
	});
};

const sendCsv = (reply: FastifyReply, name: string, lines: AsyncIterable<string>): FastifyReply =>
	reply
		.type("text/csv; charset=utf-8")
		.header("Content-Disposition", `attachment; filename="${name}"`)
		.send(Readable.from(lines));
