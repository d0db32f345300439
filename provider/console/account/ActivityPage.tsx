import { Badge, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useWords } from "#common/ui/words/useWords.tsx";
import { browserInWords } from "#common/words/user-agent.ts";
import { ACCOUNT, type Activity } from "./account.ts";
import { Rows, RowWith } from "./Rows.tsx";
import { sentenceOf } from "./sentences.ts";

/** What happened lately around one's own account, in plain words. */
export const ActivityPage = () => {
	const { say } = useWords();
	const activity = useQuery({
		queryKey: ["own-activity"],
		queryFn: () => call<readonly Activity[]>("GET", `${ACCOUNT}/activity`),
	});
	return (
		<>
			<PageHeader
				title={say("Recent activity")}
				description={say(
					"What happened around your account in the last 30 days. If you do not recognise something, change your password and tell your administrator.",
				)}
			/>
			<Stack gap="lg" maw={820}>
				<Card title={say("Last 30 days")}>
					<Loaded query={activity}>
						{(items) =>
							items.length === 0 ? (
								<Text size="sm">{say("Nothing has happened yet.")}</Text>
							) : (
								<Rows of={items}>{(one) => <Row of={one} />}</Rows>
							)
						}
					</Loaded>
				</Card>
			</Stack>
		</>
	);
};

const Row = ({ of }: { readonly of: Activity }) => {
	const { say } = useWords();
	const { browser, system: os } = of;
	return (
		<RowWith title={sentenceOf(say, of)} badge={!of.succeeded && <Badge color="yellow">{say("Did not work")}</Badge>}>
			<Moment at={of.moment} />
			{of.byOther && say("by an administrator")}
			{(browser || os) && browserInWords(say, { browser, os })}
			{of.address && say("Address {address}", { address: of.address })}
		</RowWith>
	);
};
