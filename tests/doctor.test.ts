import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePort, registerApplication, startProvider, type TestApplication, type TestProvider } from "./harness/provider.ts";

const SCRIPT = join(import.meta.dirname, "..", "scripts", "signet.ts");
const REDIRECT = "http://localhost:9/oidc/callback";

interface Answer {
	/** Undefined where a signal ended it. */
	readonly code: number | undefined;
	readonly output: string;
}

const run = (environment: NodeJS.ProcessEnv, input: string, args: readonly string[]): Promise<Answer> =>
	new Promise((resolve) => {
		const { stdin } = execFile(process.execPath, [SCRIPT, "doctor", ...args], { env: environment }, (fault, output, errors) => {
			const code = typeof fault?.code === "number" ? fault.code : undefined;
			resolve({ code: fault === null ? 0 : code, output: output + errors });
		});
		stdin?.end(input);
	});
const doctorIn = (environment: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Answer> => run(environment, "", args);
/** With `input` on standard input. */
const doctorTold = (input: string, ...args: readonly string[]): Promise<Answer> => run(process.env, input, args);
const doctor = (...args: readonly string[]): Promise<Answer> => doctorIn(process.env, ...args);

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

	const BROKEN = { SIGNET_DATA_DIR: "/dev/null/data", SIGNET_LOG_LEVEL: "loud", SIGNET_SECRET: "short", SIGNET_NONSENSE: "1" };
	for (const [what, environment] of [
		["an empty environment", {}],
		["settings that nothing would start with", { ...BROKEN, SIGNET_PLATFORM_URL: "no address", SIGNET_DATABASE_URL: "none" }],
	] as const) {
		test(`needs no configuration at all: with ${what}, 0 for right, 1 for refused, 2 for a wrong call`, async () => {
			const right = await doctorIn(environment, provider.url, ...client(application.clientSecret));
			assert.deepEqual([right.code, right.output.match(/^Verified/gm)?.length], [0, 10], right.output);
			const refused = await doctorIn(environment, provider.url, ...client("a secret of somebody else"));
			assert.equal(refused.code, 1, refused.output);
			assert.match(refused.output, /^Refused .*Client ID and Client Secret/m);
			const wrong = await doctorIn(environment, "--nonsense");
			assert.equal(wrong.code, 2, wrong.output);
			for (const { output } of [right, refused, wrong]) assert.doesNotMatch(output, /SIGNET_|Warning/);
		});
	}

	test("answers 1 where nobody listens, and where the address is none", async () => {
		for (const issuer of [`http://localhost:${await freePort()}`, "not an address", ""]) {
			const { code, output } = await doctor(issuer);
			assert.equal(code, 1, `${issuer}: ${output}`);
			assert.match(output, /^Refused/m);
		}
	});

	test("reads the secret from standard input, where no list of processes shows it", async () => {
		const args = [provider.url, ...client("-")];
		const right = await doctorTold(`${application.clientSecret}\n`, ...args);
		assert.deepEqual([right.code, right.output.match(/^Verified/gm)?.length], [0, 10], right.output);
		const refused = await doctorTold("a secret of somebody else", ...args);
		assert.equal(refused.code, 1, refused.output);
		assert.match(refused.output, /^Refused .*Client ID and Client Secret/m);
		const nothing = await doctorTold("\n", ...args);
		assert.equal(nothing.code, 2, nothing.output);
		assert.match(nothing.output, /no client secret on standard input/);
	});

	test("says how it is called", async () => {
		for (const args of [[], ["--nonsense"], ["one", "two"]]) {
			const { code, output } = await doctor(...args);
			assert.equal(code, 2);
			assert.match(output, /Usage: signet doctor ISSUER/);
		}
	});
});
