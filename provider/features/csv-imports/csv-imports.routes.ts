import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import { limitUpTo, sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import {
	cancelImport,
	checkImport,
	createImport,
	deleteImport,
	getImport,
	LARGEST_FILE,
	listImports,
	type PeopleImport,
	type PeopleImportsJob,
	receiveSlice,
	runImport,
	sampleOf,
} from "./csv-imports.ts";
import { mountReports } from "./reports.routes.ts";

export interface CsvImportsNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly job: Pick<PeopleImportsJob, "wake">;
}

const AT = "/api/v1/internal/people-imports";
const MANAGING: Limit = { name: "people-imports/manage", points: 600, duration: 60 };
/** Bytes of one slice of a file. */
const SLICE = 1_048_576;

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const List = Type.Object({ limit: limitUpTo(200), after: text(2_000) }, { additionalProperties: false });
const NewImport = Type.Object(
	{ name: Type.String({ maxLength: 200 }), size: Type.Integer({ minimum: 1, maximum: LARGEST_FILE }) },
	{ additionalProperties: false },
);
const Slice = Type.Object({ offset: Type.String({ pattern: "^[0-9]{1,9}$" }) }, { additionalProperties: false });
const PlanBody = Type.Object(
	{
		columns: Type.Array(Type.Union([Type.Null(), Type.String({ maxLength: 100 })]), { maxItems: 300 }),
		activate: Type.Boolean(),
		update: Type.Boolean(),
		createGroups: Type.Boolean(),
		sendMail: Type.Boolean(),
	},
	{ additionalProperties: false },
);

const reading = { family: "okta", access: "users.manage", limit: "unlimited", audit: "none" } as const;
const managing = { ...reading, limit: MANAGING } as const;

const targetOf = ({ id, name }: PeopleImport) => ({ type: "PeopleImport", id, name });

/** People from files and to files: `/api/v1/internal/people-imports` and `/api/v1/internal/people-export`. */
export const mountCsvImports = (routes: ProviderRoutes, app: FastifyInstance, { db, url, job }: CsvImportsNeeds): void => {
	app.addContentTypeParser("text/csv", { parseAs: "buffer", bodyLimit: SLICE }, (_request, body, done) => done(null, body));
	const shown = async (one: PeopleImport) => ({ ...objectOf(one), sample: one.header ? await sampleOf(db, one.id) : [] });

	routes({
		...reading,
		method: "GET",
		url: AT,
		query: List,
		handler: async ({ request, reply, query: { limit, after } }) => {
			const page = await listImports(db, { limit: Number(limit ?? 20), after });
			return sendPage(request, reply, url, { ...page, items: page.items.map(objectOf) });
		},
	});

	routes({
		...managing,
		method: "POST",
		url: AT,
		body: NewImport,
		handler: async ({ actor, body }) => shown(await createImport(db, actor, body)),
	});

	routes({
		...reading,
		method: "GET",
		url: `${AT}/:id`,
		params: Id,
		handler: async ({ params }) => shown(await getImport(db, params.id)),
	});

	routes({
		...managing,
		method: "PUT",
		url: `${AT}/:id/content`,
		params: Id,
		query: Slice,
		bodyLimit: SLICE,
		handler: async ({ params, query, request }) => {
			await getImport(db, params.id);
			if (!Buffer.isBuffer(request.body)) throw new Fault("unsupported_media_type");
			return objectOf(await receiveSlice(db, params.id, Number(query.offset), request.body));
		},
	});

	routes({
		...managing,
		method: "POST",
		url: `${AT}/:id/check`,
		params: Id,
		body: PlanBody,
		handler: async ({ actor, params, body }) => {
			const checking = await checkImport(db, actor, params.id, body);
			job.wake();
			return objectOf(checking);
		},
	});

	routes({
		...managing,
		method: "POST",
		url: `${AT}/:id/start`,
		audit: "user.account.import",
		params: Id,
		handler: async ({ actor, params, request, event }) => {
			const present = await getImport(db, params.id);
			event.targets.push(targetOf(present));
			event.detail["rows"] = present.rowCount;
			const { id: requestId, ip: ipAddress, headers } = request;
			const origin = { requestId, ipAddress, userAgent: headers["user-agent"] ?? "" };
			const started = await runImport(db, actor, params.id, origin);
			job.wake();
			return objectOf(started);
		},
	});

	routes({
		...managing,
		method: "POST",
		url: `${AT}/:id/cancel`,
		audit: "user.account.import",
		params: Id,
		handler: async ({ params, event }) => {
			const present = await getImport(db, params.id);
			event.targets.push(targetOf(present));
			event.detail["cancelled"] = true;
			return objectOf(await cancelImport(db, params.id));
		},
	});

	routes({
		...managing,
		method: "DELETE",
		url: `${AT}/:id`,
		params: Id,
		handler: async ({ params, reply }) => {
			await deleteImport(db, params.id);
			return reply.code(204).send();
		},
	});

	mountReports(routes, { db, url });
};

const objectOf = (one: PeopleImport) => ({
	id: one.id,
	name: one.name,
	status: one.status,
	size: one.size,
	received: one.received,
	header: one.header ?? [],
	rows: one.rowCount,
	plan: one.plan ?? null,
	checked: one.checked,
	done: one.done,
	found: one.found,
	made: one.made,
	reason: one.reason,
	created: one.created,
	started: one.started,
	finished: one.finished,
	userId: one.userId,
});
