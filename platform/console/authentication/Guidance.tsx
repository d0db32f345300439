import { List } from "@mantine/core";
import { Card } from "#common/ui/page/Card.tsx";

/** How the two sides come together; stands where the checks will. */
export const Guidance = () => (
	<Card title="Connecting an identity provider">
		<List type="ordered" spacing="xs" size="sm">
			<List.Item>At the provider, register a web application with OpenID Connect and the redirect URI of this form.</List.Item>
			<List.Item>Assign it to the people who may come here.</List.Item>
			<List.Item>Copy its ID, its secret and the provider's issuer into this form.</List.Item>
			<List.Item>Save. Everything is tried out first; if something does not hold, the old settings go on working.</List.Item>
		</List>
	</Card>
);
