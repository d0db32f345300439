import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { registerApplication, startProvider } from "#tests/harness/provider.ts";
import { CERTIFICATE, PRIVATE_KEY } from "#tests/misbehaving/self-signed.ts";
import type { Ask } from "../../platform/features/authentication/authentication.ts";
import { type Imitated, REGISTERED } from "./imitate.ts";

/** Providers that are no imitations: a bare `oidc-provider`, and our own. */

/** As `ask`, of a provider whose clock is so many seconds ahead. */
export const withClockAhead =
	(ask: Ask, seconds: number): Ask =>
	async (...question) => {
		const answer = await ask(...question);
		const headers = new Headers(answer.headers);
		headers.set("date", new Date(Date.now() + seconds * 1000).toUTCString());
		const body = await answer.arrayBuffer();
		return new Response(body.byteLength === 0 ? null : body, { status: answer.status, headers });
	};

/** Whatever listens there, nobody vouches for its certificate. */
const untrusted = async (): Promise<Imitated> => {
	const server = createTlsServer({ cert: CERTIFICATE, key: PRIVATE_KEY }, (_request, response) => response.end());
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		issuer: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
		stop: () => new Promise((resolve) => server.close(() => resolve())),
	};
};

export const startBare = async ({ tls = false } = {}): Promise<Imitated> => {
	if (tls) return untrusted();
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const { clientId, clientSecret, redirectUri } = REGISTERED;
	const bare = new Provider(issuer, {
		clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
		cookies: { keys: ["a key for the cookies of a test"] },
	});
	server.on("request", bare.callback());
	return {
		issuer,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
};

export const startOurs = async ({ tls = false } = {}): Promise<Imitated & { clientId?: string; clientSecret?: string }> => {
	if (tls) return untrusted();
	const provider = await startProvider();
	const registered = await registerApplication(provider, "Platform", { redirectUris: [REGISTERED.redirectUri] });
	return { issuer: provider.url, ...registered, stop: () => provider.stop() };
};
