import type { FastifyReply, FastifyRequest } from "fastify";
import { asFault, Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { liveSecrets } from "../applications/applications.ts";
import { asRegistrationFault, clientInformation, newApplicationFrom } from "./client-metadata.ts";
import { checkToken } from "./registering.ts";
import { registerApplication } from "./registration-tokens.ts";

export interface ClientsNeeds {
	readonly db: Db;
	readonly seal: Seal;
}

/** Where applications register themselves, on this server. */
export const REGISTRATION_PATH = "/oauth2/v1/clients";

/** A token cannot be guessed; this keeps the log from being filled. */
const REGISTRATIONS: Limit = { name: "registration", points: 60, duration: 60 };

const BODY_LIMIT = 65_536;

/**
 * The client registration endpoint (RFC 7591 section 3). The body has no schema of its own, so that a caller without a token
 * hears of nothing but the token.
 */
export const mountClients = (routes: ProviderRoutes, { db, seal }: ClientsNeeds): void => {
	routes({
		method: "POST",
		url: REGISTRATION_PATH,
		family: "oauth",
		access: "anyone",
		limit: REGISTRATIONS,
		audit: "app.oauth2.client.lifecycle.create",
		bodyLimit: BODY_LIMIT,
		handler: async ({ request, reply, event }) => {
			try {
				const secret = bearerToken(request);
				const token = await checkToken(db, secret);
				event.targets.push({ type: "RegistrationToken", ...token });
				event.detail["registrationToken"] = token.name;
				const { application, group } = await registerApplication(db, seal, secret, newApplicationFrom(request.body));
				event.targets.unshift({ type: "AppInstance", id: application.id, name: application.label });
				if (group) event.targets.push({ type: "UserGroup", ...group });
				const [clientSecret] = await liveSecrets(db, seal, application.id);
				return reply.code(201).send(clientInformation(application, clientSecret));
			} catch (thrown) {
				const fault = asFault(asRegistrationFault(thrown));
				event.detail["cause"] = fault.detail ?? (fault.statusCode < 500 ? fault.description : undefined);
				if (fault.code === "registration_token_refused") challenge(request, reply);
				throw fault;
			}
		},
	});
};

/** The token of the Authorization header (RFC 6750 section 2.1). @throws Fault `registration_token_refused` where there is none. */
const bearerToken = ({ headers: { authorization } }: FastifyRequest): string => {
	const [, token] = /^Bearer +([A-Za-z0-9\-._~+/]{1,512}=*) *$/i.exec(authorization ?? "") ?? [];
	if (token === undefined) throw new Fault("registration_token_refused", { detail: "no bearer token was sent" });
	return token;
};

/** RFC 6750 section 3: without a token there is nothing to say of it. */
const challenge = ({ headers }: FastifyRequest, reply: FastifyReply): void => {
	reply.header("WWW-Authenticate", headers.authorization === undefined ? "Bearer" : 'Bearer error="invalid_token"');
};
