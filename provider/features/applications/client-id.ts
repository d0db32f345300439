import { fieldFault } from "#common/faults/fault.ts";

const CLIENT_ID = /^[0-9A-Za-z$\-_.+!*'(),]{6,100}$/;

/** A word of the API for every client. */
const RESERVED = "ALL_CLIENTS";

/** Refuses what cannot be a client ID. @throws Fault `invalid_request`. */
export const checkClientId = (clientId: string): void => {
	if (CLIENT_ID.test(clientId) && clientId !== RESERVED) return;
	const message = "Use 6 to 100 letters, digits or characters of $-_.+!*'(), and not ALL_CLIENTS.";
	throw fieldFault("invalid_request", "credentials.oauthClient.client_id", message);
};
