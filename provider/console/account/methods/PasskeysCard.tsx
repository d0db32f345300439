import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Card } from "#common/ui/page/Card.tsx";
import { useWords } from "#common/ui/words/useWords.tsx";
import { Rows, RowWith } from "../Rows.tsx";
import { AddPasskeyDialog } from "./AddPasskeyDialog.tsx";
import { FACTORS, type OwnFactor } from "./factors.ts";
import { Known } from "./MethodCard.tsx";
import { RemoveFactor } from "./RemoveFactor.tsx";
import { RenameDialog } from "./RenameDialog.tsx";

/** Passkeys: any number, each with a name. */
export const PasskeysCard = ({ held }: { readonly held: readonly OwnFactor[] }) => {
	const { say } = useWords();
	const [adding, add] = useState(false);
	return (
		<Card
			title={say("Passkeys")}
			description={say(
				"Sign in with your fingerprint, your face, the PIN of your device, or a security key. Nobody can trick you out of one.",
			)}
			actions={
				<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => add(true)}>
					{say("Add passkey")}
				</Button>
			}
		>
			{held.length === 0 ? (
				<Text size="sm">{say("You have no passkeys.")}</Text>
			) : (
				<Rows of={held}>{(passkey) => <Row of={passkey} />}</Rows>
			)}
			{adding && <AddPasskeyDialog onClose={() => add(false)} />}
		</Card>
	);
};

const Row = ({ of }: { readonly of: OwnFactor }) => {
	const { say } = useWords();
	const [renaming, rename] = useState(false);
	const name = nameOfPasskey(of) ?? say("Passkey");
	return (
		<RowWith
			title={name}
			action={
				<>
					<Button size="xs" variant="default" onClick={() => rename(true)} aria-label={say("Rename {name}", { name })}>
						{say("Rename")}
					</Button>
					<RemoveFactor at={`${FACTORS}/${of.id}`} name={name} />
				</>
			}
		>
			<Known {...of} />
			{renaming && <RenameDialog of={of} name={name} onClose={() => rename(false)} />}
		</RowWith>
	);
};

const nameOfPasskey = ({ profile }: OwnFactor): string | undefined => {
	const name = profile?.["authenticatorName"];
	return typeof name === "string" && name !== "" ? name : undefined;
};
