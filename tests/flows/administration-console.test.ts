import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
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
import { makeKey } from "../harness/service-application.ts";
import { look } from "./looks.ts";
import { fillProviderForm, signInAtProvider } from "./steps.ts";

describe("administrators in the console", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;
	let ada: TestPerson;
	let job: string;

	before(async () => {
		provider = await startProvider();
		await provider.api("POST", "/api/v1/meta/schemas/user/default", {
			definitions: {
				custom: {
					properties: {
						contractor: { title: "Contractor", type: "boolean" },
						languages: { title: "Languages", type: "array", items: { type: "string" } },
					},
				},
			},
		});
		ada = await addPerson(provider, "Ada");
		await provider.api("POST", `/api/v1/users/${ada.id}/factors`, {
			factorType: "question",
			provider: "OKTA",
			profile: { question: "disliked_food", answer: "mayonnaise" },
		});
		const settings = { kind: "service", redirectUris: [], grantTypes: ["client_credentials"] };
		job = (await registerApplication(provider, "Nightly job", settings)).clientId;
		browser = await openBrowser();
		page = await browser.page();
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	const dialog = () => page.getByRole("dialog");
	const said = (text: string) => page.getByText(text).first().waitFor();

	test("a service application gets a public key, lives by it, and is granted scopes of the API", async () => {
		await page.goto(`${provider.url}/admin/applications/${job}/general`);
		const { publicJwk, privateJwk } = await makeKey("ES256");
		await page.getByRole("button", { name: "Add key" }).click();
		await dialog().getByLabel("Public key").fill(JSON.stringify(privateJwk));
		await dialog().getByRole("button", { name: "Add key" }).click();
		await dialog().getByText("This is a private key.").waitFor();
		await look(page, "provider-service-key-dialog");
		await dialog()
			.getByLabel("Public key")
			.fill(JSON.stringify({ ...publicJwk, kid: "first", alg: "ES256" }));
		await dialog().getByRole("button", { name: "Add key" }).click();
		await said("The key has been added.");

		await page.getByRole("button", { name: "Edit", exact: true }).click();
		await page.getByLabel("Client authentication").selectOption({ label: "Public key / Private key" });
		await page.getByLabel("Require DPoP").check();
		await page.getByRole("button", { name: "Save" }).click();
		await said("This application has no secret");
		assert.equal(await page.getByRole("button", { name: "Deactivate key first" }).count(), 0, "it lives by this key alone");
		await look(page, "provider-service-keys");
		const { credentials, settings } = await provider.api<{
			credentials: { oauthClient: { token_endpoint_auth_method: string } };
			settings: { oauthClient: { dpop_bound_access_tokens: boolean } };
		}>("GET", `/api/v1/apps/${job}`);
		assert.equal(credentials.oauthClient.token_endpoint_auth_method, "private_key_jwt");
		assert.equal(settings.oauthClient.dpop_bound_access_tokens, true);

		await page.getByRole("tab", { name: "Okta API Scopes" }).click();
		await page.getByRole("button", { name: "Grant okta.users.read" }).click();
		await said("okta.users.read has been granted.");
		await look(page, "provider-service-scopes");
		const granted = () => provider.api<{ scopeId: string }[]>("GET", `/api/v1/apps/${job}/grants`);
		assert.deepEqual(
			(await granted()).map(({ scopeId }) => scopeId),
			["okta.users.read"],
		);
		await page.getByRole("button", { name: "Revoke okta.users.read" }).click();
		await said("okta.users.read has been revoked.");
		assert.deepEqual(await granted(), []);
	});

	test("a person's attributes, factors, roles and sessions are seen to on their page", async () => {
		await page.goto(`${provider.url}/admin/people/${ada.id}`);
		await page.getByRole("button", { name: "Edit profile" }).click();
		await page.getByLabel("Contractor").selectOption("Yes");
		await page.getByRole("combobox", { name: "Languages" }).fill("English");
		await page.keyboard.press("Enter");
		await look(page, "provider-person-profile");
		await page.getByRole("button", { name: "Save" }).click();
		await said("The profile has been saved.");
		const { profile } = await provider.api<{ profile: Record<string, unknown> }>("GET", `/api/v1/users/${ada.id}`);
		assert.deepEqual([profile["contractor"], profile["languages"]], [true, ["English"]]);

		for (const role of ["Help Desk Administrator", "Read Only Administrator"]) {
			await page.getByRole("button", { name: "Add role" }).click();
			await dialog().getByRole("radio", { name: role }).check();
			if (role.startsWith("Help")) await look(page, "provider-person-add-role");
			await dialog().getByRole("button", { name: "Add role" }).click();
			await page.getByRole("button", { name: `Remove ${role}` }).waitFor();
		}
		await look(page, "provider-person-roles");
		await page.getByRole("button", { name: "Remove Help Desk Administrator" }).click();
		await dialog().getByRole("button", { name: "Take it away" }).click();
		await said("Ada Tester is no longer Help Desk Administrator.");

		const choose = async (item: string) => {
			await page.getByRole("button", { name: "More actions" }).click();
			await page.getByRole("menuitem", { name: item }).click();
			await dialog().getByRole("button", { name: item }).click();
		};
		await choose("End sessions");
		await said("Ada Tester has been signed out.");
		await choose("Suspend");
		await page.getByRole("button", { name: "Unsuspend" }).click();
		await dialog().getByRole("button", { name: "Unsuspend" }).click();
		await said("Ada Tester is active again.");
		await page.getByRole("button", { name: "Remove Security question" }).click();
		await dialog().getByRole("button", { name: "Remove" }).click();
		await said("None besides the password.");
	});

	test("who may only read sees everything, no button that would be refused, and makes no call that is", async () => {
		const theirs = await openBrowser();
		try {
			const tab = await theirs.page();
			const refused: string[] = [];
			tab.on("response", (answer) => {
				if (answer.status() >= 400) refused.push(`${answer.status()} ${answer.url()}`);
			});
			await tab.goto(`${provider.url}/login?next=/admin`);
			await fillProviderForm(tab, ada);
			await tab.getByRole("heading", { name: "Applications", level: 1 }).waitFor();
			const [server] = await provider.api<{ id: string }[]>("GET", "/api/v1/authorizationServers");
			const offered = new Set<string>();
			for (const path of [
				"people",
				`people/${ada.id}`,
				"groups",
				"groups/rules",
				"applications",
				...["general", "sign-on", "assignments", "api-scopes"].map((name) => `applications/${job}/${name}`),
				...["authorization-servers", "tokens", "trusted-origins"].map((name) => `api/${name}`),
				...["settings", "scopes", "claims", "access-policies"].map((name) => `api/authorization-servers/${server?.id}/${name}`),
				"profile-editor",
				"system-log",
			]) {
				await tab.goto(`${provider.url}/admin/${path}`);
				await tab.getByRole("heading", { level: 1 }).waitFor();
				await tab.waitForLoadState("networkidle");
				for (const name of await tab.getByRole("main").getByRole("button").allInnerTexts()) if (name) offered.add(name.trim());
			}
			// Everybody may do with themselves, and with tokens of their own, what their roles allow; and who may read may take it away as a file.
			assert.deepEqual(
				[...offered].filter((name) => !/^(Active|Inactive|Create token|Export|Filters)/.test(name)),
				[],
			);
			assert.deepEqual(refused, []);
			await look(tab, "provider-read-only");
		} finally {
			await theirs.close();
		}
	});
});
