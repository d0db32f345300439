import { createContext, Fragment, type ReactNode, useContext } from "react";
import { english, type Words, wordsIn } from "#common/words/words.ts";

/** The language of a part of the page. */
export interface Spoken extends Words {
	/** In whose form moments and numbers are written (BCP 47); undefined: the browser's own. */
	readonly form: string | undefined;
}

const ENGLISH: Spoken = { ...wordsIn(english), form: undefined };

const Context = createContext<Spoken>(ENGLISH);

/** What is below speaks this language. */
export const Speaks = ({ words, children }: { readonly words: Spoken; readonly children: ReactNode }) => (
	<Context value={words}>{children}</Context>
);

/** The language of this part of the page: English where nobody chose one. */
export const useWords = (): Spoken => useContext(Context);

/** A sentence with elements in the place of its `{name}`s. `sentence` is in the reader's language already. */
export const withParts = (sentence: string, parts: Readonly<Record<string, ReactNode>>): ReactNode => (
	<>
		{sentence.split(/(\{\w+\})/).map((part, place) => {
			const name = part.slice(1, -1);
			// biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence never change places.
			return <Fragment key={place}>{Object.hasOwn(parts, name) ? parts[name] : part}</Fragment>;
		})}
	</>
);

/** The way in which a language's readers write moments: the browser's own region where it speaks the language. */
export const formOf = (code: string): string =>
	navigator.languages.find((tag) => tag === code || tag.startsWith(`${code}-`)) ?? code;
