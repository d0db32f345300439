import { after, now } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { isUniqueViolation, uniquely } from "#common/db/violations.ts";
import { Fault, type FieldFault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import { type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import type { Db, Tx } from "../../database.ts";
import { changingServer, requireServer } from "./changing.ts";
import { addSystemClaims } from "./claims.ts";
import { insertKeys } from "./keys.store.ts";
import { activeKeyId, newServerKeys, ROTATION } from "./keys.ts";
import { builtIn } from "./missing.ts";
import { addDefaultPolicy } from "./policies.ts";
import { addSystemScopes } from "./scopes.ts";
import { deleteServerRow, insertServer, type ServerRow, selectServer, selectServers, updateServerRow } from "./servers.store.ts";

/** The server that is there from the first start. */
export const DEFAULT_SERVER = "default";

export interface AuthorizationServer {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly audience: string;
	readonly issuerMode: string;
	readonly status: ServerRow["status"];
	readonly rotationMode: ServerRow["rotation_mode"];
	readonly lastRotated: string;
	readonly nextRotation: string | null;
	readonly created: string;
	readonly lastUpdated: string;
	/** The `kid` that signs. */
	readonly kid: string;
}

export interface ServerInput {
	readonly name: string;
	readonly description?: string | null | undefined;
	readonly audiences: readonly string[];
	readonly issuerMode?: "ORG_URL" | "DYNAMIC" | undefined;
	readonly rotationMode?: "AUTO" | "MANUAL" | undefined;
}

const NAME_TAKEN = "An authorization server with this name exists already.";

/** Makes the default server, where it is missing, with a policy that lets every application have tokens. Okta's. */
export const ensureDefaultServer = async (db: Db, seal: Seal): Promise<void> => {
	if (await selectServer(db, DEFAULT_SERVER)) return;
	const input = {
		name: "default",
		description: "Default Authorization Server for your Applications",
		audiences: ["api://default"],
	};
	try {
		await insert(db, seal, DEFAULT_SERVER, input, (tx) => addDefaultPolicy(tx, DEFAULT_SERVER));
	} catch (thrown) {
		// Another process was first.
		if (!isUniqueViolation(thrown)) throw thrown;
	}
};

/** @throws Fault `invalid_request`, `already_exists` (`name`). */
export const createServer = async (db: Db, seal: Seal, input: ServerInput, id = newId("aus")): Promise<AuthorizationServer> => {
	await uniquely("name", NAME_TAKEN, () => insert(db, seal, id, input));
	return getServer(db, id);
};

const insert = async (db: Db, seal: Seal, id: string, input: ServerInput, also?: (tx: Tx) => Promise<void>): Promise<void> => {
	const columns = checked(input);
	const [active, next] = await newServerKeys(seal);
	const moment = now();
	await db.transaction().execute(async (tx) => {
		await insertServer(tx, {
			id,
			...columns,
			status: "ACTIVE",
			last_rotated: moment,
			next_rotation: columns.rotation_mode === "AUTO" ? after(ROTATION) : null,
			version: 1,
			created: moment,
			last_updated: moment,
		});
		if (active) await insertKeys(tx, [{ ...active, server_id: id, status: "ACTIVE" }]);
		if (next) await insertKeys(tx, [{ ...next, server_id: id, status: "NEXT" }]);
		await addSystemScopes(tx, id);
		await addSystemClaims(tx, id);
		await also?.(tx);
	});
};

/** Replaces what `input` holds. @throws as `createServer`; Fault `not_found`. */
export const updateServer = (db: Db, id: string, input: ServerInput): Promise<AuthorizationServer> => {
	const columns = checked(input);
	return uniquely("name", NAME_TAKEN, () =>
		changingServer(db, id, async (tx, before) => {
			const rotating = columns.rotation_mode === "AUTO";
			const next_rotation = rotating ? (before.next_rotation ?? after(ROTATION)) : null;
			await updateServerRow(tx, id, { ...columns, next_rotation });
			return getServer(tx, id);
		}),
	);
};

/** @throws Fault `not_found`. */
export const setServerStatus = (db: Db, id: string, status: ServerRow["status"]): Promise<void> =>
	changingServer(db, id, (tx) => updateServerRow(tx, id, { status }));

/** @throws Fault `not_found`; `built_in` for the default server. */
export const deleteServer = (db: Db, id: string): Promise<void> =>
	changingServer(db, id, async (tx) => {
		if (id === DEFAULT_SERVER) throw builtIn("The default authorization server");
		await deleteServerRow(tx, id);
	});

/** @throws Fault `not_found`. */
export const getServer = async (db: Db, id: string): Promise<AuthorizationServer> => withKey(db, await requireServer(db, id));

const LIST = "authorization-servers";

/** A page of servers, by name. @throws Fault `invalid_request` for a cursor that is not ours. */
export const listServers = async (
	db: Db,
	{ q, limit, after: cursor }: { q?: string | undefined; limit: number; after?: string | undefined },
): Promise<Page<AuthorizationServer>> => {
	const [list, from] = cursor === undefined ? [LIST] : (readCursor(cursor, 2) ?? []);
	if (list !== LIST) throw fieldFault("invalid_request", "after", "This does not come from this list.");
	const page = pageOf(
		await selectServers(db, { q, limit, from }),
		limit,
		({ name_key }) => writeCursor(LIST, name_key),
		(row) => row,
	);
	return { ...page, items: await Promise.all(page.items.map((row) => withKey(db, row))) };
};

const withKey = async (db: Db, row: ServerRow): Promise<AuthorizationServer> => ({
	id: row.id,
	name: row.name,
	description: row.description,
	audience: row.audience,
	issuerMode: row.issuer_mode,
	status: row.status,
	rotationMode: row.rotation_mode,
	lastRotated: row.last_rotated,
	nextRotation: row.next_rotation,
	created: row.created,
	lastUpdated: row.last_updated,
	kid: await activeKeyId(db, row.id),
});

const checked = ({ name, description, audiences, issuerMode = "ORG_URL", rotationMode = "AUTO" }: ServerInput) => {
	const [audience = ""] = audiences.map((text) => text.trim());
	const named = name.trim();
	const fields: FieldFault[] = [];
	if (named === "" || /\p{Cc}/u.test(named)) fields.push({ field: "name", message: "Is required, without control characters." });
	if (audiences.length !== 1 || audience === "") fields.push({ field: "audiences", message: "Must be exactly one." });
	if (fields.length > 0) throw new Fault("invalid_request", { fields });
	return {
		name: named,
		name_key: fold(named),
		description: (description ?? "").trim(),
		audience,
		issuer_mode: issuerMode,
		rotation_mode: rotationMode,
	};
};
