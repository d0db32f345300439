import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { createAgent } from "#tests/harness/agent.ts";
import { basicModules } from "#tests/misbehaving/basic-modules.ts";
import { sendForeignForm, startWorld, type World } from "#tests/misbehaving/world.ts";

/** The conformance suite's plan Form Post RP: the modules of Basic RP with `response_mode=form_post`, and one of its own. */

let world: World;
before(async () => {
	world = await startWorld("form_post");
});
after(() => world?.stop());
beforeEach(() => world.next());

const post = (fields: Readonly<Record<string, string>>, path = "/oidc/callback") =>
	sendForeignForm(`${world.platform.url}${path}`, new URLSearchParams(fields).toString(), world.provider.issuer);

describe("Form Post RP", () => {
	basicModules(() => world);

	it("oidcc-client-test-form-post-error: an error that comes by a form is told like any other", async () => {
		const { text } = await world.refuses(403, "denies");
		assert.ok(text.includes("&lt;b&gt;Not&lt;/b&gt;") && !text.includes("<b>Not</b>"));
	});

	it("passes on what an authorization response has, and nothing else", async () => {
		const { status, headers } = await post({
			code: "a b",
			state: "s",
			next: "//evil.example",
			extra: "x",
			error_description: "é".repeat(2_000),
		});
		assert.equal(status, 303);
		const to = new URL(headers.get("location") ?? "", world.platform.url);
		assert.equal(to.pathname, "/oidc/callback");
		assert.deepEqual([...to.searchParams.keys()], ["code", "state", "error_description"]);
		assert.deepEqual([to.searchParams.get("code"), to.searchParams.get("error_description")?.length], ["a b", 1_000]);
	});

	it("refuses members of any length, and ones that come twice", async () => {
		assert.equal((await post({ code: "c".repeat(4_001), state: "s" })).status, 400);
		const twice = await sendForeignForm(`${world.platform.url}/oidc/callback`, "code=1&code=2&state=s", world.provider.issuer);
		assert.equal(twice.status, 400);
	});

	it("gives somebody else's response to nobody: the browser that posts it did not begin it", async () => {
		const victim = createAgent();
		const callback = await world.toCallback(createAgent());
		assert.equal((await victim.open(callback, { follow: false })).status, 400);
		assert.equal((await world.me(victim)).email, undefined);
	});
});

describe("3rd-party-init", () => {
	const begin = (fields: Readonly<Record<string, string>>) => post(fields, "/oidc/login");

	it("oidcc-client-test-3rd-party-init-login: a third party begins a sign-in with a form", async () => {
		const target = `${world.platform.url}/manage/users`;
		const { status, headers } = await begin({ iss: world.provider.issuer, login_hint: "ada", target_link_uri: target });
		assert.equal(status, 303);
		const page = await world.signIn(createAgent(), headers.get("location") ?? "");
		assert.deepEqual([page.status, page.headers.get("location")], [303, "/manage/users"]);
	});

	it("oidcc-client-test-3rd-party-init-login: or with a link", async () => {
		const query = new URLSearchParams({ iss: world.provider.issuer, target_link_uri: `${world.platform.url}/account` });
		const page = await world.signIn(createAgent(), `/oidc/login?${query}`);
		assert.deepEqual([page.status, page.headers.get("location")], [303, "/account"]);
	});

	it("leaves a sign-in that is under way in the same browser alone", async () => {
		const agent = createAgent();
		const callback = await world.toCallback(agent);
		const { headers } = await begin({ iss: world.provider.issuer });
		assert.equal(headers.get("set-cookie"), null);
		await agent.open(new URL(headers.get("location") ?? "", world.platform.url).href, { follow: false });
		assert.equal((await agent.open(callback, { follow: false })).status, 303);
		assert.equal((await world.me(agent)).email, world.email());
	});

	it("goes to no other issuer, and on to no other site", async () => {
		const elsewhere = await begin({ iss: "https://evil.example" });
		const at = (location: string | null) => new URL(location ?? "", world.platform.url).href;
		assert.equal((await createAgent().open(at(elsewhere.headers.get("location")), { follow: false })).status, 400);
		const { headers } = await begin({ iss: world.provider.issuer, target_link_uri: "https://evil.example/" });
		const page = await world.signIn(createAgent(), headers.get("location") ?? "");
		assert.equal(page.headers.get("location"), "/");
	});

	it("a form from elsewhere is refused everywhere else", async () => {
		assert.equal((await post({ email: "a@example.com", password: "x" }, "/login")).status, 403);
	});
});
