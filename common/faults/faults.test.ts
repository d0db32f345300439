import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { catalogue, type FaultCode, faultEntry } from "./catalogue.ts";
import { asFault, Fault, fieldFault } from "./fault.ts";
import { toOAuth, toOkta, toProblem } from "./writers.ts";

const codes = Object.keys(catalogue) as FaultCode[];
const secret = new Fault("internal", { detail: "token abc", cause: new Error("password def") });

describe("the catalogue of faults", () => {
	it("holds statuses of refusal, registered shapes of codes, and whole sentences", () => {
		for (const code of codes) {
			const { status, oauth, okta, oktaStatus = status, sentence } = faultEntry(code);
			assert.ok(status >= 400 && status < 600 && oktaStatus >= 400 && oktaStatus < 600, code);
			assert.match(oauth, /^[a-z_]+$/, code);
			assert.match(okta, /^E\d{7}$/, code);
			assert.match(sentence, /^[A-Z].*\.$/, code);
		}
	});
});

describe("a fault", () => {
	it("is written for OAuth as RFC 6749 section 5.2 says", () => {
		assert.deepEqual(toOAuth(new Fault("forbidden", { description: "Not you." })), {
			status: 403,
			contentType: "application/json; charset=utf-8",
			body: { error: "access_denied", error_description: "Not you." },
		});
	});

	it("is written in the Okta shape with the request id and one cause for each field", () => {
		const { status, body } = toOkta(fieldFault("already_exists", "login", "Is taken."), "req1");
		assert.equal(status, 400);
		assert.deepEqual(body, {
			errorCode: "E0000001",
			errorSummary: "Api validation failed: login",
			errorLink: "E0000001",
			errorId: "req1",
			errorCauses: [{ errorSummary: "login: Is taken." }],
		});
	});

	it("is written as a problem of RFC 9457 with fields only where there are some", () => {
		const { contentType, body } = toProblem(new Fault("conflict", { description: "Later." }), "req1");
		assert.match(contentType, /^application\/problem\+json/);
		assert.deepEqual([body["code"], body["status"], body["detail"], body["requestId"]], ["conflict", 409, "Later.", "req1"]);
		assert.ok(!("fields" in body));
		assert.deepEqual(toProblem(fieldFault("invalid_request", "name", "Is needed."), "r").body["fields"], [
			{ field: "name", message: "Is needed." },
		]);
	});

	it("never shows its detail or cause to a client", () => {
		for (const { body } of [toOAuth(secret), toOkta(secret, "r"), toProblem(secret, "r")]) {
			assert.doesNotMatch(JSON.stringify(body), /abc|def/);
		}
	});

	it("is read by the protocol engine without being changed", () => {
		const fault = new Fault("not_assigned", { redirectable: true });
		assert.deepEqual(
			[fault.expose, fault.statusCode, fault.error, fault.allow_redirect, fault.message],
			[true, 403, "access_denied", true, "access_denied"],
		);
		assert.equal(new Fault("not_assigned").allow_redirect, false);
	});

	it("is internal whenever something else was thrown, whatever it calls itself", () => {
		for (const thrown of [new TypeError("x"), "text", undefined, { statusCode: 404 }]) {
			assert.equal(asFault(thrown).code, "internal");
			assert.equal(asFault(thrown).cause, thrown);
		}
		assert.equal(asFault(secret), secret);
	});
});
