import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { ADMINISTRATOR, addPerson, startProvider, type TestPerson, type TestProvider } from "../harness/provider.ts";
import { look } from "./looks.ts";
import { signInAtProvider } from "./steps.ts";

const LINES = ["Username;Email;First name;Last name;Phone;Crew;Groups;Password"];
const lineOf = (n: number, crew = "deck") =>
	`sailor${n}@example.com;sailor${n}@example.com;Given${n};Family${n};+43 1 ${n};${crew};Sailors;hunter2`;

describe("the directory in the console", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;
	let ada: TestPerson;
	let folder: string;

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "signet-directory-"));
		provider = await startProvider();
		ada = await addPerson(provider, "Ada");
		browser = await openBrowser();
		page = await browser.page();
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
	});
	after(async () => {
		await browser.close();
		await provider.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	const dialog = () => page.getByRole("dialog");
	const said = (text: string | RegExp) => page.getByText(text).first().waitFor();
	const button = (name: string) => page.getByRole("button", { name, exact: true });
	/** In both sizes, light and dark. */
	const lookTwice = async (name: string) => {
		await look(page, name);
		await page.emulateMedia({ colorScheme: "dark" });
		await look(page, `${name}-dark`);
		await page.emulateMedia({ colorScheme: "light" });
	};
	const fileOf = (name: string, lines: readonly string[]): string => {
		const path = join(folder, name);
		writeFileSync(path, lines.join("\r\n"));
		return path;
	};
	const upload = async (path: string) => {
		await page.goto(`${provider.url}/admin/people`);
		await page.getByRole("link", { name: "Import", exact: true }).click();
		await page.getByRole("heading", { name: "Import people" }).waitFor();
		await page.locator('input[type="file"]').setInputFiles(path);
		await button("Upload").click();
	};
	const count = (name: string) =>
		page
			.getByRole("definition")
			.filter({ has: page.locator(`xpath=preceding-sibling::dt[text()="${name}"]`) })
			.first()
			.innerText();

	test("an attribute is defined, changed and deleted in the Profile Editor, and every person's form has it meanwhile", async () => {
		await page.goto(`${provider.url}/admin`);
		await page.getByRole("link", { name: "Profile Editor" }).first().click();
		await page.getByRole("heading", { name: "Profile Editor" }).waitFor();
		await button("Add attribute").click();
		await dialog().getByLabel("Label").fill("Crew");
		await dialog().getByLabel("Name").fill("login");
		await dialog().getByRole("button", { name: "Add attribute" }).click();
		await dialog().getByText("Is an attribute that every profile has.").waitFor();
		await dialog().getByLabel("Name").fill("crew");
		const values = dialog().getByRole("combobox", { name: "Only these values" });
		for (const value of ["deck", "engine"]) {
			await values.fill(value);
			await page.keyboard.press("Enter");
		}
		await dialog().getByLabel("The person's own").selectOption({ label: "Read and write" });
		await lookTwice("provider-attribute-dialog");
		await dialog().getByRole("button", { name: "Add attribute" }).click();
		await said("Crew has been added.");
		await lookTwice("provider-profile-editor");
		type Shown = { definitions: { custom: { properties: Record<string, Record<string, unknown>> } } };
		const shown = async () =>
			(await provider.api<Shown>("GET", "/api/v1/meta/schemas/user/default")).definitions.custom.properties;
		const { crew } = await shown();
		assert.deepEqual(
			[crew?.["type"], crew?.["enum"], crew?.["permissions"]],
			["string", ["deck", "engine"], [{ principal: "SELF", action: "READ_WRITE" }]],
		);

		await page.getByRole("button", { name: "Actions for Crew" }).click();
		await page.getByRole("menuitem", { name: "Edit" }).click();
		await dialog().getByLabel("The person's own").selectOption({ label: "Hidden" });
		await dialog().getByRole("button", { name: "Save" }).click();
		await said("Crew has been saved.");
		assert.deepEqual((await shown())["crew"]?.["permissions"], [{ principal: "SELF", action: "HIDE" }]);

		await page.goto(`${provider.url}/admin/people/${ada.id}`);
		await button("Edit profile").click();
		assert.equal(await page.getByLabel("Crew").count(), 1);

		await page.goto(`${provider.url}/admin/profile-editor`);
		await button("Add attribute").click();
		await dialog().getByLabel("Label").fill("Passing");
		await dialog().getByLabel("Name").fill("passing");
		await dialog().getByRole("button", { name: "Add attribute" }).click();
		await page.getByRole("button", { name: "Actions for Passing" }).click();
		await page.getByRole("menuitem", { name: "Delete" }).click();
		await dialog().getByText("Its values are removed from every profile").waitFor();
		await dialog().getByRole("button", { name: "Delete" }).click();
		await said("Passing has been deleted.");
		assert.deepEqual(Object.keys(await shown()), ["crew"]);
	});

	test("a file with mistakes is shown row by row, writes nobody, and is put right", async () => {
		const path = fileOf("crew.csv", [...LINES, lineOf(1), lineOf(2, "moon"), lineOf(1), "only;three;values"]);
		await page.goto(`${provider.url}/admin/people/import`);
		await lookTwice("provider-imports-none");
		await upload(path);
		await page.getByRole("heading", { name: "Columns" }).waitFor();
		assert.equal(await page.getByLabel("Attribute of Crew").inputValue(), "crew", "columns are known by their names");
		assert.equal(await page.getByLabel("Attribute of Password").inputValue(), "");
		assert.equal(await page.getByText("hunter2").count(), 0);
		await lookTwice("provider-import-columns");
		await page.getByLabel(/Are activated/).check();
		await button("Check the rows").click();
		await page.getByRole("heading", { name: "What the import would do" }).waitFor();
		await said("Groups: There is no group of this name.");
		await button("Change columns").click();
		await page.getByLabel("Make groups that are not there").check();
		await button("Check the rows").click();
		await page.getByRole("heading", { name: "What the import would do" }).waitFor();
		await said("Crew: Must be one of deck, engine.");
		await said("Username: Line 2 is about the same person.");
		await said("Has 3 values, and the header 8.");
		assert.deepEqual([await count("New"), await count("Wrong")], ["1", "3"]);
		await lookTwice("provider-import-report");
		const download = page.waitForEvent("download");
		await button("Report").click();
		const report = readFileSync(await (await download).path(), "utf8");
		assert.match(report, /^line,username,result,column,problem\r\n2,sailor1@example\.com,new,,\r\n/);
		assert.ok(!report.includes("hunter2"));
		assert.equal((await provider.api<unknown[]>("GET", "/api/v1/users")).length, 2, "nobody has come by that");

		await button("Forget this file").click();
		await dialog().getByRole("button", { name: "Forget it" }).click();
		await said("crew.csv has been forgotten.");
	});

	test("an import shows how far it is, is cancelled and goes on after a reload, and people are there in their groups", async () => {
		const path = fileOf("fleet.csv", [...LINES, ...Array.from({ length: 15_000 }, (_, n) => lineOf(n))]);
		await upload(path);
		await page.getByLabel("Make groups that are not there").check();
		await button("Check the rows").click();
		await page.getByRole("heading", { name: "What the import would do" }).waitFor();
		await said("No row is wrong");
		await button("Import 15,000 people").click();
		await dialog().getByText("15,000 people are added.").waitFor();
		await dialog().getByRole("button", { name: "Import", exact: true }).click();
		await page.getByRole("progressbar").waitFor();
		await page.screenshot({ path: join(import.meta.dirname, "../screenshots/provider-import-progress.png") });
		await button("Cancel").click();
		await page.getByRole("heading", { name: "What the import did until it was cancelled" }).waitFor();
		await page.reload();
		await lookTwice("provider-import-cancelled");
		await button("Go on").click();
		await page.getByRole("heading", { name: "What the import did", exact: true }).waitFor();
		assert.equal(await count("New"), "15,000");
		await page.goto(`${provider.url}/admin/people/import`);
		await page.getByRole("table", { name: "Imports" }).getByText("Complete").waitFor();
		await lookTwice("provider-imports");
		const [sailors] = await provider.api<{ id: string }[]>("GET", "/api/v1/groups?q=Sailors");
		const members = await provider.api<unknown[]>("GET", `/api/v1/groups/${sailors?.id}/users?limit=1000`);
		assert.equal(members.length, 1000);
	});

	test("people are exported as the list shows them, and no cell is a formula", async () => {
		await page.goto(`${provider.url}/admin/people`);
		await page.getByRole("searchbox", { name: "Search people" }).or(page.getByLabel("Search people")).first().fill("sailor77@");
		await page.getByRole("link", { name: "Given77 Family77" }).waitFor();
		await lookTwice("provider-people");
		const download = page.waitForEvent("download");
		await button("Export").click();
		const text = readFileSync(await (await download).path(), "utf8");
		const lines = text.trim().split("\r\n");
		assert.equal(lines.length, 2);
		assert.match(lines[1] ?? "", /sailor77@example\.com/);
		assert.match(lines[1] ?? "", /,'\+43 1 77,/);
		const events = await provider.api<{ eventType: string }[]>(
			"GET",
			// The newest first: behind the import's thousands of events it may stand on a later page.
			`/api/v1/logs?sortOrder=DESCENDING&filter=${encodeURIComponent('eventType eq "user.account.export"')}`,
		);
		assert.equal(events.length, 1);
	});

	test("a step on an account says beforehand what becomes of sessions and tokens; devices are forgotten", async () => {
		await page.goto(`${provider.url}/admin/people/${ada.id}`);
		await button("More actions").click();
		await page.getByRole("menuitem", { name: "Forget devices" }).click();
		await dialog()
			.getByText(/Sessions and tokens end/)
			.waitFor();
		await lookTwice("provider-person-forget-devices");
		await dialog().getByRole("button", { name: "Forget devices" }).click();
		await said("The devices of Ada Tester are forgotten.");
		await lookTwice("provider-person");
	});
});
