import type { ErrorOut, KoaContextWithOIDC } from "oidc-provider";
import type { Words } from "#common/words/words.ts";
import type { Look, Looks } from "../features/looks/looks.ts";
import { faultPage } from "../pages/fault.ts";
import { applicationSignOutPage, signedOutPage } from "../pages/sign-out.ts";
import type { EnginePages } from "./configuration.ts";
import { requestBehind } from "./mount.ts";

const idOf = (ctx: KoaContextWithOIDC): string => requestBehind(ctx.req)?.id ?? "";

/** The engine's pages in the provider's look. */
export const enginePages = (looks: Looks): EnginePages => ({
	logoutSource(ctx, form) {
		const { client, entities, session } = ctx.oidc;
		// A hint about somebody else, or none, may come from anywhere: then the person is asked.
		const proven = entities.IdTokenHint?.payload.sub === session?.accountId;
		ctx.body = applicationSignOutPage(lookOf(looks, ctx), form, client?.clientName, !proven);
	},
	postLogoutSuccessSource(ctx) {
		ctx.type = "html";
		ctx.body = signedOutPage(lookOf(looks, ctx));
	},
	async renderError(ctx, out) {
		ctx.type = "html";
		const look = lookOf(looks, ctx);
		const description = sentence(look.words, out);
		ctx.body = faultPage(look, { description, fields: [], statusCode: ctx.status }, idOf(ctx));
	},
});

const lookOf = (looks: Looks, ctx: KoaContextWithOIDC): Look => {
	const request = requestBehind(ctx.req);
	const uiLocales = ctx.oidc?.params?.["ui_locales"];
	return request === undefined
		? looks.lookOf(undefined)
		: looks.lookFor(request, { uiLocales: typeof uiLocales === "string" ? uiLocales : undefined });
};

/** What the commonest protocol errors mean to the person who meets them; the rest in the engine's own words. */
const sentence = ({ say }: Words, { error, error_description: description }: ErrorOut): string => {
	if (error === "invalid_redirect_uri") {
		return say(
			"The application asked to be answered at an address that is not registered for it. An administrator can compare the two in the System Log, and add the address to the application.",
		);
	}
	if (error === "invalid_client") return say("The application is not known here, or has been deactivated.");
	return say("The application's request was not accepted: {text}.", { text: description ?? error });
};
