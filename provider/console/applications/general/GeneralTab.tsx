import { Stack } from "@mantine/core";
import type { Application } from "../../api.ts";
import { ClientCredentials } from "./ClientCredentials.tsx";
import { SettingsCard } from "./SettingsCard.tsx";

/** What an application is, and what it proves itself with. */
export const GeneralTab = ({ application }: { readonly application: Application }) => (
	<Stack gap="lg">
		<ClientCredentials application={application} />
		<SettingsCard application={application} />
	</Stack>
);
