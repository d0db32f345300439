import Provider from "oidc-provider";
import { Fault } from "#common/faults/fault.ts";
import { toOAuth } from "#common/faults/writers.ts";
import { tellTrueAcr } from "./acr.ts";
import { forgiveBasicHeaders } from "./basic-header.ts";
import { acceptEverySecret } from "./client-auth.ts";
import { acceptImplicitOverHttp } from "./client-metadata.ts";
import { keepClients } from "./clients.ts";
import { type AuthorizationServer, configurationFor, type EngineNeeds } from "./configuration.ts";
import { carryElsewhere } from "./custom-sessions.ts";
import { readProofsOfBoundClients } from "./dpop.ts";
import { endForGood } from "./ended-sessions.ts";
import { speakAsOkta } from "./error-texts.ts";
import { addIdTokenClaims } from "./id-token.ts";
import { addPostMessageMode } from "./post-message.ts";
import { refuseReplays } from "./single-use.ts";

/** The protocol engine of one authorization server. */
export const createEngine = (
	server: AuthorizationServer,
	needs: EngineNeeds,
	configuration = configurationFor(server, needs),
): Provider => {
	const engine = new Provider(server.issuer, configuration);
	// Addresses are built from the forwarded headers, which `mount` sets from the public address.
	engine.proxy = true;
	engine.use(async (ctx, next) => {
		await next();
		if (ctx.status !== 404 || ctx.body) return;
		const { status, body } = toOAuth(new Fault("no_such_path"));
		Object.assign(ctx, { status, body });
	});
	keepClients(engine, needs.changes);
	carryElsewhere(engine);
	endForGood(engine, needs.db);
	speakAsOkta(engine);
	acceptEverySecret(engine);
	forgiveBasicHeaders(engine);
	acceptImplicitOverHttp(engine);
	refuseReplays(engine, needs.db);
	readProofsOfBoundClients(engine);
	tellTrueAcr(engine);
	addIdTokenClaims(engine, needs.organizationId);
	addPostMessageMode(engine);
	return engine;
};
