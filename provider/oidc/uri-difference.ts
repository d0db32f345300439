/** Which part of an address differs from the registered one that is nearest to it, and a sentence about it. */
export interface Difference {
	/** Undefined where none is registered. */
	readonly nearest: string | undefined;
	readonly part:
		| "registration"
		| "address"
		| "scheme"
		| "host"
		| "port"
		| "path"
		| "trailing slash"
		| "letter case"
		| "query"
		| "spelling";
	readonly sentence: string;
}

type Part = Difference["part"];
type Found = readonly [Part, string];

const quoted = (text: string): string => (text === "" ? "none" : `“${text}”`);
const apart = (what: string, given: string, registered: string): string =>
	`The ${what} differs: ${quoted(given)} was asked for, ${quoted(registered)} is registered.`;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** What differs in each part, the part that says most first. */
const differences = (given: URL, registered: URL): readonly Found[] => {
	const found: Found[] = [];
	const compare = (part: Part, one: string, other: string, hint = "") => {
		if (one !== other) found.push([part, `${apart(part, one, other)}${hint}`]);
	};
	const bothLocal = LOOPBACK.has(given.hostname) && LOOPBACK.has(registered.hostname);
	compare("host", given.hostname, registered.hostname, bothLocal ? " Both are this machine, and still two addresses." : "");
	compare("scheme", given.protocol.slice(0, -1), registered.protocol.slice(0, -1));
	compare("port", given.port, registered.port);
	if (given.pathname !== registered.pathname) found.push(inPath(given.pathname, registered.pathname));
	compare("query", given.search, registered.search);
	return found;
};

const inPath = (given: string, registered: string): Found => {
	if (`${given}/` === registered)
		return ["trailing slash", "The registered address ends with a slash, and the one that was asked for does not."];
	if (given === `${registered}/`)
		return ["trailing slash", "The address that was asked for ends with a slash, and the registered one does not."];
	if (given.toLowerCase() === registered.toLowerCase())
		return ["letter case", `${apart("path", given, registered)} Upper and lower case letters are not the same.`];
	return ["path", apart("path", given, registered)];
};

/** How `given` differs from what is registered; addresses are compared to the letter (RFC 9700 section 2.1). */
export const differenceOf = (given: string, registered: readonly string[]): Difference => {
	if (registered.length === 0)
		return { nearest: undefined, part: "registration", sentence: "No address is registered for the application." };
	const url = URL.parse(given);
	if (url === null) {
		const sentence = "What was asked for is no full address, such as https://app.example.com/callback.";
		return { nearest: registered[0], part: "address", sentence };
	}
	const compared = registered.flatMap((nearest) => {
		const other = URL.parse(nearest);
		return other === null ? [] : [{ nearest, found: differences(url, other) }];
	});
	const weight = ({ found }: { readonly found: readonly Found[] }): number =>
		found.reduce((sum, [part]) => sum + (part === "host" ? 3 : part === "trailing slash" || part === "letter case" ? 1 : 2), 0);
	const [best] = compared.toSorted((one, other) => weight(one) - weight(other));
	const [first, ...others] = best?.found ?? [];
	if (first === undefined) {
		const sentence = "Both lead to the same place, and are spelled differently. They have to be the same to the letter.";
		return { nearest: best?.nearest ?? registered[0], part: "spelling", sentence };
	}
	const [part, sentence] = first;
	const more = others.length === 0 ? "" : ` So does: ${others.map(([other]) => other).join(", ")}.`;
	return { nearest: best?.nearest, part, sentence: `${sentence}${more}` };
};
