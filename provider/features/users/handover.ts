import { Type } from "typebox";
import type { EventDraft } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import type { Actor } from "../administrators/administrators.ts";
import type { Mailer } from "../mail/mail.ts";
import { resetLinkMinutes } from "../policies/policies.ts";
import { ACTIVATION_HOURS, type LinkOptions } from "./activation.ts";
import { idOf, targetOf } from "./targets.ts";
import { truth } from "./users.requests.ts";
import type { User } from "./users.ts";

/** How a link reaches the person: mailed, or answered to the administrator, who hands it over. */
export const Handover = Type.Object({ sendEmail: truth }, { additionalProperties: false });
export const ResetQuery = Type.Object(
	{ sendEmail: Type.Union([Type.Literal("true"), Type.Literal("false")]), revokeSessions: truth },
	{ additionalProperties: false },
);

export interface HandoverNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly mailer: Mailer;
}

interface HandoverCall {
	readonly actor: Actor;
	readonly params: { readonly id: string };
	readonly event: EventDraft<Actor>;
	readonly query: { readonly sendEmail?: "true" | "false" };
}

/** Does what is asked for, and answers the token of a link, if there is one to hand over. */
type Make<Token> = (db: Db, id: string, link: LinkOptions) => Promise<Token>;

/** The public address of a link: never by what a request calls this server, which whoever sends it can choose. */
const addressOf = (url: string, token: string): string => `${url}/activate/${token}`;

/** Mails an activation link, as a part of what made it. */
export const mailActivation = ({ url, mailer }: HandoverNeeds, db: Db, user: User, token: string): Promise<void> =>
	mailer.send(db, user, { kind: "activation", link: addressOf(url, token), hours: ACTIVATION_HOURS });

/**
 * Hands one-time links over. Where mail is asked for (the default), the link is nobody's to read but its addressee's, and goes into the
 * outbox with the change that it belongs to, or neither does.
 */
export const handingOver = (needs: HandoverNeeds) => {
	const { db, url, mailer } = needs;

	const mailReset = async (tx: Db, user: User, token: string, minutes: number, byAdministrator: boolean): Promise<void> =>
		mailer.send(tx, user, { kind: "password-reset", link: addressOf(url, token), minutes, byAdministrator });

	return {
		activation: async (call: HandoverCall, make: Make<string | undefined>) => {
			const user = await targetOf(db, call);
			if (call.query.sendEmail === "false") {
				const token = await make(db, user.id, { madeBy: idOf(call.actor) });
				return token === undefined ? {} : { activationUrl: addressOf(url, token), activationToken: token };
			}
			await db.transaction().execute(async (tx) => {
				const token = await make(tx, user.id, {});
				if (token === undefined) return;
				if (user.status === "RECOVERY") await mailReset(tx, user, token, ACTIVATION_HOURS * 60, true);
				else await mailActivation(needs, tx, user, token);
			});
			return {};
		},
		/** `atOnce`: the present password is worth nothing from now on. */
		reset: async (call: HandoverCall, make: Make<string>, { atOnce }: { readonly atOnce: boolean }) => {
			const user = await targetOf(db, call);
			if (call.query.sendEmail === "false")
				return { resetPasswordUrl: addressOf(url, await make(db, user.id, { madeBy: idOf(call.actor) })) };
			const minutes = await resetLinkMinutes(db, user.id);
			await db.transaction().execute(async (tx) => {
				await mailReset(tx, user, await make(tx, user.id, { minutes }), minutes, atOnce);
			});
			return {};
		},
	};
};
