import { Text } from "@mantine/core";
import { CopyField } from "#common/ui/fields/CopyField.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import type { Application } from "../../api.ts";
import { May } from "../../frame/May.tsx";
import { ClientSecrets } from "./ClientSecrets.tsx";

/** What the application names itself by, and proves it with. */
export const ClientCredentials = ({ application }: { readonly application: Application }) => {
	const { client_id, token_endpoint_auth_method } = application.credentials.oauthClient;
	return (
		<Card title="Client Credentials" description="The application needs these, and the Issuer from the Sign On tab.">
			<CopyField label="Client ID" value={client_id} description="The public name of this application." />
			{token_endpoint_auth_method === "none" ? (
				<Text size="sm" c="dimmed">
					A public client has no secret: it proves with PKCE that it is the one that began.
				</Text>
			) : token_endpoint_auth_method === "private_key_jwt" ? (
				<Text size="sm" c="dimmed">
					This application has no secret: it signs with a private key of its own, and is known by its public keys.
				</Text>
			) : (
				<May to="apps.manage">
					<ClientSecrets id={application.id} />
				</May>
			)}
		</Card>
	);
};
