import { errors, interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import { applicationIdOf } from "./client-metadata.ts";
import { isFresh, type SignOnChecks } from "./sign-on.ts";

const { base, Check, Prompt } = interactionPolicy;

const DENIED = "The organisation's policy does not let the person sign in.";

/** The checks that an authorization request meets, in order: signed in, assigned, let in by the policies, with all that they ask for. */
export const policy = (isAssigned: (applicationId: string, userId: string) => Promise<boolean>, signOn: SignOnChecks) => {
	const prompts = base();
	const login = prompts.get("login");
	const missing = login?.checks.get("no_session");
	if (missing) missing.description = "The client specified not to prompt, but the user is not logged in.";
	// The engine's own take any sign-in for a new one, and refuse nobody who cannot reach what is essential.
	for (const reason of ["max_age", "essential_acr", "essential_acrs"]) login?.checks.remove(reason);
	login?.checks.add(
		new Check("max_age", "End-User authentication could not be obtained", "login_required", (ctx: KoaContextWithOIDC) => {
			const { params, session } = ctx.oidc;
			const maxAge = params?.["max_age"];
			if (maxAge === undefined || isFresh(ctx)) return Check.NO_NEED_TO_PROMPT;
			return session?.accountId === undefined || session.past(Number(maxAge)) ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
		}),
	);
	login?.checks.add(
		new Check("sign_in_too_old", "End-User authentication is too old", "login_required", (ctx: KoaContextWithOIDC) =>
			signOn.isTooOld(ctx),
		),
	);
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
	prompts.add(
		new Prompt(
			{ name: "sign_on", requestable: false },
			new Check(
				"denied",
				DENIED,
				"access_denied",
				(ctx: KoaContextWithOIDC) => signOn.isDenied(ctx),
				async (ctx: KoaContextWithOIDC) => ({ rules: await signOn.rulesOf(ctx) }),
			),
		),
		2,
	);
	prompts.add(
		new Prompt(
			{ name: "factor", requestable: false },
			new Check("factor_missing", "The user has to prove more.", "interaction_required", async (ctx: KoaContextWithOIDC) => {
				const lacking = await signOn.lacksFactor(ctx);
				if (lacking === "nothing") return Check.NO_NEED_TO_PROMPT;
				// OpenID Connect Core Error Code unmet_authentication_requirements section 2.
				if (lacking !== "a factor")
					throw new errors.UnmetAuthenticationRequirements("The requested authentication context class cannot be met.");
				// A sign-in that is complete has proven all that it can: asking again would never end.
				if (ctx.oidc.result?.login) throw new errors.AccessDenied(DENIED);
				return Check.REQUEST_PROMPT;
			}),
		),
		3,
	);
	// Administrators consent for their people when they assign an application: `prompt=consent` is understood, and asks nothing.
	prompts.get("consent")?.checks.clear();
	return prompts;
};
