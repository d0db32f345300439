/**
 * Patterns for names: the everyday part of regular expressions, matched against the whole name without ever going back.
 *
 * A backtracking engine can be made to run for years by a pattern of thirty characters. Here every part of a pattern turns
 * the set of places that a match may have reached into the next such set. A set is a bit mask, so the time grows with the
 * length of the pattern times that of the name, and nothing that an administrator types can stall somebody's sign-in.
 */
type Places = bigint;

/** Where a match may stand after this part, for where it may stand before. */
type Part = (before: Places, name: Name) => Places;

interface Name {
	readonly length: number;
	/** The places whose next character passes. */
	where(passes: (character: string) => boolean): Places;
}

const START = 1n;
/** Loops in loops multiply the work: this deep and no deeper. */
const DEEPEST_LOOP = 3;
const DEEPEST_GROUP = 20;

/** One character: a class, an escape, a dot, or itself. A class is left to the language's own engine: it cannot go back. */
const CHARACTER = /\[(?:[^\\\]]|\\.)+\]|\\[dDwWsS]|\\[^A-Za-z0-9]|[^\\()[\]{}*+?|^$]/suy;
const QUANTIFIER = /(?:([*+?])|\{(\d{1,3})(,(\d{1,3})?)?\})\??/y;

/**
 * Whether a name matches `source` from its first to its last character.
 *
 * @throws SyntaxError where `source` has what is not understood: back references, look-around, named groups.
 */
export const compileNamePattern = (source: string): ((name: string) => boolean) => {
	const pattern = parse(source);
	return (text) => {
		const characters = [...text];
		const known = new Map<(character: string) => boolean, Places>();
		const name: Name = {
			length: characters.length,
			where(passes) {
				const places =
					known.get(passes) ??
					characters.reduce((set, character, at) => (passes(character) ? set | (START << BigInt(at)) : set), 0n);
				known.set(passes, places);
				return places;
			},
		};
		return (pattern(START, name) & end(name)) !== 0n;
	};
};

const end = ({ length }: Name): Places => START << BigInt(length);

const character =
	(passes: (character: string) => boolean): Part =>
	(before, name) =>
		(before & name.where(passes)) << 1n;

const sequence =
	(parts: readonly Part[]): Part =>
	(before, name) =>
		parts.reduce((places, part) => (places === 0n ? places : part(places, name)), before);

const either =
	(parts: readonly Part[]): Part =>
	(before, name) =>
		parts.reduce((places, part) => places | part(before, name), 0n);

/** `part`, from `least` to `most` times. Ends early when another round changes nothing. */
const repeated =
	(part: Part, least: number, most: number): Part =>
	(before, name) => {
		let places = before;
		for (let round = 0; round < least; round += 1) {
			const reached = part(places, name);
			if (reached === places) break;
			places = reached;
		}
		let fresh = places;
		for (let round = least; round < most && fresh !== 0n; round += 1) {
			fresh = part(fresh, name) & ~places;
			places |= fresh;
		}
		return places;
	};

/** A parsed part, and how deep the loops in it go. */
interface Parsed {
	readonly part: Part;
	readonly loops: number;
}

const parse = (source: string): Part => {
	let at = 0;
	const refuse = (): never => {
		throw new SyntaxError(`not understood at character ${at + 1}`);
	};
	const take = (text: string): boolean => {
		const here = source.startsWith(text, at);
		if (here) at += text.length;
		return here;
	};
	const match = (expression: RegExp): RegExpExecArray | null => {
		expression.lastIndex = at;
		const found = expression.exec(source);
		if (found) at += found[0].length;
		return found;
	};
	const deepest = (parts: readonly Parsed[]) => Math.max(0, ...parts.map(({ loops }) => loops));

	const alternatives = (depth: number): Parsed => {
		if (depth > DEEPEST_GROUP) refuse();
		const parts = [concatenation(depth)];
		while (take("|")) parts.push(concatenation(depth));
		return { part: either(parts.map(({ part }) => part)), loops: deepest(parts) };
	};

	const concatenation = (depth: number): Parsed => {
		const parts: Parsed[] = [];
		while (at < source.length && source[at] !== "|" && source[at] !== ")") parts.push(quantified(depth));
		return { part: sequence(parts.map(({ part }) => part)), loops: deepest(parts) };
	};

	const quantified = (depth: number): Parsed => {
		const atom = single(depth);
		const found = match(QUANTIFIER);
		if (!found) return atom;
		const [, sign, minimum, range, maximum] = found;
		const least = minimum === undefined ? (sign === "+" ? 1 : 0) : Number(minimum);
		const most =
			sign === "?" ? 1 : minimum === undefined || (range && !maximum) ? Number.POSITIVE_INFINITY : Number(maximum ?? minimum);
		if (atom.loops >= DEEPEST_LOOP || most < least) refuse();
		return { part: repeated(atom.part, least, most), loops: atom.loops + 1 };
	};

	const single = (depth: number): Parsed => {
		if (take("^")) return { part: (before) => before & START, loops: 0 };
		if (take("$")) return { part: (before, name) => before & end(name), loops: 0 };
		if (take("(")) {
			if (!take("?:") && source[at] === "?") refuse();
			const inner = alternatives(depth + 1);
			if (!take(")")) refuse();
			return inner;
		}
		const found = match(CHARACTER);
		if (!found) return refuse();
		const expression = new RegExp(`^${found[0]}$`, "su");
		return { part: character((one) => expression.test(one)), loops: 0 };
	};

	const whole = alternatives(0);
	if (at < source.length) refuse();
	return whole.part;
};
