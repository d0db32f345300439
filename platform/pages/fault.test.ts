import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { catalogue, type FaultCode } from "#common/faults/catalogue.ts";
import { Fault } from "#common/faults/fault.ts";
import { toOAuth, toOkta, toProblem } from "#common/faults/writers.ts";
import { faultPage } from "./fault.ts";

const advice = {
	rule: "id-token.issuer",
	side: "provider",
	sentence: "Change the hostname in secret place.",
	expected: "x-expected",
} as const;
const codes = Object.keys(catalogue) as FaultCode[];

describe("the page of a fault", () => {
	it("says what happened, shows the id, and has one click onward, whatever the fault is", () => {
		for (const code of codes) {
			const page = faultPage(new Fault(code, { description: "What happened." }), "req1", { url: "/oidc/callback?code=x" });
			assert.match(page, /What happened\./);
			assert.match(page, /<dt>Request id<\/dt><dd><code>req1<\/code>/);
			assert.equal(page.match(/class="button" href="\/[^"]*"/g)?.length, 1, code);
			assert.doesNotMatch(page, /code=x/);
		}
	});

	it("leads whoever came from the provider back there at once, and everybody else to the sign-in page", () => {
		const fault = new Fault("attempt_expired");
		assert.match(faultPage(fault, "r", { url: "/oidc/callback" }), /class="button" href="\/oidc\/login"/);
		assert.match(faultPage(fault, "r", { url: "/oidc/callback" }), /href="\/login"/);
		assert.match(faultPage(new Fault("too_many_attempts"), "r", { url: "/login" }), /class="button" href="\/login"/);
	});

	it("says whom to ask, and leaves to the audit log what administrators have to change", () => {
		const page = faultPage(new Fault("provider_refused", { description: "No.", advice }), "r");
		assert.match(page, /administrators of your identity provider/);
		assert.match(page, /Manage &gt; Audit/);
		assert.doesNotMatch(page, /hostname|id-token|x-expected/);
	});

	it("is plain text in all that others wrote", () => {
		assert.doesNotMatch(faultPage(new Fault("provider_refused", { description: "<b>x</b>" }), "r"), /<b>x/);
	});

	it("is the only answer to a stranger too: advice stands in no other form of a fault", () => {
		const fault = new Fault("account_refused", { advice });
		for (const { body } of [toOAuth(fault), toOkta(fault, "r"), toProblem(fault, "r")]) {
			assert.doesNotMatch(JSON.stringify(body), /hostname|id-token|x-expected/);
		}
	});
});
