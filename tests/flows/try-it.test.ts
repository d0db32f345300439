import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Kysely } from "kysely";
import { toJson } from "#common/db/columns.ts";
import { openAsItIs } from "#common/db/database.ts";
import type { Tables } from "../../provider/database.ts";
import { rememberDevice } from "../../provider/features/devices/devices.ts";
import { type FactorType, methodsOf } from "../../provider/features/factors/factors.ts";
import { ownDatabase } from "../harness/databases.ts";
import { type Credential, type InjectedProvider, injectProvider, PROVIDER_URL, SUPER_ADMIN } from "../harness/provider-inject.ts";

/** On each engine: 25 x 10 cases. */
const WORLDS = 25;
const SIGN_INS = 10;
const AT_ONCE = 5;
const PASSWORD = "correct horse battery";
const DEVICE = "signet_provider_device";
const REDIRECT = "https://app.example.com/callback";

/** What people have, besides their password. */
const FACTORS: readonly (readonly FactorType[])[] = [
	[],
	["token:software:totp"],
	["email"],
	["question"],
	["webauthn"],
	["token:software:totp", "email", "question"],
	["webauthn", "token:software:totp"],
	["signet:recovery_codes", "question"],
];
const NETWORKS = { office: "192.0.2.0/24", home: "198.51.100.0/25", lab: "2001:db8:1::/48" } as const;
const ADDRESSES = [
	"192.0.2.7",
	"::ffff:192.0.2.200",
	"198.51.100.9",
	"198.51.100.200",
	"2001:db8:1::9",
	"2001:db8:2::9",
	"203.0.113.7",
];

/** The same cases every time (Marsaglia's xorshift). */
const createDice = (seed: number) => {
	let state = seed;
	const next = () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) / 2 ** 32;
	};
	const chance = (share: number) => next() < share;
	const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
	const some = <T>(of: readonly T[], share: number): T[] => of.filter(() => chance(share));
	return { chance, one, some };
};

interface Person {
	readonly id: string;
	readonly login: string;
	readonly factors: readonly { readonly id: string; readonly type: FactorType }[];
}

for (const [engine, seed] of [
	["SQLite", 20_260_101],
	["PostgreSQL", 7_102_026],
] as const) {
	describe(`Try it and the real sign-in on ${engine}`, () => {
		let provider: InjectedProvider;
		let db: Kysely<Tables>;
		let admin: Credential;
		let people: readonly Person[];
		let groups: readonly string[];
		let zones: readonly string[];
		let apps: readonly string[];
		const dice = createDice(seed);
		const { chance, one, some } = dice;

		const make = async (path: string, body: object) => (await provider.done<{ id: string }>("POST", path, admin, body)).id;

		before(async () => {
			const databaseUrl = engine === "SQLite" ? undefined : await ownDatabase();
			provider = await injectProvider(databaseUrl === undefined ? {} : { databaseUrl });
			db = openAsItIs<Tables>({ dataDir: provider.dataDir, databaseUrl }, "provider");
			admin = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
			groups = await inTurn(["Staff", "Guests", "Night"], (name) => make("/api/v1/groups", { profile: { name } }));
			zones = await inTurn(Object.entries(NETWORKS), ([name, value]) =>
				make("/api/v1/zones", { type: "IP", name, gateways: [{ type: "CIDR", value }] }),
			);
			people = await inTurn([...FACTORS.entries()], ([index, types]) => makePerson(`p${index}@example.com`, types));
			const everyone = (await provider.done<{ id: string }[]>("GET", "/api/v1/groups?q=Everyone", admin))[0]?.id;
			apps = await inTurn(["Wiki", "Shop", "Mail"], async (label) => {
				const oauthClient = { redirect_uris: [REDIRECT], application_type: "web" };
				const id = await make("/api/v1/apps", {
					name: "oidc_client",
					label,
					signOnMode: "OPENID_CONNECT",
					settings: { oauthClient },
				});
				await provider.done("PUT", `/api/v1/apps/${id}/groups/${everyone}`, admin, {});
				return id;
			});
			// The administrator stands aside: whatever the worlds say, it is not about them.
			await provider.done("POST", "/api/v1/policies", admin, { type: "OKTA_SIGN_ON", name: "Administrators" }).then((made) =>
				provider.done("POST", `/api/v1/policies/${(made as { id: string }).id}/rules`, admin, {
					name: "Administrators",
					conditions: { people: { groups: { exclude: [] }, users: { include: [adminId] } } },
					actions: { signon: { access: "ALLOW" } },
				}),
			);
		});
		after(async () => {
			await db.destroy();
			await provider.close();
		});

		let adminId = "";
		const makePerson = async (login: string, types: readonly FactorType[]): Promise<Person> => {
			adminId = (await provider.done<{ id: string }>("GET", "/api/v1/users/me", admin)).id;
			const profile = { firstName: "P", lastName: "Tester", email: login, login };
			const id = await make("/api/v1/users?activate=true", { profile, credentials: { password: { value: PASSWORD } } });
			for (const group of some(groups, 0.5)) await provider.done("PUT", `/api/v1/groups/${group}/users/${id}`, admin);
			const factors = await inTurn(types, async (type, index) => {
				const factorId = `fct${id.slice(3)}${index}`;
				await giveFactor(id, login, factorId, type);
				return { id: factorId, type };
			});
			return { id, login, factors };
		};

		const giveFactor = async (user_id: string, email: string, id: string, type: FactorType) => {
			const moment = new Date().toISOString() as never;
			const times = { created: moment, last_updated: moment, last_used: null };
			if (type === "webauthn") {
				const key = { name: "Key", credential_id: id, public_key: "x", sign_count: 0, transports: toJson([]) };
				await db
					.insertInto("passkeys")
					.values({ id, user_id, ...key, multi_device: 0 as never, backed_up: 0 as never, ...times })
					.execute();
				return;
			}
			if (type === "signet:recovery_codes") await db.insertInto("recovery_codes").values({ user_id, fingerprint: id }).execute();
			const profile = toJson(type === "email" ? { email } : { questionText: "Which?", question: "custom" });
			const counts = { last_step: 0, failures: 0, failed_since: null, status: "ACTIVE" as const, secret: "x" };
			const provided = type === "signet:recovery_codes" ? "SIGNET" : "OKTA";
			await db
				.insertInto("factors")
				.values({ id, user_id, type, provider: provided, profile, ...counts, ...times })
				.execute();
		};

		const conditions = () => ({
			people: {
				groups: { include: some(groups, 0.3), exclude: some(groups, 0.15) },
				users: { include: chance(0.2) ? [one(people).id] : [], exclude: chance(0.2) ? [one(people).id] : [] },
			},
			...(chance(0.5) ? { network: { connection: "ZONE", include: [one(zones)], exclude: some(zones, 0.2) } } : {}),
			...(chance(0.4) ? { device: { known: chance(0.5) } } : {}),
		});
		const signOnRule = (name: string) => ({
			name,
			conditions: conditions(),
			actions: { signon: { access: chance(0.2) ? "DENY" : "ALLOW", requireFactor: chance(0.5) } },
		});
		const constraint = () =>
			one([
				{},
				{ possession: { phishingResistant: "REQUIRED" } },
				{ possession: { methods: ["otp", "email"] } },
				{ possession: { methods: ["webauthn"] } },
				{ possession: { deviceBound: "REQUIRED" }, knowledge: { types: ["password"] } },
				{ possession: { userVerification: "REQUIRED" } },
			]);
		const accessRule = (name: string) => ({
			name,
			conditions: conditions(),
			actions: {
				appSignOn: {
					access: chance(0.2) ? "DENY" : "ALLOW",
					verificationMethod: {
						type: "ASSURANCE",
						factorMode: one(["1FA", "2FA"]),
						constraints: chance(0.5) ? [constraint(), ...(chance(0.3) ? [constraint()] : [])] : [],
					},
				},
			},
		});

		/** Policies and rules anew, some of them switched off. */
		const newWorld = async (world: number): Promise<void> => {
			for (const type of ["OKTA_SIGN_ON", "ACCESS_POLICY", "MFA_ENROLL"] as const) {
				const present = await provider.done<{ id: string; name: string; system: boolean }[]>(
					"GET",
					`/api/v1/policies?type=${type}`,
					admin,
				);
				for (const { id, system, name } of present)
					if (!system && name !== "Administrators") await provider.done("DELETE", `/api/v1/policies/${id}`, admin);
				if (type === "MFA_ENROLL") {
					const none = chance(0.5);
					const self = () => ({
						enroll: { self: none ? "NOT_ALLOWED" : one(["OPTIONAL", "OPTIONAL", "NOT_ALLOWED", "REQUIRED"]) },
					});
					const factors = { google_otp: self(), okta_email: self(), okta_question: self(), fido_webauthn: self() };
					if (chance(0.5))
						await make("/api/v1/policies", { type, name: `Enrol ${world}`, settings: { type: "FACTORS", factors } });
					continue;
				}
				for (const name of some(["A", "B", "C"], 0.7)) {
					const people = { groups: { include: some(groups, 0.4) } };
					const active = chance(0.85);
					const id = await make(`/api/v1/policies?activate=${active}`, { type, name: `${name}${world}`, conditions: { people } });
					for (const rule of some(["1", "2", "3"], 0.7))
						await make(
							`/api/v1/policies/${id}/rules?activate=${chance(0.85)}`,
							type === "OKTA_SIGN_ON" ? signOnRule(rule) : accessRule(rule),
						);
					if (type === "ACCESS_POLICY") await provider.done("PUT", `/api/v1/apps/${one(apps)}/policies/${id}`, admin);
				}
			}
		};

		/** Signs in at the page, as far as a password gets. */
		const signIn = async ({ login }: Person, address: string, application: string | undefined, device: string | undefined) => {
			const cookies = device === undefined ? [] : [`${DEVICE}=${device}`];
			let path = "/login";
			if (application !== undefined) {
				const query = new URLSearchParams({
					client_id: application,
					response_type: "code",
					scope: "openid",
					redirect_uri: REDIRECT,
				});
				const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
				const pkce = `&state=s&code_challenge=${challenge}&code_challenge_method=S256`;
				const asked = await provider.call("GET", `/oauth2/v1/authorize?${query}${pkce}`, {}, undefined, address);
				assert.equal(asked.statusCode, 303, asked.body);
				path = new URL(String(asked.headers.location), PROVIDER_URL).pathname;
				cookies.push(...asked.cookies.map(({ name, value }) => `${name}=${value}`));
			}
			const form = new URLSearchParams({ login, password: PASSWORD }).toString();
			const headers = { origin: PROVIDER_URL, cookie: cookies.join("; "), "content-type": "application/x-www-form-urlencoded" };
			return provider.call("POST", path, headers, form, address);
		};

		const outcomeOf = ({ statusCode, body }: Awaited<ReturnType<typeof signIn>>): string => {
			if (statusCode === 303) return "nothing";
			if (body.includes("does not let you sign in")) return "denied";
			if (body.includes("a factor that you have not set up")) return "impossible";
			return body.includes("Set up another way") ? "enrolment" : "proof";
		};

		const seen = new Map<string, number>();

		interface Trial {
			readonly person: Person;
			readonly address: string;
			readonly applicationId: string | undefined;
			readonly knownDevice: boolean;
		}
		const drawn = (): Trial => ({
			person: one(people),
			address: one(ADDRESSES),
			applicationId: chance(0.7) ? one(apps) : undefined,
			knownDevice: chance(0.5),
		});

		/** Asks *Try it*, signs in, and holds one against the other. */
		const agrees = async ({ person, address, applicationId, knownDevice }: Trial, where: string): Promise<void> => {
			const trial = { userId: person.id, address, knownDevice, ...(applicationId === undefined ? {} : { applicationId }) };
			const verdict = await provider.done<{ outcome: string; methods: string[]; kinds: string[] }>(
				"POST",
				"/api/v1/internal/policies/try",
				admin,
				trial,
			);
			const device = knownDevice
				? await rememberDevice(db, undefined, person.id, { factorProven: false, proven: ["password"] })
				: undefined;
			const real = await signIn(person, address, applicationId, device);
			const said = `${where}: ${JSON.stringify({ trial, verdict })} ${real.statusCode}`;
			assert.equal(outcomeOf(real), verdict.outcome, said);
			const asked = [...real.body.matchAll(/name="factorId" value="([^"]+)"/g)].map(([, id]) => id);
			const expected = person.factors.filter((factor) => methodsOf(factor).some((method) => verdict.methods.includes(method)));
			assert.deepEqual([...new Set(asked)].sort(), expected.map(({ id }) => id).sort(), said);
			const kinds = [...real.body.matchAll(/name="kind" value="([^"]+)"/g)].map(([, kind]) => kind);
			assert.deepEqual(kinds.sort(), [...verdict.kinds].sort(), said);
			seen.set(verdict.outcome, (seen.get(verdict.outcome) ?? 0) + 1);
		};

		for (let first = 0; first < WORLDS; first += AT_ONCE) {
			it(`agree on who gets in and who is asked for what: ${AT_ONCE * SIGN_INS} generated cases from ${first * SIGN_INS}`, async () => {
				for (let world = first; world < first + AT_ONCE; world++) {
					await newWorld(world);
					const trials = Array.from({ length: SIGN_INS }, drawn);
					await Promise.all(trials.map((trial, nth) => agrees(trial, `world ${world}, sign-in ${nth}`)));
				}
			});
		}

		it("met every outcome several times in these cases", () => {
			for (const outcome of ["nothing", "proof", "enrolment", "denied", "impossible"])
				assert.ok((seen.get(outcome) ?? 0) > 2, `${outcome}: ${JSON.stringify([...seen])}`);
		});
	});
}

const inTurn = async <T, R>(of: readonly T[], each: (one: T, index: number) => Promise<R>): Promise<R[]> => {
	const results: R[] = [];
	for (const [index, item] of of.entries()) results.push(await each(item, index));
	return results;
};
