export type Theme = "light" | "dark";

/** Signet's own accent, which `common/web/pages/pages.css` has too. */
export const USUAL: Readonly<Record<Theme, string>> = { light: "#0f5f53", dark: "#6fd0bd" };

/** The other colours of the rendered pages. */
export const PAGE: Readonly<Record<Theme, Readonly<Record<"ground" | "card" | "line" | "ink" | "quiet" | "buttonInk", string>>>> =
	{
		light: { ground: "#f4f5f2", card: "#ffffff", line: "#d9ddd6", ink: "#1b2422", quiet: "#55605c", buttonInk: "#ffffff" },
		dark: { ground: "#141817", card: "#1d2322", line: "#37403e", ink: "#edf1ee", quiet: "#aab5b0", buttonInk: "#08201b" },
	};
