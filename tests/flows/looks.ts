import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { photograph } from "../harness/browser.ts";

/** A picture of the page as it stands, in both sizes; fails where it is wider than its window or axe-core calls something serious. */
export const look = async (page: Page, name: string): Promise<void> => {
	assert.deepEqual(await photograph(page, name), { violations: [], overflows: [] });
};

/** Goes to `url`, waits for a heading, and looks. */
export const looksAt = async (page: Page, name: string, url: string, heading: string | RegExp): Promise<void> => {
	await page.goto(url);
	await page.getByRole("heading", { name: heading }).first().waitFor();
	await look(page, name);
};
