import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { Card } from "#common/ui/page/Card.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { NewIntegrationDialog } from "./NewIntegrationDialog.tsx";

/** The way to a new application. */
export const AddApplicationPage = () => {
	const [creating, create] = useDisclosure(false);
	return (
		<>
			<PageHeader
				back={{ to: "/admin/applications", label: "Applications" }}
				title="Add Application"
				description="Connect an application, so that people sign in to it with their account here."
			/>
			<Card title="An application of your own">
				<Text>
					Any application that speaks OpenID Connect can be connected: register it here, then give it the client ID, the client
					secret and the issuer that you get in return.
				</Text>
				<Button w="fit-content" leftSection={<IconPlus size={18} aria-hidden />} onClick={create.open}>
					Create New App
				</Button>
			</Card>
			<NewIntegrationDialog opened={creating} onClose={create.close} />
		</>
	);
};
