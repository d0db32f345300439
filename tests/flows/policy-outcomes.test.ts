import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { decodeJwt } from "jose";
import { Secret, TOTP } from "otpauth";
import { type Agent, createAgent, type Page } from "../harness/agent.ts";
import { type Authenticator, createAuthenticator } from "../harness/authenticator.ts";
import { callApi } from "../harness/half.ts";
import {
	addPerson,
	registerApplication,
	signedInAgent,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import { createRelyingParty } from "../harness/relying-party.ts";

const REDIRECT = "https://app.example.com/callback";
/** Milliseconds. */
const STEP = 30_000;

const FACTORS = ["nothing", "app", "email", "question", "recovery code", "security key", "passkey"] as const;
type Held = (typeof FACTORS)[number];

/** What follows a right password: denied, in at once, in after the factor that the person has, or no way. */
type Ending = "denied" | "in" | "asked" | "no way";

const assurance = (factorMode: "1FA" | "2FA", ...constraints: object[]) => ({
	appSignOn: {
		access: "ALLOW",
		verificationMethod: { type: "ASSURANCE", factorMode, reauthenticateIn: "PT43800H", constraints },
	},
});

/** Each outcome of a policy, and what it means for somebody who has one factor beside the password. */
const OUTCOMES: Readonly<Record<string, { readonly actions: object; readonly means: Readonly<Record<Held, Ending>> }>> = {
	allow: {
		actions: assurance("1FA"),
		means: row("in", "in", "in", "in", "in", "in", "in"),
	},
	deny: {
		actions: { appSignOn: { access: "DENY" } },
		means: row("denied", "denied", "denied", "denied", "denied", "denied", "denied"),
	},
	"two factors": {
		actions: assurance("2FA"),
		means: row("no way", "asked", "asked", "no way", "asked", "asked", "asked"),
	},
	"resistant to phishing": {
		actions: assurance("1FA", { possession: { phishingResistant: "REQUIRED" } }),
		means: row("no way", "no way", "no way", "no way", "no way", "asked", "asked"),
	},
	"an authenticator app": {
		actions: assurance("2FA", { possession: { methods: ["otp"] } }),
		means: row("no way", "asked", "no way", "no way", "no way", "no way", "no way"),
	},
	"a mailed code": {
		actions: assurance("2FA", { possession: { methods: ["email"] } }),
		means: row("no way", "no way", "asked", "no way", "no way", "no way", "no way"),
	},
	"a passkey or a security key": {
		actions: assurance("2FA", { possession: { methods: ["webauthn"] } }),
		means: row("no way", "no way", "no way", "no way", "no way", "asked", "asked"),
	},
};

/** The sign-on policy's `requireFactor` is met by any second step, a question among them. */
const STEP_MEANS = row("no way", "asked", "asked", "asked", "asked", "asked", "asked");

/** RFC 8176, and Okta's names of levels. */
const TOLD: Readonly<Record<Held, readonly [amr: readonly string[], acr: string]>> = {
	nothing: [["pwd"], "urn:okta:loa:1fa:pwd"],
	app: [["mfa", "otp", "pwd"], "urn:okta:loa:2fa:any"],
	email: [["mca", "mfa", "pwd"], "urn:okta:loa:2fa:any"],
	question: [["kba", "pwd"], "urn:okta:loa:1fa:pwd"],
	"recovery code": [["mfa", "pwd", "recovery"], "urn:okta:loa:2fa:any"],
	"security key": [["mfa", "pop", "pwd"], "phr"],
	passkey: [["mfa", "pop", "pwd", "user"], "phr"],
};

function row(...endings: readonly Ending[]): Readonly<Record<Held, Ending>> {
	return Object.fromEntries(FACTORS.map((held, at) => [held, endings[at]])) as Record<Held, Ending>;
}

interface Somebody extends TestPerson {
	/** Answers the page that asks for their factor. */
	prove(agent: Agent, page: Page, stop: string): Promise<string>;
}

describe("each outcome of a policy x each factor", () => {
	let provider: TestProvider;
	let application: { clientId: string; clientSecret: string };
	let accessPolicy: { id: string; rule: string };
	let staff: string;
	const people = new Map<Held, Somebody>();

	const policyOf = async (type: string, more: object = {}) =>
		(await provider.api<{ id: string }>("POST", "/api/v1/policies", { type, name: "Tried", ...more })).id;

	before(async () => {
		provider = await startProvider();
		application = await registerApplication(provider, "Wiki", { redirectUris: [REDIRECT] });
		for (const held of FACTORS) people.set(held, await somebodyWith(held));
		staff = (await provider.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Staff" } })).id;
		for (const { id } of people.values()) await provider.api("PUT", `/api/v1/groups/${staff}/users/${id}`);
		// Nobody sets up on the way what they do not have.
		const never = { enroll: { self: "NOT_ALLOWED" } };
		await policyOf("MFA_ENROLL", {
			conditions: { people: { groups: { include: [staff] } } },
			settings: {
				type: "FACTORS",
				factors: { google_otp: never, okta_otp: never, okta_email: never, okta_question: never, fido_webauthn: never },
			},
		});
		const id = await policyOf("ACCESS_POLICY");
		const rule = { name: "Tried", actions: assurance("1FA") };
		accessPolicy = { id, rule: (await provider.api<{ id: string }>("POST", `/api/v1/policies/${id}/rules`, rule)).id };
		await provider.api("PUT", `/api/v1/apps/${application.clientId}/policies/${id}`);
	});
	after(() => provider.stop());

	const somebodyWith = async (held: Held): Promise<Somebody> => {
		const person = await addPerson(provider, held.replace(" ", "-"), [application.clientId]);
		const own = await signedInAgent(provider.url, person);
		const api = <T>(method: string, path: string, body?: unknown) => callApi(own, provider.url, method, path, body) as Promise<T>;
		const factors = `/api/v1/users/${person.id}/factors`;
		const withField =
			(name: string, value: () => string | Promise<string>): Somebody["prove"] =>
			async (agent, page, stop) =>
				agent.submitUntil(page, { [name]: await value() }, stop);

		if (held === "nothing") return { ...person, prove: () => assert.fail("there is nothing to prove") };
		if (held === "question") {
			const profile = { question: "disliked_food", answer: "mayonnaise" };
			await api("POST", factors, { factorType: "question", provider: "OKTA", profile });
			return { ...person, prove: withField("answer", () => "Mayonnaise") };
		}
		if (held === "recovery code") {
			const { codes } = await api<{ codes: string[] }>("POST", "/api/v1/internal/me/recovery-codes");
			return { ...person, prove: withField("passCode", () => codes.pop() ?? "") };
		}
		if (held === "app") {
			const made = await api<{ id: string; _embedded: { activation: { sharedSecret: string } } }>("POST", factors, {
				factorType: "token:software:totp",
				provider: "GOOGLE",
			});
			const app = new TOTP({ secret: Secret.fromBase32(made._embedded.activation.sharedSecret) });
			let last = 0;
			// Each code works once, and those of the steps beside the present one are taken too.
			const code = async () => {
				last = Math.max(last + 1, Math.floor(Date.now() / STEP) - 1);
				while (last > Math.floor(Date.now() / STEP) + 1) await new Promise((resolve) => setTimeout(resolve, 200));
				return app.generate({ timestamp: last * STEP });
			};
			await api("POST", `${factors}/${made.id}/lifecycle/activate`, { passCode: await code() });
			return { ...person, prove: withField("passCode", code) };
		}
		if (held === "email") {
			const made = await provider.api<{ id: string }>("POST", factors, { factorType: "email", provider: "OKTA" });
			await provider.api("POST", `${factors}/${made.id}/lifecycle/activate`, { passCode: await mailedCode(person.login) });
			const prove: Somebody["prove"] = async (agent, page, stop) => {
				const sent = await agent.submit(page, { choose: "1" });
				return agent.submitUntil(sent, { passCode: await mailedCode(person.login) }, stop);
			};
			return { ...person, prove };
		}
		const authenticator = createAuthenticator({ origin: provider.url, verified: held === "passkey" });
		const made = await api<{ id: string; _embedded: { activation: PublicKeyCredentialCreationOptionsJSON } }>("POST", factors, {
			factorType: "webauthn",
			provider: "FIDO",
		});
		const credential = authenticator.create(made._embedded.activation);
		await api("POST", `${factors}/${made.id}/lifecycle/activate`, { credential, name: held });
		return { ...person, prove: byKey(authenticator) };
	};

	const byKey =
		(authenticator: Authenticator): Somebody["prove"] =>
		(agent, page, stop) => {
			const options = (/data-options="([^"]+)"/.exec(page.text)?.[1] ?? "").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
			const assertion = authenticator.get(JSON.parse(options) as PublicKeyCredentialRequestOptionsJSON);
			return agent.submitUntil(page, { credential: JSON.stringify(assertion) }, stop);
		};

	/** The code in the newest letter to this person, which waits in the outbox. */
	const mailedCode = async (login: string): Promise<string> => {
		const letters = await provider.api<{ id: string; kind: string }[]>("GET", "/api/v1/internal/outbox");
		const letter = letters.find((one) => one.kind === "email-code" && JSON.stringify(one).includes(login));
		const { text } = await provider.api<{ text: string }>("POST", `/api/v1/internal/outbox/${letter?.id}/read`);
		return /\b\d{6}\b/.exec(text)?.[0] ?? "";
	};

	/** Signs in as far as it goes, and answers how it ended and what the application is told. */
	const signIn = async (person: Somebody): Promise<{ ending: Ending; claims: { amr?: string[]; acr?: string } }> => {
		const relyingParty = await createRelyingParty(provider.url, application, REDIRECT);
		const agent = createAgent();
		const claimsAt = async (to: string) => {
			const { text } = await relyingParty.exchange(new URL(to).searchParams.get("code") ?? "");
			return decodeJwt((JSON.parse(text) as { id_token: string }).id_token) as { amr: string[]; acr: string };
		};
		const first = await agent.open(relyingParty.authorizeUrl());
		const page = await agent.submit(first, { login: person.login, password: person.password }, "", (to) =>
			to.startsWith(REDIRECT),
		);
		const to = page.headers.get("location");
		if (to?.startsWith(REDIRECT)) return { ending: "in", claims: await claimsAt(to) };
		if (page.text.includes("does not let you sign in")) return { ending: "denied", claims: {} };
		if (page.text.includes("a factor that you have not set up")) return { ending: "no way", claims: {} };
		assert.match(page.text, /Confirm that it is you/, page.text.slice(0, 2000));
		return { ending: "asked", claims: await claimsAt(await person.prove(agent, page, REDIRECT)) };
	};

	const holds = async (held: Held, expected: Ending) => {
		const { ending, claims } = await signIn(people.get(held) as Somebody);
		assert.equal(ending, expected, held);
		if (ending === "denied" || ending === "no way") return;
		const [amr, acr] = TOLD[ending === "in" ? "nothing" : held];
		assert.deepEqual([claims.amr?.toSorted(), claims.acr], [amr, acr], held);
	};

	for (const [outcome, { actions, means }] of Object.entries(OUTCOMES))
		it(`the application asks for ${outcome}: ${FACTORS.map((held) => `${held}: ${means[held]}`).join(", ")}`, async () => {
			await provider.api("PUT", `/api/v1/policies/${accessPolicy.id}/rules/${accessPolicy.rule}`, { name: "Tried", actions });
			for (const held of FACTORS) await holds(held, means[held]);
		});

	it(`the organisation asks for a second step: ${FACTORS.map((held) => `${held}: ${STEP_MEANS[held]}`).join(", ")}`, async () => {
		const rule = { name: "Tried", actions: assurance("1FA") };
		await provider.api("PUT", `/api/v1/policies/${accessPolicy.id}/rules/${accessPolicy.rule}`, rule);
		const id = await policyOf("OKTA_SIGN_ON", { conditions: { people: { groups: { include: [staff] } } } });
		const signon = { access: "ALLOW", requireFactor: true, factorPromptMode: "ALWAYS" };
		await provider.api("POST", `/api/v1/policies/${id}/rules`, { type: "SIGN_ON", name: "A step", actions: { signon } });
		for (const held of FACTORS) await holds(held, STEP_MEANS[held]);
	});
});
