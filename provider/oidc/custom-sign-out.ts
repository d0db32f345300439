import type Provider from "oidc-provider";
import type { Db } from "../database.ts";
import { type EndedSession, tellApplications } from "./backchannel-logout.ts";
import { ORGANIZATION, usesElsewhere } from "./custom-sessions.ts";
import { requestBehind } from "./mount.ts";
import { deleteByGrant } from "./records.store.ts";

/** The engine of a server, while it is active; of the organisation's own for `ORGANIZATION`. */
export type EngineAt = (server: string) => Promise<Provider | undefined>;

/** Tells the applications that ended sessions were used at, each by the server that it knows the person from. Never fails. */
export const tellEverywhere = async (engineAt: EngineAt, ended: readonly EndedSession[]): Promise<void> => {
	for (const session of ended) {
		const { accountId, authorizations } = session;
		if (accountId === undefined) continue;
		for (const used of [{ server: ORGANIZATION, authorizations }, ...usesElsewhere(session)]) {
			const engine = await engineAt(used.server);
			if (engine) await tellApplications(engine, [{ accountId, authorizations: used.authorizations ?? {} }]);
		}
	}
};

/** A sign-out at one server ends the session at all of them: what `engine` does for its own applications is done for the others'. */
export const signOutElsewhere = (engine: Provider, engineAt: EngineAt, db: Db): void => {
	engine.on("end_session.success", (ctx) => {
		const { session, params } = ctx.oidc;
		const accountId = session?.accountId;
		if (!params?.["logout"] || !session || accountId === undefined) return;
		const end = async () => {
			for (const { server, authorizations } of usesElsewhere(session as { accountId?: string; elsewhere?: unknown })) {
				const other = await engineAt(server);
				if (other) await tellApplications(other, [{ accountId, authorizations }]);
				for (const { grantId, persistsLogout } of Object.values(authorizations))
					if (grantId !== undefined && !persistsLogout) await deleteByGrant(db, grantId);
			}
		};
		end().catch((err) => requestBehind(ctx.req)?.log.error({ err }, "a sign-out did not reach every server"));
	});
};
