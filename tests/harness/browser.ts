import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page, type Request } from "playwright-core";

/** Pictures of pages go here; git ignores the folder. */
const SCREENSHOTS = join(import.meta.dirname, "..", "screenshots");

const FLAGS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

/** The sizes that every page is looked at in. */
const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;

export interface TestBrowser {
	readonly context: BrowserContext;
	page(): Promise<Page>;
	close(): Promise<void>;
}

/** A new browser with a profile of its own. The test command says where the browser is. */
export const openBrowser = async (options: { javaScript?: boolean; locale?: string } = {}): Promise<TestBrowser> => {
	const executablePath = process.env["TEST_BROWSER"] ?? "/usr/bin/chromium";
	const profile = mkdtempSync(join(tmpdir(), "signet-browser-"));
	const context = await chromium.launchPersistentContext(profile, {
		executablePath,
		args: FLAGS,
		viewport: SIZES.wide,
		javaScriptEnabled: options.javaScript ?? true,
		...(options.locale === undefined ? {} : { locale: options.locale }),
		permissions: ["clipboard-read", "clipboard-write"],
	});
	context.setDefaultTimeout(40_000);
	underWay.set(context, requestsUnderWay(context));
	return {
		context,
		page: () => context.newPage(),
		async close() {
			await context.close();
			rmSync(profile, { recursive: true, force: true });
		},
	};
};

const underWay = new WeakMap<BrowserContext, ReadonlySet<Request>>();

const requestsUnderWay = (context: BrowserContext): ReadonlySet<Request> => {
	const requests = new Set<Request>();
	context.on("request", (request) => requests.add(request));
	context.on("requestfinished", (request) => requests.delete(request));
	context.on("requestfailed", (request) => requests.delete(request));
	return requests;
};

/** What pages ask servers for by themselves, from now on: `METHOD address`. Documents, scripts, styles and pictures are not among it. */
export const watchCalls = (context: BrowserContext): readonly string[] => {
	const calls: string[] = [];
	context.on("request", (request) => {
		if (["xhr", "fetch", "websocket", "eventsource"].includes(request.resourceType()))
			calls.push(`${request.method()} ${request.url()}`);
	});
	return calls;
};

/** What is wrong with how a page shows: violations that axe-core calls serious or critical, and content wider than the window. */
export interface Flaws {
	readonly violations: readonly string[];
	readonly overflows: readonly string[];
}

/** A passing notice covers what it stands over, and takes seconds to go by itself. */
const HIDE_NOTICES =
	"for (const notice of document.querySelectorAll('.mantine-Notification-root')) notice.style.visibility = 'hidden'";
const WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]";

/** Takes a page's picture in both sizes as `name-wide.png` and `name-narrow.png`, and looks for flaws in each. */
export const photograph = async (page: Page, name: string): Promise<Flaws> => {
	mkdirSync(SCREENSHOTS, { recursive: true });
	const violations: string[] = [];
	const overflows: string[] = [];
	for (const [size, viewport] of Object.entries(SIZES)) {
		await page.setViewportSize(viewport);
		await page.evaluate("scrollTo(0, 0)");
		await standsStill(page);
		await page.evaluate(HIDE_NOTICES);
		await page.screenshot({ path: join(SCREENSHOTS, `${name}-${size}.png`), fullPage: true });
		violations.push(...(await seriousViolations(page)).map((text) => `${name}-${size}: ${text}`));
		const [content, window] = (await page.evaluate(WIDTHS)) as [number, number];
		if (content > window + 1) overflows.push(`${name}-${size}: ${content} pixels in ${window}`);
	}
	await page.setViewportSize(SIZES.wide);
	return { violations, overflows };
};

/** Whether anything moves that will come to an end: a spinner turns for ever. */
const MOVES =
	"document.getAnimations().some(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity)";
/** Milliseconds: some pages are looked at while an answer is kept from them. */
const PATIENCE = 2_000;

/**
 * Waits until nothing is asked for and nothing moves any more, for a tenth of a second: what a new size starts begins a frame or two
 * after it.
 */
const standsStill = async (page: Page): Promise<void> => {
	const requests = underWay.get(page.context());
	const end = Date.now() + PATIENCE;
	for (let still = 0; still < 5 && Date.now() < end; await page.waitForTimeout(20)) {
		const isBusy = (requests?.size ?? 0) > 0 || (await page.evaluate(MOVES));
		still = isBusy ? 0 : still + 1;
	}
};

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

interface AxeResult {
	readonly violations: readonly {
		readonly id: string;
		readonly impact: string;
		readonly nodes: readonly { readonly html: string }[];
	}[];
}

/** axe-core comes in through the debugger: the pages' own policy lets no foreign script in, and stays as it is. */
const seriousViolations = async (page: Page): Promise<readonly string[]> => {
	if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
	const { violations } = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as AxeResult;
	return violations
		.filter(({ impact }) => impact === "serious" || impact === "critical")
		.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
};
