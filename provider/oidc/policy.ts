import { interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import { applicationIdOf } from "./client-metadata.ts";

const { base, Check, Prompt } = interactionPolicy;

/** The checks that an authorization request meets, in order: signed in, then assigned. */
export const policy = (isAssigned: (applicationId: string, userId: string) => Promise<boolean>) => {
	const prompts = base();
	const login = prompts.get("login");
	const missing = login?.checks.get("no_session");
	if (missing) missing.description = "The client specified not to prompt, but the user is not logged in.";
	login?.checks.add(
		new Check("account_gone", "End-User authentication is required", ({ oidc }: KoaContextWithOIDC) =>
			oidc.session?.accountId !== undefined && oidc.account === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
		),
	);
	prompts.add(
		new Prompt(
			{ name: "assignment", requestable: false },
			new Check("not_assigned", "User is not assigned to the client application.", "access_denied", async ({ oidc }) => {
				const { session, client } = oidc;
				if (!session?.accountId || !client) return Check.NO_NEED_TO_PROMPT;
				return (await isAssigned(applicationIdOf(client), session.accountId)) ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
			}),
		),
		1,
	);
	// Administrators consent for their people when they assign an application: `prompt=consent` is understood, and asks nothing.
	prompts.get("consent")?.checks.clear();
	return prompts;
};
