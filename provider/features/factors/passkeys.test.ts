import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { instant } from "#common/db/columns.ts";
import { asFault } from "#common/faults/fault.ts";
import { type Authenticator, createAuthenticator, type Deviation } from "#tests/harness/authenticator.ts";
import { engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
	rowsOf,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import type { User } from "../users/users.ts";
import { type FactorsAtTest, factorsAtTest, freshSession } from "./factors.harness.ts";
import { mountFactors } from "./factors.routes.ts";
import {
	activeFactors,
	beginPasskey,
	beginPasskeyEnrolment,
	challengeFactor,
	type Factor,
	finishPasskey,
	finishPasskeyEnrolment,
	verifyFactor,
} from "./factors.ts";

const ORIGIN = "http://localhost:7081";
const PASSWORD = "a long enough password";

/** How many of these came to an end, and which faults the others met. */
const outcomes = async (tries: readonly Promise<unknown>[]) => {
	const settled = await Promise.allSettled(tries);
	const faults = settled.flatMap((one) => (one.status === "rejected" ? [asFault(one.reason).code] : []));
	return { done: settled.length - faults.length, faults: [...new Set(faults)] };
};
const refused = (work: () => Promise<unknown>, why: string) =>
	assert.rejects(work, (thrown) => asFault(thrown).code === "passcode_refused", why);

for (const engine of engines) {
	describe(`passkeys on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let test: FactorsAtTest;
		let ada: User;
		let bob: User;
		let device: Authenticator;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const root = await makeAdministrator(db, "Root");
			ada = await makePerson(db, "Ada", PASSWORD);
			bob = await makePerson(db, "Bob", PASSWORD);
			test = factorsAtTest(db);
			api = await openManagement(db, root.id, (routes) => mountFactors(routes, test.needs));
			device = createAuthenticator({ origin: ORIGIN });
		});
		afterEach(async () => {
			await api.close();
			await close();
		});

		const enrolled = async (user: User, authenticator = device, name = "Key"): Promise<Factor> => {
			const { publicKey } = await beginPasskeyEnrolment(test.needs, user, "Signet");
			return finishPasskeyEnrolment(test.needs, user, { name, attestation: authenticator.create(publicKey) });
		};
		const signIn = async (deviation?: Deviation, authenticator = device) =>
			finishPasskey(test.needs, authenticator.get((await beginPasskey(test.needs)).publicKey, deviation));
		const challenge = async (user: User, { id }: Factor): Promise<PublicKeyCredentialRequestOptionsJSON> => {
			const { publicKey } = await challengeFactor(test.needs, user, id);
			assert.ok(publicKey);
			return publicKey;
		};

		it("a person has several, each with a name, and any of them signs in without a name being typed", async () => {
			const phone = createAuthenticator({ origin: ORIGIN, synced: true });
			const key = await enrolled(ada, device, " Key on my ring ");
			const synced = await enrolled(ada, phone, "Phone");
			assert.match(key.id, /^fwf/);
			assert.deepEqual(
				(await activeFactors(db, ada.id)).map(({ profile, lastUsed, passkey }) => [
					profile["authenticatorName"],
					lastUsed,
					passkey,
				]),
				[
					["Key on my ring", null, { transports: ["usb"], multiDevice: false, backedUp: false }],
					["Phone", null, { transports: ["internal", "hybrid"], multiDevice: true, backedUp: true }],
				],
			);
			const { userId, factor, method } = await signIn(undefined, phone);
			assert.deepEqual([userId, factor.id, method], [ada.id, synced.id, "passkey"]);
			assert.equal((await signIn()).factor.id, key.id);
			const [used] = await activeFactors(db, ada.id);
			assert.notEqual(used?.lastUsed, null);
		});

		it("are asked for as keys that stay on the authenticator, and not twice on the same one", async () => {
			const { profile } = await enrolled(ada);
			const { publicKey } = await beginPasskeyEnrolment(test.needs, ada, "Example Ltd");
			assert.deepEqual(publicKey.rp, { name: "Example Ltd", id: "localhost" });
			assert.equal(publicKey.authenticatorSelection?.residentKey, "required");
			assert.equal(publicKey.authenticatorSelection?.userVerification, "preferred");
			assert.deepEqual(
				publicKey.excludeCredentials?.map(({ id }) => id),
				[profile["credentialId"]],
			);
			assert.equal((await beginPasskey(test.needs)).publicKey.userVerification, "required");
		});

		it("as a second step say whether the user was verified or has merely touched it", async () => {
			const factor = await enrolled(ada);
			const prove = async (deviation?: Deviation) => {
				const assertion = device.get(await challenge(ada, factor), deviation);
				return (await verifyFactor(test.needs, ada.id, factor.id, { assertion })).method;
			};
			assert.equal(await prove(), "passkey");
			assert.equal(await prove({ verified: false }), "security_key");
			await refused(() => signIn({ verified: false }), "a touch alone signs nobody in");
			assert.equal(await prove(), "passkey");
		});

		it("the making of one says whether the user was verified, as its use does", async () => {
			const made = async (deviation: Deviation) => {
				const { publicKey } = await beginPasskeyEnrolment(test.needs, ada, "Signet");
				const { method } = await finishPasskeyEnrolment(test.needs, ada, { attestation: device.create(publicKey, deviation) });
				return method;
			};
			assert.equal(await made({ verified: true }), "passkey");
			assert.equal(await made({ verified: false }), "security_key");
		});

		it("a replayed assertion is refused, also of two at the same moment", async () => {
			const factor = await enrolled(ada);
			const first = device.get((await beginPasskey(test.needs)).publicKey);
			assert.deepEqual(await outcomes([finishPasskey(test.needs, first), finishPasskey(test.needs, first)]), {
				done: 1,
				faults: ["passcode_refused"],
			});
			await refused(() => finishPasskey(test.needs, first), "a moment later");
			const assertion = device.get(await challenge(ada, factor));
			const prove = () => verifyFactor(test.needs, ada.id, factor.id, { assertion });
			assert.deepEqual(await outcomes([prove(), prove(), prove()]), { done: 1, faults: ["passcode_refused"] });
		});

		it("a replayed attestation makes no second passkey", async () => {
			const { publicKey } = await beginPasskeyEnrolment(test.needs, ada, "Signet");
			const attestation = device.create(publicKey);
			const finish = () => finishPasskeyEnrolment(test.needs, ada, { name: "Key", attestation });
			assert.deepEqual(await outcomes([finish(), finish()]), { done: 1, faults: ["passcode_refused"] });
			assert.equal((await activeFactors(db, ada.id)).length, 1);
		});

		it("a challenge is of no use after five minutes, for another ceremony, or spent by a wrong answer", async () => {
			const factor = await enrolled(ada);
			const begun = device.get((await beginPasskey(test.needs)).publicKey);
			await db
				.updateTable("passkey_challenges" as never)
				.set({ expires: instant(new Date(Date.now() - 1000)) } as never)
				.execute();
			await refused(() => finishPasskey(test.needs, begun), "expired");
			const second = device.get(await challenge(ada, factor));
			await refused(() => finishPasskey(test.needs, second), "a second step's for a first");
			const first = device.get((await beginPasskey(test.needs)).publicKey);
			await refused(() => verifyFactor(test.needs, ada.id, factor.id, { assertion: first }), "a first step's for a second");
			const { publicKey } = await beginPasskey(test.needs);
			await refused(() => finishPasskey(test.needs, device.get(publicKey, { origin: "https://evil.example" })), "spent");
			await refused(() => finishPasskey(test.needs, device.get(publicKey)), "spent by the wrong one");
			await refused(() => signIn({ challenge: "AAAA" }), "one that we never gave");
		});

		it("a wrong origin, a wrong rpId and somebody else's frame are refused at enrolment and at sign-in", async () => {
			const wrong: readonly Deviation[] = [
				{ origin: "https://localhost:7081" },
				{ origin: "http://localhost:7080" },
				{ origin: "http://localhost.evil.example:7081" },
				{ rpId: "evil.example" },
				{ crossOrigin: true },
			];
			for (const deviation of wrong) {
				const { publicKey } = await beginPasskeyEnrolment(test.needs, ada, "Signet");
				const attestation = device.create(publicKey, deviation);
				const finish = () => finishPasskeyEnrolment(test.needs, ada, { name: "Key", attestation });
				await refused(finish, JSON.stringify(deviation));
			}
			assert.deepEqual(await rowsOf(db, "passkeys"), [[]]);
			const factor = await enrolled(ada);
			for (const deviation of wrong) {
				await refused(() => signIn(deviation), JSON.stringify(deviation));
				const assertion = device.get(await challenge(ada, factor), deviation);
				await refused(() => verifyFactor(test.needs, ada.id, factor.id, { assertion }), JSON.stringify(deviation));
			}
		});

		it("somebody else's passkey signs nobody else in, and proves nothing for them", async () => {
			const adas = await enrolled(ada);
			const bobsDevice = createAuthenticator({ origin: ORIGIN });
			const bobs = await enrolled(bob, bobsDevice);
			const handle = Buffer.from(ada.id).toString("base64url");
			await refused(() => signIn({ userHandle: handle }, bobsDevice), "Bob's key with Ada's handle");
			await refused(() => signIn({ userHandle: "" }, bobsDevice), "no handle");
			const answer = async (of: User, factor: Factor) => bobsDevice.get(await challenge(of, factor));
			const toAda = await answer(ada, adas);
			await refused(() => verifyFactor(test.needs, ada.id, adas.id, { assertion: toAda }), "Bob's key for Ada's challenge");
			const toBob = await answer(bob, bobs);
			await refused(() => verifyFactor(test.needs, ada.id, adas.id, { assertion: toBob }), "Bob's key and challenge for Ada");
			const forged = { ...bobsDevice.get((await beginPasskey(test.needs)).publicKey), id: adas.profile["credentialId"] ?? "" };
			await refused(() => finishPasskey(test.needs, { ...forged, rawId: forged.id }), "Bob's signature under Ada's credential");
			const { publicKey } = await beginPasskeyEnrolment(test.needs, bob, "Signet");
			const attestation = bobsDevice.create(publicKey);
			await refused(() => finishPasskeyEnrolment(test.needs, ada, { name: "x", attestation }), "Bob's key into Ada's account");
			await assert.rejects(
				() => challengeFactor(test.needs, bob, adas.id),
				(thrown) => asFault(thrown).code === "not_found",
			);
			assert.equal((await activeFactors(db, ada.id)).length, 1);
		});

		it("a credential that is known already is not taken again, whoever brings it", async () => {
			const { publicKey } = await beginPasskeyEnrolment(test.needs, ada, "Signet");
			const made = device.create(publicKey);
			await finishPasskeyEnrolment(test.needs, ada, { name: "Key", attestation: made });
			const next = await beginPasskeyEnrolment(test.needs, bob, "Signet");
			const clientDataJSON = Buffer.from(
				JSON.stringify({ type: "webauthn.create", challenge: next.publicKey.challenge, origin: ORIGIN }),
			).toString("base64url");
			const attestation = { ...made, response: { ...made.response, clientDataJSON } };
			await assert.rejects(
				() => finishPasskeyEnrolment(test.needs, bob, { name: "Key", attestation }),
				(thrown) => asFault(thrown).code === "already_exists",
			);
		});

		it("a counter that goes back or stands still is refused, and one that goes on is not", async () => {
			await enrolled(ada);
			await signIn({ counter: 7 });
			await refused(() => signIn({ counter: 7 }), "stands still");
			await refused(() => signIn({ counter: 6 }), "goes back");
			await refused(() => signIn({ counter: 0 }), "is gone");
			const thrown = await signIn({ counter: 5 }).catch(asFault);
			assert.equal((thrown as { advice?: { rule: string } }).advice?.rule, "passkey.counter");
			assert.equal((await signIn({ counter: 8 })).userId, ada.id);
		});

		it("of two sign-ins at once with the same counter one is a copy's", async () => {
			await enrolled(ada);
			const answers = await Promise.all(
				Array.from({ length: 3 }, async () => device.get((await beginPasskey(test.needs)).publicKey, { counter: 4 })),
			);
			assert.deepEqual(await outcomes(answers.map((answer) => finishPasskey(test.needs, answer))), {
				done: 1,
				faults: ["passcode_refused"],
			});
		});

		it("a changed signature, and what is no answer of an authenticator at all, are refused without a failure of ours", async () => {
			const factor = await enrolled(ada);
			const honest = device.get((await beginPasskey(test.needs)).publicKey);
			const signature = `${honest.response.signature.slice(0, -4)}AAAA`;
			await refused(() => finishPasskey(test.needs, { ...honest, response: { ...honest.response, signature } }), "signature");
			for (const clientDataJSON of ["", "bnVsbA", "e30", "W10", "_w", "eyJjaGFsbGVuZ2UiOjF9"])
				await refused(() => finishPasskey(test.needs, { ...honest, response: { ...honest.response, clientDataJSON } }), "odd");
			for (const authenticatorData of ["", "AAAA", honest.response.authenticatorData.slice(0, 20)]) {
				const answer = device.get((await beginPasskey(test.needs)).publicKey);
				await refused(
					() => finishPasskey(test.needs, { ...answer, response: { ...answer.response, authenticatorData } }),
					"short",
				);
			}
			const at = `/api/v1/users/${ada.id}/factors/${factor.id}`;
			const odd = [
				{ clientData: "AAAA", authenticatorData: "AAAA", signatureData: "AAAA" },
				{ passCode: "000000" },
				{ answer: "x" },
			];
			for (const body of odd) assert.equal((await api.call("POST", `${at}/verify`, { body })).body.errorCode, "E0000068");
			for (const body of [
				{ attestation: "AAAA", clientData: "AAAA" },
				{ attestation: "o2M", clientData: "" },
			])
				assert.equal((await api.call("POST", `${at}/lifecycle/activate`, { body })).body.errorCode, "E0000068");
		});

		it("are set up, verified, renamed and removed through the API, as Okta's clients do and as browsers answer", async () => {
			const at = `/api/v1/users/${ada.id}/factors`;
			type Shown = {
				id: string;
				status: string;
				provider: string;
				vendorName: string;
				profile: Record<string, string>;
				_embedded: { activation: PublicKeyCredentialCreationOptionsJSON; challenge: PublicKeyCredentialRequestOptionsJSON };
			};
			const begin = async () =>
				(await api.call<Shown>("POST", at, { body: { factorType: "webauthn", provider: "FIDO" }, caller: ada.id })).body;
			const pending = await begin();
			assert.deepEqual([pending.status, pending.provider, pending.vendorName], ["PENDING_ACTIVATION", "FIDO", "FIDO"]);
			const { response } = device.create(pending._embedded.activation);
			const padded = (text: string) => Buffer.from(text, "base64url").toString("base64");
			const okta = { attestation: padded(response.attestationObject), clientData: padded(response.clientDataJSON) };
			const activate = (id: string, body: object) =>
				api.call<Shown>("POST", `${at}/${id}/lifecycle/activate`, { body, caller: ada.id });
			const other = await begin();
			assert.equal((await activate(other.id, okta)).status, 403, "what was made for another");
			const again = await begin();
			const second = device.create(again._embedded.activation);
			const made = await activate(again.id, {
				attestation: padded(second.response.attestationObject),
				clientData: padded(second.response.clientDataJSON),
			});
			assert.deepEqual([made.status, made.body.id, made.body.status], [200, again.id, "ACTIVE"]);
			test.session = freshSession("pop", "user", "mfa");
			const third = await begin();
			const laptop = createAuthenticator({ origin: ORIGIN });
			const json = { name: "Laptop", credential: laptop.create(third._embedded.activation) };
			assert.equal((await activate(third.id, json)).body.profile["authenticatorName"], "Laptop");

			const one = `${at}/${again.id}`;
			const asked = (await api.call<Shown & { factorResult: string }>("POST", `${one}/verify`, { body: {} })).body;
			assert.equal(asked.factorResult, "CHALLENGE");
			const signed = device.get({ rpId: "localhost", ...asked._embedded.challenge }).response;
			const proof = {
				clientData: signed.clientDataJSON,
				authenticatorData: signed.authenticatorData,
				signatureData: signed.signature,
			};
			assert.deepEqual((await api.call("POST", `${one}/verify`, { body: proof })).body, { factorResult: "SUCCESS" });
			assert.equal((await api.call("POST", `${one}/verify`, { body: proof })).body.errorCode, "E0000068", "replayed");

			const read = (await api.call<Shown>("GET", one)).body;
			const renamed = { ...read, profile: { ...read.profile, authenticatorName: "Key on my ring" } };
			assert.equal(
				(await api.call<Shown>("PUT", one, { body: renamed, caller: ada.id })).body.profile["authenticatorName"],
				"Key on my ring",
			);
			const blank = { profile: { authenticatorName: "  " } };
			assert.equal((await api.call("PUT", one, { body: blank, caller: ada.id })).status, 400);
			assert.equal((await api.call("PUT", one, { body: renamed, caller: bob.id })).status, 403);
			assert.equal((await api.call("DELETE", one, { caller: ada.id })).status, 204);
			assert.equal((await api.call<Shown[]>("GET", at)).body.length, 1);
		});
	});
}
