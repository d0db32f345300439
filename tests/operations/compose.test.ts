import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { type SettingName, settingsTable } from "#common/settings/table.ts";
import { root } from "../../scripts/command.ts";

interface Service {
	readonly image?: string;
	readonly build?: unknown;
	readonly command?: readonly string[];
	readonly restart?: string;
	readonly read_only?: boolean;
	readonly environment?: Readonly<Record<string, string>>;
	readonly secrets?: readonly string[];
	readonly healthcheck?: { readonly test: readonly string[] };
	readonly networks: { readonly inside: { readonly ipv4_address: string } };
}

interface Compose {
	readonly services: Readonly<Record<string, Service>>;
	readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const shipped = (path: string) => readFileSync(join(root, "ops", path), "utf8");
const { services, secrets } = parse(shipped("compose.yaml"), { merge: true }) as Compose;
const replicas = Object.entries(services).filter(([name]) => /^(provider|platform)-\d$/.test(name));
const addressOf = (name: string) => services[name]?.networks.inside.ipv4_address;

describe("ops/compose.yaml", () => {
	test("has two replicas of each half, from one image that is built once", () => {
		const halves = replicas.map(([, { command }]) => command?.join());
		assert.deepEqual(halves, ["provider", "provider", "platform", "platform"]);
		assert.equal(new Set(replicas.map(([, { image }]) => image)).size, 1);
		assert.equal(replicas.filter(([, { build }]) => build !== undefined).length, 1);
		assert.ok(replicas.every(([, service]) => service.read_only));
	});

	test("looks after the health of every service, and starts it again", () => {
		for (const [name, { healthcheck, restart }] of Object.entries(services)) {
			assert.ok(healthcheck?.test.length, name);
			assert.equal(restart, "unless-stopped", name);
		}
	});

	test("tells Signet only settings that there are, and secrets only as files", () => {
		for (const [, { environment = {} }] of replicas) {
			for (const name of Object.keys(environment).filter((key) => key.startsWith("SIGNET_"))) {
				const setting = name.replace(/_FILE$/, "") as SettingName;
				assert.ok(Object.hasOwn(settingsTable, setting), name);
				assert.equal("secret" in settingsTable[setting], name.endsWith("_FILE"), name);
			}
		}
	});

	test("gives each service secrets that there are, and the first start makes every one of them", () => {
		for (const [name, service] of Object.entries(services)) {
			for (const secret of service.secrets ?? []) assert.ok(secrets[secret], `${name}: ${secret}`);
			for (const value of Object.values(service.environment ?? {})) {
				const [, secret] = /^\/run\/secrets\/(.+)$/.exec(value) ?? [];
				if (secret !== undefined) assert.ok(service.secrets?.includes(secret), `${name} is given ${secret}`);
			}
		}
		for (const { file } of Object.values(secrets)) {
			const name = file.replace("./secrets/", "");
			assert.match(shipped("first-start.sh"), new RegExp(`keep ${name}\\b|-(keyout|out) secrets/${name}`));
		}
	});

	test("has nginx send requests to the replicas, where they listen, and Signet believe nginx and nobody else", () => {
		const servers = [...shipped("nginx/upstreams.conf").matchAll(/server (\S+)/g)].map(([, server]) => server);
		const expected = replicas.map(([name, { environment = {}, command: [half = ""] = [] }]) => {
			const port = environment[`SIGNET_${half.toUpperCase()}_LISTEN`]?.split(":")[1];
			return `${addressOf(name)}:${port}`;
		});
		assert.deepEqual(servers, expected);
		for (const [, { environment }] of replicas) assert.equal(environment?.["SIGNET_TRUST_PROXY"], addressOf("nginx"));
	});

	test("has no dollar sign that compose would take for a variable that nobody gives", () => {
		const given = ["PROVIDER_HOST", "PLATFORM_HOST", "ADMINISTRATOR", "SIGNET_IMAGE"];
		for (const [, after = ""] of shipped("compose.yaml").matchAll(/^[^#\n]*?\$([^\n]{0,30})/gm)) {
			const [, name = after] = /^\{([A-Z_]+)(?=[}:])/.exec(after) ?? [];
			assert.ok(given.includes(name), name);
		}
	});

	test("fills in every word that the nginx configuration has", () => {
		const words = shipped("nginx/signet.conf.template").matchAll(/^[^#\n]*\$\{([A-Z_]+)\}/gm);
		const { NGINX_ENVSUBST_FILTER: filter = "", ...environment } = services["nginx"]?.environment ?? {};
		for (const [, word = ""] of words) {
			assert.ok(Object.hasOwn(environment, word), word);
			assert.match(word, new RegExp(filter));
		}
	});
});
