import type { Words } from "./words.ts";

/** What a `User-Agent` header says, as far as people ask: Okta's words. */
export interface UserAgent {
	readonly os: string | null;
	readonly browser: string | null;
	readonly device: "Computer" | "Mobile" | "Tablet" | null;
}

type Table = readonly (readonly [RegExp, string])[];

/** The first that fits: Edge and Opera call themselves Chrome too, and Chrome Safari. */
const BROWSERS: Table = [
	[/\bEdgA?\/|\bEdgiOS\//, "EDGE"],
	[/\bOPR\//, "OPERA"],
	[/\bFirefox\/|\bFxiOS\//, "FIREFOX"],
	[/\bChrome\/|\bCriOS\/|\bHeadlessChrome\//, "CHROME"],
	[/\bSafari\//, "SAFARI"],
];

const SYSTEMS: Table = [
	[/\bWindows NT 10\b/, "Windows 10"],
	[/\bWindows\b/, "Windows"],
	[/\biPhone\b|\biPod\b/, "iOS"],
	[/\biPad\b/, "iPadOS"],
	[/\bAndroid\b/, "Android"],
	[/\bMac OS X\b|\bMacintosh\b/, "Mac OS X"],
	[/\bCrOS\b/, "Chrome OS"],
	[/\bLinux\b/, "Linux"],
];

const first = (table: Table, header: string): string | null => table.find(([shape]) => shape.test(header))?.[1] ?? null;

/** Reads a header roughly; null where it does not say. */
export const readUserAgent = (header: string): UserAgent => {
	const os = first(SYSTEMS, header);
	return { os, browser: first(BROWSERS, header), device: deviceOf(os, header) };
};

const deviceOf = (os: string | null, header: string): UserAgent["device"] => {
	if (os === null) return null;
	if (os === "iPadOS" || (os === "Android" && !/\bMobile\b/.test(header))) return "Tablet";
	return os === "iOS" || os === "Android" ? "Mobile" : "Computer";
};

/** What people call systems that Okta's words name otherwise. */
const CALLED: Readonly<Record<string, string>> = { "Mac OS X": "macOS", "Windows 10": "Windows" };

/** A browser as its owner knows it, such as `Firefox on Linux`. */
export const browserInWords = (say: Words["say"], { browser, os }: Pick<UserAgent, "browser" | "os">): string => {
	const name = browser && `${browser.slice(0, 1)}${browser.slice(1).toLowerCase()}`;
	const system = os && (CALLED[os] ?? os);
	if (!name) return system ?? say("A browser");
	return system ? say("{browser} on {system}", { browser: name, system }) : name;
};
