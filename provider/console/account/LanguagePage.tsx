import { Radio, Stack, useMantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useWords } from "#common/ui/words/useWords.tsx";
import { useMe } from "../frame/useMe.ts";
import { codeFor, languageCodes, nameOfLanguage } from "../languages.ts";
import { ACCOUNT } from "./account.ts";

const BROWSER = "browser";

/** In which language, and how light. */
export const LanguagePage = () => {
	const { say } = useWords();
	return (
		<>
			<PageHeader title={say("Language and theme")} />
			<Stack gap="lg" maw={720}>
				<LanguageCard />
				<ThemeCard />
			</Stack>
		</>
	);
};

const LanguageCard = () => {
	const { say } = useWords();
	const queries = useQueryClient();
	const locale = useMe().data?.locale ?? null;
	const chosen = locale === null ? BROWSER : codeFor(locale);
	const choose = useAction({
		act: (code: string) => call("POST", `${ACCOUNT}/language`, { language: code === BROWSER ? null : code }),
		onDone: () => queries.invalidateQueries({ queryKey: ["me"] }),
	});
	return (
		<Card title={say("Language")} description={say("Of your pages and of the mail that is sent to you, on every device.")}>
			<FormError error={choose.error} />
			<Radio.Group aria-label={say("Language")} value={chosen} onChange={choose.run}>
				<Stack gap="sm">
					<Radio value={BROWSER} label={say("As this browser is set")} disabled={choose.running} />
					{languageCodes.map((code) => (
						<Radio key={code} value={code} label={<span lang={code}>{nameOfLanguage(code)}</span>} disabled={choose.running} />
					))}
				</Stack>
			</Radio.Group>
		</Card>
	);
};

const ThemeCard = () => {
	const { say } = useWords();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	return (
		<Card title={say("Theme")} description={say("Is kept in this browser.")}>
			<Radio.Group
				aria-label={say("Theme")}
				value={colorScheme}
				onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}
			>
				<Stack gap="sm">
					<Radio value="auto" label={say("As this device is set")} />
					<Radio value="light" label={say("Light")} />
					<Radio value="dark" label={say("Dark")} />
				</Stack>
			</Radio.Group>
		</Card>
	);
};
