import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type Provider from "oidc-provider";
import { Fault } from "#common/faults/fault.ts";
import { slot } from "#common/web/slots.ts";
import type { AuthorizationServer } from "./configuration.ts";
import type { Documents } from "./documents.ts";

const OPENID = "/.well-known/openid-configuration";
const OAUTH = "/.well-known/oauth-authorization-server";

/** Where Okta's jwt-verifier looks for the keys of an issuer, whatever the discovery document says. */
const KEYS = "/v1/keys";

/** Bytes that the engine reads of a body. It calls what is longer unreadable, so what says its length is refused here. */
const BODY_LIMIT = 56 * 1024;

const requests = slot<FastifyRequest>("request");

/** The web server's request behind one of the engine's. */
export const requestBehind = (raw: IncomingMessage): FastifyRequest | undefined => requests.get(raw);

/** What hands a request to an engine, unread. `toEngine` says where the engine has what was asked for. */
export type PassOn = (
	request: FastifyRequest,
	reply: FastifyReply,
	engine: Provider,
	toEngine: (path: string) => string,
) => Promise<void>;

/**
 * Hands requests to engines. An engine takes its own address from the host and the scheme of a request, so both are set to the public
 * ones: nobody can make it name another. What it publishes is answered for it.
 */
export const passOnTo = (url: string, documents: Documents): PassOn => {
	const { host, protocol } = new URL(url);
	const answers = new WeakMap<Provider, ReturnType<Provider["callback"]>>();
	return async (request, reply, engine, toEngine) => {
		const [path = "", ...query] = (request.raw.url ?? "").split("?");
		if (await documents(request, reply, engine, toEngine(path))) return;
		if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT) throw new Fault("body_too_large");
		const answer = answers.get(engine) ?? engine.callback();
		answers.set(engine, answer);
		reply.hijack();
		const { raw } = request;
		requests.set(raw, request);
		raw.headers.host = host;
		raw.headers["x-forwarded-host"] = host;
		raw.headers["x-forwarded-proto"] = protocol.slice(0, -1);
		raw.url = [toEngine(path), ...query].join("?");
		// The engine would take what this has more for a part of its address, a whole host even (RFC 9112 section 3.2.2).
		(raw as { originalUrl?: string | undefined }).originalUrl = undefined;
		await answer(raw, reply.raw);
	};
};

/** Mounts `handle` at addresses whose bodies nobody reads before it. */
export const mountUnread = async (
	app: FastifyInstance,
	addresses: readonly string[],
	handle: (request: FastifyRequest, reply: FastifyReply) => Promise<void>,
): Promise<void> => {
	await app.register(async (scope) => {
		scope.removeAllContentTypeParsers();
		scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
		for (const address of addresses) scope.all(address, handle);
	});
};

/** The addresses of the organisation's own server. */
export const mountEngine = async (
	app: FastifyInstance,
	engineNow: () => Promise<Provider>,
	server: AuthorizationServer,
	passOn: PassOn,
): Promise<void> => {
	// RFC 8414 names another address for the same document.
	const elsewhere: Readonly<Record<string, string>> = { [OAUTH]: OPENID, [KEYS]: `${server.path}/keys` };
	await mountUnread(app, [`${server.path}/*`, OPENID, OAUTH, KEYS], async (request, reply) =>
		passOn(request, reply, await engineNow(), (path) => elsewhere[path] ?? path),
	);
};
