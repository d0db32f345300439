import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import {
	ADMINISTRATOR,
	addPerson,
	registerApplication,
	startProvider,
	type TestApplication,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import { createRelyingParty } from "../harness/relying-party.ts";
import { look, looksAt } from "./looks.ts";
import { signInAtProvider } from "./steps.ts";

const REDIRECT = "http://localhost:9/callback";

describe("signing keys and secrets in the console", () => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-keys-console-"));
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;
	let wiki: TestApplication;
	let ada: TestPerson;

	before(async () => {
		provider = await startProvider({ dataDir });
		wiki = await registerApplication(provider, "Wiki", { redirectUris: [REDIRECT] });
		await registerApplication(provider, "Calendar", { redirectUris: [REDIRECT] });
		await registerApplication(provider, "Whiteboard", { kind: "browser", redirectUris: [REDIRECT] });
		const named = await registerApplication(provider, "Mail", { redirectUris: [REDIRECT] });
		ada = await addPerson(provider, "Ada", [wiki.clientId]);
		const party = await createRelyingParty(provider.url, wiki, REDIRECT);
		const callback = await party.signIn(ada);
		assert.equal((await party.exchange(callback.searchParams.get("code") ?? "")).status, 200);
		await fetch(`${provider.url}/oauth2/v1/keys`);
		await fetch(`${provider.url}/oauth2/v1/keys?client_id=${named.clientId}`);
		// What was noted is written once a minute, and at the end.
		await provider.stop();
		provider = await startProvider({ dataDir });
		browser = await openBrowser();
		page = await browser.page();
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
	});
	after(async () => {
		await browser.close();
		await provider.stop();
		rmSync(dataDir, { recursive: true, force: true });
	});

	const inBothSchemes = async (name: string) => {
		for (const colorScheme of ["dark", "light"] as const) {
			await page.emulateMedia({ colorScheme });
			await look(page, `${name}-${colorScheme}`);
		}
	};
	const row = (label: string) => page.getByRole("table", { name: "Applications" }).getByRole("row").filter({ hasText: label });

	test("the page shows stages, the next rotation, and of each application whether and how it is known to have the next key", async () => {
		await looksAt(page, "provider-signing-keys", `${provider.url}/admin/signing-keys`, "Signing keys");
		await row("Wiki").getByText("By its address").waitFor();
		await row("Mail").getByText("The fetch named its client ID").waitFor();
		await row("Calendar").getByText("Not seen").waitFor();
		await row("Whiteboard").getByText("It has no back end to be known by").waitFor();
		const keys = page.getByRole("table", { name: "Keys" });
		assert.equal(await keys.getByText("Current", { exact: true }).count(), 3);
		assert.equal(await keys.getByText("Next", { exact: true }).count(), 3);
		await inBothSchemes("provider-signing-keys");
	});

	test("a rotation names who has not fetched the next key, and makes it the current one", async () => {
		const signing = async () =>
			(await provider.api<{ kid: string; status: string }[]>("GET", "/api/v1/org/credentials/keys")).find(
				({ status }) => status === "ACTIVE",
			)?.kid;
		const before = await signing();
		await page.getByRole("button", { name: "Rotate now" }).click();
		const dialog = page.getByRole("dialog", { name: "Rotate the signing keys?" });
		await dialog.getByText("Calendar").waitFor();
		await dialog.getByText("Whiteboard").waitFor();
		assert.equal(await dialog.getByText("Wiki").count(), 0);
		await inBothSchemes("provider-signing-keys-rotate");
		await dialog.getByRole("button", { name: "Rotate now" }).click();
		await page.getByText("The next keys sign from now on.", { exact: true }).waitFor();
		await page.getByText("Previous", { exact: true }).first().waitFor();
		assert.notEqual(await signing(), before);
	});

	test("the rotation is changed, and a refusal stands at its field", async () => {
		await page.getByRole("button", { name: "Edit rotation" }).click();
		await page.getByLabel("Days between rotations").fill("5");
		await page.getByRole("button", { name: "Save" }).click();
		await page.getByText("must not be more than the days between two rotations").waitFor();
		await inBothSchemes("provider-signing-keys-policy");
		await page.getByLabel("Days between rotations").fill("30");
		await page.getByRole("button", { name: "Save" }).click();
		await page.getByText("By itself, every 30 days").waitFor();
	});

	test("an application's page says whether it has the next key", async () => {
		await page.goto(`${provider.url}/admin/applications/${wiki.clientId}/sign-on`);
		await page.getByRole("heading", { name: "Next signing key" }).waitFor();
		await page.getByText("Not seen").waitFor();
		await inBothSchemes("provider-application-next-key");
	});

	test("a secret says when it was used last, and one that was used today is not switched off without a word", async () => {
		await provider.api("POST", `/api/v1/apps/${wiki.clientId}/credentials/secrets`);
		await page.goto(`${provider.url}/admin/applications/${wiki.clientId}/general`);
		await page.getByText("last used never").waitFor();
		await inBothSchemes("provider-secret-uses");
		await page.getByRole("button", { name: "Deactivate secret" }).last().click();
		const dialog = page.getByRole("dialog", { name: "Deactivate a secret that is in use?" });
		await dialog.waitFor();
		await look(page, "provider-secret-in-use");
		await dialog.getByRole("button", { name: "Cancel" }).click();
		await dialog.waitFor({ state: "detached" });
		const secrets = await provider.api<{ status: string }[]>("GET", `/api/v1/apps/${wiki.clientId}/credentials/secrets`);
		assert.deepEqual(
			secrets.map(({ status }) => status),
			["ACTIVE", "ACTIVE"],
		);
		await page.getByRole("button", { name: "Deactivate secret" }).last().click();
		await dialog.getByRole("button", { name: "Deactivate", exact: true }).click();
		await page.getByRole("button", { name: "Activate secret", exact: true }).waitFor();
	});
});
