import assert from "node:assert/strict";
import { it } from "node:test";
import type { World } from "./world.ts";

const MISBEHAVED = 502;

/** The modules of the conformance suite's plan Basic RP; the plan Form Post RP has the same with another response mode. */
export const basicModules = (world: () => World): void => {
	it("oidcc-client-test: a sign-in that is in order succeeds", async () => {
		await world().accepts();
	});
	it("oidcc-client-test-invalid-iss is refused", async () => {
		await world().refuses(MISBEHAVED, "invalid-iss");
	});
	it("oidcc-client-test-missing-sub is refused", async () => {
		await world().refuses(MISBEHAVED, "missing-sub");
	});
	it("oidcc-client-test-invalid-aud is refused", async () => {
		await world().refuses(MISBEHAVED, "invalid-aud");
	});
	it("oidcc-client-test-missing-iat is refused", async () => {
		await world().refuses(MISBEHAVED, "missing-iat");
	});
	it("oidcc-client-test-kid-absent-single-jwks is accepted", async () => {
		await world().accepts("kid-absent");
	});
	it("oidcc-client-test-kid-absent-multiple-jwks is accepted, by trying each key", async () => {
		await world().provider.rotateKeys();
		await world().accepts("kid-absent", "multiple-jwks");
	});
	it("oidcc-client-test-idtoken-sig-rs256 is accepted", async () => {
		await world().accepts();
	});
	it("oidcc-client-test-idtoken-sig-none is refused", async () => {
		await world().refuses(MISBEHAVED, "idtoken-sig-none");
	});
	it("oidcc-client-test-invalid-sig-rs256 is refused", async () => {
		await world().refuses(MISBEHAVED, "invalid-sig-rs256");
	});
	it("oidcc-client-test-userinfo-bearer-header: userinfo is asked with the token in the header", async () => {
		await world().accepts("claims-in-userinfo");
		assert.match(world().provider.seen.userinfoAuthorization ?? "", /^Bearer \S+$/);
	});
	it("oidcc-client-test-userinfo-bearer-body: the token goes in the header alone, as RFC 6750 section 2.1 prefers", async () => {
		await world().accepts("claims-in-userinfo");
		assert.match(world().provider.seen.userinfoAuthorization ?? "", /^Bearer \S+$/);
	});
	it("oidcc-client-test-userinfo-invalid-sub is refused", async () => {
		await world().refuses(MISBEHAVED, "claims-in-userinfo", "userinfo-invalid-sub");
	});
	it("oidcc-client-test-nonce-invalid is refused", async () => {
		await world().refuses(MISBEHAVED, "nonce-invalid");
	});
	it("oidcc-client-test-scope-userinfo-claims: openid, profile and email are asked for, and used", async () => {
		const agent = await world().accepts("claims-in-userinfo");
		assert.equal(world().provider.seen.scope, "openid profile email");
		assert.equal((await world().me(agent)).name, "Ada Lovelace");
	});
	it("oidcc-client-test-client-secret-basic: id and secret are form-encoded", async () => {
		await world().accepts();
		assert.equal(
			Buffer.from(world().provider.seen.tokenAuthorization?.replace("Basic ", "") ?? "", "base64").toString(),
			"platform:a+secret+%2B+that+%25needs%3A+encoding",
		);
	});
};
