import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { selfSigned } from "./certificate.ts";
import { freePort } from "./half.ts";

const SHIPPED = join(import.meta.dirname, "../../ops/nginx");

/** Ports of replicas on the loopback. */
export interface Upstreams {
	readonly provider: readonly number[];
	readonly platform: readonly number[];
}

export interface NginxPorts {
	readonly provider: number;
	readonly platform: number;
	/** Where plain HTTP is sent on to https. */
	readonly http: number;
}

/** A real nginx with the configuration that `ops/nginx` ships. */
export interface TestNginx {
	/** The certificate it shows, as a file, for `NODE_EXTRA_CA_CERTS`. */
	readonly certificate: string;
	/** Other replicas from now on, without a pause: `nginx -s reload`. Resolves when new requests go to them. */
	reload(upstreams: Upstreams): Promise<void>;
	stop(): Promise<void>;
}

/** The shipped file with its words in `${...}` filled in, as the nginx image does it. @throws Error for a word that is not given. */
const fillTemplate = (text: string, words: Readonly<Record<string, string>>): string =>
	text.replace(/^[^#\n]*/gm, (line) =>
		line.replace(/\$\{([A-Z_]+)\}/g, (_all, name: string) => {
			const word = words[name];
			if (word === undefined) throw new Error(`the template wants ${name}`);
			return word;
		}),
	);

/** The shipped upstreams with other servers, and everything else about them as it is shipped. */
const fillUpstreams = (text: string, upstreams: Upstreams): string =>
	text.replace(/upstream signet_(provider|platform) \{[^}]*\}/g, (block, half: "provider" | "platform") => {
		const [, options = ""] = /server \S+( [^;]*)?;/.exec(block) ?? [];
		const servers = upstreams[half].map((port) => `\tserver 127.0.0.1:${port}${options};`).join("\n");
		return block.replace(/(\tserver [^\n]*\n)+/, `${servers}\n`);
	});

/** `told` is where it says which of our configurations it has: a reload takes a moment. */
const main = (home: string, told: number, generation: number) => `
daemon off;
worker_processes 1;
pid ${home}/pid;
error_log stderr warn;
events { worker_connections 4096; }
http {
	access_log off;
	client_body_temp_path ${home}/body;
	proxy_temp_path ${home}/proxy;
	fastcgi_temp_path ${home}/fastcgi;
	uwsgi_temp_path ${home}/uwsgi;
	scgi_temp_path ${home}/scgi;
	server { listen 127.0.0.1:${told}; return 200 ${generation}; }
	include ${home}/upstreams.conf;
	include ${home}/signet.conf;
}
`;

const program = (): string => {
	const path = process.env["TEST_NGINX"];
	if (!path) throw new Error("run this test with npm test, which finds an nginx");
	return path;
};

const shipped = (file: string): string => readFileSync(join(SHIPPED, file), "utf8");

export const startNginx = async (ports: NginxPorts, upstreams: Upstreams): Promise<TestNginx> => {
	const home = mkdtempSync(join(tmpdir(), "signet-nginx-"));
	// Its workers have no rights of root's.
	chmodSync(home, 0o755);
	const [certificate, key, config] = [join(home, "certificate.pem"), join(home, "key.pem"), join(home, "nginx.conf")];
	writeFileSync(certificate, selfSigned.cert);
	writeFileSync(key, selfSigned.key, { mode: 0o600 });
	const words = {
		HTTP_LISTEN: `127.0.0.1:${ports.http}`,
		PROVIDER_LISTEN: `127.0.0.1:${ports.provider}`,
		PLATFORM_LISTEN: `127.0.0.1:${ports.platform}`,
		PROVIDER_HOST: "localhost",
		PLATFORM_HOST: "platform.localhost",
		CERTIFICATE: certificate,
		CERTIFICATE_KEY: key,
	};
	writeFileSync(join(home, "signet.conf"), fillTemplate(shipped("signet.conf.template"), words));
	const told = await freePort();
	let generation = 0;
	const flags = ["-p", home, "-c", config, "-e", "stderr"];
	const write = (to: Upstreams) => {
		writeFileSync(config, main(home, told, ++generation));
		writeFileSync(join(home, "upstreams.conf"), fillUpstreams(shipped("upstreams.conf"), to));
		check(flags);
	};
	write(upstreams);
	const child = spawn(program(), flags, { stdio: ["ignore", "ignore", "pipe"] });
	let said = "";
	child.stderr.on("data", (chunk: Buffer) => {
		if (said.length < 20_000) said += chunk;
	});
	const hasTaken = async () => {
		let same = 0;
		for (const end = Date.now() + 20_000; Date.now() < end && child.exitCode === null; await sleep(20)) {
			same = (await answer(told)) === String(generation) ? same + 1 : 0;
			// For a moment the workers that go take connections too.
			if (same === 10) return;
		}
		throw new Error(`nginx did not take the configuration: ${said}`);
	};
	try {
		await hasTaken();
	} catch (thrown) {
		await ended(child);
		throw thrown;
	}
	return {
		certificate,
		async reload(to) {
			write(to);
			child.kill("SIGHUP");
			await hasTaken();
		},
		async stop() {
			await ended(child);
			rmSync(home, { recursive: true, force: true });
		},
	};
};

/** nginx's own verdict on the configuration. */
const check = (flags: readonly string[]): void => {
	const { status, stderr } = spawnSync(program(), [...flags, "-t"], { encoding: "utf8" });
	if (status !== 0) throw new Error(`nginx does not take the configuration: ${stderr}`);
};

const ended = async (child: ChildProcess): Promise<void> => {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, "exit");
	child.kill("SIGTERM");
	await gone;
};

/** A connection of its own each time: one that is kept stays with the workers that go. */
const answer = (port: number): Promise<string | undefined> =>
	fetch(`http://127.0.0.1:${port}/`, { headers: { connection: "close" } }).then(
		(response) => response.text(),
		() => undefined,
	);
