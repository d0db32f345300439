import { Stack } from "@mantine/core";
import type { Application } from "../../api.ts";
import { ClientCredentials } from "./ClientCredentials.tsx";
import { PublicKeys } from "./PublicKeys.tsx";
import { SettingsCard } from "./SettingsCard.tsx";

/** Services may take to keys before they live by them; of others only those that do. */
const hasKeys = ({ credentials, settings }: Application): boolean =>
	settings.oauthClient.application_type === "service" || credentials.oauthClient.token_endpoint_auth_method === "private_key_jwt";

/** What an application is, and what it proves itself with. */
export const GeneralTab = ({ application }: { readonly application: Application }) => (
	<Stack gap="lg">
		<ClientCredentials application={application} />
		{hasKeys(application) && <PublicKeys application={application} />}
		<SettingsCard application={application} />
	</Stack>
);
