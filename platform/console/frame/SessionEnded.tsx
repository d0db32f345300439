import { Alert } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { InNewTab } from "#common/ui/fields/FormError.tsx";

/** Stays in sight, clear of the top bar, wherever on the page somebody is typing. */
const inSight = { position: "sticky", top: 72, zIndex: 10 } as const;

/** The session has ended on a page on which something typed would be lost by leaving it. */
export const SessionEnded = () => (
	<Alert color="red" role="alert" icon={<IconLogout aria-hidden />} title="Your session has ended" mb="lg" style={inSight}>
		<InNewTab />
	</Alert>
);
