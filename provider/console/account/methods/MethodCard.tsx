import { Badge, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Card } from "#common/ui/page/Card.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { useWords, withParts } from "#common/ui/words/useWords.tsx";
import { RowWith } from "../Rows.tsx";
import { FACTORS, type OwnFactor } from "./factors.ts";
import { RemoveFactor } from "./RemoveFactor.tsx";

interface MethodCardProps {
	/** What the method is called, in the person's language. */
	readonly name: string;
	readonly description: string;
	readonly held: OwnFactor | undefined;
	/** What of it is shown, such as the address that codes go to. */
	readonly detail?: ReactNode;
	/** Sets it up. */
	readonly children: ReactNode;
}

/** A method of which there is one at most. */
export const MethodCard = ({ name, description, held, detail, children }: MethodCardProps) => {
	const { say } = useWords();
	return (
		<Card title={name} description={description} actions={!held && children}>
			{held ? (
				<RowWith
					title={detail ?? name}
					badge={<Badge>{say("Active")}</Badge>}
					action={<RemoveFactor at={`${FACTORS}/${held.id}`} name={name} />}
				>
					<Known {...held} />
				</RowWith>
			) : (
				<Text size="sm">{say("Not set up.")}</Text>
			)}
		</Card>
	);
};

/** Since when, and when it was used last. */
export const Known = ({ created, lastUsed }: Pick<OwnFactor, "created" | "lastUsed">) => {
	const { say } = useWords();
	const added = withParts(say("added {moment}"), { moment: <Moment at={created} /> });
	const used = lastUsed ? withParts(say("last used {moment}"), { moment: <Moment at={lastUsed} /> }) : say("not used yet");
	return withParts("{added} · {used}", { added, used });
};
