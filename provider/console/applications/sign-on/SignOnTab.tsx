import { Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { CopyField } from "#common/ui/fields/CopyField.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import type { Application, IdTokenSettings } from "../../api.ts";
import { useMay } from "../../frame/useMe.ts";
import { AccessPolicyCard } from "./AccessPolicyCard.tsx";
import { ClaimsTable } from "./ClaimsTable.tsx";
import { ALGORITHMS, FILTERS } from "./choices.ts";
import { IdTokenForm } from "./IdTokenForm.tsx";
import { NextKeyCard } from "./NextKeyCard.tsx";

/** By which policy people sign on to an application, and what it learns of them. */
export const SignOnTab = ({ application }: { readonly application: Application }) => {
	const may = useMay()("policies.read");
	const serves = application.settings.oauthClient.application_type !== "service";
	return (
		<Stack gap="lg">
			{may && serves && <AccessPolicyCard application={application} />}
			<IdTokenCard id={application.id} />
			{serves && <NextKeyCard id={application.id} />}
		</Stack>
	);
};

const IdTokenCard = ({ id }: { readonly id: string }) => {
	const [editing, edit] = useDisclosure(false);
	const at = `/api/v1/internal/apps/${id}/settings/oauth/idToken`;
	const may = useMay()("apps.manage");
	const settings = useQuery({ queryKey: ["id-token", id], queryFn: () => call<IdTokenSettings>("GET", at) });
	return (
		<Card
			title="OpenID Connect ID Token"
			description="The signed statement with which the application learns who signed in."
			actions={
				!editing &&
				may && (
					<Button variant="default" size="xs" onClick={edit.open}>
						Edit
					</Button>
				)
			}
		>
			<Loaded query={settings}>
				{(found) => (
					<>
						<CopyField label="Issuer" value={found.issuer} />
						<CopyField label="Audience" value={found.audience} />
						{editing ? <IdTokenForm at={at} settings={found} onClose={edit.close} /> : <Chosen settings={found} />}
						<ClaimsTable claims={found.claims} />
					</>
				)}
			</Loaded>
		</Card>
	);
};

const Chosen = ({ settings: { signingAlgorithm, groupFilterType, value } }: { readonly settings: IdTokenSettings }) => (
	<Facts
		of={[
			["Signing algorithm", ALGORITHMS[signingAlgorithm]],
			["Groups claim filter", groupFilterType === "NONE" ? FILTERS.NONE : `${FILTERS[groupFilterType]}: ${value}`],
		]}
	/>
);
