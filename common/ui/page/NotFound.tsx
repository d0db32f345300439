import { IconMapOff } from "@tabler/icons-react";
import { ButtonLink } from "../links.tsx";
import { EmptyState } from "./EmptyState.tsx";
import { PageHeader } from "./PageHeader.tsx";

/** An address at which there is no page. */
export const NotFound = () => (
	<>
		<PageHeader title="Not found" />
		<EmptyState
			icon={<IconMapOff size={40} stroke={1.5} aria-hidden />}
			title="There is no page at this address"
			description="It may have been moved or mistyped."
			action={
				<ButtonLink to="/" mt="xs">
					Go Home
				</ButtonLink>
			}
		/>
	</>
);
