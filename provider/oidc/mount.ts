import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type Provider from "oidc-provider";
import { Fault } from "#common/faults/fault.ts";
import type { AuthorizationServer } from "./configuration.ts";

const OPENID = "/.well-known/openid-configuration";
const OAUTH = "/.well-known/oauth-authorization-server";

/** Bytes that the engine reads of a body. It calls what is longer unreadable, so what says its length is refused here. */
const BODY_LIMIT = 56 * 1024;

const requests = new WeakMap<IncomingMessage, FastifyRequest>();

/** The web server's request behind one of the engine's. */
export const requestBehind = (raw: IncomingMessage): FastifyRequest | undefined => requests.get(raw);

/**
 * Hands the protocol's addresses to the engine, unread. The engine takes its own address from the host and the scheme of a
 * request, so both are set to the public ones: nobody can make it name another.
 */
export const mountEngine = async (app: FastifyInstance, engine: Provider, server: AuthorizationServer): Promise<void> => {
	const answer = engine.callback();
	const { host, protocol } = new URL(server.issuer);
	const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
		if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT) throw new Fault("body_too_large");
		reply.hijack();
		const { raw } = request;
		requests.set(raw, request);
		raw.headers.host = host;
		raw.headers["x-forwarded-host"] = host;
		raw.headers["x-forwarded-proto"] = protocol.slice(0, -1);
		// RFC 8414 names another address for the same document.
		if (raw.url?.split("?")[0] === OAUTH) raw.url = OPENID;
		await answer(raw, reply.raw);
	};
	await app.register(async (scope) => {
		scope.removeAllContentTypeParsers();
		scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
		for (const address of [`${server.path}/*`, OPENID, OAUTH]) scope.all(address, handle);
	});
};
