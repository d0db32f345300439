import { draftOf, type Registration, registerAt } from "../authentication/authentication.ts";
import { type Changed, type ChangeNeeds, changeTo } from "./change.ts";

/**
 * One-click connect: registers the platform at a provider and makes what it gave the live configuration.
 *
 * @throws Fault `invalid_request` at `issuer` or `registrationToken`; as `changeTo`.
 */
export const connectTo = async (needs: ChangeNeeds, registration: Registration, by: string): Promise<Changed> => {
	const registered = await registerAt(needs.ask, needs.url, registration);
	const input = { method: "openid-connect", clientAuthentication: "client_secret", ...registered } as const;
	return changeTo(needs, await draftOf(needs.db, needs.seal, input), { by, secretGiven: true });
};
