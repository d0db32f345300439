import { Stack } from "@mantine/core";
import { CopyField } from "#common/ui/fields/CopyField.tsx";
import type { Configuration } from "../api.ts";

/** What the provider may want to know besides the redirect URI. */
export const AddressesSection = ({ of }: { of: Configuration }) => (
	<Stack gap="md">
		<CopyField
			label="Logout redirect URI"
			description="Where people come back to after signing out there."
			value={of.postLogoutRedirectUri}
		/>
		<CopyField
			label="Back-channel logout URI"
			description="Where the provider tells this platform, by itself, that somebody signed out."
			value={of.backchannelLogoutUri}
		/>
		<CopyField
			label="Front-channel logout URI"
			description="The same by way of the browser; the provider must send iss and sid."
			value={of.frontchannelLogoutUri}
		/>
	</Stack>
);
