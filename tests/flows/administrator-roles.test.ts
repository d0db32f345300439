import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import {
	ADMINISTRATOR,
	addPerson,
	registerApplication,
	startProvider,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import { look } from "./looks.ts";
import { signInAtProvider } from "./steps.ts";

describe("administrators' roles", () => {
	let provider: TestProvider;
	let root: TestBrowser;
	let other: TestBrowser;
	let admin: Page;
	let page: Page;
	let gina: TestPerson;
	let alan: TestPerson;
	let member: TestPerson;
	let stranger: TestPerson;
	let group: string;

	before(async () => {
		provider = await startProvider();
		alan = await addPerson(provider, "Alan");
		[gina, member, stranger] = [
			await addPerson(provider, "Gina"),
			await addPerson(provider, "Mia"),
			await addPerson(provider, "Stan"),
		];
		group = (await provider.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Workshop" } })).id;
		await provider.api("POST", "/api/v1/groups", { profile: { name: "Office" } });
		await provider.api("PUT", `/api/v1/groups/${group}/users/${member.id}`);
		for (const label of ["Stock", "Payroll"])
			await registerApplication(provider, label, { redirectUris: ["https://app.example.com/callback"] });
		root = await openBrowser();
		other = await openBrowser();
		admin = await root.page();
		page = await other.page();
		await signInAtProvider(admin, provider.url, ADMINISTRATOR);
	});
	after(async () => {
		await root.close();
		await other.close();
		await provider.stop();
	});

	const dialog = () => admin.getByRole("dialog");
	const lookTwice = async (at: Page, name: string) => {
		await look(at, name);
		await at.emulateMedia({ colorScheme: "dark" });
		await look(at, `${name}-dark`);
		await at.emulateMedia({ colorScheme: "light" });
	};
	const rolesOf = async ({ id }: TestPerson) =>
		(await provider.api<{ type: string }[]>("GET", `/api/v1/users/${id}/roles`)).map(({ type }) => type);
	/** Chooses a role for one target, as a person does. */
	const give = async (role: string, some: string, field: string, target: string) => {
		await admin.getByRole("button", { name: "Add role" }).click();
		await dialog().getByRole("radio", { name: role }).check();
		await dialog().getByRole("radio", { name: some }).check();
		assert.equal(await dialog().getByRole("button", { name: "Add role" }).isDisabled(), true);
		await dialog().getByRole("combobox", { name: field }).fill(target.slice(0, 4));
		await admin.getByRole("option", { name: target }).click();
	};

	test("a role is given for some groups or some applications, and says so", async () => {
		await admin.goto(`${provider.url}/admin/people/${gina.id}`);
		await give("Group Administrator", "Some groups, and the people in them", "Groups", "Workshop");
		await lookTwice(admin, "provider-role-targets-dialog");
		await dialog().getByRole("button", { name: "Add role" }).click();
		await dialog().waitFor({ state: "detached" });
		await admin.getByText("For: Workshop").waitFor();
		await admin.goto(`${provider.url}/admin/people/${alan.id}`);
		await give("Application Administrator", "Some applications", "Applications", "Stock");
		await dialog().getByRole("button", { name: "Add role" }).click();
		await admin.getByText("For: Stock").waitFor();
		await lookTwice(admin, "provider-role-targets");
		assert.deepEqual(await rolesOf(gina), ["USER_ADMIN"]);
		assert.deepEqual(await rolesOf(alan), ["APP_ADMIN"]);
	});

	test("whose role has targets sees these, and is offered nothing that the server would refuse", async () => {
		await signInAtProvider(page, provider.url, alan);
		await page.goto(`${provider.url}/admin/applications`);
		await page.getByRole("link", { name: "Stock" }).waitFor();
		assert.equal(await page.getByRole("link", { name: "Payroll" }).count(), 0);
		for (const name of ["Add Application", "Create registration token"])
			assert.equal(await page.getByText(name).count(), 0, name);
		await lookTwice(page, "provider-limited-applications");
		await page.context().clearCookies();
		await signInAtProvider(page, provider.url, gina);
		await page.goto(`${provider.url}/admin/groups`);
		await page.getByRole("link", { name: "Workshop" }).waitFor();
		for (const name of ["Office", "Add group", "Rules"])
			assert.equal(await page.getByText(name, { exact: true }).count(), 0, name);
		await page.getByRole("link", { name: "Workshop" }).click();
		await page.getByRole("button", { name: "Add people" }).waitFor();
		for (const name of ["Edit", "Delete"]) assert.equal(await page.getByRole("button", { name, exact: true }).count(), 0, name);
	});

	test("a group administrator manages the members of the group, and meets a refusal elsewhere", async () => {
		await page.goto(`${provider.url}/admin/people/${member.id}`);
		await page.getByRole("button", { name: "Edit profile" }).click();
		await page.getByLabel("First name").fill("Maria");
		await page.getByRole("button", { name: "Save", exact: true }).click();
		await page.getByRole("heading", { name: /^Maria/ }).waitFor();
		await page.goto(`${provider.url}/admin/people/${stranger.id}`);
		await page
			.getByText("Your role holds for other groups and applications.")
			.or(page.getByText("You do not have permission"))
			.first()
			.waitFor();
		assert.equal(await page.getByRole("button", { name: "Edit profile" }).count(), 0);
	});

	test("a person is made in a target group, and in none without one", async () => {
		await page.goto(`${provider.url}/admin/people`);
		await page.getByRole("button", { name: "Add person" }).click();
		const form = page.getByRole("dialog");
		await form.getByLabel("First name").fill("Nora");
		await form.getByLabel("Last name").fill("New");
		await form.getByLabel("Email").fill("nora@example.com");
		await form.getByRole("textbox", { name: "Password" }).fill("a good long password");
		await form.getByRole("button", { name: "Add person" }).click();
		await form.getByText("name one or more of those").waitFor();
		await form.getByRole("combobox", { name: "Groups" }).fill("Work");
		await page.getByRole("option", { name: "Workshop" }).click();
		await form.getByRole("button", { name: "Add person" }).click();
		await form.waitFor({ state: "detached" });
		const people = await provider.api<{ profile: { login: string } }[]>("GET", `/api/v1/groups/${group}/users`);
		assert.ok(people.some(({ profile }) => profile.login === "nora@example.com"));
	});

	test("once an administrator has a second factor, the console asks for it, and opens where they were", async () => {
		type Begun = { id: string; _embedded: { activation: { sharedSecret: string } } };
		const at = `/api/v1/users/${gina.id}/factors`;
		const begun = await provider.api<Begun>("POST", at, { factorType: "token:software:totp", provider: "GOOGLE" });
		const app = new TOTP({ secret: Secret.fromBase32(begun._embedded.activation.sharedSecret) });
		await provider.api("POST", `${at}/${begun.id}/lifecycle/activate`, { passCode: app.generate() });
		await page.goto(`${provider.url}/`);
		await page.getByRole("heading", { name: "My applications" }).waitFor();
		await page.goto(`${provider.url}/admin/groups`);
		await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
		assert.equal(await page.getByRole("link", { name: "Workshop" }).count(), 0);
		await lookTwice(page, "provider-console-locked");
		await page.getByRole("link", { name: "Confirm" }).click();
		// No code is taken twice: this is the next one.
		await page.getByRole("textbox").fill(app.generate({ timestamp: Date.now() + 30_000 }));
		await page.getByRole("button", { name: /^(Verify|Continue|Confirm|Sign in)$/ }).click();
		await page.getByRole("link", { name: "Workshop" }).waitFor();
	});

	test("the last Super Administrator cannot take the role from themselves", async () => {
		const me = await provider.api<{ id: string }>("GET", "/api/v1/users/me");
		await admin.goto(`${provider.url}/admin/people/${me.id}`);
		await admin.getByRole("button", { name: "Remove Super Administrator" }).click();
		await dialog().getByRole("button", { name: "Take it away" }).click();
		await dialog().getByText("The last administrator cannot be removed").waitFor();
	});
});
