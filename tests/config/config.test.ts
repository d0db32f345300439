import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parse, stringify } from "yaml";
import { root } from "../../scripts/command.ts";
import { startProvider, type TestProvider } from "../harness/provider.ts";
import { registerService } from "../harness/service-application.ts";

interface Ended {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

type Tree = Record<string, never> & { [name: string]: Tree };

describe("configuration as code", () => {
	let provider: TestProvider;
	let token: string;
	let folder: string;
	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "signet-config-"));
		provider = await startProvider();
		token = (await provider.api<{ token: string }>("POST", "/api/v1/internal/api-tokens", { name: "config" })).token;
		const group = await provider.api<{ id: string }>("POST", "/api/v1/groups", {
			profile: { name: "Writers", description: "They write" },
		});
		const app = await provider.api<{ id: string }>("POST", "/api/v1/apps", {
			name: "oidc_client",
			label: "Wiki",
			signOnMode: "OPENID_CONNECT",
			settings: { oauthClient: { redirect_uris: ["https://wiki.example.com/callback"] } },
		});
		await provider.api("PUT", `/api/v1/apps/${app.id}/groups/${group.id}`, {});
		await registerService(provider, "Nightly");
		await provider.api("POST", "/api/v1/trustedOrigins", {
			name: "Shop",
			origin: "https://shop.example.com",
			scopes: [{ type: "CORS" }],
		});
		const zone = await provider.api<{ id: string }>("POST", "/api/v1/zones", {
			type: "IP",
			name: "Office",
			gateways: [{ type: "CIDR", value: "192.0.2.0/24" }],
		});
		const policy = await provider.api<{ id: string }>("POST", "/api/v1/policies", { type: "OKTA_SIGN_ON", name: "Writers" });
		await provider.api("POST", `/api/v1/policies/${policy.id}/rules`, {
			name: "At home",
			conditions: { people: { groups: { include: [group.id] } }, network: { connection: "ZONE", exclude: [zone.id] } },
			actions: { signon: { access: "ALLOW", requireFactor: true } },
		});
		const rule = await provider.api<{ id: string }>("POST", "/api/v1/groups/rules", {
			type: "group_rule",
			name: "All Adas",
			conditions: { expression: { value: 'user.firstName=="Ada"', type: "urn:okta:expression:1.0" } },
			actions: { assignUserToGroups: { groupIds: [group.id] } },
		});
		await provider.api("POST", `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
		const server = await provider.api<{ id: string }>("POST", "/api/v1/authorizationServers", {
			name: "Orders",
			description: "Of the shop",
			audiences: ["api://orders"],
		});
		await provider.api("POST", `/api/v1/authorizationServers/${server.id}/scopes`, { name: "orders:read", description: "Read" });
	});
	after(async () => {
		await provider.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	/** The command, as a user starts it. */
	const signet = (...args: string[]): Promise<Ended> =>
		new Promise((resolve) => {
			const child = spawn(process.execPath, [join(root, "scripts", "signet.ts"), ...args, "--url", provider.url], {
				env: { ...process.env, SIGNET_API_TOKEN: token },
				stdio: ["ignore", "pipe", "pipe"],
			});
			const out: string[] = [];
			const err: string[] = [];
			child.stdout.on("data", (chunk) => out.push(String(chunk)));
			child.stderr.on("data", (chunk) => err.push(String(chunk)));
			child.on("close", (code) => resolve({ code: code ?? -1, out: out.join(""), err: err.join("") }));
		});
	const file = (name: string, content: unknown): string => {
		const path = join(folder, name);
		writeFileSync(path, typeof content === "string" ? content : stringify(content));
		return path;
	};
	const exported = async (): Promise<Tree> => {
		const { code, out, err } = await signet("export");
		assert.equal(code, 0, err);
		return parse(out) as Tree;
	};

	it("export names what there is, without people, ids of groups and secrets, and apply of it changes nothing", async () => {
		const path = join(folder, "all.yaml");
		assert.equal((await signet("export", path)).code, 0);
		const text = readFileSync(path, "utf8");
		const content = parse(text) as Tree;
		assert.deepEqual(content["applications"]?.["Wiki"]?.["groups"], ["Writers"]);
		const atHome = content["policies"]?.["OKTA_SIGN_ON"]?.["Writers"]?.["rules"]?.["At home"]?.["conditions"];
		assert.deepEqual(atHome?.["network"], { connection: "ZONE", exclude: ["Office"] });
		assert.deepEqual(content["rules"]?.["All Adas"]?.["actions"], { assignUserToGroups: { groupIds: ["Writers"] } });
		assert.equal(
			/00g\w{17}|nzo\w{17}|pks\w{17}|client_secret"?:|admin@example\.com/.test(text),
			false,
			"an id, a secret or a person stands in it",
		);
		const plan = await signet("plan", path);
		assert.deepEqual([plan.code, plan.err], [0, ""], plan.out);
		const apply = await signet("apply", path);
		assert.deepEqual([apply.code, apply.err], [0, ""], apply.out);
		assert.match(apply.out, /Everything that the file names is as it says/);
	});

	it("a new organisation's worth is made by one apply, and the plan after it is empty", async () => {
		const path = file("new.yaml", {
			groups: { Readers: { description: "They read" }, Editors: null },
			networkZones: { Library: { gateways: [{ type: "RANGE", value: "198.51.100.1-198.51.100.9" }] } },
			applications: {
				Library: {
					signOnMode: "OPENID_CONNECT",
					name: "oidc_client",
					settings: { oauthClient: { application_type: "web", redirect_uris: ["https://library.example.com/callback"] } },
					groups: ["Readers", "Editors"],
				},
			},
			rules: {
				"All Bobs": {
					status: "ACTIVE",
					conditions: { expression: { value: 'user.firstName=="Bob"', type: "urn:okta:expression:1.0" } },
					actions: { assignUserToGroups: { groupIds: ["Readers"] } },
				},
			},
			policies: {
				OKTA_SIGN_ON: {
					Library: {
						rules: {
							Readers: {
								conditions: { network: { connection: "ZONE", include: ["Library"] } },
								actions: { signon: { access: "ALLOW" } },
							},
						},
					},
				},
				PASSWORD: {
					Editors: {
						conditions: { people: { groups: { include: ["Editors"] } } },
						settings: { password: { complexity: { minLength: 12 } } },
					},
				},
			},
			authorizationServers: {
				Books: {
					description: "Of the library",
					audiences: ["api://books"],
					scopes: { "books:read": { description: "Read books" } },
					claims: { "RESOURCE department": { valueType: "EXPRESSION", value: "user.department" } },
					policies: {
						Library: {
							description: "For the library",
							conditions: { clients: { include: ["Library"] } },
							rules: {
								"An hour": {
									conditions: {
										people: { groups: { include: ["EVERYONE"] } },
										grantTypes: { include: ["authorization_code"] },
										scopes: { include: ["*"] },
									},
									actions: { token: { accessTokenLifetimeMinutes: 60 } },
								},
							},
						},
					},
				},
			},
			trustedOrigins: { Library: { origin: "https://library.example.com", scopes: [{ type: "CORS" }] } },
		});
		const plan = await signet("plan", path);
		assert.deepEqual([plan.code, plan.err], [1, ""]);
		assert.match(plan.out, /\+ groups \/ Readers: will be made/);
		const apply = await signet("apply", path, "--yes");
		assert.deepEqual([apply.code, apply.err], [0, ""], apply.out);
		const again = await signet("plan", path);
		assert.deepEqual([again.code, again.err], [0, ""], again.out);
	});

	it("a setting that drifted is shown and put back, and nothing else is touched", async () => {
		const before = await exported();
		const path = file("wiki.yaml", {
			applications: { Wiki: { settings: { oauthClient: { redirect_uris: ["https://wiki.example.com/callback"] } } } },
		});
		const [app] = await provider.api<{ id: string; settings: { oauthClient: object } }[]>("GET", "/api/v1/apps?q=Wiki");
		const drifted = { oauthClient: { ...app?.settings.oauthClient, redirect_uris: ["https://elsewhere.example.com/callback"] } };
		await provider.api("PUT", `/api/v1/apps/${app?.id}`, { ...app, settings: drifted });
		const plan = await signet("plan", path);
		assert.equal(plan.code, 1, plan.out);
		assert.match(
			plan.out,
			/settings\.oauthClient\.redirect_uris: \["https:\/\/elsewhere\.example\.com\/callback"\] -> \["https:\/\/wiki\.example\.com\/callback"\]/,
		);
		assert.equal((await signet("apply", path, "--yes")).code, 0);
		assert.deepEqual(await exported(), before);
	});

	it("a rule that drifted is put back with its status", async () => {
		const path = file("rule.yaml", {
			rules: { "All Adas": { status: "ACTIVE", conditions: { expression: { value: 'user.firstName=="Ada"' } } } },
		});
		const [rule] = await provider.api<{ id: string }[]>("GET", "/api/v1/groups/rules?search=Adas");
		await provider.api("POST", `/api/v1/groups/rules/${rule?.id}/lifecycle/deactivate`);
		const expression = { value: 'user.firstName=="Eve"', type: "urn:okta:expression:1.0" };
		await provider.api("PUT", `/api/v1/groups/rules/${rule?.id}`, { ...rule, conditions: { expression } });
		assert.equal((await signet("apply", path, "--yes")).code, 0);
		const read = await provider.api<{ status: string; conditions: { expression: { value: string } } }>(
			"GET",
			`/api/v1/groups/rules/${rule?.id}`,
		);
		assert.deepEqual([read.status, read.conditions.expression.value], ["ACTIVE", 'user.firstName=="Ada"']);
	});

	it("a refusal names the thing and the reason, keeps what was made, and the next apply goes on", async () => {
		const path = file("bad.yaml", {
			groups: { Painters: { description: "They paint" } },
			applications: { Broken: { signOnMode: "OPENID_CONNECT", settings: { oauthClient: { redirect_uris: ["no address"] } } } },
		});
		const apply = await signet("apply", path, "--yes");
		assert.equal(apply.code, 2);
		assert.match(apply.err, /applications \/ Broken was refused: .*redirect_uris/);
		assert.match(apply.err, /1 of 2 changes are made/);
		assert.match((await signet("plan", path)).out, /1 to make, 0 to change/);
	});

	for (const [what, content, sentence] of [
		["no YAML", "groups: [", /bad-file\.yaml: /],
		["a list", "- groups", /must hold members/],
		["a part that there is none of", "people: {}", /people is not known here/],
		["a text where names belong", "groups: all", /groups must hold names/],
		["one name twice", "groups:\n  A: {}\n  A: {}\n", /unique/],
		["an unknown type of policies", "policies: {PASSWRD: {Strict: {}}}", /policies \/ PASSWRD is not known here/],
		["an unknown group", 'applications: {Wiki: {groups: ["No such group"]}}', /no group called "No such group"/],
	] as const) {
		it(`a file with ${what} is refused in one sentence, and nothing is written`, async () => {
			const path = file("bad-file.yaml", content);
			const { code, err } = await signet("apply", path, "--yes");
			assert.equal(code, 2);
			assert.match(err, sentence);
		});
	}

	it("an export that cannot be written is refused in one sentence", async () => {
		const { code, err } = await signet("export", join(folder, "nowhere", "signet.yaml"));
		assert.deepEqual([code, err.trim().split("\n").length, /cannot be written/.test(err)], [2, 1, true]);
	});

	it("--help says how it is called, and does nothing", async () => {
		const { code, out } = await signet("apply", "--help");
		assert.deepEqual([code, /signet apply FILE/.test(out)], [0, true]);
	});

	it("nobody agrees where nobody is", async () => {
		const { code, err } = await signet("apply", file("one.yaml", { groups: { Nobodies: {} } }));
		assert.deepEqual([code, /say --yes/.test(err)], [2, true]);
		assert.deepEqual(await provider.api("GET", "/api/v1/groups?q=Nobodies"), []);
	});
});
