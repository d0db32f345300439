import { Code } from "@mantine/core";
import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { Person } from "../api.ts";

/** What the provider itself knows of an account. */
export const AccountCard = ({ person }: { readonly person: Person }) => (
	<Card title="Account">
		<Facts
			of={[
				["Last sign-in", <Moment key="login" at={person.lastLogin} />],
				["Password changed", <Moment key="password" at={person.passwordChanged} never="No password yet" />],
				["Created", <Moment key="created" at={person.created} />],
				["Activated", <Moment key="activated" at={person.activated} />],
				["User ID", <Code key="id">{person.id}</Code>],
			]}
		/>
	</Card>
);
