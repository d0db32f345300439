import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { asFault, Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { liveSecrets } from "../applications/applications.ts";
import { addressesOf, asRegistrationFault, clientInformation, newApplicationFrom } from "./client-metadata.ts";
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

/** What says that there is a body, and how it is written. */
const BODY_HEADERS = ["content-type", "content-length", "transfer-encoding"];

/**
 * The client registration endpoint (RFC 7591 section 3). A caller without a token hears of nothing but the token: the body has
 * no schema of its own, and theirs is not read.
 */
export const mountClients = (routes: ProviderRoutes, app: FastifyInstance, { db, seal }: ClientsNeeds): void => {
	app.addHook("preParsing", async (request) => {
		if (request.routeOptions.url !== REGISTRATION_PATH || (await hasLiveToken(db, request))) return;
		for (const name of BODY_HEADERS) delete request.headers[name];
	});

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
				const wanted = newApplicationFrom(request.body);
				Object.assign(event.detail, addressesOf(wanted));
				const { application, group } = await registerApplication(db, seal, secret, wanted);
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

const hasLiveToken = async (db: Db, request: FastifyRequest): Promise<boolean> => {
	try {
		await checkToken(db, bearerToken(request));
		return true;
	} catch (thrown) {
		if (asFault(thrown).code !== "registration_token_refused") throw thrown;
		return false;
	}
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
