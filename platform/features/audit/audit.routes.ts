import { type Static, Type } from "typebox";
import { type Instant, instant } from "#common/db/columns.ts";
import { fieldFault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { checkWords, listFields, readLimit, toList } from "../../lists.ts";
import { type AuditFilters, auditFacets, getEvent, searchAudit } from "./audit.ts";
import { exportAudit } from "./export.ts";

/** Each may look into every row there is: what somebody types is a few a second at the most. */
const SEARCHES: Limit = { name: "audit-search", points: 240, duration: 60 };
/** Each reads up to 100,000 rows. */
const EXPORTS: Limit = { name: "audit-export", points: 20, duration: 60 };

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

const filterFields = {
	q: listFields.q,
	action: text(50),
	targetType: text(50),
	target: text(200),
	actor: text(200),
	result: Type.Optional(Type.Union([Type.Literal("success"), Type.Literal("failure"), Type.Literal("denied")])),
	requestId: text(100),
	from: text(40),
	to: text(40),
};
const Query = Type.Object({ ...listFields, ...filterFields }, { additionalProperties: false });
const ExportQuery = Type.Object(
	{ ...filterFields, format: Type.Optional(Type.Union([Type.Literal("csv"), Type.Literal("json")])) },
	{ additionalProperties: false },
);

/** ISO 8601: a moment with its offset from UTC, or a day, which begins at midnight UTC. */
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

const readMoment = (name: "from" | "to", value: string | undefined): Instant | undefined => {
	if (value === undefined) return undefined;
	const date = new Date(value);
	if (!MOMENT.test(value) || Number.isNaN(date.getTime())) {
		throw fieldFault("invalid_request", name, "Must be a moment such as 2026-11-24T08:30:00Z, or a day such as 2026-11-24.");
	}
	return instant(date);
};

const readFilters = ({ from, to, ...query }: Omit<Static<typeof ExportQuery>, "format">): AuditFilters => {
	const { q, actor, target } = query;
	checkWords({ q, actor, target });
	return { ...query, from: readMoment("from", from), to: readMoment("to", to) };
};

/** `/api/v0/audit`: *Manage* > *Audit*. */
export const mountAudit = (routes: PlatformRoutes, { db }: { readonly db: Db }): void => {
	const reading = { method: "GET", family: "problem", access: "audit.read", limit: "unlimited", audit: "none" } as const;

	routes({
		...reading,
		url: "/api/v0/audit",
		limit: SEARCHES,
		query: Query,
		handler: async ({ query: { limit, after, ...filters } }) =>
			toList(await searchAudit(db, { ...readFilters(filters), after, limit: readLimit(limit) })),
	});

	routes({ ...reading, url: "/api/v0/audit/facets", handler: () => auditFacets(db) });

	routes({
		...reading,
		url: "/api/v0/audit/:id",
		params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
		handler: ({ params }) => getEvent(db, params.id),
	});

	routes({
		...reading,
		url: "/api/v0/audit/export",
		limit: EXPORTS,
		audit: "audit.export",
		query: ExportQuery,
		handler: async ({ query: { format = "csv", ...filters }, reply, event }) => {
			Object.assign(event.detail, { format, filters });
			const { stream, rows, total } = await exportAudit(db, readFilters(filters), format);
			Object.assign(event.detail, { rows, cut: rows < total });
			const name = `audit-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}Z.${format}`;
			reply
				.type(format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/json; charset=utf-8")
				.header("Content-Disposition", `attachment; filename="${name}"`)
				.header("X-Total-Count", String(total))
				.header("X-Exported-Count", String(rows));
			return stream;
		},
	});
};
