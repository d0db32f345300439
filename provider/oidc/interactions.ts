import type { FastifyReply, FastifyRequest } from "fastify";
import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import { errors, type InteractionResults } from "oidc-provider";
import { Fault } from "#common/faults/fault.ts";
import type { Interaction, Interactions } from "../features/sign-in/sign-in.ts";
import { acrsOf, essentialAcrsOf } from "./acr.ts";
import { applicationIdOf } from "./client-metadata.ts";
import { ORGANIZATION } from "./custom-sessions.ts";
import { keepOpener } from "./post-message.ts";

/** Parts an interaction's id from the server that began it, in addresses: `/login/{uid}~{server}`. */
const MARK = "~";

/** The engine's prompts as sign-in knows them. */
const PROMPTS: Readonly<Record<string, Interaction["prompt"]>> = {
	assignment: "assignment",
	sign_on: "policy",
	factor: "factor",
};

/** The path at which an interaction goes on, for one that `server` began. */
export const interactionPath = (server: string, uid: string): string =>
	server === ORGANIZATION ? `/login/${uid}` : `/login/${uid}${MARK}${server}`;

const addressed = (request: FastifyRequest): string => String((request.params as { uid?: unknown }).uid ?? "");

/**
 * The engines' interactions as sign-in sees them. Each goes on at the server that began it; another would not find it.
 *
 * @param engineAt the engine of a server, while it is active.
 */
export const interactionsOf = (engineAt: (server: string) => Promise<Provider | undefined>): Interactions => {
	const engineFor = async (request: FastifyRequest): Promise<Provider> => {
		const [, server = ORGANIZATION] = addressed(request).split(MARK);
		const engine = await engineAt(server);
		if (!engine) throw new Fault("attempt_expired", { detail: "the authorization server is not active any more" });
		return engine;
	};
	const orExpired = (thrown: unknown): never => {
		if (thrown instanceof errors.SessionNotFound) throw new Fault("attempt_expired", { cause: thrown });
		throw thrown;
	};
	const details = async (request: FastifyRequest, reply: FastifyReply) => {
		const interaction = await (await engineFor(request)).interactionDetails(request.raw, reply.raw).catch(orExpired);
		keepOpener(interaction.params, reply.raw);
		return interaction;
	};
	const finish = async (request: FastifyRequest, reply: FastifyReply, result: InteractionResults) =>
		(await engineFor(request))
			.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false })
			.catch(orExpired);

	/** The engine insists on the session that the interaction began with; a new person comes with a new one. */
	const forgetSession = async (request: FastifyRequest, reply: FastifyReply) => {
		const interaction = await details(request, reply);
		delete interaction.session;
		await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
	};

	return {
		async read(request, reply) {
			const { prompt, params } = await details(request, reply);
			const asked = { oidc: { params } } as unknown as KoaContextWithOIDC;
			const { login_hint: hint, ui_locales: locales } = params;
			const clientId = String(params["client_id"]);
			const client = await (await engineFor(request)).Client.find(clientId);
			return {
				uid: addressed(request),
				prompt: PROMPTS[prompt.name] ?? "login",
				reasons: prompt.reasons,
				acrs: [...essentialAcrsOf(asked), ...acrsOf(asked)],
				rules: prompt.details["rules"],
				applicationId: client ? applicationIdOf(client) : clientId,
				loginHint: typeof hint === "string" ? hint.slice(0, 320) : undefined,
				uiLocales: typeof locales === "string" ? locales.slice(0, 500) : undefined,
			};
		},
		async signedIn(request, reply, userId, { amr, acr }, since) {
			const { session } = await details(request, reply);
			if (session && session.accountId !== userId) await forgetSession(request, reply);
			const login = { accountId: userId, amr: [...amr], acr, remember: true, ...(since === undefined ? {} : { ts: since }) };
			return finish(request, reply, { login });
		},
		refuse: (request, reply, description) => finish(request, reply, { error: "access_denied", error_description: description }),
		async restart(request, reply) {
			await forgetSession(request, reply);
			return finish(request, reply, {});
		},
	};
};
