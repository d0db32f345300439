import { Badge, Button, Stack, Text } from "@mantine/core";
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
import { AppLogo } from "../applications/AppLogo.tsx";
import { ACCOUNT, type UsedApplication } from "./account.ts";
import { Rows, RowWith } from "./Rows.tsx";

const AT = `${ACCOUNT}/applications`;

/** Applications that one has signed in to, and what they may still do. */
export const ApplicationsPage = () => {
	const { say } = useWords();
	const used = useQuery({ queryKey: ["own-applications"], queryFn: () => call<readonly UsedApplication[]>("GET", AT) });
	const [asked, ask] = useState<UsedApplication>();
	const close = () => ask(undefined);
	const revoke = useAction({
		act: ({ id }: UsedApplication) => call("DELETE", `${AT}/${id}`),
		done: (_, { label }) => say("{application} has no access any more.", { application: label }),
		onDone: close,
	});
	return (
		<>
			<PageHeader
				title={say("Connected applications")}
				description={say("Applications that you have signed in to with this account in the last 90 days.")}
			/>
			<Stack gap="lg" maw={820}>
				<Card title={say("Applications")}>
					<Loaded query={used}>
						{(items) =>
							items.length === 0 ? (
								<Text size="sm">{say("You have not signed in to any application yet.")}</Text>
							) : (
								<Rows of={items}>
									{(application) => (
										<Row
											of={application}
											onRevoke={() => {
												revoke.reset();
												ask(application);
											}}
										/>
									)}
								</Rows>
							)
						}
					</Loaded>
				</Card>
			</Stack>
			{asked && (
				<ConfirmDialog
					opened
					title={say("Revoke the access of {application}?", { application: asked.label })}
					confirm={say("Revoke access")}
					danger
					running={revoke.running}
					error={revoke.error}
					onConfirm={() => revoke.run(asked)}
					onClose={close}
				>
					{say(
						"It can no longer read your data or act for you until you sign in to it again. On its own pages you may stay signed in for a while.",
					)}
				</ConfirmDialog>
			)}
		</>
	);
};

const Row = ({ of, onRevoke }: { readonly of: UsedApplication; readonly onRevoke: () => void }) => {
	const { say } = useWords();
	return (
		<RowWith
			title={of.label}
			image={<AppLogo label={of.label} href={of.logo} size={32} />}
			badge={of.hasAccess && <Badge>{say("Has access")}</Badge>}
			action={
				of.hasAccess && (
					<Button
						size="xs"
						variant="default"
						onClick={onRevoke}
						aria-label={say("Revoke the access of {application}", { application: of.label })}
					>
						{say("Revoke")}
					</Button>
				)
			}
		>
			{of.lastUsed
				? withParts(say("last signed in {moment}"), { moment: <Moment at={of.lastUsed} /> })
				: say("signed in more than 90 days ago")}
		</RowWith>
	);
};
