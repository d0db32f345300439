import type { KoaContextWithOIDC } from "oidc-provider";
import { faultPage } from "../pages/fault.ts";
import { applicationSignOutPage, signedOutPage } from "../pages/sign-out.ts";
import type { EnginePages } from "./configuration.ts";
import { requestBehind } from "./mount.ts";

const idOf = (ctx: KoaContextWithOIDC): string => requestBehind(ctx.req)?.id ?? "";

/** The engine's pages in the provider's look. */
export const enginePages: EnginePages = {
	logoutSource(ctx, form) {
		const { client, entities, session } = ctx.oidc;
		// A hint about somebody else, or none, may come from anywhere: then the person is asked.
		const proven = entities.IdTokenHint?.payload.sub === session?.accountId;
		ctx.body = applicationSignOutPage(form, client?.clientName, !proven);
	},
	postLogoutSuccessSource(ctx) {
		ctx.type = "html";
		ctx.body = signedOutPage();
	},
	async renderError(ctx, out) {
		ctx.type = "html";
		const { error, error_description: text } = out;
		ctx.body = faultPage({ description: sentence(error, text), fields: [], statusCode: ctx.status }, idOf(ctx));
	},
};

/** What the commonest protocol errors mean to the person who meets them; the rest in the engine's own words. */
const sentence = (error: string, description: string | undefined): string => {
	if (error === "invalid_redirect_uri") {
		return "The application asked to be answered at an address that is not registered for it. An administrator can compare the two in the System Log, and add the address to the application.";
	}
	if (error === "invalid_client") return "The application is not known here, or has been deactivated.";
	const text = description ?? error;
	return `The application's request was not accepted: ${text}.`;
};
