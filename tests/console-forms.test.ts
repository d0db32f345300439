import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Configuration } from "../platform/console/api.ts";
import { otherLinesIn, parametersIn } from "../platform/console/authentication/parameters.ts";
import { afterSaving, preferencesOf } from "../platform/console/authentication/preferences.ts";

/** What the platform's forms make of what is typed, without a browser. */

describe("authorization parameters as they are typed", () => {
	it("are the lines that are name=value, and every other line is told by its number", () => {
		const text = "prompt\n access_type = offline \n\n=x\nhd=\nstate=a=b";
		assert.deepEqual(parametersIn(text), { access_type: "offline", state: "a=b" });
		assert.deepEqual(otherLinesIn(text), [1, 4, 5]);
		assert.deepEqual(parametersIn("prompt"), {});
		assert.deepEqual(otherLinesIn(""), []);
	});
});

describe("a form whose save has been answered", () => {
	const saved = { method: "openid-connect", clientId: "saved", issuer: "https://id.example", additionalScopes: ["a"] } as unknown;
	const configuration = saved as Configuration;
	const sent = { ...preferencesOf(configuration), clientId: " saved ", clientSecret: "a secret" };

	it("holds the saved values where it still holds what was sent", () => {
		assert.deepEqual(afterSaving(structuredClone(sent), sent, configuration), preferencesOf(configuration));
	});

	it("keeps what was typed meanwhile, and a secret among it", () => {
		const typed = { ...sent, clientSecret: "another", additionalScopes: ["a", "b"] };
		assert.deepEqual(afterSaving(typed, sent, configuration), {
			...preferencesOf(configuration),
			clientSecret: "another",
			additionalScopes: ["a", "b"],
		});
	});
});
