import { Accordion } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Configuration, Preferences } from "../api.ts";
import { AccountsSection } from "./AccountsSection.tsx";
import { AddressesSection } from "./AddressesSection.tsx";
import { GroupsSection } from "./GroupsSection.tsx";
import { type Attempt, troublesOf } from "./preferences.ts";
import { RequestSection } from "./RequestSection.tsx";
import { Troubles } from "./Troubles.tsx";

export interface SectionProps {
	readonly draft: Preferences;
	change(part: Partial<Preferences>): void;
	/** What is wrong with a member of the preferences, or a path into one; false where nothing is. */
	errorOf(field: string): ReactNode;
}

interface MoreSectionsProps extends Omit<SectionProps, "errorOf"> {
	readonly saved: Configuration;
	readonly attempt: Attempt | undefined;
	readonly mayChange: boolean;
}

const FIELDS: Readonly<Record<string, readonly (keyof Preferences)[]>> = {
	accounts: ["allowedEmailDomains", "claims"],
	groups: ["groupRoles"],
	request: ["authorizationParameters"],
};

/** What most providers work well without: folded away until somebody needs it. */
export const MoreSections = ({ saved, draft, attempt, mayChange, change }: MoreSectionsProps) => {
	const [chosen, setOpen] = useState<string[]>([]);
	const errorOf = (field: string): ReactNode => {
		const troubles = troublesOf(field, attempt, draft);
		return troubles.length > 0 && <Troubles of={troubles} change={change} />;
	};
	// A section with something wrong in it is never folded away, and readers cannot unfold what they may not change.
	const wrong = Object.keys(FIELDS).filter((name) => FIELDS[name]?.some((field) => errorOf(field)));
	const open = mayChange ? [...new Set([...chosen, ...wrong])] : ["accounts", "groups", "request", "addresses"];
	const props = { draft, change, errorOf };
	const section = (name: string, title: string, content: ReactNode) => (
		<Accordion.Item value={name}>
			<Accordion.Control>{title}</Accordion.Control>
			<Accordion.Panel>{open.includes(name) && content}</Accordion.Panel>
		</Accordion.Item>
	);
	return (
		<Accordion multiple value={open} onChange={setOpen} variant="separated" chevronPosition="left" order={3}>
			{section("accounts", "Accounts and claims", <AccountsSection {...props} />)}
			{section("groups", "Groups give roles", <GroupsSection {...props} />)}
			{section("request", "Request and client authentication", <RequestSection {...props} jwksUri={saved.jwksUri} />)}
			{section("addresses", "Addresses to register at the provider", <AddressesSection of={saved} />)}
		</Accordion>
	);
};
