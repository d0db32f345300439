import { IconMapOff } from "@tabler/icons-react";
import { ButtonLink } from "../links.tsx";
import { useWords } from "../words/useWords.tsx";
import { EmptyState } from "./EmptyState.tsx";
import { PageHeader } from "./PageHeader.tsx";

/** An address at which there is no page. */
export const NotFound = () => {
	const { say } = useWords();
	return (
		<>
			<PageHeader title={say("Not found")} />
			<EmptyState
				icon={<IconMapOff size={40} stroke={1.5} aria-hidden />}
				title={say("There is no page at this address")}
				description={say("It may have been moved or mistyped.")}
				action={
					<ButtonLink to="/" mt="xs">
						{say("Go Home")}
					</ButtonLink>
				}
			/>
		</>
	);
};
