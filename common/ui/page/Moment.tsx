import { Text } from "@mantine/core";
import { useWords } from "../words/useWords.tsx";

const forms = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it. */
const formFor = (language: string | undefined, timeStyle: "short" | "medium"): Intl.DateTimeFormat => {
	const key = `${language} ${timeStyle}`;
	const form = forms.get(key) ?? new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle });
	forms.set(key, form);
	return form;
};

interface MomentProps {
	/** ISO 8601; `null` where it never happened. */
	readonly at: string | null | undefined;
	/** What stands for `null`. */
	readonly never?: string;
	/** With seconds. */
	readonly exact?: boolean;
}

/** A moment in the reader's own time zone and habit; its tooltip says it in UTC. */
export const Moment = ({ at, never, exact = false }: MomentProps) => {
	const { say, form } = useWords();
	return at ? (
		<time dateTime={at} title={at}>
			{formFor(form, exact ? "medium" : "short").format(new Date(at))}
		</time>
	) : (
		<Text component="span" c="dimmed" inherit>
			{never ?? say("Never")}
		</Text>
	);
};
