import { Badge, Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useWords, withParts } from "#common/ui/words/useWords.tsx";
import { browserInWords, readUserAgent } from "#common/words/user-agent.ts";
import { ACCOUNT, type OwnSession } from "./account.ts";
import { Rows, RowWith } from "./Rows.tsx";

const AT = `${ACCOUNT}/sessions`;

/** Where one is signed in, and the way out of each. */
export const SessionsPage = () => {
	const { say } = useWords();
	const sessions = useQuery({ queryKey: ["own-sessions"], queryFn: () => call<readonly OwnSession[]>("GET", AT) });
	const [asked, ask] = useState<OwnSession | "others">();
	const close = () => ask(undefined);
	const end = useAction({
		act: (of: OwnSession | "others") => (of === "others" ? call("POST", `${AT}/end-others`) : call("DELETE", `${AT}/${of.id}`)),
		done: (_, of) => (of === "others" ? say("All other sessions have ended.") : say("The session has ended.")),
		onDone: close,
	});
	const question = (of: OwnSession | "others") => () => {
		end.reset();
		ask(of);
	};
	const others = sessions.data?.filter(({ current }) => !current).length ?? 0;
	return (
		<>
			<PageHeader
				title={say("Sessions")}
				description={say("Every browser in which you are signed in. End what you do not know, and change your password then.")}
			/>
			<Stack gap="lg" maw={820}>
				<Card
					title={say("Where you are signed in")}
					actions={
						others > 0 && (
							<Button variant="default" onClick={question("others")}>
								{say("End all others")}
							</Button>
						)
					}
				>
					<Loaded query={sessions}>
						{(items) => (
							<Rows of={items.toSorted((one, other) => Number(other.current) - Number(one.current))}>
								{(session) => <Row of={session} onEnd={question(session)} />}
							</Rows>
						)}
					</Loaded>
				</Card>
			</Stack>
			{asked !== undefined && (
				<ConfirmDialog
					opened
					title={asked === "others" ? say("End all other sessions?") : say("End this session?")}
					confirm={asked === "others" ? say("End them") : say("End it")}
					danger
					running={end.running}
					error={end.error}
					onConfirm={() => end.run(asked)}
					onClose={close}
				>
					{say("Whoever uses it has to sign in again, and applications lose the access that they got there.")}
				</ConfirmDialog>
			)}
		</>
	);
};

const Row = ({ of, onEnd }: { readonly of: OwnSession; readonly onEnd: () => void }) => {
	const { say } = useWords();
	const name = browserInWords(say, readUserAgent(of.userAgent ?? ""));
	const seen = of.lastSeen ?? of.began;
	return (
		<RowWith
			title={name}
			badge={of.current && <Badge>{say("This one")}</Badge>}
			action={
				!of.current && (
					<Button
						size="xs"
						variant="default"
						onClick={onEnd}
						aria-label={say("End the session of {name}", { name: [name, of.address].filter(Boolean).join(", ") })}
					>
						{say("End")}
					</Button>
				)
			}
		>
			{of.address && say("Address {address}", { address: of.address })}
			{of.lastSeen && withParts(say("last seen {moment}"), { moment: <Moment at={seen} /> })}
			{of.began && withParts(say("signed in {moment}"), { moment: <Moment at={of.began} /> })}
		</RowWith>
	);
};
