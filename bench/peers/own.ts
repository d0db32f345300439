import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/command.ts";
import { freePort } from "../../tests/harness/half.ts";
import type { CheckSite, Site } from "../works/site.ts";
import { BROWSERS, withSessions } from "./sessions.ts";
import { cores, startScript, undoAtEnd } from "./starting.ts";
import type { Subject } from "./subject.ts";

/** The peers that are scripts of this folder, each a process of its own on the server's core. */

const versionOf = (name: string): string =>
	(JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as { version: string }).version;

const everyWork = (site: Site): Subject["sites"] => ({
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
});

export const startEngine = async (alg: "ES256" | "RS256"): Promise<Subject> => {
	const { pid, said } = await startScript<{ site: Site; sessionCookie: string }>(
		"engine.ts",
		{ port: await freePort(), alg },
		cores.server,
	);
	const site = await withSessions(said.site, said.sessionCookie);
	return {
		name: alg === "ES256" ? "engine" : "engine-rs256",
		version: `oidc-provider ${versionOf("oidc-provider")}, in memory, ${alg}`,
		watched: { server: [pid] },
		// The others sign nothing.
		sites: alg === "ES256" ? everyWork(site) : { refresh: site, exchange: site, signIn: site },
	};
};

export const startBetterAuth = async (): Promise<Subject> => {
	const folder = mkdtempSync(join(tmpdir(), "signet-bench-better-auth-"));
	undoAtEnd(() => rmSync(folder, { recursive: true, force: true }));
	const args = { port: await freePort(), file: join(folder, "auth.db"), people: BROWSERS };
	const { pid, said } = await startScript<{ site: Site }>("better-auth.ts", args, cores.server);
	return {
		name: "better-auth",
		version: `better-auth ${versionOf("better-auth")}, oauth-provider ${versionOf("@better-auth/oauth-provider")}, SQLite`,
		watched: { server: [pid] },
		sites: everyWork(said.site),
	};
};

/** Answers the bytes of `answer` to everybody. */
export const startFastify = async (answer: string): Promise<Subject> => {
	const { pid, said } = await startScript<CheckSite>("fastify.ts", { port: await freePort(), body: answer }, cores.server);
	return {
		name: "fastify",
		version: `fastify ${versionOf("fastify")}, bare`,
		watched: { server: [pid] },
		sites: { sessionCheck: said },
	};
};

export const startArgon2 = async (): Promise<Subject> => {
	const { pid, said } = await startScript<CheckSite>("argon2.ts", { port: await freePort() }, cores.server);
	return {
		name: "argon2id",
		version: `Argon2id alone, node:crypto of Node ${process.versions.node}`,
		watched: { server: [pid] },
		sites: { hashes: said },
	};
};
