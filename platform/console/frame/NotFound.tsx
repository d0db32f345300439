import { IconMapOff } from "@tabler/icons-react";
import { ButtonLink } from "#common/ui/links.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";

/** An address at which there is no page. */
export const NotFound = () => (
	<>
		<PageHeader title="Not found" />
		<EmptyState
			icon={<IconMapOff size={40} aria-hidden />}
			title="There is no page at this address"
			action={<ButtonLink to="/">Go Home</ButtonLink>}
		/>
	</>
);
