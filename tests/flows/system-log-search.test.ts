import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { ADMINISTRATOR, startProvider, type TestProvider } from "../harness/provider.ts";
import { signInAtProvider } from "./steps.ts";

describe("a search of the System Log that takes more than one answer", () => {
	let provider: TestProvider;
	let browser: TestBrowser;
	let page: Page;
	let asked: string[] = [];
	let short = 0;

	before(async () => {
		provider = await startProvider();
		browser = await openBrowser();
		page = await browser.page();
		await signInAtProvider(page, provider.url, ADMINISTRATOR);
		// The provider leaves a page short where few of very many events match: here it is made to, `short` times.
		await page.route("**/api/v1/logs?**", async (route) => {
			asked.push(route.request().url());
			if (short <= 0) return route.continue();
			short -= 1;
			const next = `<${provider.url}/api/v1/logs?sortOrder=DESCENDING&after=${await cursor()}>; rel="next"`;
			return route.fulfill({ status: 200, headers: { "content-type": "application/json", link: next }, body: "[]" });
		});
	});
	after(async () => {
		await browser.close();
		await provider.stop();
	});

	/** A real one, from which all events follow. */
	const cursor = async (): Promise<string> => {
		const moment = new Date(Date.now() + 60_000).toISOString();
		const since = new Date(Date.now() - 3_600_000).toISOString();
		return Buffer.from(JSON.stringify(["logs-descending", since, moment, "999999999"])).toString("base64url");
	};

	const open = async (answers: number) => {
		short = answers;
		asked = [];
		await page.goto(`${provider.url}/admin/system-log`);
	};

	test("goes on by itself until it has found something", async () => {
		await open(5);
		await page.getByText("User login to Signet").first().waitFor();
		assert.ok(asked.length >= 6, `${asked.length}`);
		assert.ok(
			asked.slice(1).every((address) => !address.includes("since=")),
			"the cursor knows since",
		);
	});

	test("says so, stops when it is told to, and by itself in the end", async () => {
		await open(10_000);
		await page.getByText("Searching older events").waitFor();
		await page.getByRole("button", { name: "Stop", exact: true }).click();
		await page.getByText("The search stopped").waitFor();
		const { length } = asked;
		await page.waitForTimeout(500);
		assert.ok(asked.length <= length + 1, "nothing is asked behind the back");
		await page.getByRole("button", { name: "Search on" }).click();
		await page.getByText("Searching older events").waitFor();
		await page.getByText("The search stopped").waitFor();
		assert.ok(asked.length < 120, `no runaway: ${asked.length}`);
		short = 0;
		await page.getByRole("button", { name: "Search on" }).click();
		await page.getByText("User login to Signet").first().waitFor();
	});
});
