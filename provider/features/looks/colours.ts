import { fieldFault } from "#common/faults/fault.ts";

/** The colour of what acts: buttons, links, the mark. `#rrggbb`; null: Signet's own. */
export interface Accent {
	readonly light: string | null;
	readonly dark: string | null;
}

type Theme = keyof Accent;

interface Surroundings {
	readonly usual: string;
	/** What links and the focus ring stand on, as pages.css has it. */
	readonly grounds: readonly string[];
	/** What a button says. */
	readonly ink: string;
}

const SURROUNDINGS: Readonly<Record<Theme, Surroundings>> = {
	light: { usual: "#0f5f53", grounds: ["#ffffff", "#f4f5f2"], ink: "#ffffff" },
	dark: { usual: "#6fd0bd", grounds: ["#1d2322", "#141817"], ink: "#08201b" },
};

/** WCAG 2.2, 1.4.3: of text to its ground. */
const LEAST = 4.5;

const COLOUR = /^#[0-9a-f]{6}$/;

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

/** WCAG 2.2, relative luminance. */
const luminance = (colour: string): number => {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** WCAG 2.2, contrast ratio: from 1 to 21. */
export const contrast = (one: string, other: string): number => {
	const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (lighter + 0.05) / (darker + 0.05);
};

/** Two digits, and never more than it is. */
const shown = (ratio: number): string => (Math.floor(ratio * 100) / 100).toFixed(2);

/** Both as they are kept. @throws Fault `invalid_request` (`accent.light`, `accent.dark`) with the contrast that there is. */
export const checkedAccent = ({ light, dark }: Accent): Accent => ({
	light: checked("light", light),
	dark: checked("dark", dark),
});

const checked = (theme: Theme, given: string | null): string | null => {
	if (given === null) return null;
	const field = `accent.${theme}`;
	const colour = given.trim().toLowerCase();
	if (!COLOUR.test(colour)) throw fieldFault("invalid_request", field, "Must be a colour such as #0f5f53.");
	const { grounds, ink } = SURROUNDINGS[theme];
	const least = Math.min(...[...grounds, ink].map((other) => contrast(colour, other)));
	if (least >= LEAST) return colour;
	const sentence = `The contrast to the ${theme} page is ${shown(least)}:1, and people who see less need ${LEAST}:1.`;
	throw fieldFault("invalid_request", field, `${sentence} Choose a ${theme === "light" ? "darker" : "lighter"} colour.`);
};

const PATH = "/looks/colours";

/** Where the style sheet of these colours is: they are its whole content, so that it never changes. */
export const coloursAddress = ({ light, dark }: Accent): string | undefined =>
	light === null && dark === null ? undefined : `${PATH}/${[light, dark].map((one) => one?.slice(1) ?? "usual").join("/")}`;

/** The style sheet at an address of `coloursAddress`; undefined where the parts are no colours. */
export const coloursSheet = (parts: Readonly<Record<Theme, string>>): string | undefined => {
	const colour = (theme: Theme) => (parts[theme] === "usual" ? SURROUNDINGS[theme].usual : `#${parts[theme]}`);
	const [light, dark] = [colour("light"), colour("dark")];
	return COLOUR.test(light) && COLOUR.test(dark) ? `:root{--accent:light-dark(${light},${dark})}\n` : undefined;
};
