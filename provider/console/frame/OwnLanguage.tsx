import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo } from "react";
import { Loading } from "#common/ui/page/Loading.tsx";
import { formOf, Speaks } from "#common/ui/words/useWords.tsx";
import { english, wordsIn } from "#common/words/words.ts";
import { codeFor, loadLanguage } from "../languages.ts";

interface OwnLanguageProps {
	/** What the person has chosen; without it the browser decides. */
	readonly locale: string | null | undefined;
	readonly children: ReactNode;
}

/** Speaks the person's language; English where theirs cannot be loaded. */
export const OwnLanguage = ({ locale, children }: OwnLanguageProps) => {
	const code = codeFor(locale);
	const { data, isPending } = useQuery({
		queryKey: ["language", code],
		queryFn: () => loadLanguage(code),
		enabled: code !== english.code,
		staleTime: Number.POSITIVE_INFINITY,
	});
	const language = code === english.code ? english : data;
	const spoken = useMemo(() => ({ ...wordsIn(language ?? english), form: formOf(language?.code ?? english.code) }), [language]);
	useEffect(() => {
		document.documentElement.lang = spoken.code;
		return () => {
			document.documentElement.lang = english.code;
		};
	}, [spoken]);
	if (language === undefined && isPending) return <Loading />;
	return <Speaks words={spoken}>{children}</Speaks>;
};
