import { Center, Loader, VisuallyHidden } from "@mantine/core";

/** Stands where something is being loaded. */
export const Loading = () => (
	<Center py={56} role="status">
		<Loader size="sm" aria-hidden />
		<VisuallyHidden>Loading</VisuallyHidden>
	</Center>
);
