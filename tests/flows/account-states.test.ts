import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { ADMINISTRATOR, startProvider, type TestProvider } from "../harness/provider.ts";
import { look } from "./looks.ts";
import { fillProviderForm, signInAtProvider } from "./steps.ts";

const ADA = { login: "ada@example.com", password: "first words of ada" };
const WRONG = "The username or the password is not right.";

/** Every state of an account, as an administrator leads a person through them, and what the person meets in each. */
describe("the states of an account", () => {
	let provider: TestProvider;
	let administrator: TestBrowser;
	let person: TestBrowser;
	let admin: Page;
	let ada: Page;
	let id: string;

	before(async () => {
		provider = await startProvider();
		const { policy, rule } = await passwordPolicy();
		await provider.api("PUT", `/api/v1/policies/${policy["id"]}`, {
			...policy,
			settings: { password: { lockout: { maxAttempts: 3, autoUnlockMinutes: 0, showLockoutFailures: true } } },
		});
		assert.ok(rule);
		administrator = await openBrowser();
		person = await openBrowser();
		admin = await administrator.page();
		ada = await person.page();
		await signInAtProvider(admin, provider.url, ADMINISTRATOR);
		({ id } = await provider.api<{ id: string }>("POST", "/api/v1/users?activate=false", {
			profile: { firstName: "Ada", lastName: "Lovelace", email: ADA.login, login: ADA.login },
		}));
		await admin.goto(`${provider.url}/admin/people/${id}`);
		await admin.getByRole("heading", { name: "Ada Lovelace" }).waitFor();
	});
	after(async () => {
		await administrator.close();
		await person.close();
		await provider.stop();
	});

	const passwordPolicy = async () => {
		const policies = await provider.api<Record<string, unknown>[]>("GET", "/api/v1/policies?type=PASSWORD&expand=rules");
		const policy = policies.find(({ system }) => system) ?? {};
		return { policy, rule: (policy["_embedded"] as { rules: unknown[] }).rules[0] };
	};
	const status = async () => (await provider.api<{ status: string }>("GET", `/api/v1/users/${id}`)).status;
	const button = (name: string) => admin.getByRole("button", { name, exact: true });
	const menu = async (name: string) => {
		await button("More actions").click();
		await admin.getByRole("menuitem", { name, exact: true }).click();
	};
	const confirm = (name: string) => admin.getByRole("dialog").getByRole("button", { name, exact: true }).click();
	const becomes = async (expected: string) => {
		for (let left = 100; left > 0 && (await status()) !== expected; left--) await admin.waitForTimeout(50);
		assert.equal(await status(), expected);
	};
	/** The one-time link that a dialog shows. */
	const linkShown = async () => {
		const address = await admin.getByRole("dialog").getByRole("textbox").first().inputValue();
		await admin.keyboard.press("Escape");
		return address;
	};
	const tryToSignIn = async (password: string) => {
		await person.context.clearCookies();
		await ada.goto(`${provider.url}/login`);
		await fillProviderForm(ada, { login: ADA.login, password });
		await ada.waitForLoadState();
	};
	const isIn = async () => {
		await ada.waitForURL(`${provider.url}/`);
		await ada.getByRole("heading", { name: "My applications" }).waitFor();
	};
	const isRefused = (sentence = WRONG) => ada.getByText(sentence).waitFor();
	const choosePassword = async (password: string) => {
		await ada.getByLabel("New password").fill(password);
		await ada.getByRole("button", { name: "Set password and sign in" }).click();
	};

	test("STAGED: nothing lets them in; Activate makes them PROVISIONED with a link", async () => {
		assert.equal(await status(), "STAGED");
		await tryToSignIn(ADA.password);
		await isRefused();
		await button("Activate").click();
		await confirm("Activate");
		await becomes("PROVISIONED");
		const link = await linkShown();
		await ada.goto(link);
		await choosePassword(ADA.password);
		await isIn();
		await becomes("ACTIVE");
		await ada.goto(link);
		await ada.getByText(/has been used or has expired/).waitFor();
	});

	test("ACTIVE: in, and out again when the administrator ends the sessions", async () => {
		await tryToSignIn(ADA.password);
		await isIn();
		await admin.reload();
		await menu("End sessions");
		await confirm("End sessions");
		await admin.getByText("has been signed out").first().waitFor();
		await ada.goto(`${provider.url}/`);
		await ada.waitForURL(/\/login/);
	});

	test("PASSWORD_EXPIRED: the old password leads to the choice of another and nowhere else", async () => {
		await menu("Expire password");
		await confirm("Expire password");
		await becomes("PASSWORD_EXPIRED");
		await admin.reload();
		await look(admin, "provider-person-password-expired");
		await tryToSignIn(ADA.password);
		await ada.getByRole("heading", { name: "Choose a password" }).waitFor();
		await ada.goto(`${provider.url}/`);
		await ada.waitForURL(/\/login/);
		await tryToSignIn(ADA.password);
		ADA.password = "second words of ada";
		await choosePassword(ADA.password);
		await isIn();
		await becomes("ACTIVE");
	});

	test("LOCKED_OUT: after as many wrong passwords as the policy says, until Unlock", async () => {
		for (let tries = 0; tries < 3; tries++) {
			await tryToSignIn("something else entirely");
			await isRefused();
		}
		await becomes("LOCKED_OUT");
		await tryToSignIn(ADA.password);
		await isRefused("The account is locked.");
		await admin.reload();
		await look(admin, "provider-person-locked-out");
		await button("Unlock").click();
		await confirm("Unlock");
		await becomes("ACTIVE");
		await tryToSignIn(ADA.password);
		await isIn();
	});

	test("RECOVERY: the password is worth nothing, what was open is shut, and the link gives another", async () => {
		await admin.reload();
		await button("Reset password").click();
		await admin.getByRole("dialog").getByRole("button").last().click();
		await becomes("RECOVERY");
		const link = await linkShown();
		await ada.goto(`${provider.url}/`);
		await ada.waitForURL(/\/login/);
		await tryToSignIn(ADA.password);
		await isRefused();
		ADA.password = "third words of ada";
		await ada.goto(link);
		await choosePassword(ADA.password);
		await isIn();
		await becomes("ACTIVE");
	});

	test("SUSPENDED: signed out and refused, and back with all they had", async () => {
		await admin.reload();
		await menu("Suspend");
		await confirm("Suspend");
		await becomes("SUSPENDED");
		await ada.goto(`${provider.url}/`);
		await ada.waitForURL(/\/login/);
		await tryToSignIn(ADA.password);
		await isRefused();
		await admin.reload();
		await button("Unsuspend").click();
		await confirm("Unsuspend");
		await becomes("ACTIVE");
		await tryToSignIn(ADA.password);
		await isIn();
	});

	test("DEPROVISIONED: gone from everywhere, and deleted only then, after a question", async () => {
		await admin.reload();
		await button("More actions").click();
		assert.equal(await admin.getByRole("menuitem", { name: "Delete" }).count(), 0, "nobody is deleted who is not deactivated");
		await admin.keyboard.press("Escape");
		await menu("Deactivate");
		await confirm("Deactivate");
		await becomes("DEPROVISIONED");
		await ada.goto(`${provider.url}/`);
		await ada.waitForURL(/\/login/);
		await tryToSignIn(ADA.password);
		await isRefused();
		await admin.reload();
		await menu("Delete");
		await look(admin, "provider-person-delete");
		await confirm("Delete");
		await admin.waitForURL(`${provider.url}/admin/people`);
		await assert.rejects(status(), /404/);
	});

	test("each step stands in the System Log", async () => {
		const events = await provider.api<{ eventType: string }[]>(
			"GET",
			`/api/v1/logs?filter=${encodeURIComponent(`target.id eq "${id}" and outcome.result eq "SUCCESS"`)}&limit=1000`,
		);
		const types = new Set(events.map(({ eventType }) => eventType));
		for (const type of [
			"user.lifecycle.create",
			"user.lifecycle.activate",
			"user.account.expire_password",
			"user.account.update_password",
			"user.account.unlock_by_admin",
			"user.account.reset_password",
			"user.session.clear",
			"user.lifecycle.suspend",
			"user.lifecycle.unsuspend",
			"user.lifecycle.deactivate",
		])
			assert.ok(types.has(type), `${type} among ${[...types].join(", ")}`);
	});
});
