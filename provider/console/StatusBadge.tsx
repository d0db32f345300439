import { Badge } from "@mantine/core";

const LOOKS: Readonly<Record<string, readonly [color: string, text: string]>> = {
	ACTIVE: ["pine", "Active"],
	INACTIVE: ["gray", "Inactive"],
	INVALID: ["red", "Invalid"],
	STAGED: ["gray", "Staged"],
	PROVISIONED: ["yellow", "Pending activation"],
	PASSWORD_EXPIRED: ["yellow", "Password expired"],
	RECOVERY: ["yellow", "Password reset"],
	LOCKED_OUT: ["red", "Locked out"],
	SUSPENDED: ["gray", "Suspended"],
	DEPROVISIONED: ["gray", "Deactivated"],
	SUCCESS: ["pine", "Success"],
	ALLOW: ["pine", "Allowed"],
	FAILURE: ["red", "Failure"],
	DENY: ["red", "Denied"],
	UNSENT: ["yellow", "Unsent"],
	QUEUED: ["yellow", "Waiting"],
	SENDING: ["yellow", "On its way"],
	SENT: ["pine", "Sent"],
	FAILED: ["red", "Failed"],
	EXPIRED: ["gray", "Expired"],
};

/** A state of a person, an application or an event, in words and colour. */
export const StatusBadge = ({ status }: { readonly status: string }) => {
	const [color, text] = LOOKS[status] ?? ["gray", status];
	return (
		<Badge color={color} tt="none" miw="fit-content">
			{text}
		</Badge>
	);
};
