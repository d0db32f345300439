import { createAgent } from "../tests/harness/agent.ts";
import { callApi } from "../tests/harness/half.ts";
import { siteAdmin } from "../tests/harness/platform.ts";
import { startMisbehavingProvider } from "../tests/misbehaving/provider.ts";
import { openSocket } from "../tests/misbehaving/sockets.ts";

/** How long a sign-out at the provider takes to hold at the platform. */

const ROUNDS = 50;

const quantile = (times: readonly number[], share: number): string => {
	const sorted = times.toSorted((a, b) => a - b);
	return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
};

/**
 * Milliseconds from sending a back-channel logout token to the platform until the person's next request has been refused, and until
 * their WebSocket has closed. The platform is connected to a provider of this process for it.
 */
export const logoutLines = async (platformUrl: string): Promise<readonly string[]> => {
	const provider = await startMisbehavingProvider([`${platformUrl}/oidc/callback`]);
	try {
		const { clientId, clientSecret, issuer } = provider;
		const configuration = { method: "openid-connect", clientId, clientSecret, issuer };
		await callApi(await siteAdmin(platformUrl), platformUrl, "PUT", "/api/v0/authentication", configuration);
		const refused: number[] = [];
		const closed: number[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			const agent = createAgent();
			await agent.open(`${platformUrl}/oidc/login`, { follow: (to) => to === `${platformUrl}/` });
			const socket = await openSocket(agent, platformUrl);
			const body = new URLSearchParams({ logout_token: await provider.logoutToken() }).toString();
			const began = performance.now();
			await createAgent().open(`${platformUrl}/oidc/backchannel-logout`, { method: "POST", body });
			const { status } = await agent.open(`${platformUrl}/api/v0/me`);
			if (status !== 401) throw new Error(`after the logout token a request was answered with ${status}`);
			refused.push(performance.now() - began);
			closed.push((await socket.closed).at - began);
		}
		const line = (what: string, times: readonly number[]) =>
			`logout token to ${what.padEnd(26)} p50 ${quantile(times, 0.5)} ms   p99 ${quantile(times, 0.99)} ms   (${ROUNDS} times)`;
		return [line("refused request:", refused), line("closed WebSocket:", closed)];
	} finally {
		await provider.stop();
	}
};
