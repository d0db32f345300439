import type { Works } from "../works/works.ts";

/** One of what is compared, running and at rest until it is its turn. */
export interface Subject {
	/** A short name, the same in every run. */
	readonly name: string;
	readonly version: string;
	/** Process ids by what they are, the server first; each with all below it. */
	readonly watched: Readonly<Record<string, readonly number[]>>;
	/** What it can do, and what the generator needs to know for it. */
	readonly sites: { readonly [Work in keyof Works]?: Parameters<Works[Work]>[0] };
}

/** A peer that did not start: its name, and why. */
export interface Absent {
	readonly name: string;
	readonly why: string;
}
