import { Alert, Checkbox } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import type { Role, User } from "../api.ts";
import { changeUser } from "../calls.ts";
import { useMe } from "../me.ts";
import { roleHints, roleNames } from "../roles.ts";

const ROLES = Object.keys(roleNames) as readonly Role[];

/** Roles add up. The Site admin's own and everyone's Member are fixed; only the Site admin makes Site managers. */
export const RolesDialog = ({ user, onClose }: { readonly user: User; readonly onClose: () => void }) => {
	const [roles, setRoles] = useState<readonly Role[]>(user.roles);
	const fixed: readonly Role[] = useMe().roles.includes("site-admin")
		? ["site-admin", "member"]
		: ["site-admin", "site-manager", "member"];
	const change = useAction({
		act: () => changeUser(user.id, { roles }),
		done: `Roles of ${user.name} changed.`,
		onDone: onClose,
	});
	return (
		<FormDialog
			opened
			title={`Roles of ${user.name}`}
			submit="Save"
			running={change.running}
			onSubmit={change.run}
			onClose={onClose}
		>
			<FormError error={change.error} />
			{user.emailVerified === false && (
				<Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
					The provider does not say that {user.email} is this person's. See that it is who you mean.
				</Alert>
			)}
			{ROLES.filter((role) => role !== "site-admin" || user.roles.includes(role)).map((role) => (
				<Checkbox
					key={role}
					label={roleNames[role]}
					description={roleHints[role]}
					checked={roles.includes(role)}
					disabled={fixed.includes(role)}
					onChange={({ currentTarget: { checked } }) =>
						setRoles(checked ? [...roles, role] : roles.filter((other) => other !== role))
					}
				/>
			))}
		</FormDialog>
	);
};
