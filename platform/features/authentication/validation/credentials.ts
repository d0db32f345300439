import { randomPKCECodeVerifier } from "openid-client";
import { Unanswered } from "../outbound.ts";
import { type Context, couldNotTell, type Finding, notTried, refused, type Step, verified } from "./check.ts";
import { type ClientAuthentication, madeUpCode, postAsClient } from "./client.ts";
import { knowsClient } from "./knock.ts";
import { readTokenAnswer, type TokenAnswer } from "./token-answers.ts";

/**
 * Client ID and secret, proven at the token endpoint with a made-up code and the real redirect URI. A decoy redirect URI
 * is never sent: some providers register the first one they see.
 */
export const credentials: Step = {
	id: "credentials",
	title: "Client ID and Client Secret are right",
	field: "clientSecret",
	async run(context): Promise<Finding> {
		const { draft, found } = context;
		if (draft.clientId === "") return refused("Enter the Client ID that your provider shows.", { field: "clientId" });
		const keyed = draft.clientAuthentication === "private_key_jwt";
		if (draft.clientSecret === "" && !keyed) return refused("Enter the Client Secret that your provider shows.");
		if (found.metadata === undefined || !found.trusted) return notTried();
		try {
			const { token_endpoint: url } = found.metadata;
			if (keyed) return concludeKeyed(context, await attempt(context, url, "private_key_jwt"));
			const result = await tryBoth(context, url);
			const accepted = result.answer.meaning === "client-accepted" && !result.answer.entra;
			if (!accepted || !(await takesAnySecret(context, url, result.method))) return await tellApart(context, result);
			found.clientAuthentication = result.method;
			return couldNotTell(BLIND, { actual: result.answer.said });
		} catch (thrown) {
			if (!(thrown instanceof Unanswered)) throw thrown;
			return couldNotTell(`The token endpoint did not answer. ${thrown.message}`);
		}
	},
};

interface Attempt {
	readonly method: ClientAuthentication;
	readonly answer: TokenAnswer;
}

/** A client may be registered for the one way or the other, whatever the provider's document lists. */
const tryBoth = async (context: Context, url: string): Promise<Attempt> => {
	const stated = context.found.metadata?.token_endpoint_auth_methods_supported;
	const postOnly = Array.isArray(stated) && !stated.includes("client_secret_basic") && stated.includes("client_secret_post");
	const order: readonly [ClientAuthentication, ClientAuthentication] = postOnly
		? ["client_secret_post", "client_secret_basic"]
		: ["client_secret_basic", "client_secret_post"];
	const first = await attempt(context, url, order[0]);
	if (first.answer.meaning === "client-accepted" || first.answer.meaning === "redirect-refused") return first;
	const second = await attempt(context, url, order[1]);
	return second.answer.meaning === "client-accepted" || second.answer.meaning === "redirect-refused" ? second : first;
};

const attempt = async (context: Context, url: string, method: ClientAuthentication): Promise<Attempt> => {
	const answer = await postAsClient(context, url, method, {
		grant_type: "authorization_code",
		code: madeUpCode(),
		redirect_uri: context.redirectUri,
		code_verifier: randomPKCECodeVerifier(),
	});
	const read = readTokenAnswer(answer.status, await answer.text());
	return { method, answer: read.entra && read.meaning === "client-accepted" ? await breakTie(context, url, method, read) : read };
};

const BLIND =
	"The provider complained about the made-up code of this check, but it does so with a wrong secret too: it looks at the code first. Test sign-in tells whether the secret is right.";

/** Whether the provider says the same to a secret that cannot be right: then its answer says nothing about the secret. */
const takesAnySecret = async (context: Context, url: string, method: ClientAuthentication): Promise<boolean> => {
	const draft = { ...context.draft, clientSecret: `signet-check-${randomPKCECodeVerifier()}` };
	return (await attempt({ ...context, draft }, url, method)).answer.meaning === "client-accepted";
};

/** The platform proved itself by its own key, whose public half the provider has to know. */
const concludeKeyed = (context: Context, result: Attempt): Finding => {
	if (result.answer.meaning !== "client-refused") return { ...conclude(context, result), field: "clientId" };
	const address = `${new URL(context.redirectUri).origin}/oidc/jwks.json`;
	return refused(
		"The provider did not accept the platform's key. Register the address of its key set there, for private_key_jwt.",
		{
			field: "clientId",
			expected: address,
			actual: result.answer.said,
		},
	);
};

/** Entra ID may look at the code before the secret. The client credentials grant has no code to look at. */
const breakTie = async (context: Context, url: string, method: ClientAuthentication, read: TokenAnswer): Promise<TokenAnswer> => {
	const scope = "https://graph.microsoft.com/.default";
	const answer = await postAsClient(context, url, method, { grant_type: "client_credentials", scope });
	if (answer.status === 200) return read;
	const second = readTokenAnswer(answer.status, await answer.text());
	return second.meaning === "client-refused" || second.meaning === "id-unknown" ? second : { ...read, meaning: "unclear" };
};

const unknownId = (clientId: string, more: string): Finding =>
	refused(`The provider does not know this Client ID.${more}`, {
		field: "clientId",
		expected: "the Client ID that the provider shows",
		actual: clientId,
	});

/** Most token endpoints say the same to a wrong id and a wrong secret; what the authorization endpoint does tells them apart. */
const tellApart = async (context: Context, result: Attempt): Promise<Finding> => {
	const { meaning, said, hint } = result.answer;
	const { draft, found } = context;
	const clear = meaning !== "client-refused" && meaning !== "unclear";
	const known = clear || !found.metadata ? undefined : await knowsClient(context, found.metadata);
	const more = hint ? ` ${hint}` : "";
	if (known === false) return unknownId(draft.clientId, more);
	if (known === undefined || meaning === "unclear") return conclude(context, result);
	return refused(`The provider knows this Client ID, and refused the Client Secret.${more}`, {
		expected: "the secret that the provider shows for this Client ID",
		actual: said,
	});
};

const conclude = ({ draft, found, redirectUri }: Context, { method, answer }: Attempt): Finding => {
	const { meaning, said, hint } = answer;
	const more = hint ? ` ${hint}` : "";
	switch (meaning) {
		case "client-accepted":
			found.clientAuthentication = method;
			return verified("The provider accepted them: it complained only about the made-up code of this check.", { actual: said });
		case "redirect-refused":
			found.redirectRefused = said;
			return couldNotTell("The provider complained about the redirect URI before it came to them.", { actual: said });
		case "id-unknown":
			return unknownId(draft.clientId, more);
		case "client-refused":
			return refused(
				`The provider refused the Client ID or the Client Secret.${more} If both are right, see that ${redirectUri} is registered there: some providers answer the same to that.`,
				{ expected: "the Client ID and the secret that the provider shows", actual: said, also: "clientId" },
			);
		case "unclear":
			return couldNotTell(`The provider's answer does not tell.${more}`, { actual: said, also: "clientId" });
	}
};
