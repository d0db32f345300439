import { Alert, Badge, Button, Code, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCopy, IconDownload, IconKey, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { Dialog } from "#common/ui/dialogs/Dialog.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { useWords } from "#common/ui/words/useWords.tsx";
import { RowWith } from "../Rows.tsx";
import { Known } from "./MethodCard.tsx";
import { RemoveFactor } from "./RemoveFactor.tsx";
import "./print.css";

const AT = "/api/v1/internal/me/recovery-codes";

interface Held {
	readonly remaining: number;
	readonly created: string | null;
	readonly lastUsed: string | null;
}

/** Codes on paper, for the day when everything else is lost. */
export const RecoveryCodesCard = () => {
	const codes = useQuery({ queryKey: ["own-recovery-codes"], queryFn: () => call<Held>("GET", AT) });
	return <Loaded query={codes}>{(held) => <Shown held={held} />}</Loaded>;
};

const Shown = ({ held }: { readonly held: Held }) => {
	const { say } = useWords();
	const name = say("Recovery codes");
	const [asking, ask] = useState(false);
	const [codes, setCodes] = useState<readonly string[]>();
	const make = useAction({
		act: () => call<{ readonly codes: readonly string[] }>("POST", AT),
		onDone: (made) => {
			ask(false);
			setCodes(made.codes);
		},
	});
	const begin = () => {
		make.reset();
		if (held.created !== null) ask(true);
		else make.run();
	};
	return (
		<Card
			title={name}
			description={say("Codes to print and keep. Each lets you in once when your other methods are lost.")}
			actions={
				<Button variant="default" loading={make.running} onClick={begin}>
					{held.created === null ? say("Make recovery codes") : say("Make new codes")}
				</Button>
			}
		>
			{held.created === null ? (
				<Text size="sm">{say("Not set up.")}</Text>
			) : (
				<RowWith
					title={held.remaining === 1 ? say("One code left") : say("{count} codes left", { count: held.remaining })}
					badge={<Badge>{say("Active")}</Badge>}
					action={<RemoveFactor at={AT} name={name} />}
				>
					<Known created={held.created} lastUsed={held.lastUsed} />
				</RowWith>
			)}
			{asking && (
				<ConfirmDialog
					opened
					title={say("Make new codes?")}
					confirm={say("Make new codes")}
					danger
					running={make.running}
					error={make.error}
					onConfirm={make.run}
					onClose={() => ask(false)}
				>
					{say("The codes that you have now stop working.")}
				</ConfirmDialog>
			)}
			{codes && <Codes codes={codes} onClose={() => setCodes(undefined)} />}
		</Card>
	);
};

const Codes = ({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) => {
	const { say } = useWords();
	const clipboard = useClipboard({ timeout: 2000 });
	const text = `${codes.join("\n")}\n`;
	const download = () => {
		const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
		Object.assign(document.createElement("a"), { href: address, download: "signet-recovery-codes.txt" }).click();
		// Not at once: the browser begins to read it after this.
		setTimeout(() => URL.revokeObjectURL(address), 60_000);
	};
	return (
		<Dialog opened onClose={onClose} title={say("Your recovery codes")} closeOnClickOutside={false}>
			<Stack gap="md">
				<Alert color="yellow" icon={<IconKey aria-hidden />} title={say("They are shown only this once")}>
					{say("Keep them where you keep other important papers, and not on the device with which you sign in.")}
				</Alert>
				<SimpleGrid cols={2} component="ul" className="sg-codes" p={0} m={0} style={{ listStyle: "none" }}>
					{codes.map((code) => (
						<li key={code}>
							<Code fz="md">{code}</Code>
						</li>
					))}
				</SimpleGrid>
				<Group gap="xs">
					<Button variant="default" leftSection={<IconCopy size={18} aria-hidden />} onClick={() => clipboard.copy(text)}>
						{clipboard.copied ? say("Copied") : say("Copy")}
					</Button>
					<Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} onClick={download}>
						{say("Save as file")}
					</Button>
					<Button variant="default" leftSection={<IconPrinter size={18} aria-hidden />} onClick={() => window.print()}>
						{say("Print")}
					</Button>
				</Group>
				<Group justify="flex-end">
					<Button onClick={onClose}>{say("I have kept them")}</Button>
				</Group>
			</Stack>
		</Dialog>
	);
};
