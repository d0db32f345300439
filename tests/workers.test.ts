import assert from "node:assert/strict";
import { Agent as Connections } from "node:http";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Agent, createAgent } from "./harness/agent.ts";
import { ownDatabase } from "./harness/databases.ts";
import { ADMINISTRATOR, callApi } from "./harness/half.ts";
import { type Halves, startHalves } from "./harness/halves.ts";

interface Application {
	readonly id: string;
	readonly credentials: { readonly oauthClient: { readonly client_id: string; readonly client_secret: string } };
}

/** Each request comes by a connection of its own, and so to the next worker. */
const apart = new Connections({ keepAlive: false });

for (const engine of ["SQLite", "PostgreSQL"] as const) {
	describe(`two workers for each half over ${engine}`, { timeout: 180_000 }, () => {
		let halves: Halves;
		let administrator: Agent;
		let client: Application;

		before(async () => {
			halves = await startHalves(2, engine === "SQLite" ? {} : { SIGNET_DATABASE_URL: await ownDatabase() });
			const { providerUrl, platformUrl } = halves;
			const { login, password } = ADMINISTRATOR;
			administrator = createAgent(apart);
			await administrator.submit(await administrator.open(`${providerUrl}/login`), { login, password }, "/login");
			client = (await callApi(administrator, providerUrl, "POST", "/api/v1/apps", {
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
						backchannel_logout_uri: `${platformUrl}/oidc/backchannel-logout`,
					},
				},
			})) as Application;
			const site = createAgent(apart);
			await site.submit(await site.open(`${platformUrl}/login?admin=1`), { email: login, password }, "/login");
			await callApi(site, platformUrl, "PUT", "/api/v0/authentication", {
				method: "openid-connect",
				clientId: client.credentials.oauthClient.client_id,
				clientSecret: client.credentials.oauthClient.client_secret,
				issuer: providerUrl,
			});
		});
		after(async () => halves?.stop());

		const addPerson = async (name: string) => {
			const login = `${name}@example.com`;
			const password = `${name} has a long password`;
			const { id } = (await callApi(administrator, halves.providerUrl, "POST", "/api/v1/users?activate=true", {
				profile: { firstName: name, lastName: "Visitor", email: login, login },
				credentials: { password: { value: password } },
			})) as { id: string };
			await callApi(administrator, halves.providerUrl, "POST", `/api/v1/apps/${client.id}/users`, { id, scope: "USER" });
			return { id, login, password };
		};
		const isHome = (to: string) => to === `${halves.platformUrl}/`;
		const signIn = async (agent: Agent, { login, password }: { login: string; password: string }): Promise<void> => {
			const form = await agent.open(`${halves.platformUrl}/oidc/login`);
			const last = await agent.submit(form, { login, password }, "", isHome);
			assert.ok(isHome(new URL(last.headers.get("location") ?? "", last.url).href), `${last.url} ${last.status} ${last.text}`);
		};
		/** As many statuses of one address as reach every worker. */
		const statusesOf = async (agent: Agent, url: string): Promise<readonly number[]> => {
			const pages = [];
			for (let call = 0; call < 6; call++) pages.push(await agent.open(url, { follow: false }));
			return [...new Set(pages.map(({ status }) => status))];
		};

		it("signs people in through both halves, whichever worker each request meets", async () => {
			for (const name of ["ada", "bob", "cyd"]) {
				const agent = createAgent(apart);
				await signIn(agent, await addPerson(name));
				assert.deepEqual(await statusesOf(agent, `${halves.platformUrl}/api/v0/me`), [200]);
			}
		});

		it("refuses a deactivated person at every worker of the provider", async () => {
			const { id, login, password } = await addPerson("dan");
			const agent = createAgent(apart);
			await agent.submit(await agent.open(`${halves.providerUrl}/login`), { login, password }, "/login");
			const me = `${halves.providerUrl}/api/v1/users/me`;
			assert.deepEqual(await statusesOf(agent, me), [200]);
			await callApi(administrator, halves.providerUrl, "POST", `/api/v1/users/${id}/lifecycle/deactivate`);
			assert.ok((await statusesOf(agent, me)).every((status) => status === 401 || status === 403));
		});

		it("lets a sign-in go on where the worker that began it was killed", async () => {
			const { login, password } = await addPerson("eve");
			const agent = createAgent(apart);
			const form = await agent.open(`${halves.platformUrl}/oidc/login`);
			for (const half of ["provider", "platform"] as const) {
				const [worker = 0] = halves.workers(half);
				process.kill(worker, "SIGKILL");
				// Until another has its place: what was given to it before that is known is ended.
				while (halves.workers(half).includes(worker) || halves.workers(half).length < 2) await sleep(10);
			}
			const last = await agent.submit(form, { login, password }, "", isHome);
			assert.ok(isHome(new URL(last.headers.get("location") ?? "", last.url).href), `${last.url} ${last.status}`);
			assert.deepEqual(await statusesOf(agent, `${halves.platformUrl}/api/v0/me`), [200]);
		});

		it("stops with all its workers", async () => {
			const pids = (["provider", "platform"] as const).flatMap((half) => halves.workers(half));
			assert.deepEqual(await halves.stop(), [0, 0]);
			for (const pid of pids) assert.throws(() => process.kill(pid, 0));
		});
	});
}
