import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { registerApplication, startProvider, type TestApplication, type TestProvider } from "./harness/provider.ts";

const SCRIPT = join(import.meta.dirname, "..", "scripts", "signet.ts");
const REDIRECT = "http://localhost:9/oidc/callback";

const doctor = (...args: readonly string[]): Promise<{ code: number; output: string }> =>
	new Promise((resolve) => {
		execFile(process.execPath, [SCRIPT, "doctor", ...args], (fault, output, errors) => {
			resolve({ code: typeof fault?.code === "number" ? fault.code : 0, output: output + errors });
		});
	});

describe("signet doctor", () => {
	let provider: TestProvider;
	let application: TestApplication;

	before(async () => {
		provider = await startProvider();
		application = await registerApplication(provider, "Wiki", { redirectUris: [REDIRECT] });
	});
	after(() => provider.stop());

	const client = (secret: string) => ["--client-id", application.clientId, "--client-secret", secret, "--redirect-uri", REDIRECT];

	test("finds a right configuration right", async () => {
		const { code, output } = await doctor(provider.url, ...client(application.clientSecret));
		assert.equal(code, 0, output);
		assert.equal(output.match(/^Verified/gm)?.length, 10);
	});

	test("names what is wrong, with expected and given, and never the secret", async () => {
		const { code, output } = await doctor(`${provider.url}/`, ...client("a secret of somebody else"));
		assert.equal(code, 1);
		assert.match(output, new RegExp(`^Refused .*\\n\\s+expected ${provider.url}$`, "m"));
		assert.doesNotMatch(output, /a secret of somebody else/);
	});

	test("takes a secret that begins with a dash", async () => {
		const { code, output } = await doctor(provider.url, ...client("-a-secret-of-somebody-else"));
		assert.equal(code, 1);
		assert.match(output, /^Refused .*Client ID and Client Secret/m);
	});

	test("checks a provider without knowing a client", async () => {
		const { code, output } = await doctor(provider.url);
		assert.equal(code, 0, output);
		assert.doesNotMatch(output, /Client Secret/);
	});

	test("answers one JSON document where a program asks", async () => {
		const { code, output } = await doctor(`${provider.url}/`, "--json");
		const { issuer, refused, checks } = JSON.parse(output) as {
			issuer: string;
			refused: boolean;
			checks: readonly { id: string; verdict: string; expected?: string }[];
		};
		assert.deepEqual([code, issuer, refused], [1, `${provider.url}/`, true]);
		const wrong = checks.find(({ verdict }) => verdict === "refused");
		assert.deepEqual([wrong?.id, wrong?.expected], ["issuer", provider.url]);
	});

	test("says how it is called", async () => {
		for (const args of [[], ["--nonsense"], ["one", "two"]]) {
			const { code, output } = await doctor(...args);
			assert.equal(code, 2);
			assert.match(output, /Usage: signet doctor ISSUER/);
		}
	});
});
