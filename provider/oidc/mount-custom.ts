import type { FastifyInstance, FastifyRequest } from "fastify";
import type Provider from "oidc-provider";
import { stateOf } from "#common/web/state.ts";
import { noSuch } from "../features/authorization-servers/authorization-servers.ts";
import { mountUnread, type PassOn } from "./mount.ts";

const DOCUMENT = "/.well-known/openid-configuration";
const DOCUMENTS = [DOCUMENT, "/.well-known/oauth-authorization-server"];

/** The addresses of the custom servers: below each issuer, and its metadata at the root of the host too (RFC 8414 section 3.1). */
export const mountCustomEngines = async (
	app: FastifyInstance,
	engineAt: (id: string) => Promise<Provider | undefined>,
	passOn: PassOn,
): Promise<void> => {
	const engineFor = async (request: FastifyRequest): Promise<Provider> => {
		const { id = "" } = request.params as { id?: string };
		const engine = await engineAt(id);
		if (engine) return engine;
		stateOf(request).family = "okta";
		throw noSuch("AuthorizationServer", id);
	};
	await mountUnread(app, ["/oauth2/:id", "/oauth2/:id/*"], async (request, reply) => {
		const { id = "" } = request.params as { id?: string };
		const below = `/oauth2/${id}`;
		const documents = DOCUMENTS.map((path) => `${below}${path}`);
		await passOn(request, reply, await engineFor(request), (path) => (documents.includes(path) ? DOCUMENT : path));
	});
	const roots = DOCUMENTS.map((path) => `${path}/oauth2/:id`);
	await mountUnread(app, roots, async (request, reply) => passOn(request, reply, await engineFor(request), () => DOCUMENT));
};
