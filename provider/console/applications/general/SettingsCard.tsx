import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import type { Application } from "../../api.ts";
import { useMay } from "../../frame/useMe.ts";
import { AUTH_METHODS, grantLabel, KINDS } from "../kinds.ts";
import { SettingsForm } from "./SettingsForm.tsx";

/** An application's settings, to read and to edit. */
export const SettingsCard = ({ application }: { readonly application: Application }) => {
	const [editing, edit] = useDisclosure(false);
	const may = useMay()("apps.manage");
	return (
		<Card
			title="Application settings"
			actions={
				!editing &&
				may && (
					<Button variant="default" size="xs" onClick={edit.open}>
						Edit
					</Button>
				)
			}
		>
			{editing ? <SettingsForm application={application} onClose={edit.close} /> : <Settings application={application} />}
		</Card>
	);
};

const Settings = ({ application: { label, credentials, settings } }: { readonly application: Application }) => {
	const client = settings.oauthClient;
	const kind = KINDS[client.application_type];
	return (
		<Facts
			of={[
				["Application name", label],
				["Platform", kind.label],
				["Grant types", client.grant_types.map(grantLabel).join(", ")],
				["Client authentication", AUTH_METHODS[credentials.oauthClient.token_endpoint_auth_method]],
				...(kind.redirects ? [["PKCE", credentials.oauthClient.pkce_required ? "Required" : "Optional"] as const] : []),
				["DPoP", client.dpop_bound_access_tokens ? "Required" : "Optional"],
				...(kind.redirects
					? ([
							["Login redirect URIs", <Lines key="login" of={client.redirect_uris} />],
							["Logout redirect URIs", <Lines key="logout" of={client.post_logout_redirect_uris} />],
							["Initiate login URI", client.initiate_login_uri || <None key="initiate" />],
							["Back-channel logout URI", client.backchannel_logout_uri || <None key="backchannel" />],
						] as const)
					: []),
			]}
		/>
	);
};

const Lines = ({ of }: { readonly of: readonly string[] }) =>
	of.length === 0 ? <None /> : of.map((line) => <div key={line}>{line}</div>);

const None = () => (
	<Text component="span" inherit c="dimmed">
		None
	</Text>
);
