import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAgent } from "../../tests/harness/agent.ts";
import { ADMINISTRATOR, callApi, freePort, signedIn } from "../../tests/harness/half.ts";
import type { Connected } from "./connected.ts";
import { debianVersion } from "./debian.ts";
import type { Signet } from "./signet.ts";
import { answering, cores, start, undoAtEnd } from "./starting.ts";
import type { Subject } from "./subject.ts";

const PROGRAM = "/usr/sbin/apache2";
const MODULES = "/usr/lib/apache2/modules";

/** Apache with mod_auth_openidc (Debian), signed in at our provider: a small file behind it, of the bytes that our own check answers. */
export const startApache = async (signet: Signet, { es256, checked }: Connected): Promise<Subject> => {
	if (!existsSync(PROGRAM) || !existsSync(join(MODULES, "mod_auth_openidc.so")))
		throw new Error("apache2 and libapache2-mod-auth-openidc are not installed");
	const port = await freePort();
	const url = `http://localhost:${port}`;
	const redirectUri = `${url}/protected/callback`;
	const { id, secret } = await register(signet, redirectUri, es256.people ?? []);
	const folder = mkdtempSync(join(tmpdir(), "signet-bench-apache-"));
	undoAtEnd(() => rmSync(folder, { recursive: true, force: true }));
	mkdirSync(join(folder, "www/protected"), { recursive: true });
	writeFileSync(join(folder, "www/protected/answer.json"), checked);
	writeFileSync(join(folder, "www/open.json"), checked);
	const root = process.getuid?.() === 0;
	if (root) execFileSync("chown", ["-R", "www-data", folder]);
	const modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "mime", "auth_openidc"];
	writeFileSync(
		join(folder, "apache.conf"),
		`ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/pid
ErrorLog ${folder}/errors
Listen 127.0.0.1:${port}
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join("\n")}
${root ? "User www-data\nGroup www-data" : ""}
TypesConfig /etc/mime.types
DocumentRoot ${folder}/www
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
StartServers 1
ThreadsPerChild 64
MaxRequestWorkers 64
OIDCProviderMetadataURL ${signet.providerUrl}/.well-known/openid-configuration
OIDCClientID ${id}
OIDCClientSecret ${secret}
OIDCRedirectURI ${redirectUri}
OIDCCryptoPassphrase a-passphrase-of-the-benchmark
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCSSLValidateServer Off
OIDCSessionInactivityTimeout 36000
<Location /protected>
AuthType openid-connect
Require valid-user
</Location>
`,
	);
	const server = start(PROGRAM, ["-f", join(folder, "apache.conf"), "-DFOREGROUND"], { core: cores.server, env: process.env });
	await answering(`${url}/open.json`, server);
	const cookies: string[] = [];
	for (const { login, password } of es256.people ?? []) {
		const agent = createAgent();
		const form = await agent.open(`${url}/protected/answer.json`);
		const page = await agent.submit(form, { login, password });
		if (page.status !== 200 || page.text !== checked) throw new Error(`Apache let nobody in: ${page.status} ${page.url}`);
		cookies.push(`mod_auth_openidc_session=${agent.cookie("mod_auth_openidc_session")}`);
	}
	const origin = { host: "127.0.0.1", port, authority: `localhost:${port}` };
	const site = { origin, path: "/protected/answer.json", cookies, contains: '"id"' };
	return { name: "apache", version: versions(), watched: { server: [server.pid] }, sites: { sessionCheck: site } };
};

const versions = (): string =>
	["apache2-bin", "libapache2-mod-auth-openidc"].map((name) => `${name} ${debianVersion(name)}`).join(", ");

const register = async ({ providerUrl }: Signet, redirectUri: string, people: readonly { readonly id: string }[]) => {
	const administrator = await signedIn(`${providerUrl}/login`, ADMINISTRATOR);
	const api = (method: string, path: string, body: unknown) => callApi(administrator, providerUrl, method, path, body);
	const made = (await api("POST", "/api/v1/apps", {
		name: "oidc_client",
		label: "Apache",
		signOnMode: "OPENID_CONNECT",
		credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
		settings: {
			oauthClient: {
				application_type: "web",
				redirect_uris: [redirectUri],
				response_types: ["code"],
				grant_types: ["authorization_code"],
				id_token_signed_response_alg: "ES256",
			},
		},
	})) as { credentials: { oauthClient: { client_id: string; client_secret: string } } };
	const { client_id: id, client_secret: secret } = made.credentials.oauthClient;
	for (const person of people) await api("POST", `/api/v1/apps/${id}/users`, { id: person.id, scope: "USER" });
	return { id, secret };
};
