import { instant } from "#common/db/columns.ts";
import type { Db } from "../database.ts";
import type { RefreshToken, RefreshTokens } from "../features/applications/applications.ts";
import {
	deleteByGrant,
	deleteByGrants,
	type RefreshRecord,
	selectRefreshClients,
	selectRefreshRecord,
	selectRefreshRecords,
} from "./records.store.ts";

/** Tokens are kept by their digests, which name them outside; those of a custom server with its id behind it. */
const PREFIX = "oar";
const MARK = ".";

const serverOf = (model: string): string => model.split("/").slice(0, -1).join("/");

const idOf = ({ model, digest }: RefreshRecord): string => [`${PREFIX}${digest}`, serverOf(model)].filter(Boolean).join(MARK);

const placeIn = (id: string): { readonly server: string; readonly digest: string } => {
	const [digest = "", server = ""] = (id.startsWith(PREFIX) ? id.slice(PREFIX.length) : "").split(MARK);
	return { server, digest };
};

const epoch = (): number => Math.floor(Date.now() / 1000);

/** What the engines know of refresh tokens that still work. `url` is the organisation's issuer, below which the others are. */
export const refreshTokensOf = (db: Db, url: string): RefreshTokens => {
	const toToken = (record: RefreshRecord): RefreshToken => {
		const { model, payload, client_id, account_id, expires } = record;
		const { iat, scope = "" } = JSON.parse(payload) as { iat?: number; scope?: string };
		return {
			id: idOf(record),
			clientId: client_id ?? "",
			userId: account_id ?? "",
			issuer: serverOf(model) === "" ? url : `${url}/oauth2/${serverOf(model)}`,
			scopes: scope.split(" ").filter(Boolean),
			created: instant(new Date((iat ?? 0) * 1000)),
			expires: instant(new Date(expires * 1000)),
		};
	};
	const find: RefreshTokens["find"] = async ({ clientId, userId, server }, id) => {
		const place = placeIn(id);
		if (server !== undefined && place.server !== server) return undefined;
		const record = await selectRefreshRecord(db, place, epoch());
		if (!record || (clientId !== undefined && record.client_id !== clientId)) return undefined;
		return userId !== undefined && record.account_id !== userId ? undefined : toToken(record);
	};
	return {
		find,
		list: async (of, { after, limit }) => {
			const before = after && { userId: after.userId, digest: placeIn(after.id).digest };
			return (await selectRefreshRecords(db, of, { before, limit, now: epoch() })).map(toToken);
		},
		clientsOf: (userId) => selectRefreshClients(db, userId, epoch()),
		async revoke(id) {
			const record = await selectRefreshRecord(db, placeIn(id), epoch());
			if (record?.grant_id) await deleteByGrant(db, record.grant_id);
		},
		revokeAll: (of) => deleteByGrants(db, of),
	};
};
