import type { IncomingMessage } from "node:http";
import Provider from "oidc-provider";
import { slot } from "#common/web/slots.ts";

/**
 * `Authorization: Basic` as Okta's own clients send it, beside RFC 6749 section 2.3.1: oidc-middleware does not encode ID and secret,
 * and auth-js sends a public application's ID alone, with no colon.
 */
const basicOf = ({ headers }: IncomingMessage): string | undefined => {
	const [, encoded] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(headers.authorization ?? "") ?? [];
	return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
};

/** The secret in the header of the request under way, as it stands there. */
export const secretAsSent = (): string | undefined => {
	const text = Provider.ctx && basicOf(Provider.ctx.req);
	return text?.includes(":") ? text.slice(text.indexOf(":") + 1) : undefined;
};

const isEncoded = (text: string): boolean => {
	try {
		decodeURIComponent(text);
		return true;
	} catch {
		return false;
	}
};

type Form = Record<string, unknown>;

/** Lets the engine understand such headers. */
export const forgiveBasicHeaders = (engine: Provider): void => {
	const clientIds = slot<string>("client id");
	engine.use((ctx, next) => {
		const text = basicOf(ctx.req);
		if (text === undefined) return next();
		const at = text.indexOf(":");
		if (at === -1) {
			clientIds.set(ctx.req, text);
			delete ctx.req.headers.authorization;
		} else if (!isEncoded(text)) {
			const parts = [text.slice(0, at), text.slice(at + 1)].map(encodeURIComponent);
			ctx.req.headers.authorization = `Basic ${Buffer.from(parts.join(":")).toString("base64")}`;
		}
		return next();
	});
	// The engine puts a form here once it has read it, and looks for a public application's ID in it.
	const bodies = slot<Form>("body");
	const { prototype } = (engine as unknown as { OIDCContext: { prototype: object } }).OIDCContext;
	Object.defineProperty(prototype, "body", {
		get(this: object) {
			return bodies.get(this);
		},
		set(this: { ctx: { req: IncomingMessage } }, form: Form) {
			const clientId = clientIds.get(this.ctx.req);
			bodies.set(this, clientId === undefined ? form : { client_id: clientId, ...form });
		},
	});
};
