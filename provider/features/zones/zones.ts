/**
 * Network zones: addresses under a name, which sign-on policies name. Whatever addresses a zone gets, somebody must still be able to get into
 * the console, which is for `guard` to say.
 */
import { fromJson, now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import { checkedName } from "#common/web/text.ts";
import type { Db, Tx } from "../../database.ts";
import { type Addresses, isUnderstood } from "./addresses.ts";
import {
	deleteZone,
	insertZone,
	lockZone,
	selectRulesWith,
	selectZone,
	selectZones,
	updateZone,
	type ZoneRow,
} from "./zones.store.ts";

export { type Addresses, addressKinds, holds, plainAddress } from "./addresses.ts";

export interface Zone {
	readonly id: string;
	readonly name: string;
	readonly status: "ACTIVE" | "INACTIVE";
	readonly gateways: readonly Addresses[];
	readonly proxies: readonly Addresses[];
	readonly created: string;
	readonly lastUpdated: string;
}

export interface ZoneInput {
	readonly name: string;
	readonly gateways: readonly Addresses[];
	readonly proxies: readonly Addresses[];
	readonly status?: "ACTIVE" | "INACTIVE" | undefined;
}

/** Asked before a change is kept. @throws Fault `locks_everybody_out`. */
export type Guard = (tx: Tx) => Promise<void>;

const TAKEN = "An object with this field already exists in the current organization.";
const LONGEST_NAME = 128;
/** Each sign-in reads them all. */
const MOST = 100;

/** By id. */
export const listZones = async (db: Db): Promise<readonly Zone[]> => (await selectZones(db)).map(toZone);

/** @throws Fault `not_found`. */
export const getZone = async (db: Db, id: string): Promise<Zone> => toZone((await selectZone(db, id)) ?? missing(id));

/** @throws Fault `invalid_request` (`name`, `gateways`, `proxies`), `already_exists` (`name`), `conflict` where there are too many. */
export const createZone = (db: Db, input: ZoneInput): Promise<Zone> => {
	const checked = checkedZone(input);
	const moment = now();
	return uniquely("name", TAKEN, () =>
		db.transaction().execute(async (tx) => {
			if ((await selectZones(tx)).length >= MOST)
				throw new Fault("conflict", { description: `There are ${MOST} network zones already.` });
			const id = newId("nzo");
			await insertZone(tx, { id, ...checked, status: input.status ?? "ACTIVE", created: moment, last_updated: moment });
			return getZone(tx, id);
		}),
	);
};

/** @throws as `createZone`; Fault `not_found`, `locks_everybody_out`. */
export const replaceZone = (db: Db, id: string, input: ZoneInput, guard: Guard): Promise<Zone> => {
	const checked = checkedZone(input);
	const status = input.status === undefined ? {} : { status: input.status };
	return uniquely("name", TAKEN, () => changed(db, id, { ...checked, ...status }, guard));
};

/** @throws Fault `not_found`, `locks_everybody_out`. */
export const setZoneStatus = (db: Db, id: string, status: Zone["status"], guard: Guard): Promise<Zone> =>
	changed(db, id, { status }, guard);

const changed = (db: Db, id: string, change: Parameters<typeof updateZone>[2], guard: Guard): Promise<Zone> =>
	db.transaction().execute(async (tx) => {
		if (!(await updateZone(tx, id, { ...change, last_updated: now() }))) missing(id);
		await guard(tx);
		return getZone(tx, id);
	});

/** @throws Fault `not_found`, `conflict` where a rule names it. */
export const removeZone = (db: Db, id: string): Promise<void> =>
	db.transaction().execute(async (tx) => {
		if (!(await lockZone(tx, id))) missing(id);
		const rules = await selectRulesWith(tx, id);
		if (rules.length > 0)
			throw new Fault("conflict", {
				description: `Rules of policies go by this zone (${rules.join(", ")}): take it out of them first.`,
			});
		await deleteZone(tx, id);
	});

/** Holds on to zones that a rule is about to name. @throws Fault `invalid_request` (`field`) for one that is not there. */
export const requireZones = async (tx: Tx, ids: readonly string[], field: string): Promise<void> => {
	for (const id of [...new Set(ids)].sort())
		if (!(await lockZone(tx, id))) throw fieldFault("invalid_request", field, `There is no network zone ${id.slice(0, 50)}.`);
};

const checkedZone = ({ name, gateways, proxies }: ZoneInput) => {
	const given = checkedName(name, LONGEST_NAME);
	for (const [field, all] of [
		["gateways", gateways],
		["proxies", proxies],
	] as const)
		for (const one of all)
			if (!isUnderstood(one))
				throw fieldFault(
					"invalid_request",
					field,
					one.type === "CIDR"
						? `${one.value} is no address and no network: use one such as 192.0.2.0/24 or 2001:db8::/32.`
						: `${one.value} is no range: use two addresses of one kind, the lower one first, such as 192.0.2.1-192.0.2.9.`,
				);
	const kept = (all: readonly Addresses[]) => toJson(all.map(({ type, value }): Addresses => ({ type, value: value.trim() })));
	return { name: given, name_key: fold(given), gateways: kept(gateways), proxies: kept(proxies) };
};

const missing = (id: string): never => {
	throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (NetworkZone)` });
};

const toZone = (row: ZoneRow): Zone => ({
	id: row.id,
	name: row.name,
	status: row.status,
	gateways: fromJson(row.gateways),
	proxies: fromJson(row.proxies),
	created: row.created,
	lastUpdated: row.last_updated,
});
