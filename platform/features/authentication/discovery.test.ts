import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { discover } from "./discovery.ts";

describe("discovery", () => {
	it("a provider that says too much is not quoted at length on the sign-in page", async () => {
		const endpoint = "https://login.example.com/any";
		const members = { authorization_endpoint: endpoint, token_endpoint: endpoint, jwks_uri: endpoint };
		const document = JSON.stringify({ issuer: "x".repeat(100_000), ...members });
		const asked = discover(async () => new Response(document), "https://login.example.com");
		await assert.rejects(asked, ({ message }: Error) => message.includes("names the issuer") && message.length < 500);
	});
});
