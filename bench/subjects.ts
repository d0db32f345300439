import { startPostgres } from "../tests/harness/postgres.ts";
import { startApache } from "./peers/apache.ts";
import { type Connected, connect } from "./peers/connected.ts";
import { startGlewlwyd } from "./peers/glewlwyd.ts";
import { startArgon2, startBetterAuth, startEngine, startFastify } from "./peers/own.ts";
import { pinPostgres } from "./peers/postgres.ts";
import { type Signet, startOnOneCore } from "./peers/signet.ts";
import { undoAtEnd } from "./peers/starting.ts";
import type { Absent, Subject } from "./peers/subject.ts";

const providerWorks = (site: Connected["es256"]): Subject["sites"] => ({
	discovery: site,
	jwks: site,
	clientCredentials: site,
	refresh: site,
	authorize: site,
	exchange: site,
	userinfo: site,
	introspection: site,
	revocation: site,
	signIn: site,
	passwordSignIn: site,
});

/** One column for the provider, one for the two halves together: what is watched differs. */
const signetSubjects = (
	name: string,
	version: string,
	{ provider, platform }: Signet,
	{ es256, rs256, platform: site, check }: Connected,
	database: Readonly<Record<string, readonly number[]>>,
): readonly Subject[] => [
	{ name, version, watched: { server: [provider.pid], ...database }, sites: providerWorks(es256) },
	{ name, version, watched: { server: [provider.pid, platform.pid], ...database }, sites: { completeSignIn: site } },
	{ name, version, watched: { server: [platform.pid], ...database }, sites: { sessionCheck: check } },
	...(name === "signet"
		? [
				{
					name: "signet-rs256",
					version,
					watched: { server: [provider.pid] },
					sites: { refresh: rs256, exchange: rs256, signIn: rs256 },
				},
			]
		: []),
];

export interface Field {
	readonly subjects: readonly Subject[];
	readonly absent: readonly Absent[];
}

/** Starts all that is compared, one after the other; what does not start is named, with its reason. */
export const startField = async (takes: (name: string) => boolean, say: (text: string) => void): Promise<Field> => {
	const subjects: Subject[] = [];
	const absent: Absent[] = [];
	const add = async (name: string, start: () => Promise<readonly Subject[]>) => {
		say(`starting ${name}`);
		try {
			subjects.push(...(await start()));
		} catch (thrown) {
			const why = (thrown as Error).message.split("\n")[0] ?? "";
			absent.push({ name, why });
			say(`  ${name} is not measured: ${why}`);
		}
	};
	if (takes("engine")) await add("engine", async () => [await startEngine("ES256")]);
	if (takes("engine-rs256")) await add("engine-rs256", async () => [await startEngine("RS256")]);
	if (takes("argon2id")) await add("argon2id", async () => [await startArgon2()]);
	let sqlite: { readonly signet: Signet; readonly connected: Connected } | undefined;
	if (["signet", "signet-rs256", "fastify", "apache"].some(takes)) {
		await add("signet", async () => {
			const signet = await startOnOneCore();
			sqlite = { signet, connected: await connect(signet) };
			return signetSubjects("signet", "Signet, SQLite", signet, sqlite.connected, {}).filter(({ name }) => takes(name));
		});
	}
	if (takes("signet-postgres")) {
		await add("signet-postgres", async () => {
			const postgres = await startPostgres({ durable: true });
			undoAtEnd(() => postgres.stop());
			pinPostgres(postgres.pid);
			const signet = await startOnOneCore(postgres.url);
			const connected = await connect(signet);
			return signetSubjects("signet-postgres", "Signet, PostgreSQL 18", signet, connected, { database: [postgres.pid] });
		});
	}
	if (takes("better-auth")) await add("better-auth", async () => [await startBetterAuth()]);
	if (takes("glewlwyd")) await add("glewlwyd", async () => [await startGlewlwyd()]);
	const both = sqlite;
	if (both !== undefined && takes("fastify")) await add("fastify", async () => [await startFastify(both.connected.checked)]);
	if (both !== undefined && takes("apache")) await add("apache", async () => [await startApache(both.signet, both.connected)]);
	return { subjects, absent };
};
