import { Agent as Connections } from "node:http";
import { cpus, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type Agent, createAgent } from "../tests/harness/agent.ts";
import { callApi } from "../tests/harness/half.ts";
import { siteAdmin } from "../tests/harness/platform.ts";
import { ADMINISTRATOR, signedInAgent } from "../tests/harness/provider.ts";
import { apiLines } from "./api-lists.ts";
import { SMALL } from "./api-size.ts";
import { type Halves, secondsToReady, startHalves } from "./halves.ts";
import { measure, type Result } from "./load.ts";
import { logoutLines } from "./logout.ts";

/**
 * `npm run bench`: complete sign-ins through both halves, as a browser does them, on one machine that also makes the load.
 * Closed loop: so many browsers, each beginning its next sign-in when its last one ended.
 */
const WORKERS = 4;
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 10);
const PASSWORD = "a password for the bench";
const SESSION = "signet_platform_session";

interface Registered {
	readonly id: string;
	readonly credentials: { readonly oauthClient: { readonly client_id: string; readonly client_secret: string } };
}

const caller =
	(agent: Agent, origin: string) =>
	async (method: string, path: string, body: unknown): Promise<Registered> =>
		(await callApi(agent, origin, method, path, body)) as Registered;

/** An application at the provider, the platform connected to it, and one person for each worker. */
const connect = async ({ providerUrl, platformUrl }: Halves): Promise<readonly string[]> => {
	const provider = caller(await signedInAgent(providerUrl, ADMINISTRATOR), providerUrl);
	const application = await provider("POST", "/api/v1/apps", {
		name: "oidc_client",
		label: "Platform",
		signOnMode: "OPENID_CONNECT",
		credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
		settings: {
			oauthClient: {
				application_type: "web",
				redirect_uris: [`${platformUrl}/oidc/callback`],
				response_types: ["code"],
				grant_types: ["authorization_code"],
			},
		},
	});
	const { client_id: clientId, client_secret: clientSecret } = application.credentials.oauthClient;
	const logins = Array.from({ length: WORKERS }, (_, worker) => `bench${worker}@example.com`);
	for (const login of logins) {
		const profile = { firstName: "Bench", lastName: "Person", email: login, login };
		const { id } = await provider("POST", "/api/v1/users?activate=true", {
			profile,
			credentials: { password: { value: PASSWORD } },
		});
		await provider("POST", `/api/v1/apps/${clientId}/users`, { id, scope: "USER" });
	}
	const administrator = await siteAdmin(platformUrl);
	await caller(administrator, platformUrl)("PUT", "/api/v0/authentication", {
		method: "openid-connect",
		clientId,
		clientSecret,
		issuer: providerUrl,
		additionalScopes: [],
		enableAccessTokens: true,
		disableBuiltIn: false,
		automaticAccountCreation: true,
	});
	return logins;
};

/** The provider's access token of the session that `agent` has at the platform. */
const accessToken = async (agent: Agent, platformUrl: string): Promise<string> => {
	const { text } = await agent.open(`${platformUrl}/api/v0/users/me/oidc-access-token`);
	return (JSON.parse(text) as { accessToken: string }).accessToken;
};

const line = (name: string, { perSecond, p50, p99, done, failed }: Result): string =>
	`${name.padEnd(42)} ${perSecond.toFixed(1).padStart(8)} /s   p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms   (${done} done, ${failed} failed)`;

const out = (text: string) => process.stdout.write(`${text}\n`);

const start = await secondsToReady();
const halves = await startHalves();
try {
	await sleep(5_000);
	const atRest = halves.memory();
	const logins = await connect(halves);
	const { providerUrl, platformUrl } = halves;
	const connections = new Connections({ keepAlive: true, maxSockets: WORKERS * 2 });
	// The last redirect leads to the home page, which is the console's and not part of a sign-in.
	const untilHome = (to: string) => to === `${platformUrl}/`;
	const arrived = (agent: Agent) => {
		if (agent.cookie(SESSION) === undefined) throw new Error("not signed in at the platform");
	};
	const passwordSignIn = async (agent: Agent, worker: number) => {
		const form = await agent.open(`${platformUrl}/oidc/login`);
		await agent.submit(form, { login: logins[worker] ?? "", password: PASSWORD }, "", untilHome);
		arrived(agent);
	};
	const sessionSignIn = async (agent: Agent) => {
		agent.forget(SESSION);
		await agent.open(`${platformUrl}/oidc/login`, { follow: untilHome });
		arrived(agent);
	};
	const agents = logins.map(() => createAgent(connections));
	const tokens: string[] = [];
	for (const [worker, agent] of agents.entries()) {
		await passwordSignIn(agent, worker);
		tokens.push(await accessToken(agent, platformUrl));
	}
	const userinfo = async (worker: number) => {
		const headers = { authorization: `Bearer ${tokens[worker]}` };
		const { status } = await createAgent(connections).open(`${providerUrl}/oauth2/v1/userinfo`, { headers });
		if (status !== 200) throw new Error(`userinfo: ${status}`);
	};

	const withSession = await measure(WORKERS, SECONDS, (worker) => sessionSignIn(agents[worker] as Agent));
	const withUserinfo = await measure(WORKERS, SECONDS, async (worker) => {
		await sessionSignIn(agents[worker] as Agent);
		await userinfo(worker);
	});
	const withPassword = await measure(WORKERS, SECONDS, (worker) => passwordSignIn(createAgent(connections), worker));
	connections.destroy();
	const worked = halves.memory();

	out(
		`${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, SQLite; ${WORKERS} browsers`,
	);
	out(line("sign-in with a session at the provider", withSession));
	out(line("the same, and userinfo", withUserinfo));
	out(line("sign-in with a password", withPassword));
	out(`resident memory at rest: provider ${atRest.provider} MiB, platform ${atRest.platform} MiB`);
	out(`after the load:          provider ${worked.provider} MiB, platform ${worked.platform} MiB`);
	for (const text of await logoutLines(platformUrl)) out(text);
	out(`npm start to both /readyz: first start ${start.first.toFixed(2)} s, later ${start.second.toFixed(2)} s`);
} finally {
	await halves.stop();
}
for await (const text of apiLines(SMALL)) out(text);
