import type { FastifyReply, FastifyRequest } from "fastify";
import type Provider from "oidc-provider";
import { errors, type InteractionResults } from "oidc-provider";
import { Fault } from "#common/faults/fault.ts";
import type { Interactions } from "../features/sign-in/sign-in.ts";

/** The engine's interactions as sign-in sees them. */
export const interactionsOf = (provider: Provider): Interactions => {
	const orExpired = (thrown: unknown): never => {
		if (thrown instanceof errors.SessionNotFound) throw new Fault("attempt_expired", { cause: thrown });
		throw thrown;
	};
	const details = (request: FastifyRequest, reply: FastifyReply) =>
		provider.interactionDetails(request.raw, reply.raw).catch(orExpired);
	const finish = (request: FastifyRequest, reply: FastifyReply, result: InteractionResults) =>
		provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false }).catch(orExpired);

	/** The engine insists on the session that the interaction began with; a new person comes with a new one. */
	const forgetSession = async (request: FastifyRequest, reply: FastifyReply) => {
		const interaction = await details(request, reply);
		delete interaction.session;
		await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
	};

	return {
		async read(request, reply) {
			const { uid, prompt, params } = await details(request, reply);
			const hint = params["login_hint"];
			return {
				uid,
				prompt: prompt.name === "assignment" ? "assignment" : "login",
				reasons: prompt.reasons,
				applicationId: String(params["client_id"]),
				loginHint: typeof hint === "string" ? hint.slice(0, 320) : undefined,
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
