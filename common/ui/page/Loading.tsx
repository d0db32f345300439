import { Center, Loader, VisuallyHidden } from "@mantine/core";
import { useWords } from "../words/useWords.tsx";

/** Stands where something is being loaded. */
export const Loading = () => {
	const { say } = useWords();
	return (
		<Center py={56} role="status">
			<Loader size="sm" aria-hidden />
			<VisuallyHidden>{say("Loading")}</VisuallyHidden>
		</Center>
	);
};
