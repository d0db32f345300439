import { NativeSelect, Radio } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import type { ApplicationKind } from "../../api.ts";
import { isKind, KINDS } from "../kinds.ts";

interface NewIntegrationDialogProps {
	readonly opened: boolean;
	readonly onClose: () => void;
}

const PLATFORMS = Object.entries(KINDS).map(([value, { label }]) => ({ value, label }));

/** Asks what the application is, before its form. */
export const NewIntegrationDialog = ({ opened, onClose }: NewIntegrationDialogProps) => {
	const [kind, setKind] = useState<ApplicationKind>("web");
	const navigate = useNavigate();
	return (
		<FormDialog
			opened={opened}
			title="Create a New Application Integration"
			submit="Create"
			onSubmit={() => void navigate({ to: "/admin/applications/add/openid-connect/$kind", params: { kind } })}
			onClose={onClose}
		>
			<NativeSelect
				label="Platform"
				description={KINDS[kind].description}
				inputWrapperOrder={["label", "input", "description"]}
				data={PLATFORMS}
				value={kind}
				data-autofocus
				onChange={({ currentTarget: { value } }) => isKind(value) && setKind(value)}
			/>
			<Radio.Group label="Sign on method" name="sign-on-method" defaultValue="OPENID_CONNECT">
				<Radio
					mt="xs"
					value="OPENID_CONNECT"
					label="OpenID Connect"
					description="Signs people in with ID tokens, on top of OAuth 2.0."
				/>
			</Radio.Group>
		</FormDialog>
	);
};
