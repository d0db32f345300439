import { createAgent } from "../tests/harness/agent.ts";
import { ADMINISTRATOR, callApi, signedIn } from "../tests/harness/half.ts";
import { startMisbehavingProvider } from "../tests/misbehaving/provider.ts";
import { openSocket } from "../tests/misbehaving/sockets.ts";
import { quantile } from "./measure/figures.ts";
import { startSignet } from "./peers/signet.ts";
import { stopAll } from "./peers/starting.ts";

/** `npm run bench:logout`: how long a sign-out at the provider takes to hold at the platform. */

const ROUNDS = 50;

/**
 * Milliseconds from sending a back-channel logout token to the platform until the person's next request has been refused, and until
 * their WebSocket has closed. The platform is connected to a provider of this process for it.
 */
const logoutLines = async (platformUrl: string): Promise<readonly string[]> => {
	const provider = await startMisbehavingProvider([`${platformUrl}/oidc/callback`]);
	try {
		const { clientId, clientSecret, issuer } = provider;
		const configuration = { method: "openid-connect", clientId, clientSecret, issuer };
		const { login: email, password } = ADMINISTRATOR;
		const siteAdmin = await signedIn(`${platformUrl}/login?admin=1`, { email, password });
		await callApi(siteAdmin, platformUrl, "PUT", "/api/v0/authentication", configuration);
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
			`logout token to ${what.padEnd(26)} p50 ${quantile(times, 0.5).toFixed(1)} ms   p99 ${quantile(times, 0.99).toFixed(1)} ms   (${ROUNDS} times)`;
		return [line("refused request:", refused), line("closed WebSocket:", closed)];
	} finally {
		await provider.stop();
	}
};

for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => void stopAll().then(() => process.exit(130)));
try {
	const { platformUrl } = await startSignet({ workers: 1 });
	for (const line of await logoutLines(platformUrl)) process.stdout.write(`${line}\n`);
} finally {
	await stopAll();
}
