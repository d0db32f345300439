import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSeal } from "./seal.ts";

const KEY = "a master key of at least 32 characters";
const AT = "application_secrets.secret/ocs1";
const seal = createSeal(KEY, "provider");

describe("a sealed value", () => {
	it("opens where it was sealed, whatever text it is", () => {
		for (const plain of ["", "secret", "häßlich 🔑", "x".repeat(100_000)])
			assert.equal(seal.open(seal.seal(plain, AT), AT), plain);
	});

	it("shows nothing of itself, and is different each time", () => {
		const [one, two] = [seal.seal("secret", AT), seal.seal("secret", AT)];
		assert.notEqual(one, two);
		assert.ok(!one.includes(Buffer.from("secret").toString("base64url")));
	});

	it("does not open in another row or column", () => {
		const sealed = seal.seal("secret", AT);
		assert.throws(() => seal.open(sealed, "application_secrets.secret/ocs2"));
		assert.throws(() => seal.open(sealed, "signing_keys.private_jwk/ocs1"));
	});

	it("does not open when one bit of it was changed, or when it was cut", () => {
		const sealed = seal.seal("secret", AT);
		const bytes = Buffer.from(sealed.slice(3), "base64url");
		for (let at = 0; at < bytes.length; at++) {
			const changed = Buffer.from(bytes);
			changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
			assert.throws(() => seal.open(`v1.${changed.toString("base64url")}`, AT), `byte ${at}`);
		}
		for (const length of [0, 12, 16, 20, 27]) {
			assert.throws(() => seal.open(`v1.${bytes.subarray(0, length).toString("base64url")}`, AT), `${length} bytes`);
		}
	});

	it("does not open under another master key, nor in the other half", () => {
		const sealed = seal.seal("secret", AT);
		assert.throws(() => createSeal(`${KEY}.`, "provider").open(sealed, AT));
		assert.throws(() => createSeal(KEY, "platform").open(sealed, AT));
	});

	it("is refused when it is no sealed value at all, without being repeated", () => {
		for (const text of ["", "secret", "v2.AAAA", "v1"]) {
			assert.throws(
				() => seal.open(text, AT),
				(thrown) => thrown instanceof Error && (text === "" || !thrown.message.includes(`${text} `)),
			);
		}
	});
});
