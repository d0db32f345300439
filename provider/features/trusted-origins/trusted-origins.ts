/**
 * Trusted origins: other sites whose pages may call the sign-in API with the person's session (CORS), and to which a browser may be
 * sent after signing in or out (REDIRECT). IFRAME_EMBED is kept and does nothing: no page of ours can be framed.
 */
import { fromJson, now, toJson } from "#common/db/columns.ts";
import { checkedExpression, conditionOf, propertiesOf } from "#common/db/conditions.ts";
import { fold } from "#common/db/search.ts";
import { isUniqueViolation, uniquely } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import { type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import { checkedName } from "#common/web/text.ts";
import type { Db } from "../../database.ts";
import {
	countOrigins,
	deleteOrigin,
	insertOrigin,
	type OriginRow,
	searchable,
	selectActive,
	selectOrigin,
	selectOrigins,
	updateOrigin,
} from "./trusted-origins.store.ts";

export const scopeTypes = ["CORS", "REDIRECT", "IFRAME_EMBED"] as const;
export type ScopeType = (typeof scopeTypes)[number];

export interface OriginScope {
	readonly type: ScopeType;
	readonly allowedOktaApps?: readonly string[];
}

export interface TrustedOrigin {
	readonly id: string;
	readonly name: string;
	readonly origin: string;
	readonly status: "ACTIVE" | "INACTIVE";
	readonly scopes: readonly OriginScope[];
	readonly createdBy: string;
	readonly lastUpdatedBy: string;
	readonly created: string;
	readonly lastUpdated: string;
}

export interface OriginInput {
	readonly name?: string | undefined;
	readonly origin: string;
	readonly scopes: readonly OriginScope[];
	readonly status?: "ACTIVE" | "INACTIVE" | undefined;
}

const LIST = "trusted-origins";
const LONGEST_NAME = 255;
/** Every one of them is a site that could ask for somebody's session. */
const MOST = 500;

/** Whether pages of `origin` may call us; the answer holds at once, for better and for worse. */
export const trustsForCors = (db: Db, origin: string): Promise<boolean> => trusts(db, origin, "CORS");

/** Whether a browser may be sent to addresses of `origin` after signing in or out. */
export const trustsForRedirects = (db: Db, origin: string): Promise<boolean> => trusts(db, origin, "REDIRECT");

/** `address`, if a browser may be sent there: our own, or of an origin that is trusted for redirects. `ours` is our origin. */
export const safeTarget = async (db: Db, address: string, ours: string): Promise<string | undefined> => {
	const target = URL.parse(address, ours);
	// The origin of `blob:https://...` is the one inside.
	if (target === null || !/^https?:$/.test(target.protocol) || target.username !== "" || target.password !== "") return undefined;
	return target.origin === ours || (await trustsForRedirects(db, target.origin)) ? target.href : undefined;
};

const trusts = async (db: Db, origin: string, type: ScopeType): Promise<boolean> => {
	if (!isBare(origin)) return false;
	const scopes = await selectActive(db, origin);
	return scopes !== undefined && fromJson(scopes).some((scope) => scope.type === type);
};

export interface OriginQuery {
	readonly q?: string | undefined;
	readonly filter?: string | undefined;
	readonly limit: number;
	readonly after?: string | undefined;
}

/** @throws Fault `expression_refused` (`filter`), `invalid_request` (`after`). */
export const listOrigins = async (db: Db, { q, filter, limit, after }: OriginQuery): Promise<Page<TrustedOrigin>> => {
	const properties = propertiesOf(searchable);
	const parsed =
		filter === undefined ? undefined : checkedExpression(filter, properties, { parameter: "filter", code: "expression_refused" });
	const cursor = after === undefined ? undefined : readCursor(after, 2);
	if (after !== undefined && cursor?.[0] !== LIST)
		throw fieldFault("invalid_request", "after", "This is no cursor of this list.");
	const condition = parsed && conditionOf(parsed, properties);
	const rows = await selectOrigins(db, { q, condition, limit, from: cursor?.[1] });
	return pageOf(rows, limit, ({ id }) => writeCursor(LIST, id), toOrigin);
};

/** @throws Fault `not_found`. */
export const getOrigin = async (db: Db, id: string): Promise<TrustedOrigin> =>
	toOrigin((await selectOrigin(db, id)) ?? missing(id));

/** @throws Fault `invalid_request` (`name`, `origin`, `scopes`), `already_exists` (`name` or `origin`). */
export const createOrigin = async (db: Db, input: OriginInput, by: string, id = newId("tos")): Promise<TrustedOrigin> => {
	const checked = checkedOrigin(input);
	const moment = now();
	const row = {
		id,
		...checked,
		status: input.status ?? "ACTIVE",
		created_by: by,
		last_updated_by: by,
		created: moment,
		last_updated: moment,
	} as const;
	return onlyOnce(db, checked.origin, () =>
		db.transaction().execute(async (tx) => {
			if ((await countOrigins(tx)) >= MOST) throw new Fault("conflict", { description: `There are ${MOST} already.` });
			return toOrigin(await insertOrigin(tx, row));
		}),
	);
};

/** Replaces name, origin and scopes, and the status where one is given. @throws as `createOrigin`; Fault `not_found`. */
export const replaceOrigin = async (db: Db, id: string, input: OriginInput, by: string): Promise<TrustedOrigin> => {
	const before = await getOrigin(db, id);
	const checked = checkedOrigin({ ...input, name: input.name ?? before.name });
	return onlyOnce(db, checked.origin, () => change(db, id, { ...checked, status: input.status ?? before.status }, by));
};

/** Nothing happens where it is so already. @throws Fault `not_found`. */
export const setOriginStatus = (db: Db, id: string, status: "ACTIVE" | "INACTIVE", by: string): Promise<TrustedOrigin> =>
	change(db, id, { status }, by);

/** @throws Fault `not_found`. */
export const removeOrigin = async (db: Db, id: string): Promise<void> => {
	if (!(await deleteOrigin(db, id))) missing(id);
};

const change = async (db: Db, id: string, columns: Parameters<typeof updateOrigin>[2], by: string): Promise<TrustedOrigin> =>
	toOrigin((await updateOrigin(db, id, { ...columns, last_updated: now(), last_updated_by: by })) ?? missing(id));

/** Which of the two unique values is taken is what the person needs to know. */
const onlyOnce = async <T>(db: Db, origin: string, write: () => Promise<T>): Promise<T> => {
	const message = "An object with this field already exists in the current organization.";
	try {
		return await write();
	} catch (thrown) {
		if (!isUniqueViolation(thrown)) throw thrown;
		const taken = await selectOrigins(db, { q: origin, condition: undefined, limit: MOST, from: undefined });
		const field = taken.some((row) => row.origin === origin) ? "origin" : "name";
		return uniquely(field, message, () => Promise.reject(thrown));
	}
};

const isBare = (origin: string): boolean => {
	const parsed = URL.parse(origin);
	return parsed !== null && ["http:", "https:"].includes(parsed.protocol) && parsed.origin === origin && !origin.includes("*");
};

const checkedOrigin = ({ name, origin, scopes }: OriginInput) => {
	if (!isBare(origin))
		throw fieldFault(
			"invalid_request",
			"origin",
			"Use the address of a site and nothing behind it, in lower case, such as https://app.example.com.",
		);
	const given = checkedName(name ?? origin, LONGEST_NAME);
	if (new Set(scopes.map(({ type }) => type)).size !== scopes.length)
		throw fieldFault("invalid_request", "scopes", "Each scope can be given once.");
	const kept = scopes.map(({ type, allowedOktaApps }) => ({ type, ...(allowedOktaApps && { allowedOktaApps }) }));
	return { name: given, name_key: fold(given), origin, scopes: toJson<readonly OriginScope[]>(kept) };
};

const missing = (id: string): never => {
	throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (TrustedOrigin)` });
};

const toOrigin = (row: OriginRow): TrustedOrigin => ({
	id: row.id,
	name: row.name,
	origin: row.origin,
	status: row.status,
	scopes: fromJson(row.scopes),
	createdBy: row.created_by,
	lastUpdatedBy: row.last_updated_by,
	created: row.created,
	lastUpdated: row.last_updated,
});
