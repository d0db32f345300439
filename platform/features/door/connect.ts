import { Fault } from "#common/faults/fault.ts";
import { draftOf, type Registration, registerAt } from "../authentication/authentication.ts";
import { type Changed, type ChangeNeeds, changeTo, check } from "./change.ts";

/** Checks that make no sense before there is a client. */
const OF_THE_CLIENT = new Set(["credentials", "redirect"]);

/**
 * One-click connect: registers the platform at a provider and makes what it gave the live configuration. What can be looked at
 * before is, since the token is spent by registering; where a check is refused after that, what the provider gave stands among
 * the earlier configurations. The built-in way in stays open: nobody can have proven a client that is made only now.
 *
 * @throws Fault `invalid_request` at `issuer` or `registrationToken`; as `changeTo`.
 */
export const connectTo = async (needs: ChangeNeeds, registration: Registration, by: string): Promise<Changed> => {
	const { db, seal, ask, url } = needs;
	const input = { method: "openid-connect", clientAuthentication: "client_secret", disableBuiltIn: false } as const;
	const { issuer } = registration;
	const clientless = { ...(await draftOf(db, seal, { ...input, issuer, clientSecret: "none yet" })), clientId: "" };
	const before = await check(needs, clientless);
	const refused = before.checks.find(({ id, verdict }) => verdict === "refused" && !OF_THE_CLIENT.has(id));
	if (refused) throw new Fault("invalid_request", { fields: [{ field: "issuer", message: refused.message }] });
	const registered = await registerAt(ask, url, registration);
	const draft = (live: Parameters<typeof draftOf>[3]) => draftOf(db, seal, { ...input, ...registered }, live);
	return changeTo(needs, { draft, by, keepsRefused: true });
};
