import { Button, Group, Stack, Text } from "@mantine/core";
import { Dialog } from "#common/ui/dialogs/Dialog.tsx";
import { CopyField } from "#common/ui/fields/CopyField.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { NewRegistrationToken } from "../../api.ts";

interface TokenOnceProps {
	readonly made: NewRegistrationToken;
	readonly onClose: () => void;
}

/** A registration token and the issuer, which are all that an application needs: readable now and never again. */
export const TokenOnce = ({ made, onClose }: TokenOnceProps) => (
	<Dialog opened onClose={onClose} title="Registration token" closeOnClickOutside={false}>
		<Stack gap="md">
			<Text size="sm">
				Give both values to the application. The token registers one application, until <Moment at={made.expires} />, and is not
				shown again.
			</Text>
			<CopyField label="Issuer" value={made.issuer} />
			<CopyField label="Registration token" value={made.token} />
			<Group justify="flex-end">
				<Button onClick={onClose} data-autofocus>
					Done
				</Button>
			</Group>
		</Stack>
	</Dialog>
);
