import { fromJson, toFlag, toJson } from "#common/db/columns.ts";
import { uniquely } from "#common/db/violations.ts";
import { asFault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import { compileExpression, compileNamePattern } from "../expression-language/expression-language.ts";
import { changingServer, requireServer } from "./changing.ts";
import { type ClaimRow, deleteClaimRow, insertClaims, selectClaim, selectClaims, updateClaimRow } from "./claims.store.ts";
import { builtIn, noSuch } from "./missing.ts";
import { selectScopes } from "./scopes.store.ts";

export interface Claim {
	readonly id: string;
	readonly name: string;
	readonly status: ClaimRow["status"];
	readonly claimType: ClaimRow["claim_type"];
	readonly valueType: ClaimRow["value_type"];
	readonly value: string | null;
	readonly groupFilterType: ClaimRow["group_filter_type"];
	/** None: with any scope. */
	readonly scopes: readonly string[];
	/** In the ID token even where an access token or a code is issued with it. */
	readonly alwaysIncludeInToken: boolean;
	readonly system: boolean;
}

export interface ClaimInput {
	readonly name: string;
	readonly status?: ClaimRow["status"] | undefined;
	readonly claimType: ClaimRow["claim_type"];
	readonly valueType: ClaimRow["value_type"];
	readonly value?: string | null | undefined;
	readonly groupFilterType?: ClaimRow["group_filter_type"] | undefined;
	readonly scopes?: readonly string[] | undefined;
	readonly alwaysIncludeInToken?: boolean | undefined;
}

/** What the `sub` of an access token is: the person's login, or the application's client ID. Okta's words. */
export const SUBJECT = "(appuser != null) ? appuser.userName : app.clientId";

/** Claims that no claim of the server's own may stand in for. */
const RESERVED: Readonly<Record<ClaimRow["claim_type"], readonly string[]>> = {
	RESOURCE: [
		..."ver jti iss aud iat exp nbf cid uid scp sub auth_time client_id scope cnf active token_type".split(" "),
		..."username device_id act may_act rsi __proto__".split(" "),
	],
	IDENTITY: "ver jti iss aud iat exp nbf sub auth_time amr acr idp nonce at_hash c_hash s_hash azp sid __proto__".split(" "),
};

export const addSystemClaims = (tx: Tx, serverId: string): Promise<void> =>
	insertClaims(tx, [
		{
			id: newId("ocl"),
			server_id: serverId,
			is_system: toFlag(true),
			...columnsOf({
				name: "sub",
				claimType: "RESOURCE",
				valueType: "EXPRESSION",
				value: SUBJECT,
				alwaysIncludeInToken: true,
			}),
		},
	]);

/** @throws Fault `not_found`. */
export const listClaims = async (db: Db, serverId: string): Promise<readonly Claim[]> => {
	await requireServer(db, serverId);
	return (await selectClaims(db, serverId)).map(toClaim);
};

/** @throws Fault `not_found`. */
export const getClaim = async (db: Db, serverId: string, id: string): Promise<Claim> => {
	await requireServer(db, serverId);
	const row = await selectClaim(db, serverId, id);
	if (!row) throw noSuch("OAuth2Claim", id);
	return toClaim(row);
};

const NAME_TAKEN = "A claim with this name exists already in this kind of token.";

/** @throws Fault `not_found`, `invalid_request`, `already_exists` (`name`). */
export const createClaim = (db: Db, serverId: string, input: ClaimInput): Promise<Claim> => {
	checkName(input);
	checkValue(input);
	const id = newId("ocl");
	return uniquely("name", NAME_TAKEN, () =>
		changingServer(db, serverId, async (tx) => {
			await checkScopes(tx, serverId, input);
			await insertClaims(tx, [{ id, server_id: serverId, is_system: toFlag(false), ...columnsOf(input) }]);
			return getClaim(tx, serverId, id);
		}),
	);
};

/** @throws as `createClaim`; `built_in` where the subject would become something else than an expression of its name. */
export const updateClaim = (db: Db, serverId: string, id: string, input: ClaimInput): Promise<Claim> => {
	checkValue(input);
	return uniquely("name", NAME_TAKEN, () =>
		changingServer(db, serverId, async (tx) => {
			const before = await getClaim(tx, serverId, id);
			if (before.system) checkSubject(input);
			else checkName(input);
			await checkScopes(tx, serverId, input, before.scopes);
			await updateClaimRow(tx, id, columnsOf(input));
			return getClaim(tx, serverId, id);
		}),
	);
};

/** @throws Fault `not_found`; `built_in` for the subject. */
export const deleteClaim = (db: Db, serverId: string, id: string): Promise<Claim> =>
	changingServer(db, serverId, async (tx) => {
		const before = await getClaim(tx, serverId, id);
		if (before.system) throw builtIn("This claim");
		await deleteClaimRow(tx, id);
		return before;
	});

const checkSubject = ({ name, claimType, valueType, status, scopes = [] }: ClaimInput): void => {
	const kept = name === "sub" && claimType === "RESOURCE" && valueType === "EXPRESSION";
	if (!kept || status === "INACTIVE" || scopes.length > 0) throw builtIn("The subject of access tokens");
};

const checkName = ({ name, claimType }: ClaimInput): void => {
	if (!/^[^\s\p{Cc}"\\]+$/u.test(name)) throw fieldFault("invalid_request", "name", "A claim has no blanks in its name.");
	if (RESERVED[claimType].includes(name)) throw fieldFault("invalid_request", "name", "This claim is the server's own.");
};

/** @throws Fault `invalid_request` (`value`, `group_filter_type`), which says what is wrong with an expression or a pattern. */
const checkValue = ({ valueType, value, groupFilterType }: ClaimInput): void => {
	if (valueType === "SYSTEM") throw fieldFault("invalid_request", "valueType", "Use EXPRESSION or GROUPS.");
	if (!value) throw fieldFault("invalid_request", "value", "Is required.");
	if (valueType === "EXPRESSION" && value !== SUBJECT) explained(() => void compileExpression(value));
	if (valueType !== "GROUPS") return;
	if (!groupFilterType) throw fieldFault("invalid_request", "group_filter_type", "Is required.");
	if (groupFilterType === "REGEX") explained(() => void compileNamePattern(value));
};

const explained = (check: () => void): void => {
	try {
		check();
	} catch (thrown) {
		const { fields, description } = asFault(thrown);
		const said = thrown instanceof SyntaxError ? thrown.message : (fields[0]?.message ?? description);
		throw fieldFault("invalid_request", "value", said);
	}
};

/** What a claim was for `before` may be gone meanwhile. */
const checkScopes = async (
	tx: Tx,
	serverId: string,
	{ scopes = [] }: ClaimInput,
	before: readonly string[] = [],
): Promise<void> => {
	const known = new Set([...(await selectScopes(tx, serverId)).map(({ name }) => name), ...before]);
	const unknown = scopes.find((name) => !known.has(name));
	if (unknown !== undefined) throw fieldFault("invalid_request", "conditions.scopes", `This server has no scope ${unknown}.`);
};

const columnsOf = (input: ClaimInput) => ({
	name: input.name,
	status: input.status ?? ("ACTIVE" as const),
	claim_type: input.claimType,
	value_type: input.valueType,
	value: input.value ?? null,
	group_filter_type: input.valueType === "GROUPS" ? (input.groupFilterType ?? null) : null,
	scopes: toJson([...new Set(input.scopes ?? [])]),
	always_include: toFlag(input.alwaysIncludeInToken ?? input.claimType === "RESOURCE"),
});

export const toClaim = (row: ClaimRow): Claim => ({
	id: row.id,
	name: row.name,
	status: row.status,
	claimType: row.claim_type,
	valueType: row.value_type,
	value: row.value,
	groupFilterType: row.group_filter_type,
	scopes: fromJson(row.scopes),
	alwaysIncludeInToken: row.always_include === 1,
	system: row.is_system === 1,
});
