import { Accordion } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Configuration, Preferences } from "../api.ts";
import { AccountsSection } from "./AccountsSection.tsx";
import { AddressesSection } from "./AddressesSection.tsx";
import { GroupsSection } from "./GroupsSection.tsx";
import { RequestSection } from "./RequestSection.tsx";

export interface SectionProps {
	readonly draft: Preferences;
	change(part: Partial<Preferences>): void;
}

/** What most providers work well without: folded away until somebody needs it. */
export const MoreSections = ({ saved, draft, change }: SectionProps & { readonly saved: Configuration }) => {
	const [open, setOpen] = useState<string[]>([]);
	const section = (name: string, title: string, content: ReactNode) => (
		<Accordion.Item value={name}>
			<Accordion.Control>{title}</Accordion.Control>
			<Accordion.Panel>{open.includes(name) && content}</Accordion.Panel>
		</Accordion.Item>
	);
	return (
		<Accordion multiple value={open} onChange={setOpen} variant="separated" chevronPosition="left" order={3}>
			{section("accounts", "Accounts and claims", <AccountsSection draft={draft} change={change} />)}
			{section("groups", "Groups give roles", <GroupsSection draft={draft} change={change} />)}
			{section(
				"request",
				"Request and client authentication",
				<RequestSection draft={draft} change={change} jwksUri={saved.jwksUri} />,
			)}
			{section("addresses", "Addresses to register at the provider", <AddressesSection of={saved} />)}
		</Accordion>
	);
};
