import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { openSnapshot, type Snapshot } from "../../scripts/backup/snapshot.ts";
import { writeBackup } from "../../scripts/backup/write.ts";
import { engines, ownDatabase } from "../harness/databases.ts";
import { callApi } from "../harness/half.ts";
import { ADMINISTRATOR, signedInAgent, startProvider } from "../harness/provider.ts";
import { startKillable } from "../import/csv-file.ts";
import { signet, startSignet } from "./command.ts";

const home = mkdtempSync(join(tmpdir(), "signet-under-load-"));
after(() => rmSync(home, { recursive: true, force: true }));

const service = {
	name: "oidc_client",
	label: "Nightly job",
	signOnMode: "OPENID_CONNECT",
	credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
	settings: {
		oauthClient: { application_type: "service", redirect_uris: [], response_types: [], grant_types: ["client_credentials"] },
	},
};

/** What a provider has answered with success, as it goes on. */
interface Answered {
	readonly people: string[];
	readonly events: string[];
	readonly sessions: Awaited<ReturnType<typeof signedInAgent>>[];
}

const rowsOf = async (snapshot: Snapshot, table: string, ...columns: readonly string[]): Promise<unknown[][]> => {
	const all: unknown[][] = [];
	for await (const rows of snapshot.rows({ table, columns })) all.push(...rows.map((row) => [...row]));
	return all;
};

for (const { name } of engines) {
	describe(`a backup on ${name}, made while people are created, tokens issued and sessions begun,`, () => {
		it("restores elsewhere to one consistent moment, with everything that was answered before it began", async () => {
			const place = async () => ({
				dataDir: mkdtempSync(join(home, "data-")),
				...(name === "PostgreSQL" ? { databaseUrl: await ownDatabase() } : {}),
			});
			const [source, target] = [await place(), await place()];
			const running = await startKillable(source);
			const { url } = running;
			const admin = await signedInAgent(url, ADMINISTRATOR);
			const api = (path: string, body: unknown) => callApi(admin, url, "POST", path, body) as Promise<{ id: string }>;
			const { credentials } = (await api("/api/v1/apps", service)) as unknown as {
				credentials: { oauthClient: { client_id: string; client_secret: string } };
			};
			const { client_id: id, client_secret: secret } = credentials.oauthClient;
			const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
			const group = await api("/api/v1/groups", { profile: { name: "Crew", description: "" } });

			const answered: Answered = { people: [], events: [], sessions: [] };
			const tokens: string[] = [];
			let over = false;
			const busy = async (name: string, work: (n: number) => Promise<unknown>) => {
				for (let n = 0; !over; n++) await work(n).catch((thrown) => Promise.reject(new Error(`${name} ${n}`, { cause: thrown })));
			};
			const person = (n: number, kind: string) => {
				const login = `${kind}${n}@example.com`;
				return { profile: { login, email: login, firstName: kind, lastName: `Number ${n}` }, groupIds: [group.id] };
			};
			const password = "a long enough password";
			const load = [
				...["red", "blue"].map((kind) =>
					busy(kind, async (n) => {
						answered.people.push((await api("/api/v1/users?activate=false", person(n, kind))).id);
					}),
				),
				busy("tokens", async () => {
					const body = new URLSearchParams({ grant_type: "client_credentials", scope: "okta.users.read" });
					const answer = await fetch(`${url}/oauth2/v1/token`, { method: "POST", headers: { authorization }, body });
					tokens.push(String(answer.status));
					await answer.body?.cancel();
				}),
				busy("sessions", async (n) => {
					const own = person(n, "green");
					await api("/api/v1/users?activate=true", { ...own, credentials: { password: { value: password } } });
					answered.sessions.push(await signedInAgent(url, { login: own.profile.login, password }));
				}),
			];
			const loading = Promise.all(load);
			const file = join(home, `${name}.backup`);
			try {
				while (answered.people.length < 20 || answered.sessions.length < 2) await Promise.race([turn(), loading]);
				const before = { people: [...answered.people], sessions: [...answered.sessions] };
				const made = await signet(source, "backup", file);
				over = true;
				await loading;
				assert.equal(made.code, 0, made.errors);
				assert.ok(answered.people.length > before.people.length, "nothing happened meanwhile");
				await running.kill();

				const restored = await signet(target, "restore", file);
				assert.equal(restored.code, 0, restored.errors);
				const snapshot = await openSnapshot(target, "provider");
				assert.ok(snapshot);
				const users = await rowsOf(snapshot, "users", "id", "login");
				const ids = new Set(users.map(([userId]) => userId));
				assert.deepEqual(
					before.people.filter((one) => !ids.has(one)),
					[],
				);
				const crew = (await rowsOf(snapshot, "group_members", "group_id", "user_id")).filter(([one]) => one === group.id);
				const logins = users.map(([, login]) => String(login)).filter((login) => /^(red|blue|green)\d/.test(login));
				assert.equal(crew.length, logins.length, "a person and their membership are one transaction");
				const attributes = await rowsOf(snapshot, "user_attributes", "user_id", "name");
				assert.equal(new Set(attributes.map(([userId]) => userId)).size, users.length);
				await snapshot.close();

				await cp(join(source.dataDir, "secret"), join(target.dataDir, "secret"));
				const provider = await startProvider({ ...target, port: Number(new URL(url).port) });
				try {
					for (const agent of before.sessions) {
						const page = await agent.open(`${url}/`);
						assert.doesNotMatch(page.url, /login/, "a session that was answered before is still one");
					}
					const fresh = await signedInAgent(url, { login: "green0@example.com", password });
					assert.doesNotMatch((await fresh.open(`${url}/`)).url, /login/);
					const body = new URLSearchParams({ grant_type: "client_credentials", scope: "okta.users.read" });
					const again = await fetch(`${url}/oauth2/v1/token`, { method: "POST", headers: { authorization }, body });
					assert.equal(String(again.status), tokens[0]);
					await again.body?.cancel();
				} finally {
					await provider.stop();
				}
			} finally {
				over = true;
				await loading.catch(() => {});
				await running.kill();
			}
		});
	});
}

describe("the file of a backup", () => {
	const dataDir = mkdtempSync(join(home, "data-"));
	const file = join(home, "nightly");
	const leftovers = () => readdirSync(home).filter((entry) => entry.startsWith("nightly"));

	it("replaces none that is there, and follows no link that somebody left in its way", async () => {
		await (await startProvider({ dataDir })).stop();
		writeFileSync(file, "mine");
		assert.match((await signet({ dataDir }, "backup", file)).errors, /is there already\. --force replaces it/);
		rmSync(file);
		const elsewhere = join(home, "elsewhere");
		symlinkSync(elsewhere, `${file}.part`);
		const { code, errors } = await signet({ dataDir }, "backup", file);
		assert.equal(code, 1);
		assert.match(errors, /nightly\.part is there/);
		assert.ok(!existsSync(elsewhere));
		assert.equal((await signet({ dataDir }, "backup", file, "--force")).code, 0);
		assert.deepEqual([leftovers(), existsSync(elsewhere)], [["nightly"], false]);
	});

	it("is not there, and neither is a part of it, where it was told to stop or the disk failed", async () => {
		const snapshot = await openSnapshot({ dataDir }, "provider");
		assert.ok(snapshot);
		rmSync(file);
		const stopping = new AbortController();
		const progress = () => stopping.abort();
		const writing = { file, version: "1", force: false, signal: stopping.signal, progress };
		await assert.rejects(writeBackup(new Map([["provider", snapshot]]), writing), { name: "AbortError" });
		assert.deepEqual(leftovers(), []);
		const failing = async function* () {
			yield [["x"]];
			throw new Error("the disk is broken");
		};
		const signal = new AbortController().signal;
		const broken = { ...snapshot, rows: failing };
		await assert.rejects(
			writeBackup(new Map([["provider", broken]]), { ...writing, signal, progress: () => {} }),
			/disk is broken/,
		);
		assert.deepEqual(leftovers(), []);
		await snapshot.close();
	});

	it("is not there after Ctrl-C, whenever it comes", async () => {
		const { child, ended } = startSignet({ dataDir }, "backup", file);
		while (!existsSync(`${file}.part`) && child.exitCode === null) await turn();
		child.kill("SIGINT");
		const { code } = await ended;
		assert.deepEqual(leftovers(), code === 0 ? ["nightly"] : []);
	});

	it("is one that names where the master key is, in a folder that cannot be written not at all", async () => {
		const { code, errors } = await signet({ dataDir }, "backup", join(home, "no-such-folder", "file"));
		assert.equal(code, 1);
		assert.match(errors, /no backup was made: .*cannot be written \(ENOENT\)/);
	});
});
