import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ownDatabase } from "#tests/harness/databases.ts";
import {
	type Credential,
	type InjectedProvider,
	injectProvider,
	PROVIDER_URL,
	SUPER_ADMIN,
} from "#tests/harness/provider-inject.ts";

interface Policy {
	readonly id: string;
	readonly name: string;
}

/** Cookies that open something: the one that names the browser does not. */
const keys = ({ cookies }: { readonly cookies: readonly { readonly name: string }[] }) =>
	cookies.filter(({ name }) => !name.includes("device")).length;

for (const engine of ["SQLite", "PostgreSQL"]) {
	describe(`the steps of the sign-in page on ${engine}`, () => {
		const password = "a long enough password";
		let provider: InjectedProvider;
		let admin: Credential;
		let ada: string;
		let factor: string;
		before(async () => {
			provider = await injectProvider(engine === "SQLite" ? {} : { databaseUrl: await ownDatabase() });
			admin = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
			const profile = { firstName: "Ada", lastName: "Tester", email: "ada@example.com", login: "ada@example.com" };
			const user = { profile, credentials: { password: { value: password } } };
			ada = (await provider.done<{ id: string }>("POST", "/api/v1/users?activate=true", admin, user)).id;
			const question = { factorType: "question", provider: "OKTA", profile: { question: "disliked_food", answer: "mayonnaise" } };
			factor = (await provider.done<{ id: string }>("POST", `/api/v1/users/${ada}/factors`, admin, question)).id;
		});
		after(() => provider.close());

		const submit = (path: string, fields: Record<string, string>) =>
			provider.app.inject({
				method: "POST",
				url: path,
				headers: { origin: PROVIDER_URL, "content-type": "application/x-www-form-urlencoded" },
				payload: new URLSearchParams(fields).toString(),
			});
		const signIn = () => submit("/login", { login: "ada@example.com", password, next: "/admin/people" });
		const stateOf = (page: string) => /name="stateToken" value="([^"]+)"/.exec(page)?.[1] ?? "";
		const signOn = async (signon: object) => {
			const conditions = { people: { users: { include: [ada] } } };
			const type = "OKTA_SIGN_ON";
			const policies = await provider.done<Policy[]>("GET", `/api/v1/policies?type=${type}`, admin);
			for (const { id, name } of policies) if (name === "Hers") await provider.done("DELETE", `/api/v1/policies/${id}`, admin);
			const { id } = await provider.done<Policy>("POST", "/api/v1/policies", admin, { type, name: "Hers", conditions });
			await provider.done("POST", `/api/v1/policies/${id}/rules`, admin, { type: "SIGN_ON", name: "Rule", actions: { signon } });
		};

		it("a password alone opens nothing where the policy asks for a second factor", async () => {
			await signOn({ access: "ALLOW", requireFactor: true });
			const asked = await signIn();
			assert.deepEqual([asked.statusCode, keys(asked)], [200, 0]);
			assert.match(asked.body, /What is the food you least liked as a child\?/);
			const stateToken = stateOf(asked.body);
			const wrong = await submit("/login/next", { stateToken, factorId: factor, answer: "ketchup", next: "/admin/people" });
			assert.deepEqual([wrong.statusCode, keys(wrong)], [403, 0]);
			assert.match(wrong.body, /answer is not right/);
			const right = await submit("/login/next", { stateToken, factorId: factor, answer: "mayonnaise", next: "/admin/people" });
			assert.deepEqual([right.statusCode, right.headers.location, keys(right)], [303, "/admin/people", 1]);
			const again = await submit("/login/next", { stateToken, factorId: factor, answer: "mayonnaise" });
			assert.deepEqual([again.statusCode, keys(again)], [401, 0]);
			const elsewhere = await submit("/login/next", { stateToken: "nothing", factorId: factor, answer: "mayonnaise" });
			assert.deepEqual([elsewhere.statusCode, keys(elsewhere)], [401, 0]);
		});

		it("neither a link for another password nor one for a redirect goes around it", async () => {
			const reset = `/api/v1/users/${ada}/lifecycle/reset_password?sendEmail=false`;
			const { resetPasswordUrl } = await provider.done<{ resetPasswordUrl: string }>("POST", reset, admin);
			const answer = await submit(new URL(resetPasswordUrl).pathname, { password });
			assert.deepEqual([answer.statusCode, keys(answer)], [200, 0]);
			assert.match(answer.body, /What is the food you least liked as a child\?/);
			const outward = await submit("/login", { login: "ada@example.com", password, next: "https://evil.example.com/" });
			const done = await submit("/login/next", {
				stateToken: stateOf(outward.body),
				factorId: factor,
				answer: "mayonnaise",
				next: "https://evil.example.com/",
			});
			assert.equal(done.headers.location, "/");
		});

		it("an expired password is replaced on the way in, after the factor, and opens nothing before", async () => {
			await provider.done("POST", `/api/v1/users/${ada}/lifecycle/expire_password`, admin);
			const asked = await signIn();
			const stateToken = stateOf(asked.body);
			const early = await submit("/login/next", { stateToken, password: "a password that is new" });
			assert.deepEqual([early.statusCode, keys(early)], [403, 0]);
			const expired = await submit("/login/next", { stateToken, factorId: factor, answer: "mayonnaise", next: "/admin/people" });
			assert.deepEqual([expired.statusCode, keys(expired)], [200, 0]);
			assert.match(expired.body, /Your password has expired/);
			const weak = await submit("/login/next", { stateToken, password: "short", next: "/admin/people" });
			assert.deepEqual([weak.statusCode, keys(weak)], [400, 0]);
			const done = await submit("/login/next", { stateToken, password: "a password that is new", next: "/admin/people" });
			assert.deepEqual([done.statusCode, done.headers.location, keys(done)], [303, "/admin/people", 1]);
			await provider.done("PUT", `/api/v1/users/${ada}`, admin, {
				profile: { firstName: "Ada", lastName: "Tester", email: "ada@example.com", login: "ada@example.com" },
				credentials: { password: { value: password } },
			});
		});

		it("whose factors were taken away meanwhile begins again", async () => {
			const stateToken = stateOf((await signIn()).body);
			await provider.done("POST", `/api/v1/users/${ada}/lifecycle/reset_factors`, admin);
			const answer = await submit("/login/next", { stateToken, factorId: factor, answer: "mayonnaise" });
			assert.deepEqual([answer.statusCode, keys(answer)], [404, 0]);
			assert.match(answer.body, /okta-signin-password/);
		});

		it("whom the policy refuses is told so, and stays out", async () => {
			await signOn({ access: "DENY" });
			const refused = await signIn();
			assert.deepEqual([refused.statusCode, keys(refused)], [403, 0]);
			assert.match(refused.body, /policy does not let you sign in/);
		});
	});
}
