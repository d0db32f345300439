import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { Secret, TOTP } from "otpauth";
import { createAuthenticator } from "#tests/harness/authenticator.ts";
import {
	type Credential,
	type InjectedProvider,
	injectProvider,
	PROVIDER_URL,
	SUPER_ADMIN,
} from "#tests/harness/provider-inject.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded", origin: PROVIDER_URL };
const PASSWORD = "a good long password";
const COOKIE = "signet_provider_session";

interface Shown {
	readonly id: string;
	readonly _embedded: {
		readonly activation: PublicKeyCredentialCreationOptionsJSON & { readonly sharedSecret?: string };
	};
}

/** What somebody can do with a proof that they have overheard, and with the ways back in. */
describe("attacks on proofs and on the ways back in", () => {
	let provider: InjectedProvider;
	let root: Credential;
	let people = 0;
	let person: { readonly id: string; readonly login: string; readonly session: Credential };
	before(async () => {
		provider = await injectProvider();
		root = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
	});
	beforeEach(async () => {
		const login = `person${people++}@example.com`;
		const { id } = await provider.done<{ id: string }>("POST", "/api/v1/users?activate=true", root, {
			profile: { firstName: "Ada", lastName: "Tester", email: login, login },
			credentials: { password: { value: PASSWORD } },
		});
		person = { id, login, session: await provider.signedIn(login, PASSWORD) };
	});
	after(() => provider.close());

	const form = (path: string, fields: Record<string, string>, headers: Credential = {}, address?: string) =>
		provider.call("POST", path, { ...FORM, ...headers }, new URLSearchParams(fields).toString(), address);
	const isIn = ({ statusCode, cookies }: { statusCode: number; cookies: { name: string; value: string }[] }) =>
		statusCode === 303 && cookies.some(({ name, value }) => name === COOKIE && value !== "");
	const factors = () => `/api/v1/users/${person.id}/factors`;

	/** The policy asks this person for a second step from now on. */
	const askForAFactor = async () => {
		const policy = await provider.done<{ id: string }>("POST", "/api/v1/policies", root, {
			type: "OKTA_SIGN_ON",
			name: `For ${person.login}`,
			conditions: { people: { groups: { include: [await groupOf()] } } },
		});
		await provider.done("POST", `/api/v1/policies/${policy.id}/rules`, root, {
			type: "SIGN_ON",
			name: "Two factors",
			actions: { signon: { access: "ALLOW", requireFactor: true, factorPromptMode: "ALWAYS" } },
		});
	};
	const groupOf = async () => {
		const { id } = await provider.done<{ id: string }>("POST", "/api/v1/groups", root, { profile: { name: person.login } });
		await provider.done("PUT", `/api/v1/groups/${id}/users/${person.id}`, root);
		return id;
	};

	const addApp = async () => {
		const made = await provider.done<Shown>("POST", factors(), person.session, {
			factorType: "token:software:totp",
			provider: "GOOGLE",
		});
		const app = new TOTP({ secret: Secret.fromBase32(made._embedded.activation.sharedSecret ?? "") });
		return { id: made.id, codeOf: (at: number) => app.generate({ timestamp: at * 30_000 }) };
	};

	it("a code of an authenticator app that was used, or seen being used, opens nothing again", async () => {
		const made = await addApp();
		const { codeOf } = made;
		const step = Math.floor(Date.now() / 30_000);
		await provider.done("POST", `${factors()}/${made.id}/lifecycle/activate`, person.session, { passCode: codeOf(step - 1) });
		await askForAFactor();
		const withCode = async (passCode: string) => {
			const page = await form("/login", { login: person.login, password: PASSWORD });
			const stateToken = /name="stateToken" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
			return form("/login/next", { stateToken, factorId: made.id, passCode });
		};
		assert.equal(isIn(await withCode(codeOf(step - 1))), false, "it was used for the setting up");
		assert.equal(isIn(await withCode(codeOf(step))), true);
		assert.equal(isIn(await withCode(codeOf(step))), false, "once");
		// Two who have it at the same moment: the owner and whoever looks over their shoulder.
		const next = codeOf(step + 1);
		const both = await Promise.all([withCode(next), withCode(next), withCode(next)]);
		assert.equal(both.filter(isIn).length, 1);
	});

	it("an assertion of a passkey works once, at one site, for one person", async () => {
		const authenticator = createAuthenticator({ origin: PROVIDER_URL });
		const made = await provider.done<Shown>("POST", factors(), person.session, { factorType: "webauthn", provider: "FIDO" });
		const credential = authenticator.create(made._embedded.activation);
		await provider.done("POST", `${factors()}/${made.id}/lifecycle/activate`, person.session, { credential, name: "Key" });
		const options = async () => {
			const answer = await provider.call("POST", "/login/passkey/options", { origin: PROVIDER_URL });
			return (answer.json() as { publicKey: PublicKeyCredentialRequestOptionsJSON }).publicKey;
		};
		const present = (assertion: unknown) => form("/login/passkey", { credential: JSON.stringify(assertion) });
		const assertion = authenticator.get(await options());
		assert.equal(isIn(await present(assertion)), true);
		assert.equal(isIn(await present(assertion)), false, "replayed");
		const raced = authenticator.get(await options());
		const answers = await Promise.all([present(raced), present(raced), present(raced)]);
		assert.equal(answers.filter(isIn).length, 1, "of three at once, one");
		for (const deviation of [
			{ origin: "https://evil.example.com" },
			{ rpId: "evil.example.com" },
			{ verified: false },
			{ counter: 1 },
			{ challenge: "AAAA" },
		])
			assert.equal(isIn(await present(authenticator.get(await options(), deviation))), false, JSON.stringify(deviation));
		const foreign = createAuthenticator({ origin: PROVIDER_URL });
		foreign.create(made._embedded.activation);
		assert.equal(isIn(await present(foreign.get(await options()))), false, "a passkey that nobody has registered");
	});

	/** The links in the letters of this person, but for a former one. A letter that a newer one replaces cannot be read any more. */
	const linksNow = async (login: string, former = "") => {
		const letters = await provider.done<{ id: string }[]>("GET", "/api/v1/internal/outbox", root);
		const mine = letters.filter((letter) => JSON.stringify(letter).includes(login));
		const read = await Promise.all(mine.map(({ id }) => provider.call("POST", `/api/v1/internal/outbox/${id}/read`, root)));
		return read.flatMap(({ body }) => /https?:\/\/[^\s"\\]+/.exec(body)?.[0] ?? []).filter((address) => address !== former);
	};
	/** Waits for it: letters are written after the answer has left. */
	const linkTo = async (login: string, former = ""): Promise<string> => {
		const [link] = await linksNow(login, former);
		if (link !== undefined) return link;
		await setTimeout(100);
		return linkTo(login, former);
	};
	const ask = (login: string, headers: Credential = {}, address?: string) => form("/login/forgot", { login }, headers, address);

	it("a recovery link works once, even for several at the same moment, and its use kills all others", async () => {
		const made = await addApp();
		const passCode = made.codeOf(Math.floor(Date.now() / 30_000));
		await provider.done("POST", `${factors()}/${made.id}/lifecycle/activate`, person.session, { passCode });
		await askForAFactor();
		await ask(person.login);
		const first = await linkTo(person.login);
		await ask(person.login);
		const link = await linkTo(person.login, first);
		const use = (address: string, password: string) => form(new URL(address).pathname, { password });
		const answers = await Promise.all([1, 2, 3].map((n) => use(link, `something quite new ${n}`)));
		assert.equal(answers.filter(({ statusCode }) => statusCode < 400).length, 1);
		assert.deepEqual((await use(link, "something quite new 4")).statusCode, 410);
		assert.deepEqual((await use(first, "something quite new 5")).statusCode, 410, "another that was asked for before");
		assert.equal((await provider.call("GET", "/api/v1/internal/me", person.session)).statusCode, 403, "what was open is shut");
		assert.ok(
			answers.every((answer) => !isIn(answer)),
			"a mailbox signs nobody in past a second factor",
		);
	});

	it("mails link to the configured address, whatever host a request names", async () => {
		const forged = { host: "evil.example.com", "x-forwarded-host": "evil.example.com", forwarded: "host=evil.example.com" };
		await ask(person.login, forged);
		assert.equal(new URL(await linkTo(person.login)).origin, PROVIDER_URL);
	});

	it("nobody hears whether an account exists: sign-in, forgotten password, unlock, the API", async () => {
		const plain = (body: string) =>
			body.replaceAll(/person\d+@example\.com|nobody@example\.com/g, "X").replaceAll(/req[\w-]{22}/g, "R");
		const of = async (login: string, address: string) => {
			const answers = [
				await form("/login", { login, password: "not the right one" }, {}, address),
				await ask(login, {}, address),
				await form("/login/unlock", { login }, {}, address),
				await provider.call("POST", "/api/v1/authn", {}, { username: login, password: "not the right one" }, address),
				await provider.call("POST", "/api/v1/authn/recovery/password", {}, { username: login, factorType: "EMAIL" }, address),
			];
			return answers.map(({ statusCode, body, headers }) => [statusCode, Object.keys(headers).sort(), shape(plain(body))]);
		};
		/** Of JSON, what is there, without the values that are made anew each time. */
		const shape = (body: string) =>
			body.startsWith("{") ? body.replaceAll(/"(errorId|stateToken|recoveryToken|expiresAt|id)":"[^"]*"/g, '"$1":""') : body;
		assert.deepEqual(await of("nobody@example.com", "192.0.2.1"), await of(person.login, "192.0.2.2"));
		await provider.done("POST", `/api/v1/users/${person.id}/lifecycle/suspend`, root);
		assert.deepEqual(await of("nobody@example.com", "192.0.2.3"), await of(person.login, "192.0.2.4"), "suspended");
		assert.equal((await linksNow("nobody@example.com")).length, 0);
	});

	it("mass assignment: a person's own profile takes what is theirs to change, and nothing else", async () => {
		const account = "/api/v1/internal/account/profile";
		const before = await provider.done<{ profile: object; status: string }>("GET", `/api/v1/users/${person.id}`, root);
		const bodies: object[] = [
			{ profile: { login: SUPER_ADMIN.login } },
			{ profile: { email: "mine@evil.example.com" } },
			{ profile: { firstName: "Eve", login: "eve@example.com" } },
			{ profile: { status: "ACTIVE", roles: ["SUPER_ADMIN"] } },
			{ profile: { __proto__x: "1" } },
			{ profile: { firstName: "Eve" }, status: "ACTIVE" },
			{ profile: { firstName: "Eve" }, roles: ["SUPER_ADMIN"] },
			{ profile: { firstName: "Eve" }, credentials: { password: { value: "x" } } },
			{ id: SUPER_ADMIN.login, profile: { firstName: "Eve" } },
		];
		for (const body of bodies) {
			const { statusCode } = await provider.call("POST", account, person.session, body);
			assert.ok(statusCode === 400 || statusCode === 403, `${JSON.stringify(body)}: ${statusCode}`);
		}
		for (const path of [`/api/v1/users/${person.id}`, "/api/v1/users/me"])
			for (const body of bodies) {
				const { statusCode } = await provider.call("POST", path, person.session, body);
				assert.ok(statusCode >= 400 && statusCode < 500, `${path} ${JSON.stringify(body)}: ${statusCode}`);
			}
		const after = await provider.done<{ profile: object; status: string }>("GET", `/api/v1/users/${person.id}`, root);
		assert.deepEqual([after.profile, after.status], [before.profile, before.status]);
	});
});
