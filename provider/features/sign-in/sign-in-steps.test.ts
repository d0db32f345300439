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
	readonly _embedded: { readonly rules: readonly { readonly id: string; readonly name: string }[] };
}

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
			const [policy] = await provider.done<Policy[]>("GET", "/api/v1/policies?type=OKTA_SIGN_ON&expand=rules", admin);
			const [rule] = policy?._embedded.rules ?? [];
			const path = `/api/v1/policies/${policy?.id}/rules/${rule?.id}`;
			await provider.done("PUT", path, admin, { name: rule?.name, actions: { signon } });
		};

		it("a password alone opens nothing where the policy asks for a second factor", async () => {
			await signOn({ access: "ALLOW", requireFactor: true });
			const asked = await signIn();
			assert.deepEqual([asked.statusCode, asked.cookies.length], [200, 0]);
			assert.match(asked.body, /What is the food you least liked as a child\?/);
			const stateToken = stateOf(asked.body);
			const wrong = await submit("/login/next", { stateToken, factorId: factor, answer: "ketchup", next: "/admin/people" });
			assert.deepEqual([wrong.statusCode, wrong.cookies.length], [403, 0]);
			assert.match(wrong.body, /answer is not right/);
			const right = await submit("/login/next", { stateToken, factorId: factor, answer: "mayonnaise", next: "/admin/people" });
			assert.deepEqual([right.statusCode, right.headers.location, right.cookies.length], [303, "/admin/people", 1]);
			const again = await submit("/login/next", { stateToken, factorId: factor, answer: "mayonnaise" });
			assert.deepEqual([again.statusCode, again.cookies.length], [401, 0]);
			const elsewhere = await submit("/login/next", { stateToken: "nothing", factorId: factor, answer: "mayonnaise" });
			assert.deepEqual([elsewhere.statusCode, elsewhere.cookies.length], [401, 0]);
		});

		it("neither a link for another password nor one for a redirect goes around it", async () => {
			const reset = `/api/v1/users/${ada}/lifecycle/reset_password?sendEmail=false`;
			const { resetPasswordUrl } = await provider.done<{ resetPasswordUrl: string }>("POST", reset, admin);
			const answer = await submit(new URL(resetPasswordUrl).pathname, { password });
			assert.deepEqual([answer.statusCode, answer.cookies.length], [303, 0]);
			const outward = await submit("/login", { login: "ada@example.com", password, next: "https://evil.example.com/" });
			const done = await submit("/login/next", {
				stateToken: stateOf(outward.body),
				factorId: factor,
				answer: "mayonnaise",
				next: "https://evil.example.com/",
			});
			assert.equal(done.headers.location, "/");
		});

		it("whose factors were taken away meanwhile begins again", async () => {
			const stateToken = stateOf((await signIn()).body);
			await provider.done("POST", `/api/v1/users/${ada}/lifecycle/reset_factors`, admin);
			const answer = await submit("/login/next", { stateToken, factorId: factor, answer: "mayonnaise" });
			assert.deepEqual([answer.statusCode, answer.cookies.length], [404, 0]);
			assert.match(answer.body, /okta-signin-password/);
		});

		it("whom the policy refuses is told so, and stays out", async () => {
			await signOn({ access: "DENY" });
			const refused = await signIn();
			assert.deepEqual([refused.statusCode, refused.cookies.length], [403, 0]);
			assert.match(refused.body, /policy does not let you sign in/);
		});
	});
}
