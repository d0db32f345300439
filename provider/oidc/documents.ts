import { createHash } from "node:crypto";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import type Provider from "oidc-provider";
import type { KeyFetch } from "../features/keys/keys.ts";

/** Of which server an engine is, and the next key among those that it publishes. */
type KeySet = Pick<KeyFetch, "serverId" | "nextKid">;

const keySets = new WeakMap<Provider, KeySet>();

/** From now on fetches of the engine's keys are told of, with what was fetched. */
export const publishes = (engine: Provider, set: KeySet): void => {
	keySets.set(engine, set);
};

interface Document {
	readonly body: Buffer;
	readonly type: string;
	readonly etag: string;
}

const KEYS = /\/v1\/keys$/;
const DISCOVERY = "/.well-known/openid-configuration";

/** Much shorter than a key is published before it signs: caches on the way have the next key long before it is needed. */
const FRESH = "public, max-age=3600";

/** What an engine says at an address, by itself: nobody's request, and so the same for everybody. */
const askOnce = (engine: Provider, path: string, host: string, protocol: string): Promise<Document> =>
	new Promise((resolve, reject) => {
		const request = new IncomingMessage(new Socket());
		const headers = { host, "x-forwarded-host": host, "x-forwarded-proto": protocol };
		Object.assign(request, { method: "GET", url: path, headers });
		const response = new ServerResponse(request);
		response.end = ((text?: string | Buffer) => {
			const body = Buffer.from(text ?? "");
			const etag = `"${createHash("sha256").update(body).digest("base64url")}"`;
			if (response.statusCode === 200) resolve({ body, type: String(response.getHeader("content-type")), etag });
			else reject(new Error(`the engine answered ${response.statusCode} at ${path}`));
			return response;
		}) as typeof response.end;
		engine.callback()(request, response).catch(reject);
	});

export type Documents = (request: FastifyRequest, reply: FastifyReply, engine: Provider, path: string) => Promise<boolean>;

/**
 * Answers what an engine publishes, its keys and its metadata, without asking it again: both change with the engine alone. Answers whether
 * `path`, as the engine has it, is one of them. Caches may keep them for an hour, and ask whether they are still right (RFC 9110 section 13.1.2).
 */
export const createDocuments = (url: string, fetched: (fetch: KeyFetch) => void = () => {}): Documents => {
	const { host, protocol } = new URL(url);
	const known = new WeakMap<Provider, Map<string, Promise<Document>>>();
	const documentAt = (engine: Provider, path: string): Promise<Document> => {
		const documents = known.get(engine) ?? new Map<string, Promise<Document>>();
		known.set(engine, documents);
		const found = documents.get(path);
		if (found) return found;
		const document = askOnce(engine, path, host, protocol.slice(0, -1));
		documents.set(path, document);
		document.catch(() => documents.delete(path));
		return document;
	};
	const tellOf = (request: FastifyRequest, engine: Provider): void => {
		const set = keySets.get(engine);
		if (!set) return;
		const { client_id: clientId } = request.query as { client_id?: unknown };
		const userAgent = String(request.headers["user-agent"] ?? "");
		fetched({ ...set, address: request.ip, clientId: typeof clientId === "string" ? clientId : undefined, userAgent });
	};
	return async (request, reply, engine, path) => {
		const isKeys = KEYS.test(path);
		if (!isKeys && path !== DISCOVERY) return false;
		if (request.method !== "GET" && request.method !== "HEAD") return false;
		// Where it has nothing, it says so itself.
		const document = await documentAt(engine, path).catch(() => undefined);
		if (!document) return false;
		const { body, type, etag } = document;
		if (isKeys && request.method === "GET") tellOf(request, engine);
		const { raw } = reply;
		raw.setHeader("Cache-Control", FRESH);
		raw.setHeader("ETag", etag);
		raw.setHeader("Vary", "Origin");
		if (!raw.hasHeader("Access-Control-Allow-Origin"))
			raw.setHeader("Access-Control-Allow-Origin", request.headers.origin ?? "*");
		if (isMatch(request.headers["if-none-match"], etag)) {
			await reply.code(304).send();
			return true;
		}
		await reply.type(type).send(body);
		return true;
	};
};

/** RFC 9110 section 13.1.2: a list, compared weakly. */
const isMatch = (given: string | undefined, etag: string): boolean =>
	given?.split(",").some((one) => ["*", etag].includes(one.trim().replace(/^W\//, ""))) ?? false;
