import Provider, { type Client, type KoaContextWithOIDC } from "oidc-provider";
import type { NewEvent } from "../features/system-log/system-log.ts";
import { applicationIdOf } from "./client-metadata.ts";
import { requestBehind } from "./mount.ts";

/** A session that has ended, as far as applications are concerned. */
export interface EndedSession {
	readonly accountId?: string;
	/** By client ID; `sid` is what the application knows the session by. */
	readonly authorizations?: unknown;
}

/** Part of the engine that its types leave out. */
type Send = (this: Client, subject: string, sid: string | undefined) => Promise<void>;

const clientsOf = (engine: Provider) => engine.Client.prototype as unknown as { backchannelLogout: Send };

/**
 * Applications are told of a sign-out behind its back (OpenID Connect Back-Channel Logout section 2.5): nobody waits for them, and
 * what they answer goes to the System Log. The engine gives each 2.5 seconds.
 */
export const tellBehindTheBack = (engine: Provider, record: (event: NewEvent) => void): void => {
	const send = clientsOf(engine).backchannelLogout;
	clientsOf(engine).backchannelLogout = async function (subject, sid) {
		const event = eventFor(this, subject, Provider.ctx);
		void send.call(this, subject, sid).then(
			() => record({ ...event, result: "SUCCESS" }),
			(failure: unknown) => record({ ...event, result: "FAILURE", reason: reasonOf(failure) }),
		);
	};
};

/** Tells the applications that sessions which ended outside of the protocol were used at. Never fails. */
export const tellApplications = async (engine: Provider, ended: readonly EndedSession[]): Promise<void> => {
	for (const { accountId, authorizations = {} } of ended) {
		if (accountId === undefined) continue;
		for (const [id, { sid }] of Object.entries(authorizations as Record<string, { sid?: string }>)) {
			const client = await engine.Client.find(id).catch(() => undefined);
			if (client?.backchannelLogoutUri) await clientsOf(engine).backchannelLogout.call(client, accountId, sid);
		}
	}
};

/** The engine's own guard refuses private addresses; applications stand on them as often as not, and an administrator let them in. */
export const sendWithoutGuard = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
	const { dispatcher: _, ...options } = init as RequestInit & { dispatcher?: unknown };
	const answer = await fetch(url, options as RequestInit);
	// Nobody reads it, and an unread body would hold the connection.
	await answer.body?.cancel();
	return answer;
};

const eventFor = (client: Client, subject: string, ctx: KoaContextWithOIDC | undefined) => {
	const request = ctx && requestBehind(ctx.req);
	return {
		eventType: "app.oauth2.client.backchannel_logout",
		actor: { id: subject, type: "User", alternateId: subject, displayName: subject },
		targets: [{ id: applicationIdOf(client), type: "AppInstance", displayName: client.clientName ?? client.clientId }],
		requestId: request?.id ?? "",
		client: { ipAddress: request?.ip ?? "", userAgent: String(request?.headers["user-agent"] ?? "") },
	} as const;
};

const reasonOf = (failure: unknown): string => {
	const { message, cause } = failure as Error;
	const code = (cause as { code?: unknown } | undefined)?.code;
	return typeof code === "string" ? `${message}: ${code}` : message;
};
