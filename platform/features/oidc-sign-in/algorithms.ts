import type { Configuration } from "../authentication/authentication.ts";

/**
 * With which algorithm a provider signs for this client, as its ID tokens showed: a logout token has to be signed alike
 * (Back-Channel Logout 1.0 section 2.6). Kept in memory; before the first sign-in any algorithm of the list will do.
 */

const seen = new Map<string, string>();
const MOST = 100;

type Client = Pick<Configuration, "issuer" | "clientId">;

const nameOf = ({ issuer, clientId }: Client): string => JSON.stringify([issuer, clientId]);

/** To be called with an ID token whose signature held. */
export const noteAlgorithm = (client: Client, algorithm: string): void => {
	if (seen.size >= MOST) seen.clear();
	seen.set(nameOf(client), algorithm);
};

export const notedAlgorithm = (client: Client): string | undefined => seen.get(nameOf(client));
