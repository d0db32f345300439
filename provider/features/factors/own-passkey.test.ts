import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { fromJson, toJson } from "#common/db/columns.ts";
import { openDatabase } from "#common/db/database.ts";
import { createAuthenticator } from "#tests/harness/authenticator.ts";
import {
	type Credential,
	type InjectedProvider,
	injectProvider,
	PROVIDER_URL,
	SUPER_ADMIN,
} from "#tests/harness/provider-inject.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";

const PASSWORD = "a good long password";
const LOGIN = "ada@example.com";
const FACTORS = "/api/v1/users/me/factors";
const PASSKEY = { factorType: "webauthn", provider: "FIDO" };

interface Begun {
	readonly id: string;
	readonly _embedded: { readonly activation: PublicKeyCredentialCreationOptionsJSON };
}

describe("one's own passkey at a whole provider", () => {
	let provider: InjectedProvider;
	let ada: Credential;
	const device = createAuthenticator({ origin: PROVIDER_URL });
	before(async () => {
		provider = await injectProvider();
		const root = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
		await provider.done("POST", "/api/v1/users?activate=true", root, {
			profile: { firstName: "Ada", lastName: "Tester", email: LOGIN, login: LOGIN },
			credentials: { password: { value: PASSWORD } },
		});
		ada = await provider.signedIn(LOGIN, PASSWORD);
	});
	after(() => provider.close());

	const status = async (...call: Parameters<InjectedProvider["call"]>) => (await provider.call(...call)).statusCode;

	/** As if all sessions had begun an hour earlier. */
	const age = async () => {
		const db = await openDatabase<Tables>({ dataDir: provider.dataDir }, "provider", migrations);
		for (const { uid, payload } of await db.selectFrom("sessions").select(["uid", "payload"]).execute()) {
			const { loginTs = 0, ...rest } = fromJson(payload);
			const aged = toJson({ ...rest, loginTs: loginTs - 3_600 }) as typeof payload;
			await db.updateTable("sessions").set({ payload: aged }).where("uid", "=", uid).execute();
		}
		await db.destroy();
	};
	const signIn = (credential: object) =>
		provider.app.inject({
			method: "POST",
			url: "/login/passkey",
			headers: { origin: PROVIDER_URL, "content-type": "application/x-www-form-urlencoded" },
			payload: new URLSearchParams({ credential: JSON.stringify(credential) }).toString(),
		});
	const options = async () =>
		(await provider.done<{ publicKey: PublicKeyCredentialRequestOptionsJSON }>("POST", "/login/passkey/options", ada)).publicKey;

	it("is added in a fresh session, signs in without a password, and its answer works once", async () => {
		const { id, _embedded } = await provider.done<Begun>("POST", FACTORS, ada, PASSKEY);
		const credential = device.create(_embedded.activation);
		await provider.done("POST", `${FACTORS}/${id}/lifecycle/activate`, ada, { name: "Key", credential });
		const answer = device.get(await options());
		const first = await signIn(answer);
		assert.equal(first.statusCode, 303, first.body);
		assert.notEqual((await signIn(answer)).statusCode, 303, "replayed");
		const cookie = first.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
		const session = await provider.done<{ amr: string[]; login: string }>("GET", "/api/v1/sessions/me", { cookie });
		assert.deepEqual([session.login, session.amr], [LOGIN, ["pop", "user", "mfa"]]);
		ada = { ...ada, cookie };
	});

	it("a session that was left open, and one by password alone, change nothing", async () => {
		const byPassword = await provider.signedIn(LOGIN, PASSWORD);
		assert.equal(await status("POST", FACTORS, byPassword, PASSKEY), 403, "a password alone");
		assert.equal(await status("POST", FACTORS, ada, PASSKEY), 200);
		await age();
		assert.equal(await status("POST", FACTORS, ada, PASSKEY), 403, "an hour ago");
		const [held] = await provider.done<{ id: string }[]>("GET", FACTORS, ada);
		assert.equal(await status("DELETE", `${FACTORS}/${held?.id}`, ada), 403);
		assert.equal(await status("POST", "/api/v1/internal/me/recovery-codes", ada, {}), 403);
		assert.equal((await provider.done<unknown[]>("GET", FACTORS, ada)).length, 1);
	});

	it("a counter that goes back is told to who reads the log", async () => {
		assert.notEqual((await signIn(device.get(await options(), { counter: 1 }))).statusCode, 303);
		const root = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
		const log = await provider.call("GET", "/api/v1/logs?limit=100&sortOrder=DESCENDING", root);
		assert.match(log.body, /passkey\.counter/);
	});
});
