import { Type } from "typebox";
import { fold } from "#common/db/search.ts";
import { fieldFault } from "#common/faults/fault.ts";
import { limitUpTo, pageOf, readCursor, sendPage, writeCursor } from "#common/web/paging.ts";
import type { Db, Tx } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { addressKinds, createZone, getZone, listZones, removeZone, replaceZone, setZoneStatus, type Zone } from "./zones.ts";

export interface ZonesNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	/** Refuses what would let nobody into the console, asked from this address. @throws Fault `locks_everybody_out`. */
	readonly guardConsole: (tx: Tx, address: string) => Promise<void>;
}

const AT = "/api/v1/zones";
const LIST = "zones";

const anything = Type.Optional(Type.Unknown());
const ById = Type.Object({ id: Type.String({ maxLength: 100 }) });
/** `usage eq "POLICY"`, which all are, and by name: what Okta's clients look zones up by. */
const FILTER = /^\s*(usage|name|id|status)\s+eq\s+"([^"\\]{0,200})"\s*$/i;
const List = Type.Object(
	{
		filter: Type.Optional(Type.String({ maxLength: 300 })),
		limit: limitUpTo(200),
		after: Type.Optional(Type.String({ maxLength: 2000 })),
	},
	{ additionalProperties: false },
);
const AddressList = Type.Optional(
	Type.Unsafe<readonly { type: (typeof addressKinds)[number]; value: string }[] | null>({
		type: ["array", "null"],
		maxItems: 150,
		items: Type.Object(
			{ type: Type.Enum(addressKinds), value: Type.String({ maxLength: 100 }) },
			{ additionalProperties: false },
		),
	}),
);

/** What is read may be sent back. */
const Body = Type.Object(
	{
		type: Type.Literal("IP"),
		name: Type.String({ maxLength: 1000 }),
		status: Type.Optional(Type.Enum(["ACTIVE", "INACTIVE"] as const)),
		usage: Type.Optional(Type.Literal("POLICY")),
		gateways: AddressList,
		proxies: AddressList,
		id: anything,
		created: anything,
		lastUpdated: anything,
		system: anything,
		_links: anything,
	},
	{ additionalProperties: false },
);

const target = ({ id, name }: Zone) => ({ type: "NetworkZone", id, name });

/** `/api/v1/zones`. */
export const mountZones = (routes: ProviderRoutes, { db, url, guardConsole }: ZonesNeeds): void => {
	const shown = ({ id, name, status, gateways, proxies, created, lastUpdated }: Zone) => {
		const self = `${url}${AT}/${id}`;
		const turn = status === "ACTIVE" ? "deactivate" : "activate";
		return {
			type: "IP",
			id,
			name,
			status,
			usage: "POLICY",
			system: false,
			created,
			lastUpdated,
			gateways,
			proxies: proxies.length === 0 ? null : proxies,
			_links: {
				self: { href: self, hints: { allow: ["GET", "PUT", "DELETE"] } },
				[turn]: { href: `${self}/lifecycle/${turn}`, hints: { allow: ["POST"] } },
			},
		};
	};

	routes({
		method: "GET",
		url: AT,
		family: "okta",
		access: "networkZones.read",
		limit: "unlimited",
		audit: "none",
		query: List,
		handler: async ({ request, reply, query: { filter, limit = "200", after } }) => {
			const cursor = after === undefined ? [LIST, ""] : readCursor(after, 2);
			if (cursor?.[0] !== LIST) throw fieldFault("invalid_request", "after", "This is no cursor of this list.");
			const rest = (await listZones(db)).filter((zone) => zone.id > (cursor[1] ?? "") && matches(zone, filter));
			const page = pageOf(rest.slice(0, Number(limit) + 1), Number(limit), ({ id }) => writeCursor(LIST, id), shown);
			return sendPage(request, reply, url, page);
		},
	});

	routes({
		method: "POST",
		url: AT,
		family: "okta",
		access: "networkZones.manage",
		limit: "unlimited",
		audit: "zone.create",
		body: Body,
		handler: async ({ body, event }) => {
			const made = await createZone(db, given(body));
			event.targets.push(target(made));
			return shown(made);
		},
	});

	routes({
		method: "GET",
		url: `${AT}/:id`,
		family: "okta",
		access: "networkZones.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params }) => shown(await getZone(db, params.id)),
	});

	routes({
		method: "PUT",
		url: `${AT}/:id`,
		family: "okta",
		access: "networkZones.manage",
		limit: "unlimited",
		audit: "zone.update",
		params: ById,
		body: Body,
		handler: async ({ request, params, body, event }) => {
			event.targets.push(target(await getZone(db, params.id)));
			return shown(await replaceZone(db, params.id, given(body), (tx) => guardConsole(tx, request.ip)));
		},
	});

	routes({
		method: "DELETE",
		url: `${AT}/:id`,
		family: "okta",
		access: "networkZones.manage",
		limit: "unlimited",
		audit: "zone.delete",
		params: ById,
		handler: async ({ params, event, reply }) => {
			event.targets.push(target(await getZone(db, params.id)));
			await removeZone(db, params.id);
			return reply.code(204).send();
		},
	});

	for (const [verb, status] of [
		["activate", "ACTIVE"],
		["deactivate", "INACTIVE"],
	] as const) {
		routes({
			method: "POST",
			url: `${AT}/:id/lifecycle/${verb}`,
			family: "okta",
			access: "networkZones.manage",
			limit: "unlimited",
			audit: `zone.${verb}`,
			params: ById,
			handler: async ({ request, params, event }) => {
				event.targets.push(target(await getZone(db, params.id)));
				return shown(await setZoneStatus(db, params.id, status, (tx) => guardConsole(tx, request.ip)));
			},
		});
	}
};

type Given = { name: string; status?: Zone["status"] | undefined } & Partial<
	Readonly<Record<"gateways" | "proxies", Zone["gateways"] | null>>
>;

const given = ({ name, status, gateways, proxies }: Given) => ({
	name,
	status,
	gateways: gateways ?? [],
	proxies: proxies ?? [],
});

/** @throws Fault `expression_refused`. */
const matches = (zone: Zone, filter: string | undefined): boolean => {
	if (filter === undefined) return true;
	const [, property, value = ""] = FILTER.exec(filter) ?? [];
	if (property === undefined) throw fieldFault("expression_refused", "filter", 'Use one comparison, such as name eq "Office".');
	if (property.toLowerCase() === "usage") return value === "POLICY";
	if (property.toLowerCase() === "name") return fold(zone.name) === fold(value);
	return property.toLowerCase() === "id" ? zone.id === value : zone.status === value;
};
