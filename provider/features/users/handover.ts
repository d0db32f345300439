import { Type } from "typebox";
import { truth } from "./users.requests.ts";

/** How a link reaches the person: mailed, or answered to the administrator, who hands it over. */
export const Handover = Type.Object({ sendEmail: truth }, { additionalProperties: false });
export const ResetQuery = Type.Object(
	{ sendEmail: Type.Union([Type.Literal("true"), Type.Literal("false")]), revokeSessions: truth },
	{ additionalProperties: false },
);

interface Query {
	readonly sendEmail?: "true" | "false";
}

/**
 * Answers with one-time links. Where mail is asked for (the default), the link is nobody's to read: there is no mail here, and the
 * administrator makes another with `sendEmail=false`.
 */
export const linkAddresses = ({ url }: { readonly url: string }) => {
	const addressOf = (token: string): string => `${url}/activate/${token}`;
	return {
		activation: (token: string | undefined, { sendEmail }: Query) =>
			token === undefined || sendEmail !== "false" ? {} : { activationUrl: addressOf(token), activationToken: token },
		reset: (token: string, { sendEmail }: Query) => (sendEmail === "false" ? { resetPasswordUrl: addressOf(token) } : {}),
	};
};
